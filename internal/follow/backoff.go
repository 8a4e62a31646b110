package follow

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
)

// mostPause is the longest pause before something is tried again.
const mostPause = 30 * time.Second

// backoff counts tries.
type backoff struct{ tries int }

// next returns how long to wait before the next try: first, then twice as long
// each time, less up to a half of it by chance, so that many do not try at one
// moment.
func (b *backoff) next(first time.Duration) time.Duration {
	pause := mostPause
	if b.tries < 16 {
		pause = min(mostPause, first<<b.tries)
	}
	b.tries++
	return pause - rand.N(pause/2)
}

// passes reports whether an error is no fault of a statement and passes by
// itself.
func passes(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errMoved) {
		return true
	}
	return problem.Is(err, problem.Unavailable) || problem.Is(err, problem.Full)
}

// wait waits for a time, for a poke, or for ctx's end.
func wait(ctx context.Context, pause time.Duration, poked <-chan struct{}) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-poked:
	case <-ctx.Done():
	}
}
