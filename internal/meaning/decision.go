package meaning

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// The kinds of decisions, as they are kept.
const (
	kindVerb         = "verb"
	kindCourse       = "course"
	kindFormal       = string(Formal)
	kindTrustedClock = string(TrustedClock)
	kindSegment      = "segment"
	kindExtension    = "extension"
)

// yes is the value of a decision that has no other; empty is none.
const yes = "yes"

// maxName bounds what is decided about, and identities and courses, in bytes:
// longer ones do not fit into PostgreSQL's indexes.
const maxName = 2000

// decision is a row.
type decision struct {
	kind, name, value string
	changed           int64
}

// decide lets a decision take effect.
func (m *Meaning) decide(d decision) error {
	switch d.kind {
	case kindVerb:
		class, ok := ParseClass(d.value)
		if !ok {
			return fmt.Errorf("the verb %s has the class %q, which this version does not know", d.name, d.value)
		}
		m.Verbs[d.name] = class
	case kindCourse:
		m.Courses[d.name] = d.value
	case kindFormal:
		m.FormalSources[d.name] = true
	case kindTrustedClock:
		m.TrustedClocks[d.name] = true
	case kindSegment:
		m.Segments[d.name] = d.value
	case kindExtension:
		m.Promoted[d.name] = true
	}
	return nil
}

// put enters a decision in place of an earlier one about the same.
func (r *Registry) put(ctx context.Context, store int64, kind, name, value string) error {
	err := r.change(ctx, store, func(tx *sql.Tx, number int64) error {
		const put = `
			INSERT INTO decision (id, store, kind, name, value, changed) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (store, kind, name) DO UPDATE SET value = excluded.value, changed = excluded.changed`
		_, err := tx.ExecContext(ctx, put, number, store, kind, name, value, r.now().UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("decide about a %s: %w", kind, err)
	}
	return nil
}

// take takes a decision back. Errors: missing, when there is none.
func (r *Registry) take(ctx context.Context, store int64, kind, name string, missing error) error {
	if !isText(name) {
		return missing
	}
	err := r.change(ctx, store, func(tx *sql.Tx, _ int64) error {
		const take = `UPDATE decision SET value = '', changed = $1 WHERE store = $2 AND kind = $3 AND name = $4 AND value <> ''`
		result, err := tx.ExecContext(ctx, take, r.now().UnixMicro(), store, kind, name)
		if err != nil {
			return err
		}
		if taken, err := result.RowsAffected(); err != nil || taken > 0 {
			return err
		}
		return missing
	})
	if err != nil {
		return fmt.Errorf("take a decision about a %s back: %w", kind, err)
	}
	return nil
}

// decisions returns those of a kind, sorted by name.
func (r *Registry) decisions(ctx context.Context, store int64, kind string) ([]decision, error) {
	const list = `SELECT name, value, changed FROM decision WHERE store = $1 AND kind = $2 AND value <> ''`
	rows, err := r.db.Read().QueryContext(ctx, list, store, kind)
	if err != nil {
		return nil, fmt.Errorf("list what was decided: %w", db.Refusal(err))
	}
	defer rows.Close()
	var found []decision
	for rows.Next() {
		d := decision{kind: kind}
		if err := rows.Scan(&d.name, &d.value, &d.changed); err != nil {
			return nil, fmt.Errorf("list what was decided: %w", db.Refusal(err))
		}
		found = append(found, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list what was decided: %w", db.Refusal(err))
	}
	// Sorted here: databases have their own ideas of the order of letters.
	slices.SortFunc(found, func(a, b decision) int { return strings.Compare(a.name, b.name) })
	return found, nil
}

// checkStore refuses a store that is not there.
func checkStore(ctx context.Context, tx *sql.Tx, store int64) error {
	var one int
	err := tx.QueryRowContext(ctx, `SELECT 1 FROM store WHERE id = $1`, store).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return problem.New(problem.NotFound, "store-unknown", "there is no store with the number %d", store)
	}
	return err
}

// checkIRI holds the id of what somebody decides about to what xAPI takes.
func checkIRI(what, text string) error {
	switch {
	case !xapi.ValidIRI(text):
		return problem.New(problem.Invalid, what+"-invalid", "%q cannot be the id of a %s: it must be an IRI with a scheme, such as https://example.org/…", text, what)
	case len(text) > maxName:
		return problem.New(problem.Invalid, what+"-invalid", "the id of the %s is too long to be decided about: at most %d bytes", what, maxName)
	}
	return nil
}

// checkLine holds a name to what can be shown in a line.
func checkLine(what, text string, most int) error {
	switch {
	case strings.TrimSpace(text) == "":
		return problem.New(problem.Invalid, what+"-invalid", "the name of a %s must not be blank", what)
	case len(text) > most:
		return problem.New(problem.Invalid, what+"-invalid", "the name of the %s is too long: at most %d bytes", what, most)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) }):
		return problem.New(problem.Invalid, what+"-invalid", "the name of the %s has characters that cannot be printed", what)
	}
	return nil
}

// isText reports whether a database can have a text at all: PostgreSQL has
// neither U+0000 nor what is not UTF-8.
func isText(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsRune(name, 0)
}
