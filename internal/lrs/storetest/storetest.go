// Package storetest is the behaviour that every store must show: one exported
// function for each capability of lrs.Statements and lrs.Documents, and a
// reference model that random queries are compared with.
//
// A store plugs in with an Opener and passes when Run (and RunDocuments, if it
// keeps documents) does. The suite uses nothing but the two interfaces and the
// hooks of an Engine, which are required but for Flush: a store cannot pass by
// leaving one out. It never looks into a store's files; what a crash leaves behind is
// tested where the files are known.
package storetest

import (
	"slices"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
)

// Engine is an open store on data of its own, empty at first. Every field but Flush is
// required.
type Engine struct {
	lrs.Statements
	// Reopen closes the store in order and returns it opened again on the same
	// data; what it returned before is not used any more.
	Reopen func() lrs.Statements
	// Flush does now what the store would do in the background at some time,
	// such as moving what is new into an index, and returns when it is done. It is
	// nil for a store without such work, to which no story is told with flushes
	// between: it would be the same one.
	Flush func()
	// Close closes the store and ends its goroutines. It is called once.
	Close func()
}

// Opener makes an empty place for data and opens a store on it. What it cannot
// do ends the test.
type Opener func(t testing.TB) *Engine

// Run runs the whole suite for lrs.Statements.
func Run(t *testing.T, open Opener) {
	for _, c := range capabilities {
		t.Run(c.name, func(t *testing.T) { c.run(t, open) })
	}
}

var capabilities = []struct {
	name string
	run  func(t *testing.T, open Opener)
}{
	{"Appending", Appending},
	{"Queries", Queries},
	{"Time", Time},
	{"Paging", Paging},
	{"References", References},
	{"Voiding", Voiding},
	{"Tenants", Tenants},
	{"Descriptions", Descriptions},
	{"Scanning", Scanning},
	{"SafeTime", SafeTime},
	{"Concurrency", Concurrency},
	{"Restart", Restart},
	{"Answers", Answers},
}

// scenario is one story about a store, told in one of the modes.
type scenario struct {
	name string
	run  func(s *session)
}

// mode is what happens to a store between two appends of a scenario, so that
// each story is told to what is new in memory, to what lies in an index, to
// what was read again from the data, and to mixtures.
type mode struct {
	name    string
	between func(s *session)
	// flushes: it is another mode only for a store that has something to flush.
	flushes bool
}

var (
	undisturbed = mode{name: "undisturbed", between: func(*session) {}}
	flushed     = mode{name: "flushed", between: (*session).flush, flushes: true}
	halfFlushed = mode{name: "half flushed", flushes: true, between: func(s *session) {
		if s.appends%2 == 1 {
			s.flush()
		}
	}}
	reopened  = mode{name: "reopened", between: (*session).reopen}
	everyMode = []mode{undisturbed, flushed, halfFlushed, reopened}
)

func runScenarios(t *testing.T, open Opener, modes []mode, scenarios []scenario) {
	if !flushes(t, open) {
		modes = slices.DeleteFunc(slices.Clone(modes), func(m mode) bool { return m.flushes })
	}
	for _, sc := range scenarios {
		for _, m := range modes {
			t.Run(sc.name+"/"+m.name, func(t *testing.T) { exercise(t, open, m, sc) })
		}
	}
}

// flushes reports whether a store has something to flush.
func flushes(t *testing.T, open Opener) bool {
	engine := open(t)
	defer engine.Close()
	return engine.Flush != nil
}

func exercise(t testing.TB, open Opener, m mode, sc scenario) {
	s := newSession(t, t, open, m)
	defer s.close()
	sc.run(s)
}
