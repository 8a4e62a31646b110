package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/lore-lrs/lore/internal/follow"
)

// following is how the facts follow the log.
type following struct {
	// alone is how many statements a second they take from the log while nothing
	// else runs: of statements, in took.
	alone      float64
	statements int64
	took       time.Duration
	// posted is how many statements a second came in while they followed; share
	// is how many of those they had when the load ended.
	posted, share float64
	// lag is how far they were behind then, in time of storing, and caughtUp how
	// long it took until they had everything.
	lag, caughtUp time.Duration
}

// besideIngest is how long statements are posted while the facts follow, and
// patience for how long the facts may take for anything.
const (
	besideIngest = 20 * time.Second
	patience     = 10 * time.Minute
	look         = 20 * time.Millisecond
)

// measureFollowing has the facts built anew from the log with nothing else
// going on, then puts the node under load and looks at how far they follow.
func (e *engine) measureFollowing(ctx context.Context) (f following, err error) {
	fmt.Fprintln(os.Stderr, "bench: facts follow the log")
	before, err := e.facts(ctx, settled)
	if err != nil {
		return f, err
	}
	started := time.Now()
	if output, err := e.command(ctx, "follower", "rebuild", "facts", "--data", e.data).CombinedOutput(); err != nil {
		return f, fmt.Errorf("lore follower rebuild: %w\n%s", err, output)
	}
	if _, err := e.facts(ctx, func(now follow.Status) bool { return settled(now) && now.Generation > before.Generation }); err != nil {
		return f, err
	}
	f.statements, f.took = e.stored, time.Since(started)
	f.alone = float64(f.statements) / f.took.Seconds()

	began := time.Now()
	if err := e.measure(ctx, besideFacts, "--duration", besideIngest.String()); err != nil {
		return f, err
	}
	ended := time.Now()
	reached, err := e.facts(ctx, nil)
	if err != nil {
		return f, err
	}
	if _, err := e.facts(ctx, settled); err != nil {
		return f, err
	}
	f.caughtUp = time.Since(ended)
	f.lag = time.Duration(reached.Lag) * time.Microsecond
	f.share = 1 - min(1, f.lag.Seconds()/ended.Sub(began).Seconds())
	f.posted = e.figures[len(e.figures)-1].operation.StatementsPerSecond
	return f, nil
}

// settled: the facts have everything.
func settled(now follow.Status) bool { return now.State == follow.Running && now.Lag == 0 }

// facts returns how the follower of that name is, once it is as wanted; nil
// wants nothing.
func (n *node) facts(ctx context.Context, wanted func(follow.Status) bool) (follow.Status, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		output, err := n.command(ctx, "follower", "list", "--json", "--data", n.data).Output()
		if err != nil {
			return follow.Status{}, fmt.Errorf("lore follower list: %w\n%s", err, output)
		}
		var list []follow.Status
		if err := json.Unmarshal(output, &list); err != nil {
			return follow.Status{}, fmt.Errorf("read what lore follower list says: %w", err)
		}
		for _, status := range list {
			if status.Name == "facts" && (wanted == nil || wanted(status)) {
				return status, nil
			}
		}
		select {
		case <-ctx.Done():
			return follow.Status{}, fmt.Errorf("wait for the facts: %w; they are %s", ctx.Err(), output)
		case <-time.After(look):
		}
	}
}
