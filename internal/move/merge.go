package move

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"errors"

	"github.com/lore-lrs/lore/internal/lrs"
)

// The statements of several stores are merged from buffers, each filled by a
// scan of its own that ends when it is full, so that no scan waits for another
// one. These bound all buffers together, and what is read at once of one.
const (
	mergeStatements = 1 << 16
	mergeBytes      = 64 << 20
	fewestBuffered  = 16
	mostBuffered    = 2000
)

// errFull ends a scan whose buffer is full.
var errFull = errors.New("buffer full")

// merged calls fn with the statements of the stores that were stored after a
// time, by their stored times, which are distinct.
func merged(ctx context.Context, log lrs.Statements, stores []lrs.StoreID, after int64, fn func(Statement) error) error {
	// Behind every statement of that time.
	from := lrs.Position{Stored: after}
	for i := range from.ID {
		from.ID[i] = 0xff
	}
	if len(stores) == 1 {
		return log.Scan(ctx, stores[0], from, func(stored lrs.Stored) error { return fn(statementOf(stores[0], stored)) })
	}
	m := &merge{ctx: ctx, log: log}
	for _, store := range stores {
		b := &buffer{store: store, after: from}
		if err := m.fill(b, len(stores)); err != nil {
			return err
		}
		if len(b.statements) > 0 {
			m.buffers = append(m.buffers, b)
		}
	}
	heap.Init(m)
	for len(m.buffers) > 0 {
		b := m.buffers[0]
		if err := fn(b.statements[0]); err != nil {
			return err
		}
		if b.statements = b.statements[1:]; len(b.statements) == 0 {
			if err := m.fill(b, len(m.buffers)); err != nil {
				return err
			}
		}
		if len(b.statements) == 0 {
			heap.Pop(m)
		} else {
			heap.Fix(m, 0)
		}
	}
	return nil
}

func statementOf(store lrs.StoreID, stored lrs.Stored) Statement {
	return Statement{
		Store: store, Stored: stored.Stored, ID: stored.ID, JSON: bytes.Clone(stored.JSON),
		Voided: stored.Voided, Defines: stored.Defines,
	}
}

// buffer holds the next statements of a store.
type buffer struct {
	store      lrs.StoreID
	after      lrs.Position
	done       bool // there are no more behind the buffer
	statements []Statement
}

// merge is a heap of buffers by their first statement's time.
type merge struct {
	ctx     context.Context
	log     lrs.Statements
	buffers []*buffer
}

// fill reads on in a store whose buffer is empty, beside others.
func (m *merge) fill(b *buffer, buffers int) error {
	if b.done {
		return nil
	}
	most := max(fewestBuffered, min(mostBuffered, mergeStatements/buffers))
	size := 0
	b.statements = make([]Statement, 0, fewestBuffered)
	err := m.log.Scan(m.ctx, b.store, b.after, func(stored lrs.Stored) error {
		b.after = stored.Position
		b.statements = append(b.statements, statementOf(b.store, stored))
		if size += len(stored.JSON); len(b.statements) >= most || size >= mergeBytes/buffers {
			return errFull
		}
		return nil
	})
	if errors.Is(err, errFull) {
		return nil
	}
	b.done = true
	return err
}

// Len is part of heap.Interface.
func (m *merge) Len() int { return len(m.buffers) }

// Less is part of heap.Interface.
func (m *merge) Less(i, j int) bool {
	return cmp.Less(m.buffers[i].statements[0].Stored, m.buffers[j].statements[0].Stored)
}

// Swap is part of heap.Interface.
func (m *merge) Swap(i, j int) { m.buffers[i], m.buffers[j] = m.buffers[j], m.buffers[i] }

// Push is part of heap.Interface.
func (m *merge) Push(b any) { m.buffers = append(m.buffers, b.(*buffer)) }

// Pop is part of heap.Interface.
func (m *merge) Pop() any {
	last := m.buffers[len(m.buffers)-1]
	m.buffers = m.buffers[:len(m.buffers)-1]
	return last
}
