package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/bucket"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/xapi"
)

const (
	// resolvePage is how many references are looked at with one question, and
	// resolvePages how many questions a call of Resolve asks: most references
	// that wait do so for good, and there may be millions.
	resolvePage  = 1000
	resolvePages = 20

	selectUnlinked = `
		SELECT store, target, source
		FROM statement_reference
		WHERE bucket = ANY($1) AND NOT linked AND (store, target, source) > ($2, $3, $4)
		ORDER BY store, target, source
		LIMIT $5`
)

// resolving is where the next call of Resolve goes on.
type resolving struct {
	mu    sync.Mutex
	store int32
	at    referrer
}

// Resolve mends what a node that died left half done: references whose target
// is there but was not linked. A call looks at some thousands of those that are
// not linked, the next one goes on behind them. It may run on several nodes at
// once.
func (s *Store) Resolve(ctx context.Context) error {
	conn, err := s.pools.Small.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("resolve references: %w", pgpool.Refusal(err))
	}
	defer conn.Release()
	r := &s.resolving
	r.mu.Lock()
	defer r.mu.Unlock()
	var failed error
	for range resolvePages {
		waiting, err := r.page(ctx, conn)
		if err != nil {
			return fmt.Errorf("resolve references: %w", pgpool.Refusal(err))
		}
		if len(waiting) == 0 {
			break
		}
		for store, list := range waiting {
			// One that cannot be read must not keep the others waiting.
			failed = errors.Join(failed, s.resolve(ctx, conn, store, list))
		}
	}
	if failed != nil {
		return fmt.Errorf("resolve references: %w", pgpool.Refusal(failed))
	}
	return nil
}

// page returns the next references that are not linked, by store; none at the
// end, behind which it starts again.
func (r *resolving) page(ctx context.Context, conn *pgxpool.Conn) (map[lrs.StoreID][]referrer, error) {
	rows, err := conn.Query(ctx, selectUnlinked, bucket.All(), r.store, [16]byte(r.at.target), [16]byte(r.at.source), resolvePage)
	if err != nil {
		return nil, err
	}
	waiting := map[lrs.StoreID][]referrer{}
	var store int32
	var target, source [16]byte
	count := 0
	if _, err := pgx.ForEachRow(rows, []any{&store, &target, &source}, func() error {
		count++
		waiting[lrs.StoreID(store)] = append(waiting[lrs.StoreID(store)], referrer{target: target, source: source})
		return nil
	}); err != nil {
		return nil, err
	}
	if count == 0 {
		r.store, r.at = 0, referrer{}
		return nil, nil
	}
	r.store, r.at = store, referrer{target: target, source: source}
	return waiting, nil
}

// resolve links those of the references whose target is there.
func (s *Store) resolve(ctx context.Context, conn *pgxpool.Conn, store lrs.StoreID, waiting []referrer) error {
	targets := make([]xapi.UUID, len(waiting))
	for i, r := range waiting {
		targets[i] = r.target
	}
	const find = `SELECT id FROM statement WHERE bucket = ANY($1) AND store = $2 AND id = ANY($3)`
	rows, err := conn.Query(ctx, find, s.spreads.known.Load().of(store).bucketsOf(store, targets), int32(store), uuids(targets))
	if err != nil {
		return err
	}
	there := map[xapi.UUID]bool{}
	var id [16]byte
	if _, err := pgx.ForEachRow(rows, []any{&id}, func() error {
		there[id] = true
		return nil
	}); err != nil {
		return err
	}
	var sources []xapi.UUID
	for _, r := range waiting {
		if there[r.target] {
			sources = append(sources, r.source)
		}
	}
	for ids := range slices.Chunk(sources, linkAtOnce) {
		if err := pgpool.Retry(ctx, func() error { return linkStatements(ctx, conn, store, ids) }); err != nil {
			return err
		}
	}
	if len(sources) == 0 {
		return nil
	}
	return s.noteLinked(ctx, conn)
}
