package bi

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/meaning"
)

// Keeper keeps in bi.meaning and bi.store what is in force. Any number of nodes
// may do it at once.
type Keeper struct {
	Database *db.DB
	// Stores returns the names of the stores by number.
	Stores func(ctx context.Context) (map[int64]string, error)
	// Meaning returns what is in force in a store.
	Meaning func(ctx context.Context, store int64) (*meaning.Meaning, error)
	// Every is how often it is looked for changes; 0 is two seconds.
	Every  time.Duration
	Logger *slog.Logger
}

// Run keeps it until ctx ends, and returns nil. What goes wrong is logged and
// tried again.
func (k Keeper) Run(ctx context.Context) error {
	every := k.Every
	if every <= 0 {
		every = 2 * time.Second
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		if err := k.Sync(ctx); err != nil && ctx.Err() == nil {
			k.Logger.WarnContext(ctx, "what was decided does not reach the tables for BI tools; it is tried again", "error", err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// Sync enters what changed since the last time.
func (k Keeper) Sync(ctx context.Context) error {
	stores, err := k.Stores(ctx)
	if err != nil {
		return fmt.Errorf("list the stores: %w", err)
	}
	for store, name := range stores {
		if err := k.sync(ctx, store, name); err != nil {
			return fmt.Errorf("enter what was decided in %s: %w", name, err)
		}
	}
	return nil
}

// entry is a row of bi.meaning.
type entry struct {
	Kind  string `json:"kind"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// sync enters what is in force in a store, in one transaction, where it is newer
// than what is there.
func (k Keeper) sync(ctx context.Context, store int64, name string) error {
	inForce, err := k.Meaning(ctx, store)
	if err != nil {
		return err
	}
	var same bool
	const compare = `SELECT EXISTS (SELECT FROM bi.store WHERE store = $1 AND name = $2 AND version >= $3)`
	if err := k.Database.Read().QueryRowContext(ctx, compare, store, name, int64(inForce.Version)).Scan(&same); err != nil || same {
		return db.Refusal(err)
	}
	entries, err := json.Marshal(entriesOf(inForce))
	if err != nil {
		return err
	}
	return k.Database.Write(ctx, func(tx *sql.Tx) error {
		const claim = `
			INSERT INTO bi.store (store, name, version) VALUES ($1, $2, $3)
			ON CONFLICT (store) DO UPDATE SET name = excluded.name, version = excluded.version
			WHERE bi.store.version <= excluded.version`
		result, err := tx.ExecContext(ctx, claim, store, name, int64(inForce.Version))
		if err != nil {
			return err
		}
		if claimed, err := result.RowsAffected(); err != nil || claimed == 0 {
			return err // another node was there with something newer
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM bi.meaning WHERE store = $1`, store); err != nil {
			return err
		}
		const put = `
			INSERT INTO bi.meaning (store, kind, name, value)
			SELECT $1::BIGINT, r.* FROM jsonb_to_recordset($2::JSONB) AS r (kind TEXT, name TEXT, value TEXT)`
		_, err = tx.ExecContext(ctx, put, store, string(entries))
		return err
	})
}

// entriesOf returns the rows of what is in force.
func entriesOf(m *meaning.Meaning) []entry {
	entries := []entry{}
	for verb, class := range m.Verbs {
		entries = append(entries, entry{"verb", verb, class.String()})
	}
	for activity, course := range m.Courses {
		entries = append(entries, entry{"course", activity, course})
	}
	for identity, person := range m.Persons {
		entries = append(entries, entry{"person", identity, person})
	}
	for source := range m.FormalSources {
		entries = append(entries, entry{"formal", source, "yes"})
	}
	for source := range m.TrustedClocks {
		entries = append(entries, entry{"trusted-clock", source, "yes"})
	}
	return entries
}
