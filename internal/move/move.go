// Package move copies everything that one Lore keeps into another, empty one:
// from a data directory into a PostgreSQL database, back, or between two of a
// kind. Stores, keys, secrets, documents, attachments and statements come out
// as they were, down to the bytes and stored times of statements and the paging
// links of clients.
//
// The source refuses writes as long as a move runs, and goes on answering. A
// move that is interrupted, by whatever, goes on when it is run again. At its
// end everything is read again on both sides and compared.
package move

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
)

// Move is what to move where.
type Move struct {
	From Source
	// Name is what people call the source: without passwords, since the target
	// keeps it.
	Name string
	To   *Side
	// OnProgress is told now and then how far the move is; optional.
	OnProgress func(Progress)
	// OnComplete is called when everything is there and equal, while the source
	// still refuses writes: until it returns, or its context ends, which tells
	// that the hold was lost. Optional.
	OnComplete func(held context.Context, parts []Part)
}

// Progress is how far a move is.
type Progress struct {
	// Step is what is done now: "copy statements".
	Step string
	// Count is how many of them are done.
	Count int64
}

// progressEvery is how often progress is told.
const progressEvery = time.Second

// Run moves everything and compares both sides, and returns what there was to
// compare. When it is interrupted, running it again goes on. Errors:
// problem.Conflict for a target that was in use, Invalid for one that is the
// source itself, Unavailable when a side does not answer, Internal with the
// first difference when the sides are not equal.
func (m Move) Run(ctx context.Context) ([]Part, error) {
	if m.OnProgress == nil {
		m.OnProgress = func(Progress) {}
	}
	source, err := m.From.Describe(ctx)
	if err != nil {
		return nil, fmt.Errorf("look at the source: %w", err)
	}
	state, err := m.To.begin(ctx, source, m.Name)
	if err != nil {
		return nil, err
	}
	held, release, err := m.From.Hold(ctx)
	if err != nil {
		return nil, fmt.Errorf("stop writing to the source: %w", err)
	}
	defer release()
	parts, err := m.run(held, &state)
	if lost := context.Cause(held); lost != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("the source was not kept from being written to the end; run the move again, it goes on: %w", errors.Join(lost, err))
	}
	if err == nil && m.OnComplete != nil {
		m.OnComplete(held, parts)
	}
	return parts, err
}

// run does everything that is done while the source is not written.
func (m Move) run(ctx context.Context, state *state) ([]Part, error) {
	source, err := m.From.Describe(ctx) // again: stores may have come
	if err != nil {
		return nil, fmt.Errorf("look at the source: %w", err)
	}
	mover := &mover{Move: m, source: source, state: state}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"copy stores", mover.copyStores},
		{"copy attachments", mover.copyAttachments},
		{"copy documents", mover.copyDocuments},
		{"copy statements", mover.copyStatements},
		{"copy keys", mover.copyKeys},
	} {
		mover.begin(step.name)
		if err := step.do(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", step.name, err)
		}
	}
	parts, err := mover.compare(ctx)
	if err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	state.done = time.Now().UnixMicro()
	return parts, state.keep(ctx, m.To.Database)
}

// mover is a move under way.
type mover struct {
	Move
	source Description
	state  *state

	progress Progress
	told     time.Time
}

// begin begins a step.
func (m *mover) begin(step string) {
	m.progress = Progress{Step: step}
	m.told = time.Now()
	m.OnProgress(m.progress)
}

// count counts what was done in the present step.
func (m *mover) count(done int) {
	m.progress.Count += int64(done)
	if now := time.Now(); now.Sub(m.told) >= progressEvery {
		m.told = now
		m.OnProgress(m.progress)
	}
}

// sharesAttachments reports whether both sides name the same object storage:
// then there is nothing to copy.
func (m *mover) sharesAttachments() bool {
	return m.source.AttachmentsAt != "" && m.source.AttachmentsAt == m.To.AttachmentsAt
}

// storeName names a store for people.
func (m *mover) storeName(id int64) string {
	for _, store := range m.source.Stores {
		if int64(store.ID) == id {
			return store.Name
		}
	}
	return fmt.Sprint(id)
}

// differ says in what the sides differ.
func differ(format string, args ...any) error {
	return problem.New(problem.Internal, "move-differs", "source and target are not equal: "+format, args...)
}
