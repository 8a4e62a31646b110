package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
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
	// is how many of those they had at the last look before the load ended.
	posted, share float64
	// During the load half of the looks found them less than typical behind, in
	// time of storing, and none more than worst.
	typical, worst time.Duration
	// caughtUp is how long it took until they had everything, from when the load
	// and its check of what was stored had ended.
	caughtUp time.Duration
}

// besideIngest is how long statements are posted while the facts follow, and
// patience for how long the facts may take for anything.
const (
	besideIngest = 20 * time.Second
	patience     = 10 * time.Minute
	look         = 20 * time.Millisecond
	// lookBeside is how often the facts are looked at under load: seldom, since
	// looking costs a process.
	lookBeside = time.Second
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

	lags, stop := e.watch(ctx)
	err = e.measure(ctx, besideFacts, "--duration", besideIngest.String())
	ended := time.Now()
	stop()
	if err != nil {
		return f, err
	}
	if _, err := e.facts(ctx, settled); err != nil {
		return f, err
	}
	f.caughtUp = time.Since(ended)
	// What it does after the load, such as reading back, is no load.
	seen := <-lags
	seen = seen[:min(len(seen), int(besideIngest/lookBeside)-1)]
	if len(seen) == 0 {
		return f, errors.New("nobody looked at the facts while they followed")
	}
	f.typical, f.worst = quantile(seen, 0.5), slices.Max(seen)
	f.share = 1 - min(1, seen[len(seen)-1].Seconds()/besideIngest.Seconds())
	f.posted = e.figures[len(e.figures)-1].operation.StatementsPerSecond
	return f, nil
}

// watch looks at the facts until stop is called, and then sends how far they
// were behind at each look.
func (n *node) watch(ctx context.Context) (lags <-chan []time.Duration, stop func()) {
	ctx, stop = context.WithCancel(ctx)
	seen := make(chan []time.Duration, 1)
	go func() {
		var behind []time.Duration
		for ticks := time.NewTicker(lookBeside); ctx.Err() == nil; {
			select {
			case <-ctx.Done():
			case asked := <-ticks.C:
				status, err := n.facts(ctx, nil)
				if err == nil {
					behind = append(behind, max(0, asked.Sub(time.UnixMicro(through(status)))))
				}
			}
		}
		seen <- behind
	}()
	return seen, stop
}

// through is how far the facts of the store that was loaded are: those of
// others have nothing.
func through(status follow.Status) (latest int64) {
	for _, store := range status.Stores {
		latest = max(latest, store.Through)
	}
	return latest
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
