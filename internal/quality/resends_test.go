package quality_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/quality"
	"github.com/lore-lrs/lore/internal/rejection"
)

func callerOf(store lrs.StoreID, key string) lrs.Caller {
	return lrs.Caller{Store: store, Authority: fmt.Appendf(nil,
		`{"objectType":"Agent","name":"LMS","account":{"homePage":"urn:lore:store:school","name":%q}}`, key)}
}

// flush writes what was added, as the end of a server does.
func flush(t testing.TB, runner interface{ Run(context.Context) error }) {
	t.Helper()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := runner.Run(ended); err != nil {
		t.Fatal(err)
	}
}

func TestResentStatementsAreCountedOverAllNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		today := now
		node := func() *quality.Resends {
			return quality.NewResends(quality.ResendsConfig{Database: open(), Now: func() time.Time { return today }, Every: time.Hour})
		}
		one, two := node(), node()
		var adding sync.WaitGroup
		for range 10 {
			adding.Go(func() { one.Add(callerOf(1, "lms"), 3) })
		}
		adding.Wait()
		two.Add(callerOf(1, "lms"), 2)
		two.Add(callerOf(1, "app"), 1)
		two.Add(callerOf(2, "lms"), 7)
		two.Add(lrs.Caller{Store: 1, Authority: []byte(`{"mbox":"mailto:x@example.org"}`)}, 4)
		flush(t, one)
		flush(t, one) // nothing is written twice
		flush(t, two)
		today = today.AddDate(0, 0, 30)
		one.Add(callerOf(1, "lms"), 5)
		flush(t, one)
		since := func(at time.Time) map[string]int64 {
			counts, err := two.Since(t.Context(), 1, at)
			if err != nil {
				t.Fatal(err)
			}
			return counts
		}
		wantEqual(t, "all", since(now.Add(-time.Hour)), map[string]int64{"lms": 37, "app": 1, "": 4})
		wantEqual(t, "the last", since(today.Add(-day)), map[string]int64{"lms": 5})
		today = today.AddDate(0, 0, 70)
		flush(t, two)
		wantEqual(t, "what is kept", since(now.Add(-time.Hour)), map[string]int64{"lms": 5})
	})
}

func TestResentStatementsOutliveAnOutage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		database := open()
		r := quality.NewResends(quality.ResendsConfig{Database: database, Every: time.Millisecond})
		_, release, err := database.Hold(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		running, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.Run(running) }()
		r.Add(callerOf(1, "lms"), 3)
		release()
		for {
			counts, err := r.Since(t.Context(), 1, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			if counts["lms"] == 3 {
				break
			}
			select {
			case <-time.After(time.Millisecond):
			case <-t.Context().Done():
				t.Fatal("it was never written")
			}
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestSourcesTellWhatWasRejectedAndResent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		database := open()
		err := database.Write(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec(`INSERT INTO store (id, name, created) VALUES (1, 'school', 0)`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		clock := func() time.Time { return now }
		rejections := rejection.New(rejection.Config{Database: database, Node: "one", Now: clock, Every: time.Hour})
		reject := func(key, code, rule string, times int) {
			for range times {
				rejections.Add(rejection.Request{
					At: now.Add(-time.Hour), Store: 1, KeyID: key, Method: "POST", Resource: "statements", Status: 400, Code: code, Rule: rule,
					Pointer: "/0", Message: "no", Sample: []byte("[\"\xff\"]"),
				})
			}
		}
		reject("lms", "invalid", "ST-04", 3)
		reject("lms", "invalid", "MB-01", 1)
		reject("lms", "conflict", "", 5)
		reject("guess", "credentials-wrong", "", 2)
		reject("", "credentials-missing", "", 1)
		flush(t, rejections)
		resends := quality.NewResends(quality.ResendsConfig{Database: database, Now: clock})
		resends.Add(callerOf(1, "lms"), 6)
		flush(t, resends)

		w := newWorld()
		w.add(day)
		config := w.config()
		config.Rejections, config.Resends = rejections, resends
		report, err := quality.New(config).Sources(t.Context(), 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		if report.Resent != 6 || report.RejectedRequests != 12 || len(report.Sources) != 1 || report.Unidentified.Requests != 3 {
			t.Errorf("%d sent again, %d rejected, %d sources, %d unidentified", report.Resent, report.RejectedRequests, len(report.Sources), report.Unidentified.Requests)
		}
		s := report.Sources[0]
		got := map[string]int64{}
		for _, r := range s.Rejected.Reasons {
			got[r.Code+" "+r.Rule] = r.Requests
		}
		wantEqual(t, "reasons", got, map[string]int64{"conflict ": 5, "invalid ST-04": 3, "invalid MB-01": 1})
		if s.Source != "lms" || s.Resent != 6 || s.Rejected.Requests != 9 {
			t.Errorf("the source is %+v", s)
		}
		wantEqual(t, "the example", s.Rejected.Reasons[0].Example, quality.Example{
			At: now.Add(-time.Hour), Status: 400, Method: "POST", Resource: "statements", Message: "no", Pointer: "/0", Sample: "[\"\uFFFD\"]",
		})
	})
}
