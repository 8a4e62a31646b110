package follow

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/lrs"
)

// State is what a follower is doing on a node.
type State string

// The states.
const (
	Running    State = "running"
	Paused     State = "paused"
	Rebuilding State = "rebuilding" // running, with a generation filled beside
	Failing    State = "failing"    // something is tried again
	Stopped    State = "stopped"    // no node runs it
)

// Status is how a follower is on a node.
type Status struct {
	Name string `json:"name"`
	// Kind is «shared» or «local».
	Kind string `json:"kind"`
	// Node is the node that this is about; empty when no node runs it.
	Node  string `json:"node,omitempty"`
	State State  `json:"state"`
	// Error says why it is failing.
	Error string `json:"error,omitempty"`
	// Share is how much of a rebuild is done, from 0 to 1, by the times of the
	// statements.
	Share float64 `json:"share,omitempty"`
	// Generation is the one in force on the node.
	Generation int64 `json:"generation"`
	// Lag is the longest of all stores, in microseconds.
	Lag    int64         `json:"lag"`
	Stores []StoreStatus `json:"stores,omitempty"`
	// Dead counts the dead letters, of all nodes.
	Dead int64 `json:"dead"`
	// Holder is the node that has the lease of a shared follower.
	Holder string `json:"holder,omitempty"`
}

// StoreStatus is how far a follower is with a store.
type StoreStatus struct {
	Store lrs.StoreID `json:"store"`
	// Through is the cursor: every statement stored before it is in.
	Through int64 `json:"through"`
	// Lag is the time between the newest statement that is visible and the
	// cursor, in microseconds.
	Lag int64 `json:"lag"`
}

// remembered is for how long a node counts that says nothing.
const remembered = time.Minute

// tell notes how the follower is, for the report.
func (w *work) tell(wanted wish) {
	s := &snapshot{
		state: Running, generation: w.live.target.generation(),
		cursors: map[lrs.StoreID]int64{}, behind: map[lrs.StoreID]bool{},
	}
	for store, p := range w.live.stores {
		s.cursors[store] = p.through
	}
	for _, store := range w.live.marks.list() {
		s.behind[store] = true
	}
	if w.fill != nil {
		s.state, s.share = Rebuilding, w.share()
		s.err = w.fill.trouble()
	}
	if err := cmp.Or(w.err, w.live.trouble(), s.err); err != nil {
		s.state, s.err = Failing, err
	}
	if wanted.paused {
		s.state = Paused
	}
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	w.f.status = s
}

// share is how much of what the live one has the other has, by time.
func (w *work) share() float64 {
	var done, whole float64
	for store, live := range w.live.stores {
		fill := w.fill.stores[store]
		if live.through == 0 {
			continue
		}
		if fill == nil || fill.first == 0 {
			whole++
			continue
		}
		span := max(1, live.through-fill.first)
		done += float64(min(span, fill.through-fill.first)) / float64(span)
		whole++
	}
	if whole == 0 {
		return 0
	}
	return done / whole
}

// report tells the database regularly how this node's followers are.
func (r *Runner) report(ctx context.Context) {
	for ctx.Err() == nil {
		wait(ctx, 2*r.config.Refresh, nil)
		if ctx.Err() != nil {
			return
		}
		if err := r.reportOnce(ctx); err != nil && ctx.Err() == nil {
			r.config.Logger.Warn("followers cannot report how they are", "error", err)
		}
	}
}

func (r *Runner) reportOnce(ctx context.Context) error {
	var list []Status
	for _, f := range r.followers {
		if status, ok := r.look(ctx, f); ok {
			list = append(list, status)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return r.config.Database.Write(ctx, func(tx *sql.Tx) error {
		now, err := r.config.Database.Now(ctx, tx)
		if err != nil {
			return err
		}
		for _, status := range list {
			text, err := json.Marshal(status)
			if err != nil {
				return err
			}
			const tell = `
				INSERT INTO follower_node (follower, node, seen, status)
				VALUES ($1, $2, $3, $4)
				ON CONFLICT (follower, node) DO UPDATE SET seen = excluded.seen, status = excluded.status`
			if _, err := tx.ExecContext(ctx, tell, status.Name, r.config.Node, now, string(text)); err != nil {
				return fmt.Errorf("tell of a follower: %w", err)
			}
		}
		const forget = `DELETE FROM follower_node WHERE seen < $1`
		if _, err := tx.ExecContext(ctx, forget, now-remembered.Microseconds()); err != nil {
			return fmt.Errorf("forget nodes: %w", err)
		}
		return nil
	})
}

// look returns how a follower is on this node; ok is false while it does not
// run here.
func (r *Runner) look(ctx context.Context, f *follower) (status Status, ok bool) {
	f.mu.Lock()
	s := f.status
	f.mu.Unlock()
	if s == nil {
		f.keep(Status{})
		return Status{}, false
	}
	status = Status{
		Name: f.name, Kind: f.kind.name(), Node: r.config.Node,
		State: s.state, Share: s.share, Generation: s.generation,
	}
	if s.state == Failing {
		status.Error = s.err.Error()
	}
	for store, through := range s.cursors {
		of := StoreStatus{Store: store, Through: through}
		if s.behind[store] {
			of.Lag = r.lag(ctx, store, through)
		}
		status.Lag = max(status.Lag, of.Lag)
		status.Stores = append(status.Stores, of)
	}
	slices.SortFunc(status.Stores, func(a, b StoreStatus) int { return cmp.Compare(a.Store, b.Store) })
	if dead, err := r.countDead(ctx); err == nil {
		status.Dead = dead[f.name]
	}
	f.keep(status)
	return status, true
}

func (f *follower) keep(status Status) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = status
}

// lag is how far a cursor is behind the newest statement.
func (r *Runner) lag(ctx context.Context, store lrs.StoreID, through int64) int64 {
	page, err := r.config.Statements.Query(ctx, store, lrs.Query{Limit: 1})
	if err != nil || len(page.Statements) == 0 {
		return 0
	}
	newest := page.Statements[0].Stored
	if through == 0 {
		// Nothing was taken yet: everything there is lies behind.
		through = newest
		err := r.config.Statements.Scan(ctx, store, lrs.Position{}, func(stored lrs.Stored) error {
			through = stored.Stored
			return errEnough
		})
		if err != nil && !errors.Is(err, errEnough) {
			return 0
		}
	}
	return max(0, newest-through+1)
}

func (r *Runner) countDead(ctx context.Context) (map[string]int64, error) {
	rows, err := r.config.Database.Read().QueryContext(ctx, `SELECT follower, COUNT(*) FROM follower_dead GROUP BY follower`)
	if err != nil {
		return nil, fmt.Errorf("count the dead letters: %w", refusal(err))
	}
	dead := map[string]int64{}
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var name string
		var count int64
		err := scan(&name, &count)
		dead[name] = count
		return struct{}{}, err
	})
	return dead, err
}
