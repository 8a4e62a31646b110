package meaning

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// persons returns the person of each identity that is not a person of its own,
// as the merges say when they are made one after another. Chains are followed
// to their end. A merge of what is one person already changes nothing.
func persons(merges []Merge) map[string]string {
	slices.SortFunc(merges, func(a, b Merge) int { return cmp.Compare(a.ID, b.ID) })
	parents := make(map[string]string)
	for _, merge := range merges {
		from, to := root(parents, merge.Identity), root(parents, merge.Target)
		if from != to {
			parents[from] = to
		}
	}
	for identity := range parents {
		parents[identity] = root(parents, identity)
	}
	return parents
}

// root follows a chain to its end and shortens it.
func root(parents map[string]string, identity string) string {
	for {
		parent, ok := parents[identity]
		if !ok {
			return identity
		}
		if grandparent, ok := parents[parent]; ok {
			parents[identity] = grandparent
		}
		identity = parent
	}
}

// parseIdentity returns an identity in its normal form.
func parseIdentity(text string) (string, error) {
	identifier, ok := xapi.ParseIFI(text)
	switch {
	case !ok || !isText(text):
		return "", problem.New(problem.Invalid, "person-invalid",
			"%q identifies no person: write mailto:ADDRESS, sha1:DIGEST, openid:URI or account:HOMEPAGE|NAME", text)
	case len(text) > maxName:
		return "", problem.New(problem.Invalid, "person-invalid", "the identifier is too long: at most %d bytes", maxName)
	}
	return identifier.String(), nil
}

// Merge makes the people of two identities one, who is called as target's was.
// Errors: Invalid; Conflict when they are one person already; NotFound for the
// store.
func (r *Registry) Merge(ctx context.Context, store int64, identity, target string) (Merge, error) {
	identity, err := parseIdentity(identity)
	if err != nil {
		return Merge{}, err
	}
	if target, err = parseIdentity(target); err != nil {
		return Merge{}, err
	}
	if identity == target {
		return Merge{}, problem.New(problem.Invalid, "person-invalid", "%q is merged with itself: name two identities", identity)
	}
	var merge Merge
	err = r.change(ctx, store, func(tx *sql.Tx, number int64) error {
		merges, err := mergesOf(ctx, tx, store)
		if err != nil {
			return err
		}
		inForce := slices.DeleteFunc(merges, func(m Merge) bool { return m.Undone != 0 })
		parents := persons(inForce)
		if person := root(parents, identity); person == root(parents, target) {
			return problem.New(problem.Conflict, "person-merged", "%q and %q are one person already: %q", identity, target, person)
		}
		merge = Merge{ID: number, Identity: identity, Target: target, Made: r.now().UnixMicro()}
		const add = `INSERT INTO person_merge (id, store, identity, target, made, undone) VALUES ($1, $2, $3, $4, $5, 0)`
		_, err = tx.ExecContext(ctx, add, merge.ID, store, merge.Identity, merge.Target, merge.Made)
		return err
	})
	if err != nil {
		return Merge{}, fmt.Errorf("merge two people: %w", err)
	}
	return merge, nil
}

// Split undoes a merge: everything is as if it had never been made. Errors:
// NotFound; Conflict when it is undone already.
func (r *Registry) Split(ctx context.Context, store, merge int64) error {
	err := r.change(ctx, store, func(tx *sql.Tx, _ int64) error {
		var undone int64
		err := tx.QueryRowContext(ctx, `SELECT undone FROM person_merge WHERE store = $1 AND id = $2`, store, merge).Scan(&undone)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return problem.New(problem.NotFound, "merge-unknown", "there is no merge %d in this store; «lore person list» shows all", merge)
		case err != nil:
			return err
		case undone != 0:
			return problem.New(problem.Conflict, "merge-undone", "the merge %d is undone already", merge)
		}
		_, err = tx.ExecContext(ctx, `UPDATE person_merge SET undone = $1 WHERE id = $2`, r.now().UnixMicro(), merge)
		return err
	})
	if err != nil {
		return fmt.Errorf("undo a merge: %w", err)
	}
	return nil
}

// Merges returns all merges, those that were undone included, in their order.
func (r *Registry) Merges(ctx context.Context, store int64) ([]Merge, error) {
	merges, err := mergesOf(ctx, r.db.Read(), store)
	if err != nil {
		return nil, fmt.Errorf("list the merges: %w", db.Refusal(err))
	}
	return merges, nil
}

// queryer is a transaction, or connections for queries.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func mergesOf(ctx context.Context, from queryer, store int64) ([]Merge, error) {
	const list = `SELECT id, identity, target, made, undone FROM person_merge WHERE store = $1 ORDER BY id`
	rows, err := from.QueryContext(ctx, list, store)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	merges := []Merge{}
	for rows.Next() {
		var merge Merge
		if err := rows.Scan(&merge.ID, &merge.Identity, &merge.Target, &merge.Made, &merge.Undone); err != nil {
			return nil, err
		}
		merges = append(merges, merge)
	}
	return merges, rows.Err()
}
