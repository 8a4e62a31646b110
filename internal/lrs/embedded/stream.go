package embedded

import (
	"context"
	"errors"

	"github.com/cockroachdb/pebble/v2"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/posting"
)

// opener opens streams over rows of the index and closes them all.
type opener struct {
	index     *index
	ctx       context.Context
	direction posting.Direction
	rows      []*pebble.Iterator
}

func (o *opener) close() error {
	var failed error
	for _, rows := range o.rows {
		failed = errors.Join(failed, rows.Close())
	}
	o.rows = nil
	return failed
}

func (o *opener) open(prefix []byte) (cursor, error) {
	rows, err := o.index.rows(prefix)
	if err != nil {
		return cursor{}, err
	}
	o.rows = append(o.rows, rows)
	return cursor{ctx: o.ctx, rows: rows, key: prefix, prefix: len(prefix), direction: o.direction}, nil
}

// list opens what the index holds of a posting list.
func (o *opener) list(key listKey) ([]posting.Stream, error) {
	rows, err := o.open(key.append(nil, rowChunk))
	if err != nil {
		return nil, err
	}
	streams := []posting.Stream{&chunks{cursor: rows}}
	if o.index.hasLate.Load() {
		late, err := o.open(key.append(nil, rowLate))
		if err != nil {
			return nil, err
		}
		streams = append(streams, &late)
	}
	return streams, nil
}

// voided opens the voided statements of a store; nil when there are none.
func (o *opener) voided(store lrs.StoreID, tail []int64) (posting.Stream, error) {
	var streams []posting.Stream
	if o.index.hasVoided.Load() {
		rows, err := o.open(appendStore(nil, rowVoided, store))
		if err != nil {
			return nil, err
		}
		streams = append(streams, &rows)
	}
	if len(tail) > 0 {
		streams = append(streams, posting.Slice(o.direction, tail))
	}
	if len(streams) == 0 {
		return nil, nil
	}
	return posting.Union(o.direction, streams...), nil
}

// cursor moves over rows whose keys end in a position. It is itself a stream:
// of those positions.
type cursor struct {
	ctx       context.Context
	rows      *pebble.Iterator
	direction posting.Direction
	key       []byte // scratch; begins with the prefix
	prefix    int
	started   bool
}

// at returns the key of a position.
func (c *cursor) at(position int64) []byte {
	c.key = appendPosition(c.key[:c.prefix], position)
	return c.key
}

// seek moves to the last row at or before the position, if any; it is the row
// whose chunk may hold it.
func (c *cursor) seek(position int64) bool {
	c.started = true
	return c.rows.SeekLT(c.at(position + 1))
}

// SeekTo implements posting.Stream.
func (c *cursor) SeekTo(at int64) (int64, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	if c.direction == posting.Descending {
		ok := c.started && c.rows.Valid() && (endPosition(c.rows.Key()) <= at || c.rows.Prev() && endPosition(c.rows.Key()) <= at)
		if !ok && !(c.started && !c.rows.Valid()) {
			ok = c.seek(at)
		}
		return c.standing(ok)
	}
	ok := c.started && c.rows.Valid() && (endPosition(c.rows.Key()) >= at || c.rows.Next() && endPosition(c.rows.Key()) >= at)
	if !ok && !(c.started && !c.rows.Valid()) {
		c.started = true
		ok = c.rows.SeekGE(c.at(at))
	}
	return c.standing(ok)
}

func (c *cursor) standing(ok bool) (int64, error) {
	if !ok {
		return c.direction.End(), c.rows.Error()
	}
	return endPosition(c.rows.Key()), nil
}

// chunks is the stream of the positions in a list's chunks.
type chunks struct {
	cursor
	// Of the chunk the rows stand on, once decoded:
	first, last int64
	positions   []int64
	rest        posting.Stream
	ended       bool
}

// SeekTo implements posting.Stream.
func (c *chunks) SeekTo(at int64) (int64, error) {
	if c.ended {
		return c.direction.End(), nil
	}
	if c.rest != nil && c.holds(at) {
		return c.rest.SeekTo(at)
	}
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	ok, err := c.move(at)
	if err != nil {
		return 0, err
	}
	if !ok {
		c.ended = true
		return c.direction.End(), c.rows.Error()
	}
	if c.positions, err = posting.DecodeChunk(c.positions[:0], c.first, c.rows.Value()); err != nil {
		return 0, err
	}
	c.rest = posting.Slice(c.direction, c.positions)
	return c.rest.SeekTo(at)
}

// holds reports whether the answer for `at` lies in the decoded chunk.
func (c *chunks) holds(at int64) bool {
	if c.direction == posting.Ascending {
		return at <= c.last
	}
	return at >= c.first
}

// move brings the rows to the chunk that has the answer for `at`: in most cases
// the next one, else a seek finds it.
func (c *chunks) move(at int64) (bool, error) {
	if c.direction == posting.Descending {
		if c.started {
			if !c.rows.Prev() {
				return false, nil
			}
			if endPosition(c.rows.Key()) <= at {
				return c.stand()
			}
		}
		if !c.seek(at) {
			return false, nil
		}
		return c.stand()
	}
	if c.started {
		if !c.rows.Next() {
			return false, nil
		}
		if ok, err := c.stand(); err != nil || ok && at <= c.last {
			return ok, err
		}
	}
	if !c.seek(at) {
		if !c.rows.First() {
			return false, nil
		}
		return c.stand()
	}
	if ok, err := c.stand(); err != nil || ok && at <= c.last {
		return ok, err
	}
	if !c.rows.Next() {
		return false, nil
	}
	return c.stand()
}

// stand reads the ends of the chunk that the rows stand on.
func (c *chunks) stand() (ok bool, err error) {
	c.first = endPosition(c.rows.Key())
	c.last, err = posting.ChunkLast(c.first, c.rows.Value())
	return err == nil, err
}
