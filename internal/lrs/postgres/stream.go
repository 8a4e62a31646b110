package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/match"
	"github.com/lore-lrs/lore/internal/lrs/posting"
)

const (
	keysDescending = `
		SELECT stored
		FROM statement_key
		WHERE bucket = ANY($1) AND store = $2 AND key = $3 AND stored BETWEEN $4 AND $5
		ORDER BY stored DESC
		LIMIT $6`

	keysAscending = `
		SELECT stored
		FROM statement_key
		WHERE bucket = ANY($1) AND store = $2 AND key = $3 AND stored BETWEEN $4 AND $5
		ORDER BY stored
		LIMIT $6`

	// chunkGrowth and chunkMost: the first chunk of a list is about a page, and
	// each is larger than the one before, so that long lists take few questions.
	chunkGrowth = 4
	chunkMost   = 8192
)

// list is the stream of the positions under one key.
type list struct {
	ctx       context.Context
	from      querier
	direction posting.Direction
	buckets   []int32
	store     lrs.StoreID
	key       [16]byte
	span      match.Bounds

	next  int // the size of the next chunk
	chunk []int64
	ended bool // nothing lies behind the chunk
}

// SeekTo implements posting.Stream.
func (l *list) SeekTo(at int64) (int64, error) {
	for {
		for len(l.chunk) > 0 && l.direction.Before(l.chunk[0], at) {
			l.chunk = l.chunk[1:]
		}
		if len(l.chunk) > 0 {
			return l.chunk[0], nil
		}
		if l.ended {
			return l.direction.End(), nil
		}
		if err := l.fetch(at); err != nil {
			return 0, fmt.Errorf("read a list of positions: %w", err)
		}
	}
}

// fetch reads the positions from `at` on.
func (l *list) fetch(at int64) error {
	low, high, query := l.span.Low, min(l.span.High, at), keysDescending
	if l.direction == posting.Ascending {
		low, high, query = max(l.span.Low, at), l.span.High, keysAscending
	}
	if low > high {
		l.ended = true
		return nil
	}
	rows, err := l.from.Query(l.ctx, query, l.buckets, int32(l.store), l.key, low, high, l.next)
	if err != nil {
		return err
	}
	l.chunk = l.chunk[:0]
	count := 0
	var position int64
	if _, err := pgx.ForEachRow(rows, []any{&position}, func() error {
		count++
		// While a store is spread, a statement may lie in two buckets.
		if n := len(l.chunk); n == 0 || l.chunk[n-1] != position {
			l.chunk = append(l.chunk, position)
		}
		return nil
	}); err != nil {
		return err
	}
	l.ended = count < l.next
	l.next = min(l.next*chunkGrowth, chunkMost)
	return nil
}

// lookup opens the streams of a query's answer.
type lookup struct {
	ctx       context.Context
	from      querier
	direction posting.Direction
	buckets   []int32
	store     lrs.StoreID
	span      match.Bounds
	first     int // the size of first chunks
}

// stream returns the positions that meet all conditions, of which there is at
// least one.
func (l *lookup) stream(conditions []match.Condition) posting.Stream {
	var all []posting.Stream
	for _, c := range conditions {
		var any []posting.Stream
		for _, kind := range c.Kinds {
			any = append(any, &list{
				ctx: l.ctx, from: l.from, direction: l.direction, buckets: l.buckets, store: l.store,
				key: keyOf(kind, c.Key), span: l.span, next: l.first,
			})
		}
		all = append(all, posting.Union(l.direction, any...))
	}
	return posting.Intersection(l.direction, all...)
}
