package rejection

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

const (
	// pruneEvery is how often what is too much is removed.
	pruneEvery = time.Minute
	// lastWrite bounds the write when Run ends.
	lastWrite = 2 * time.Second
	// commitUnsure is the code of db.Write for a change that may have been made.
	commitUnsure = "commit-unsure"
)

// Run writes what was added until ctx ends, then what is left. Errors of the
// database are logged, and the writes tried again.
func (l *Log) Run(ctx context.Context) error {
	ticker := time.NewTicker(l.config.Every)
	defer ticker.Stop()
	w := writer{log: l, touched: make(map[int64]bool)}
	for {
		select {
		case <-ticker.C:
			w.work(ctx)
		case <-ctx.Done():
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWrite)
			defer cancel()
			w.work(ending)
			return nil
		}
	}
}

// writer is what Run knows; one goroutine owns it.
type writer struct {
	log *Log
	// waiting is what could not be written yet.
	waiting []Rejection
	// failing: the last write failed, and that was logged.
	failing bool
	// touched are the stores that were written to since pruned.
	touched map[int64]bool
	pruned  time.Time
}

func (w *writer) work(ctx context.Context) {
	err := w.write(ctx)
	if now := w.log.config.Now(); err == nil && now.Sub(w.pruned) >= pruneEvery {
		if err = w.prune(ctx, now); err == nil {
			w.pruned = now
		}
	}
	if err != nil && !w.failing {
		w.log.config.Logger.Warn("rejected requests cannot be written and wait", "error", err)
	}
	w.failing = err != nil
}

func (w *writer) write(ctx context.Context) error {
	if len(w.waiting) == 0 {
		w.waiting = w.log.take()
	}
	if len(w.waiting) == 0 {
		return nil
	}
	if err := w.log.identify(ctx, w.waiting); err != nil {
		return err
	}
	err := w.log.insert(ctx, w.waiting)
	var refused *problem.Error
	if unsure := errors.As(err, &refused) && refused.Code == commitUnsure; err != nil && !unsure {
		return err
	}
	// What may have been written is not written again: better none than twice.
	for _, r := range w.waiting {
		w.touched[r.Store] = true
	}
	w.waiting = nil
	return err
}

// take empties the queue. Requests that were only counted come last.
func (l *Log) take() []Rejection {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := make([]Rejection, 0, len(l.queued)+len(l.counted))
	for _, r := range l.queued {
		list = append(list, Rejection{Count: 1, Request: r})
	}
	first := len(list)
	for key, c := range l.counted {
		list = append(list, Rejection{Count: c.requests, Request: Request{
			At: c.first, Store: key.store, StoreName: key.storeName, KeyID: key.key, Status: c.status, Code: key.code,
			Message: fmt.Sprintf("and %d more, which were not looked at one by one", c.requests),
		}})
	}
	slices.SortFunc(list[first:], func(a, b Rejection) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.KeyID, b.KeyID)) })
	clear(l.queued)
	l.queued = l.queued[:0]
	clear(l.counted)
	return list
}

// identify finds the stores of requests that did not prove theirs: a wrong
// secret is still one for a key of a certain store.
func (l *Log) identify(ctx context.Context, list []Rejection) error {
	type claim struct{ key, name string }
	known := make(map[claim]int64)
	for i := range list {
		r := &list[i]
		if r.Store != 0 {
			continue
		}
		c := claim{r.KeyID, r.StoreName}
		store, there := known[c]
		if !there {
			const find = `
				SELECT COALESCE(
					(SELECT store FROM access_key WHERE id = $1),
					(SELECT id FROM store WHERE name = $2),
					0)`
			if err := l.config.Database.Read().QueryRowContext(ctx, find, c.key, c.name).Scan(&store); err != nil {
				return fmt.Errorf("find the store of a rejected request: %w", db.Refusal(err))
			}
			known[c] = store
		}
		r.Store = store
	}
	return nil
}

func (l *Log) insert(ctx context.Context, list []Rejection) error {
	const add = `
		INSERT INTO rejection (id, store, at, node, access_key, method, resource, status, code, rule, pointer, parameter,
			message, user_agent, request, sample, count)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`
	err := l.config.Database.Write(ctx, func(tx *sql.Tx) error {
		var last int64
		const number = `UPDATE counter SET value = value + $1 WHERE name = 'rejection' RETURNING value`
		if err := tx.QueryRowContext(ctx, number, len(list)).Scan(&last); err != nil {
			return fmt.Errorf("number them: %w", err)
		}
		insert, err := tx.PrepareContext(ctx, add)
		if err != nil {
			return err
		}
		defer insert.Close()
		for i, r := range list {
			sample := r.Sample
			if sample == nil {
				sample = []byte{}
			}
			_, err := insert.ExecContext(ctx, last-int64(len(list)-1-i), r.Store, r.At.UnixMicro(), l.config.Node, r.KeyID, r.Method, r.Resource,
				r.Status, r.Code, r.Rule, r.Pointer, r.Parameter, r.Message, r.UserAgent, r.RequestID, sample, r.Count)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write rejected requests: %w", err)
	}
	return nil
}

// prune removes what is too old, and of the stores that this node wrote to what
// is too much.
func (w *writer) prune(ctx context.Context, now time.Time) error {
	err := w.log.config.Database.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM rejection WHERE at < $1`, now.Add(-KeptFor).UnixMicro()); err != nil {
			return err
		}
		const excess = `
			DELETE FROM rejection
			WHERE store = $1 AND id <= (SELECT id FROM rejection WHERE store = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)`
		for store := range w.touched {
			if _, err := tx.ExecContext(ctx, excess, store, Kept); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remove old rejected requests: %w", err)
	}
	clear(w.touched)
	return nil
}
