package xapihttp_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync/atomic"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/xapihttp"
)

// hesitant is an engine that cannot tell its safe time when it is asked next,
// and then can again: as one whose database is away for a moment.
type hesitant struct {
	lrs.Statements
	hesitates atomic.Bool
}

func (h *hesitant) SafeTime(ctx context.Context) (int64, error) {
	if h.hesitates.Swap(false) {
		return 0, problem.New(problem.Unavailable, "database-unavailable", "the database is away")
	}
	return h.Statements.SafeTime(ctx)
}

// A time found out after the statements were read could speak of statements
// that were stored in between: a follower would miss them (GS-40).
func TestConsistentThroughIsNotFoundOutAfterReading(t *testing.T) {
	engine, err := embedded.Open(embedded.Config{Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)})
	check(t, err)
	t.Cleanup(func() { check(t, engine.Close()) })
	h := &hesitant{Statements: engine}
	s := open(t, func(c *xapihttp.Config) {
		c.Service = lrs.New(lrs.Config{Statements: h, CursorKey: bytes.Repeat([]byte{1}, 32)})
	})
	const header = "X-Experience-API-Consistent-Through"
	for _, path := range []string{"/xapi/statements", "/xapi/statements?statementId=" + idOne} {
		h.hesitates.Store(true)
		s.do("GET", path, "").want(t, 503).says(t, "database-unavailable").has(t, header, "")
	}
	// What is stored is stored, whatever can be said of it.
	h.hesitates.Store(true)
	s.do("POST", "/xapi/statements", statement(idOne)).want(t, 200).has(t, header, "")
	if got := s.do("GET", "/xapi/statements", "").want(t, 200).Header.Get(header); got == "" {
		t.Error("the header is missing although the engine knows its safe time again")
	}
}
