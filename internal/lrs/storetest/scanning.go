package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
)

// Scanning is Scan, by which followers read the log: everything in order, from
// any position.
func Scanning(t *testing.T, open Opener) {
	runScenarios(t, open, everyMode, scanScenarios)
}

var scanScenarios = []scenario{
	{"an empty store shows nothing", func(s *session) {
		if seen := s.scan(tenant, lrs.Position{}); len(seen) != 0 {
			s.t.Fatalf("scan of an empty store shows %d statements", len(seen))
		}
	}},
	{"everything is shown in order, voided ones too", func(s *session) {
		s.addBatch(numbered("a", 0, 40)...)
		s.add(voiding("v", "a-3"), statement("mention", reference("a-3")))
		s.addBatch(numbered("b", 0, 40)...)
		s.settle()
		if diff := s.differ(s.scan(tenant, lrs.Position{}), s.model(tenant).All()); diff != "" {
			s.t.Fatalf("scan: %s", diff)
		}
	}},
	{"a scan resumes behind any position", func(s *session) {
		s.addBatch(numbered("a", 0, 10)...)
		s.add(numbered("b", 0, 5)...)
		s.settle()
		all := s.model(tenant).All()
		for i, at := range all {
			for _, c := range []struct {
				after lrs.Position
				want  []lrs.Stored
			}{
				{at.Position, all[i+1:]},
				{lrs.Position{Stored: at.Stored}, all[i:]},
				{lrs.Position{Stored: at.Stored, ID: highest}, all[i+1:]},
				{lrs.Position{Stored: at.Stored - 1, ID: highest}, all[i:]},
			} {
				if diff := s.differ(s.scan(tenant, c.after), c.want); diff != "" {
					s.t.Fatalf("scan behind %+v: %s", c.after, diff)
				}
			}
		}
		if seen := s.scan(tenant, lrs.Position{Stored: 1 << 60}); len(seen) != 0 {
			s.t.Fatalf("scan behind the end shows %d statements", len(seen))
		}
	}},
	{"a scan says whose descriptions count", func(s *session) {
		origin := DefaultOrigin()
		origin.Define = false
		s.add(statement("defines", about(defined("quiz", "en", "Quiz"))))
		s.addRecords(tenant, s.recordFrom(origin, statement("does not", about(defined("quiz", "en", "Other")))))
		s.settle()
		seen := s.scan(tenant, lrs.Position{})
		if len(seen) != 2 || !seen[0].Defines || seen[1].Defines {
			s.t.Fatalf("scan shows %+v, want two statements of which the first defines", seen)
		}
	}},
	{"newer is what a scan would show after a time", func(s *session) {
		other, empty := tenant+1, tenant+2
		stores := []lrs.StoreID{empty, other, tenant}
		s.expectNewer(stores, 0)
		s.add(numbered("a", 0, 3)...)
		s.addRecords(other, s.record(statement("b")))
		s.add(numbered("c", 0, 2)...)
		s.settle()
		s.expectNewer(stores, 0, other, tenant)
		s.expectNewer([]lrs.StoreID{empty, other}, 0, other)
		s.expectNewer(nil, 0)
		inOther := s.scan(other, lrs.Position{})[0].Stored
		s.expectNewer(stores, inOther-1, other, tenant)
		s.expectNewer(stores, inOther, tenant)
		all := s.scan(tenant, lrs.Position{})
		for i, at := range all {
			want := stores[1:]
			if at.Stored > inOther {
				want = stores[2:]
			}
			if i == len(all)-1 {
				want = nil
			}
			s.expectNewer(stores, at.Stored, want...)
		}
	}},
	{"to ask for what is newer promises no time", func(s *session) {
		s.expectNewer([]lrs.StoreID{tenant}, 0)
		old := s.record(statement("old"))
		old.Stored = day(1)
		old.Exactly = true
		s.addRecords(tenant, old)
	}},
	{"an error ends the scan and comes back", func(s *session) {
		s.addBatch(numbered("a", 0, 10)...)
		s.settle()
		stop := errors.New("enough")
		calls := 0
		err := s.store.Scan(s.t.Context(), tenant, lrs.Position{}, func(lrs.Stored) error {
			if calls++; calls == 3 {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) || calls != 3 {
			s.t.Fatalf("scan returned %v after %d calls, want the callback's error after 3", err, calls)
		}
	}},
	{"the store answers and takes in while it is scanned", func(s *session) {
		s.addBatch(numbered("a", 0, 20)...)
		s.settle()
		want := s.model(tenant).All()
		shown := 0
		err := s.store.Scan(s.t.Context(), tenant, lrs.Position{}, func(stored lrs.Stored) error {
			if shown < len(want) && stored.ID != want[shown].ID {
				s.t.Errorf("statement %d of the scan is %s, want %s", shown, stored.ID, want[shown].ID)
			}
			shown++
			s.get(tenant, stored.ID)
			if shown <= 3 {
				record := s.record(numbered("new", shown, shown+1)[0])
				return s.store.Append(s.t.Context(), tenant, []lrs.Record{record})
			}
			return nil
		})
		if err != nil || shown < len(want) {
			s.t.Fatalf("scan showed %d statements and returned %v, want at least %d", shown, err, len(want))
		}
	}},
}

// expectNewer asks which stores are newer than a time.
func (s *session) expectNewer(stores []lrs.StoreID, after int64, want ...lrs.StoreID) {
	s.t.Helper()
	got, err := s.store.Newer(s.t.Context(), stores, after)
	if err != nil {
		s.t.Fatalf("newer than %d: %v", after, err)
	}
	if !slices.Equal(got, want) {
		s.t.Fatalf("of %v newer than %d are %v, want %v", stores, after, got, want)
	}
}
