package board

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// Embedded is a dashboard as whoever has a link to it is shown it.
type Embedded struct {
	// ID is the link's, for logs and bounds; never the secret.
	ID string
	// Store is the number of the store; StoreName its name, StoreTitle what people
	// call it, Language the one it goes by, empty for none.
	Store                           int64
	StoreName, StoreTitle, Language string
	// MinGroup is what the store asks for.
	MinGroup int
	// Filter is what every tile is held to; nil for everything.
	Filter *query.Filter
	// Expires is empty for never.
	Expires            string
	Title, Description string
	Tiles              []EmbeddedTile
}

// EmbeddedTile is a tile with what it shows.
type EmbeddedTile struct {
	Tile
	// View is nil for a text, and where the view is gone or shared no more.
	View *View
}

func errEmbedWrong() error {
	return problem.New(problem.Unauthenticated, "embed-wrong",
		"the link is unknown, revoked or expired: ask whoever gave it to you for a new one")
}

// seenEvery is how often it is noted that a link was asked, in microseconds.
const seenEvery = 60_000_000

// OpenEmbed returns what the token in an Authorization header shows, as it is now.
// Errors: Unauthenticated, with the same message whatever is wrong.
func (r *Registry) OpenEmbed(ctx context.Context, authorization string) (*Embedded, error) {
	scheme, text, _ := strings.Cut(authorization, " ")
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), tokenPrefix)
	id, secret, parted := strings.Cut(rest, "_")
	if !strings.EqualFold(scheme, "Bearer") || !ok || !parted || !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return nil, errEmbedWrong()
	}
	const find = `
		SELECT embed.store, embed.dashboard, embed.filter, embed.secret_hash, embed.expires, embed.last_seen,
			store.name, store.title, store.language, store.min_group,
			dashboard.title, dashboard.description, dashboard.tiles, dashboard.owner
		FROM embed JOIN store ON store.id = embed.store JOIN dashboard ON dashboard.id = embed.dashboard
		WHERE embed.id = $1 AND embed.revoked = 0 AND store.removed = 0`
	e := &Embedded{ID: id}
	var dashboard, expires, seen int64
	var filter, tiles, owner string
	var hash []byte
	err := r.db.Read().QueryRowContext(ctx, find, id).Scan(&e.Store, &dashboard, &filter, &hash, &expires, &seen,
		&e.StoreName, &e.StoreTitle, &e.Language, &e.MinGroup, &e.Title, &e.Description, &tiles, &owner)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errEmbedWrong()
	}
	if err != nil {
		return nil, fmt.Errorf("find the embed: %w", db.Refusal(err))
	}
	sum, now := sha256.Sum256([]byte(secret)), r.now().UnixMicro()
	if subtle.ConstantTimeCompare(sum[:], hash) != 1 || expires != 0 && now >= expires {
		return nil, errEmbedWrong()
	}
	if filter != "" {
		// One that cannot be read must not let everything through.
		if e.Filter, err = query.DecodeFilter([]byte(filter), nil); err != nil {
			return nil, fmt.Errorf("read the filter of the embed %s: %v", id, err)
		}
	}
	if expires != 0 {
		e.Expires = isoTime(expires)
	}
	if e.StoreTitle == "" {
		e.StoreTitle = e.StoreName
	}
	if e.Tiles, err = r.embeddedTiles(ctx, e.Store, owner, tiles); err != nil {
		return nil, fmt.Errorf("open the embed %s: %w", id, err)
	}
	if now-seen >= seenEvery {
		r.noteSeen(ctx, id, now)
	}
	return e, nil
}

// embeddedTiles finds the views on tiles that are shared, or belong to whom the
// dashboard does.
func (r *Registry) embeddedTiles(ctx context.Context, store int64, owner, text string) ([]EmbeddedTile, error) {
	var tiles []Tile
	if err := json.Unmarshal([]byte(text), &tiles); err != nil {
		return nil, fmt.Errorf("read the tiles: %w", err)
	}
	everything := &Asker{Store: store, ID: owner, SeesEverybody: true}
	views, err := everything.viewsOn(ctx, r.db.Read(), tiles, owner)
	if err != nil {
		return nil, err
	}
	shown := make([]EmbeddedTile, len(tiles))
	for i, tile := range tiles {
		shown[i] = EmbeddedTile{Tile: tile}
		for k := range views {
			if tile.Kind == TileView && views[k].ID == tile.View {
				shown[i].View = &views[k]
			}
		}
	}
	return shown, nil
}

// noteSeen notes that a link was asked. It is for people who wonder whether
// anybody uses it: where it cannot be written, nothing is lost.
func (r *Registry) noteSeen(ctx context.Context, id string, now int64) {
	_ = r.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE embed SET last_seen = $1 WHERE id = $2 AND last_seen <= $3`, now, id, now-seenEvery)
		return err
	})
}

// shownKeys are the keys of a query that say how its answer is laid out, and
// nothing about what is let through.
var shownKeys = []string{
	"kind", "metrics", "dimensions", "time", "order", "limit", "offset", "of", "bins", "pass", "match", "unit", "within", "in",
	"depth", "top", "period", "periods", "unbounded", "attempts", "session_gap", "milestones", "lag_days", "by", "min_group",
}

// WithoutFilters returns a query as those may see it who must not learn what it
// lets through: how its answer is laid out, with the names of steps.
func WithoutFilters(text jsontext.Value) (jsontext.Value, error) {
	var whole map[string]jsontext.Value
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, fmt.Errorf("read a query: %w", err)
	}
	shown := make(map[string]jsontext.Value)
	for _, key := range shownKeys {
		if value, is := whole[key]; is {
			shown[key] = value
		}
	}
	if steps, is := whole["steps"]; is {
		var named []struct {
			Name string `json:"name"`
		}
		if err := json.Unmarshal(steps, &named); err != nil {
			return nil, fmt.Errorf("read the steps of a query: %w", err)
		}
		names, err := json.Marshal(named)
		if err != nil {
			return nil, fmt.Errorf("write the steps of a query: %w", err)
		}
		shown["steps"] = names
	}
	stripped, err := json.Marshal(shown, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("write a query: %w", err)
	}
	return stripped, nil
}
