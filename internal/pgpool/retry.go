package pgpool

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	// maxTries and retryFor bound Retry; together they outlast a quick restart
	// of the server, and no client waits for long.
	maxTries = 10
	retryFor = 5 * time.Second
	// firstPause is doubled before each further try, up to longestPause.
	firstPause   = 10 * time.Millisecond
	longestPause = time.Second
)

// Retry runs fn until it succeeds, fails for good, or a few tries and some
// seconds have passed; it waits longer each time, with jitter. fn must be safe
// to repeat even when an earlier try was committed without anybody hearing of
// it. The error is that of the last try, as fn returned it.
func Retry(ctx context.Context, fn func() error) error {
	deadline := time.Now().Add(retryFor)
	pause := firstPause
	for try := 1; ; try++ {
		err := fn()
		if !Transient(err) || try == maxTries || ctx.Err() != nil {
			return err
		}
		// From half to the whole: two that met in a deadlock must not meet again.
		wait := pause/2 + rand.N(pause/2)
		if time.Now().Add(wait).After(deadline) {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("give up after %d tries: %w: %w", try, ctx.Err(), err)
		}
		pause = min(2*pause, longestPause)
	}
}
