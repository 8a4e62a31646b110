package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/problem"
)

// prepared holds the safe time back on Citus. A transaction over several
// workers is prepared on each, committed here, and then committed there. When a
// worker crashes between the two, what clients were told is stored is invisible
// until Citus finishes it, up to a minute later, although no lock is left here.
// So after the locks were looked at, the workers are asked for what is prepared
// there, and the time that was found counts only when all of that has gone.
//
// The workers are asked through connections that are kept: by the names and
// ports of pg_dist_node, with the user and password of the coordinator.
type prepared struct {
	config *pgx.ConnConfig // of the coordinator
	logger *slog.Logger

	mu      sync.Mutex
	workers map[address]*pgx.Conn
	waiting []candidate
	// cleared is the last time that counts.
	cleared int64
	// blind is true since the workers could not be asked.
	blind bool
}

// address is where a worker is.
type address struct {
	host string
	port int32
}

// candidate is a time that counts when transactions have gone.
type candidate struct {
	safe int64
	open map[transaction]bool
}

// transaction is one that is prepared on a worker.
type transaction struct {
	at  address
	gid string
}

const (
	// clearFor is how long a question for the safe time waits for transactions
	// that are just being committed; longer ones are left to the next question.
	clearFor = 100 * time.Millisecond
	// clearEvery is how often it looks meanwhile.
	clearEvery = 5 * time.Millisecond
	// mostWaiting bounds how many candidates are remembered.
	mostWaiting = 64
	// workersTimeout bounds one look at the workers.
	workersTimeout = 2 * time.Second
)

// hold takes a time that was found by the locks and returns the last one that
// counts. Errors: problem.Unavailable when there is none yet.
func (p *prepared) hold(ctx context.Context, coordinator querier, safe int64) (int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	deadline := time.Now().Add(clearFor)
	open, err := p.look(ctx, coordinator)
	if err == nil {
		p.waiting = append(p.waiting, candidate{safe, maps.Clone(open)})
		if len(p.waiting) > mostWaiting {
			// A transaction that has been open for so long is open for the later
			// ones, too.
			p.waiting = p.waiting[1:]
		}
		p.review(open)
	}
	for err == nil && p.cleared < safe && time.Now().Before(deadline) {
		if err = pause(ctx, clearEvery); err != nil {
			break
		}
		if open, err = p.look(ctx, coordinator); err == nil {
			p.review(open)
		}
	}
	if blind := err != nil; blind != p.blind && ctx.Err() == nil {
		p.blind = blind
		if blind {
			p.logger.Warn("the safe time stands still: a worker of the cluster cannot be asked what is prepared there; Lore's nodes must reach every worker by its name in pg_dist_node", "error", err)
		} else {
			p.logger.Info("the safe time moves on: all workers of the cluster answer")
		}
	}
	switch {
	case p.cleared > 0:
		return p.cleared, nil
	case err != nil:
		return 0, fmt.Errorf("look at what is prepared on the workers: %w", pgpool.Refusal(err))
	}
	return 0, problem.New(problem.Unavailable, "cluster-in-doubt",
		"a transaction over several workers has not ended yet; try again. Citus ends those that a crash left behind every citus.recover_2pc_interval")
}

// review lets the candidates count whose transactions have gone.
func (p *prepared) review(open map[transaction]bool) {
	p.waiting = slices.DeleteFunc(p.waiting, func(c candidate) bool {
		maps.DeleteFunc(c.open, func(t transaction, _ bool) bool { return !open[t] })
		if len(c.open) == 0 {
			p.cleared = max(p.cleared, c.safe)
		}
		return len(c.open) == 0
	})
}

// look returns what is prepared on all workers now.
func (p *prepared) look(ctx context.Context, coordinator querier) (map[transaction]bool, error) {
	ctx, cancel := context.WithTimeout(ctx, workersTimeout)
	defer cancel()
	const nodes = `SELECT groupid, nodename, nodeport FROM pg_dist_node WHERE noderole = 'primary' AND isactive`
	rows, err := coordinator.Query(ctx, nodes)
	if err != nil {
		return nil, err
	}
	var group int32
	var at address
	// The coordinator may have shards itself: its name is one for the workers.
	self := false
	var workers []address
	if _, err := pgx.ForEachRow(rows, []any{&group, &at.host, &at.port}, func() error {
		if group == 0 {
			self = true
		} else {
			workers = append(workers, at)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	open := map[transaction]bool{}
	if self {
		if err := gids(ctx, coordinator, address{}, open); err != nil {
			return nil, err
		}
	}
	p.forget(ctx, workers)
	for _, at := range workers {
		if err := p.ask(ctx, at, open); err != nil {
			return nil, fmt.Errorf("worker %s:%d: %w", at.host, at.port, err)
		}
	}
	return open, nil
}

// gids adds what is prepared at an address.
func gids(ctx context.Context, from querier, at address, open map[transaction]bool) error {
	const look = `SELECT gid FROM pg_prepared_xacts WHERE database = current_database() AND gid LIKE 'citus\_%'`
	rows, err := from.Query(ctx, look)
	if err != nil {
		return err
	}
	var gid string
	_, err = pgx.ForEachRow(rows, []any{&gid}, func() error {
		open[transaction{at, gid}] = true
		return nil
	})
	return err
}

// ask adds what is prepared on a worker.
func (p *prepared) ask(ctx context.Context, at address, open map[transaction]bool) error {
	conn := p.workers[at]
	if conn == nil {
		config := p.config.Copy()
		config.Host, config.Port, config.Fallbacks = at.host, uint16(at.port), nil
		if config.TLSConfig != nil {
			config.TLSConfig.ServerName = at.host
		}
		var err error
		if conn, err = pgx.ConnectConfig(ctx, config); err != nil {
			return err
		}
		if p.workers == nil {
			p.workers = map[address]*pgx.Conn{}
		}
		p.workers[at] = conn
	}
	err := gids(ctx, conn, at, open)
	if err != nil {
		delete(p.workers, at)
		_ = conn.Close(ctx) // the error tells more
	}
	return err
}

// forget ends the connections to workers that are no more, and what was seen
// there.
func (p *prepared) forget(ctx context.Context, workers []address) {
	for at, conn := range p.workers {
		if !slices.Contains(workers, at) {
			delete(p.workers, at)
			_ = conn.Close(ctx) // nobody uses it any more
		}
	}
}

// close ends all connections.
func (p *prepared) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), workersTimeout)
	defer cancel()
	p.forget(ctx, nil)
}
