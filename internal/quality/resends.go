package quality

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// The bounds of what is kept of statements that were sent again.
const (
	// resentDays is for how many days the counts are kept.
	resentDays = 90
	// maxWaiting is how many counts wait in memory to be written. What is more is
	// counted together, under no source.
	maxWaiting = 10_000
	// maxSource is the longest name of a source, in bytes.
	maxSource = 512
	// lastWrite bounds the write when Run ends.
	lastWrite = 2 * time.Second
	// commitUnsure is the code of db.Write for a change that may have been made.
	commitUnsure = "commit-unsure"
)

// ResendsConfig is what Resends are made of.
type ResendsConfig struct {
	Database *db.DB
	// Logger is told when counts cannot be written; default: nobody.
	Logger *slog.Logger
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Every is how long counts wait before they are written: default 1 s.
	Every time.Duration
}

// Resends counts the statements that a source sent although they were stored
// already: it did not hear, or did not remember, that they were. Add never waits;
// Run writes what has come to the database, where all nodes see it. A crash loses
// the last second: this is for looking at, not a record.
type Resends struct {
	config ResendsConfig

	mu      sync.Mutex
	waiting map[resent]int64
}

// resent is what is counted apart.
type resent struct {
	store  lrs.StoreID
	source string
	day    int64 // of UTC, since 1970
}

// NewResends returns Resends, which write while they Run.
func NewResends(config ResendsConfig) *Resends {
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Every == 0 {
		config.Every = time.Second
	}
	return &Resends{config: config, waiting: make(map[resent]int64)}
}

// Add counts statements that a caller sent again. It is what lrs.Config.Resent
// asks for.
func (r *Resends) Add(caller lrs.Caller, statements int) {
	what := resent{caller.Store, sourceOf(caller.Authority), r.config.Now().Unix() / 86400}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, there := r.waiting[what]; !there && len(r.waiting) >= maxWaiting {
		what.source = ""
	}
	r.waiting[what] += int64(statements)
}

// sourceOf returns the key that an authority stands for (access.Registry makes
// it); "" for another authority.
func sourceOf(authority []byte) string {
	var agent struct {
		Account struct {
			HomePage string `json:"homePage"`
			Name     string `json:"name"`
		} `json:"account"`
	}
	if json.Unmarshal(authority, &agent) != nil || !strings.HasPrefix(agent.Account.HomePage, "urn:lore:store:") ||
		len(agent.Account.Name) > maxSource {
		return ""
	}
	return agent.Account.Name
}

// Run writes what was added until ctx ends, then what is left. Errors of the
// database are logged, and the writes tried again.
func (r *Resends) Run(ctx context.Context) error {
	ticker := time.NewTicker(r.config.Every)
	defer ticker.Stop()
	failing := false
	pruned := int64(0)
	work := func(ctx context.Context) {
		err := r.write(ctx)
		if today := r.config.Now().Unix() / 86400; err == nil && today != pruned {
			if err = r.prune(ctx, today); err == nil {
				pruned = today
			}
		}
		if err != nil && !failing {
			r.config.Logger.Warn("counts of statements that were sent again cannot be written and wait", "error", err)
		}
		failing = err != nil
	}
	for {
		select {
		case <-ticker.C:
			work(ctx)
		case <-ctx.Done():
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWrite)
			defer cancel()
			work(ending)
			return nil
		}
	}
}

// write adds what waits to what is in the database.
func (r *Resends) write(ctx context.Context) error {
	r.mu.Lock()
	taken := r.waiting
	r.waiting = make(map[resent]int64)
	r.mu.Unlock()
	if len(taken) == 0 {
		return nil
	}
	err := r.config.Database.Write(ctx, func(tx *sql.Tx) error {
		const add = `
			INSERT INTO resent (store, source, day, statements) VALUES ($1, $2, $3, $4)
			ON CONFLICT (store, source, day) DO UPDATE SET statements = resent.statements + excluded.statements`
		for what, n := range taken {
			if _, err := tx.ExecContext(ctx, add, int64(what.store), what.source, what.day, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return nil
	}
	// What may have been written is not written again: better none than twice.
	if refused := (*problem.Error)(nil); !errors.As(err, &refused) || refused.Code != commitUnsure {
		r.mu.Lock()
		for what, n := range taken {
			r.waiting[what] += n
		}
		r.mu.Unlock()
	}
	return fmt.Errorf("count statements that were sent again: %w", err)
}

func (r *Resends) prune(ctx context.Context, today int64) error {
	err := r.config.Database.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM resent WHERE day < $1`, today-resentDays)
		return err
	})
	if err != nil {
		return fmt.Errorf("remove old counts of statements that were sent again: %w", err)
	}
	return nil
}

// Since returns how many statements each source of a store sent again since the
// beginning of the day (of UTC) in which a time is.
func (r *Resends) Since(ctx context.Context, store lrs.StoreID, since time.Time) (map[string]int64, error) {
	const count = `
		SELECT source, CAST(SUM(statements) AS BIGINT) FROM resent
		WHERE store = $1 AND day >= $2 GROUP BY source`
	rows, err := r.config.Database.Read().QueryContext(ctx, count, int64(store), since.Unix()/86400)
	if err != nil {
		return nil, fmt.Errorf("read which statements were sent again: %w", db.Refusal(err))
	}
	defer rows.Close()
	counts := make(map[string]int64)
	for rows.Next() {
		var source string
		var n int64
		if err := rows.Scan(&source, &n); err != nil {
			return nil, fmt.Errorf("read which statements were sent again: %w", db.Refusal(err))
		}
		counts[source] = n
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read which statements were sent again: %w", db.Refusal(err))
	}
	return counts, nil
}
