package follow_test

import (
	"context"
	"database/sql"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
)

// counted counts what is asked of a log.
type counted struct {
	lrs.Statements
	scans, news atomic.Int64
}

func (c *counted) Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error {
	c.scans.Add(1)
	return c.Statements.Scan(ctx, store, after, fn)
}

func (c *counted) Newer(ctx context.Context, stores []lrs.StoreID, after int64) ([]lrs.StoreID, error) {
	c.news.Add(1)
	return c.Statements.Newer(ctx, stores, after)
}

func TestStoresWithoutNewsAreNotRead(t *testing.T) {
	everyStore(t, func(t *testing.T, w *world) {
		w.store(1, 10, "did")
		log := &counted{Statements: w.log}
		first, second := &ledger{called: "first"}, &ledger{called: "second"}
		config := w.shared("a", first, second)
		config.Statements = log
		start(t, config)
		w.mustAgree("first", "")
		w.mustAgree("second", "")
		rounds := func(n int64) {
			t.Helper()
			until := log.news.Load() + n
			eventually(t, "the runner asks for news", func() bool { return log.news.Load() >= until })
		}
		rounds(5)
		before := log.scans.Load()
		rounds(20)
		if after := log.scans.Load(); after != before {
			t.Errorf("stores were read %d times while nothing was new", after-before)
		}
		w.store(2, 1, "did")
		w.mustAgree("first", "")
		w.mustAgree("second", "")
		rounds(5)
		// Once when the statement is new, and perhaps once more before the round
		// that knows that it was seen, for each of the two.
		if reads := log.scans.Load() - before; reads > 2*2+2*4 {
			t.Errorf("for one statement stores were read %d times", reads)
		}
	})
}

// slow takes its time for one store.
type slow struct {
	ledger
	store lrs.StoreID
	until chan struct{}
}

func (s *slow) Follow(ctx context.Context, tx *sql.Tx, generation int64, store lrs.StoreID, batch []lrs.Stored) error {
	if store == s.store {
		select {
		case <-s.until:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return s.ledger.Follow(ctx, tx, generation, store, batch)
}

func TestAFollowerThatHangsHoldsUpNoOther(t *testing.T) {
	w := postgresWorld(t) // on SQLite who writes keeps all others from it
	hangs := &slow{ledger{called: "hangs"}, 1, make(chan struct{})}
	other := &ledger{called: "other"}
	w.store(1, 5, "did")
	w.store(2, 5, "did")
	start(t, w.shared("a", hangs, other))
	w.mustAgree("other", "")
	close(hangs.until)
	w.mustAgree("hangs", "")
}

func TestABusyStoreLeavesOthersTheirTurn(t *testing.T) {
	everyStore(t, func(t *testing.T, w *world) {
		for range 10 {
			w.store(1, 1000, "did")
		}
		w.store(2, 1, "did")
		l := &ledger{called: "ledger", fault: func() error {
			select {
			case <-time.After(60 * time.Millisecond): // a batch takes long
			case <-t.Context().Done():
			}
			return nil
		}}
		start(t, w.shared("a", l))
		eventually(t, "the small store is followed", func() bool { return len(w.derived("ledger", 2)) == 1 })
		if n := len(w.derived("ledger", 1)); n == 10_000 {
			t.Error("the busy store was followed to its end before")
		}
	})
}

func TestAFollowerStopsRatherThanLoseMore(t *testing.T) {
	everyStore(t, func(t *testing.T, w *world) {
		l := &ledger{called: "ledger"}
		r := start(t, w.shared("a", l))
		w.store(1, 3, "did")
		w.mustAgree("ledger", "")
		w.write(func(tx *sql.Tx) error {
			_, err := tx.Exec(`
				WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
				INSERT INTO follower_dead (follower, generation, store, stored, id, reason, tries, since)
				SELECT 'ledger', 1, 9, i, 'x', 'of old', 3, 1 FROM n`, follow.MostDead)
			return err
		})
		w.store(1, 1, "poison")
		w.store(1, 1, "did")
		eventually(t, "the list says why it stands", func() bool {
			list, err := r.List(t.Context())
			return err == nil && list[0].State == follow.Failing && strings.Contains(list[0].Error, "lore follower dead ledger") && list[0].Dead == follow.MostDead
		})
		if w.agrees("ledger", "poison") {
			t.Error("it went on")
		}
	})
}

func TestMetricsTellOfEachFollower(t *testing.T) {
	w := embeddedWorld(t)
	l := &ledger{called: "ledger"}
	w.store(1, 20, "did")
	w.store(1, 1, "poison")
	r := start(t, w.shared("a", l))
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(r.Collectors()...)
	want := map[string]float64{
		"lore_follower_statements_total": 20, "lore_follower_dead_letters": 1, "lore_follower_lag_seconds": 0,
	}
	eventually(t, "the metrics are right", func() bool {
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		right := 0
		for _, family := range families {
			metric := family.GetMetric()[0]
			value := metric.GetCounter().GetValue() + metric.GetGauge().GetValue()
			if expected, known := want[family.GetName()]; known && value == expected && metric.GetLabel()[0].GetValue() == "ledger" {
				right++
			}
			if family.GetName() == "lore_follower_errors_total" && value >= 3 {
				right++
			}
		}
		return right == 4
	})
}
