package board

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// EmbedDraft asks for a link.
type EmbedDraft struct {
	Title string `json:"title"`
	// Filter is what every tile is held to; empty or null for everything.
	Filter jsontext.Value `json:"filter,omitzero"`
	// Expires is when the link ends (RFC 3339); empty for when it is revoked.
	Expires string `json:"expires,omitzero"`
}

// Embed is a link as it is listed: its secret is kept nowhere.
type Embed struct {
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Filter   jsontext.Value `json:"filter,omitzero"`
	Created  string         `json:"created"`
	Expires  string         `json:"expires,omitzero"`
	Revoked  bool           `json:"revoked"`
	LastSeen string         `json:"last_seen,omitzero"`
}

const (
	// tokenPrefix begins the token of every link. No API token begins so.
	tokenPrefix = "lore-embed_"
	// idLength is how much of a random text (5 bits a character) names a link.
	idLength = 16
)

// check holds a link to be to the rules, and returns its filter in normal form and
// its end in microseconds. promoted are the extensions that do not tell who people
// are.
func (draft *EmbedDraft) check(asker *Asker, promoted map[string]bool, now int64) (filter string, expires int64, err error) {
	var f faults
	draft.Title = f.line("/title", draft.Title, maxTitle)
	if text := strings.TrimSpace(string(draft.Filter)); text != "" && text != "null" {
		read, err := query.DecodeFilter(draft.Filter, asker.Segments)
		switch {
		case err != nil:
			f.below("/filter", err)
		case !impersonal(read, promoted):
			f.add("/filter", "whoever has the link sees no people, so that its filter can name neither people nor what may tell who they are")
		default:
			filter = string(read.Encode())
		}
	}
	if draft.Expires != "" {
		at, err := time.Parse(time.RFC3339, draft.Expires)
		switch {
		case err != nil:
			f.add("/expires", "this is a time in RFC 3339, such as 2030-01-31T12:00:00Z")
		case at.UnixMicro() <= now || at.Year() > 9999:
			f.add("/expires", "the link would have ended already: choose a time to come")
		default:
			expires = at.UnixMicro()
		}
	}
	return filter, expires, f.err("embed")
}

// impersonal reports whether those who see no people may ask with the filter, as
// the engine has it.
func impersonal(f *query.Filter, promoted map[string]bool) bool {
	if f.NamesPeople() {
		return false
	}
	probe := &query.Query{Filter: f}
	for _, path := range probe.Extensions() {
		if !promoted[path] {
			return false
		}
	}
	return true
}

// shareable returns a dashboard that the asker may share by links. Errors:
// NotFound; Forbidden.
func (a *Asker) shareable(ctx context.Context, from querier, id int64) (Dashboard, error) {
	dashboard, err := a.findDashboard(ctx, from, id)
	if err != nil {
		return Dashboard{}, err
	}
	if !a.SeesEverybody {
		return Dashboard{}, problem.New(problem.Forbidden, "scope-forbids",
			"a link answers about the whole store, and you do not see all of it: ask an owner or data admin for one")
	}
	return dashboard, nil
}

// Embeds returns the links to a dashboard, the latest first. Errors: NotFound;
// Forbidden.
func (r *Registry) Embeds(ctx context.Context, asker *Asker, dashboard int64) ([]Embed, error) {
	if _, err := asker.shareable(ctx, r.db.Read(), dashboard); err != nil {
		return nil, err
	}
	const list = `
		SELECT id, title, filter, created, expires, revoked, last_seen FROM embed
		WHERE dashboard = $1 ORDER BY created DESC, id`
	rows, err := r.db.Read().QueryContext(ctx, list, dashboard)
	return collect("embeds", rows, err, scanEmbed)
}

func scanEmbed(scan func(...any) error) (Embed, error) {
	var e Embed
	var filter string
	var created, expires, revoked, seen int64
	if err := scan(&e.ID, &e.Title, &filter, &created, &expires, &revoked, &seen); err != nil {
		return Embed{}, err
	}
	e.Created, e.Revoked = isoTime(created), revoked != 0
	if filter != "" {
		e.Filter = jsontext.Value(filter)
	}
	if expires != 0 {
		e.Expires = isoTime(expires)
	}
	if seen != 0 {
		e.LastSeen = isoTime(seen)
	}
	return e, nil
}

// MakeEmbed makes a link to a dashboard, and returns its id and token; of the
// token's secret only a hash is kept. promoted are the extensions that an
// administrator promoted. Errors: Invalid; NotFound; Forbidden; Conflict when the
// dashboard has too many.
func (r *Registry) MakeEmbed(ctx context.Context, asker *Asker, dashboard int64, promoted map[string]bool, draft EmbedDraft) (id, token string, err error) {
	filter, expires, err := draft.check(asker, promoted, r.now().UnixMicro())
	if err != nil {
		return "", "", err
	}
	id = strings.ToLower(rand.Text()[:idLength])
	secret := rand.Text()
	hash := sha256.Sum256([]byte(secret))
	err = r.change(ctx, func(tx *sql.Tx, _, now int64) error {
		if _, err := asker.shareable(ctx, tx, dashboard); err != nil {
			return err
		}
		const count = `SELECT count(*) FROM embed WHERE dashboard = $1 AND revoked = 0`
		if err := checkRoom(ctx, tx, "links to this dashboard", mostEmbeds, count, dashboard); err != nil {
			return err
		}
		const add = `
			INSERT INTO embed (id, store, dashboard, title, filter, secret_hash, created, expires, revoked, last_seen)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)`
		if _, err := tx.ExecContext(ctx, add, id, asker.Store, dashboard, draft.Title, filter, hash[:], now, expires); err != nil {
			return fmt.Errorf("add the embed: %w", err)
		}
		return nil
	})
	if err != nil {
		return "", "", fmt.Errorf("make an embed: %w", err)
	}
	return id, tokenPrefix + id + "_" + secret, nil
}

// RevokeEmbed ends a link at once. One that has ended stays so. Errors: NotFound;
// Forbidden.
func (r *Registry) RevokeEmbed(ctx context.Context, asker *Asker, dashboard int64, id string) error {
	err := r.change(ctx, func(tx *sql.Tx, _, now int64) error {
		if _, err := asker.shareable(ctx, tx, dashboard); err != nil {
			return err
		}
		const revoke = `UPDATE embed SET revoked = CASE revoked WHEN 0 THEN $1 ELSE revoked END WHERE id = $2 AND dashboard = $3`
		result, err := tx.ExecContext(ctx, revoke, now, strings.ToValidUTF8(strings.ReplaceAll(id, "\x00", ""), ""), dashboard)
		if err != nil {
			return fmt.Errorf("revoke the embed: %w", err)
		}
		if changed, err := result.RowsAffected(); err != nil {
			return fmt.Errorf("revoke the embed: %w", err)
		} else if changed == 0 {
			return problem.New(problem.NotFound, "embed-unknown", "the dashboard has no such link")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("revoke an embed: %w", err)
	}
	return nil
}
