package xapihttp

import (
	"sync/atomic"

	"github.com/lore-lrs/lore/internal/problem"
)

// bodyRoom bounds the bytes of request bodies that are in memory at once, over
// all requests: many large uploads at the same time must not take what the
// machine has.
type bodyRoom struct {
	limit int64
	taken atomic.Int64
}

// hold makes the exchange hold so many bytes of the room in all; it gives them
// back in finish. Errors: Unavailable when that much is not free.
func (x *exchange) hold(bytes int) error {
	room, more := &x.handler.bodies, int64(bytes)-x.held
	if more <= 0 {
		return nil
	}
	if room.taken.Add(more) > room.limit {
		room.taken.Add(-more)
		return problem.New(problem.Unavailable, "too-many-large-bodies",
			"the server is taking in as much at once as it has memory for; try again in a few seconds")
	}
	x.held += more
	return nil
}

// letGo gives back what the exchange holds.
func (x *exchange) letGo() {
	x.handler.bodies.taken.Add(-x.held)
	x.held = 0
}
