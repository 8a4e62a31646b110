// Package engine answers queries (internal/facts/query) over the columns of a
// store's facts (internal/facts/column): one set of scans, the same on every
// store.
//
// Every kind of query is answered from blocks: the rows of some people, each
// person's together and in order, so that distinct people are counted without
// sets, and sessions, attempts and funnels in one pass. A part of the columns
// is sorted by actor, hence the rows of a range of actors lie together in each
// part; a worker takes such a range, throws out what is not visible or does not
// match while the columns are still as they lie, and orders the rest. Workers
// share nothing until they are merged.
//
// What a token may see is put in by view.go and nowhere else: no kind can ask
// for a row that is not visible.
package engine

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Log is what the engine asks the statement log for: the JSON of statements,
// names and definitions.
type Log interface {
	Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error
	Query(ctx context.Context, store lrs.StoreID, query lrs.Query) (lrs.Page, error)
	Get(ctx context.Context, store lrs.StoreID, id xapi.UUID) (lrs.Stored, error)
	Describe(ctx context.Context, store lrs.StoreID, kind xapi.DescriptionKind, key xapi.Key) ([]byte, error)
	DescribeAll(ctx context.Context, store lrs.StoreID, kind xapi.DescriptionKind, keys []xapi.Key) ([][]byte, error)
}

// Config is what an Engine works with.
type Config struct {
	// Snapshot returns the facts of a store, fresh enough for an answer now. Its
	// second value is the time up to which they are complete (microseconds).
	Snapshot func(ctx context.Context, store lrs.StoreID) (snapshot *column.Snapshot, through int64, err error)
	Meaning  func(ctx context.Context, store lrs.StoreID) (*meaning.Meaning, error)
	Log      Log
	// Workers is how many people's rows are worked on at once; 0 is one for each
	// processor.
	Workers int
	// HeldBytes is how much memory the cells of all running queries may take, about;
	// 0 is 512 MiB. What does not fit is refused.
	HeldBytes int64
	// Now is the clock; nil is the system's.
	Now func() time.Time
}

// Engine answers queries. Its methods may be called concurrently.
type Engine struct {
	config Config
	known  resolutions
	blocks blockPool
	held   heldMemory
}

// New returns an Engine.
func New(config Config) *Engine {
	if config.Now == nil {
		config.Now = time.Now
	}
	e := &Engine{config: config}
	e.held.limit = cmp.Or(config.HeldBytes, defaultHeldBytes)
	return e
}

// Scope is what the asker may see. The zero value but for Store sees everything
// of the store except people.
type Scope struct {
	Store lrs.StoreID
	// Persons are the identities whose people may be seen; empty means all.
	Persons []string
	// SeesPeople: people and single statements may be named.
	SeesPeople bool
	// MinGroup is the least number of people that an answer may tell of; up to 1
	// means any.
	MinGroup int
	// Pseudonym is what a person is called where people may not be named.
	Pseudonym func(person string) string
}

// Effort bounds what a query may take.
type Effort struct {
	// Statements is how many statements may be read from the log for fields that
	// have no column.
	Statements int
	// Progress is told which share of the work is done, between 0 and 1; nil is
	// nobody.
	Progress func(done float64)
}

// Ask answers a query. Errors: Invalid for what the query may not ask, Forbidden
// for what the scope does not allow, TooLarge (code query-too-heavy) for what
// must be asked as a job or makes too much, Unavailable (code server-busy) while
// others take the memory, and the context's.
func (e *Engine) Ask(ctx context.Context, scope Scope, q *query.Query, effort Effort) (*query.Answer, error) {
	began := time.Now()
	v, err := e.open(ctx, scope, q, effort)
	if err != nil {
		return nil, err
	}
	defer v.held.release()
	answer, err := v.answer(ctx)
	if err != nil {
		return nil, err
	}
	v.finish(answer, time.Since(began))
	return answer, nil
}

// answer asks the kind for its answer.
func (v *view) answer(ctx context.Context) (*query.Answer, error) {
	switch v.query.Kind {
	case query.Table:
		return v.table(ctx)
	case query.Trend:
		return v.trend(ctx)
	case query.Statements:
		return v.statements(ctx)
	case query.Distribution:
		return v.distribution(ctx)
	case query.Funnel:
		return v.funnel(ctx)
	case query.Paths:
		return v.paths(ctx)
	case query.Retention:
		return v.retention(ctx)
	case query.Lifecycle:
		return v.lifecycle(ctx)
	case query.Items:
		return v.items(ctx)
	case query.Episodes:
		return v.episodes(ctx)
	case query.Correlation:
		return v.correlation(ctx)
	default:
		return nil, fmt.Errorf("answer a query: %w", problem.New(problem.Invalid, "kind-unknown", "%q is no kind of query", v.query.Kind))
	}
}
