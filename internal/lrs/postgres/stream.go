package postgres

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

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

// lookup is where a query's answer is looked for.
type lookup struct {
	ctx       context.Context
	from      querier
	direction posting.Direction
	buckets   []int32
	store     lrs.StoreID
	span      match.Bounds
}

// candidates are the positions that meet all of some conditions, in order. One
// condition leads: its positions are read in chunks, and the others are asked
// only about those.
type candidates struct {
	lookup
	lead   posting.Stream
	others []match.Condition
	at     int64
	ended  bool
}

// candidates returns those that meet the conditions, of which there is at least
// one.
func (l lookup) candidates(conditions []match.Condition, first int) (*candidates, error) {
	c := &candidates{lookup: l, at: l.span.High}
	if l.direction == posting.Ascending {
		c.at = l.span.Low
	}
	if len(conditions) == 1 {
		c.lead = l.stream(conditions[0], first)
		return c, nil
	}
	// The rarest leads: the one whose first chunk reaches farthest.
	type choice struct {
		condition match.Condition
		stream    posting.Stream
		reach     int64
	}
	choices := make([]choice, len(conditions))
	for i, condition := range conditions {
		ahead := l.stream(condition, leastChunk)
		seen, err := take(ahead, l.direction, c.at, leastChunk)
		if err != nil {
			return nil, err
		}
		choices[i] = choice{condition, posting.Union(l.direction, listOf(l.direction, seen), ahead), math.MaxInt64}
		if len(seen) == leastChunk {
			choices[i].reach = max(seen[len(seen)-1]-c.at, c.at-seen[len(seen)-1])
		} else if len(seen) == 0 {
			c.ended = true
		}
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return cmp.Compare(b.reach, a.reach) })
	c.lead = choices[0].stream
	for _, other := range choices[1:] {
		c.others = append(c.others, other.condition)
	}
	return c, nil
}

// listOf returns a stream over positions in the direction's order.
func listOf(direction posting.Direction, positions []int64) posting.Stream {
	if direction == posting.Descending {
		positions = slices.Clone(positions)
		slices.Reverse(positions)
	}
	return posting.Slice(direction, positions)
}

// take returns the next positions of a stream from `at` on.
func take(stream posting.Stream, direction posting.Direction, at int64, count int) ([]int64, error) {
	var positions []int64
	for len(positions) < count {
		position, err := stream.SeekTo(at)
		if err != nil {
			return nil, err
		}
		if position == direction.End() {
			break
		}
		positions = append(positions, position)
		at = direction.After(position)
	}
	return positions, nil
}

// next returns those of the next count positions of the leading condition that
// meet the others, too. ended says that nothing lies behind them.
func (c *candidates) next(count int) (positions []int64, err error) {
	if c.ended {
		return nil, nil
	}
	if positions, err = take(c.lead, c.direction, c.at, count); err != nil {
		return nil, err
	}
	c.ended = len(positions) < count
	if len(positions) > 0 {
		c.at = c.direction.After(positions[len(positions)-1])
	}
	for _, other := range c.others {
		if len(positions) == 0 {
			break
		}
		if positions, err = c.meeting(other, positions); err != nil {
			return nil, err
		}
	}
	return positions, nil
}

const keysAt = `
	SELECT stored
	FROM statement_key
	WHERE bucket = ANY($1) AND store = $2 AND key = ANY($3) AND stored = ANY($4)`

// meeting returns the positions that meet a condition.
func (l *lookup) meeting(condition match.Condition, positions []int64) ([]int64, error) {
	rows, err := l.from.Query(l.ctx, keysAt, l.buckets, int32(l.store), keysOf(condition), positions)
	if err != nil {
		return nil, fmt.Errorf("look positions up: %w", err)
	}
	met := make(map[int64]bool, len(positions))
	var position int64
	if _, err := pgx.ForEachRow(rows, []any{&position}, func() error {
		met[position] = true
		return nil
	}); err != nil {
		return nil, fmt.Errorf("look positions up: %w", err)
	}
	return slices.DeleteFunc(positions, func(p int64) bool { return !met[p] }), nil
}

// stream returns the positions that meet a condition.
func (l *lookup) stream(condition match.Condition, first int) posting.Stream {
	var lists []posting.Stream
	for _, key := range keysOf(condition) {
		lists = append(lists, &list{
			ctx: l.ctx, from: l.from, direction: l.direction, buckets: l.buckets, store: l.store,
			key: key, span: l.span, next: first,
		})
	}
	return posting.Union(l.direction, lists...)
}

func keysOf(condition match.Condition) [][16]byte {
	keys := make([][16]byte, len(condition.Kinds))
	for i, kind := range condition.Kinds {
		keys[i] = keyOf(kind, condition.Key)
	}
	return keys
}
