package quality_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/quality"
)

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

func share(count, of int64) quality.Share {
	s := quality.Share{Count: count, Of: of}
	if of > 0 {
		value := float64(count) / float64(of)
		s.Share = &value
	}
	return s
}

func wantEqual(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s differ (-want +got):\n%s", what, diff)
	}
}

func near(got *float64, want float64) bool {
	return got != nil && math.Abs(*got-want) <= want/200+1e-9
}

func TestWhenStatementsCame(t *testing.T) {
	w := newWorld()
	for _, before := range []time.Duration{
		time.Minute, 30 * time.Minute, // the last hour
		2 * hour, 23 * hour, // the last day
		25 * hour, 6 * day, // 7 days
		8 * day, 27 * day, 28*day - time.Minute, // 28 days
		29 * day, 400 * day,
	} {
		w.add(before)
	}
	s := w.source(t, "lms")
	wantEqual(t, "counts", []int64{s.LastHour, s.LastDay, s.Last7Days, s.Last28Days, s.Statements}, []int64{2, 4, 6, 9, 11})
	if s.PerHour != 4.0/24 || s.UsualPerHour != 9.0/(28*24) {
		t.Errorf("rates are %v and %v an hour", s.PerHour, s.UsualPerHour)
	}
	first := now.Add(-400 * day).Add(10 * time.Microsecond)
	last := now.Add(-time.Minute)
	wantEqual(t, "times", []time.Time{s.FirstStored, s.LastStored, s.FirstTimestamp, s.LastTimestamp},
		[]time.Time{first, last, first.Add(-time.Second), last.Add(-time.Second)})
	if s.Name != "Moodle" || s.Kind != quality.KindKey || !s.Created.Equal(time.Unix(1, 0)) || !s.Revoked.IsZero() {
		t.Errorf("the key is %+v", s)
	}
}

func TestDaysAreThoseOfTheZone(t *testing.T) {
	w := newWorld()
	w.now = time.Date(2026, 11, 18, 2, 0, 0, 0, time.UTC) // still the 17th in New York
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	// Summer time ended on the 1st of November: a day of 25 hours.
	for _, stored := range []time.Time{
		time.Date(2026, 11, 17, 20, 0, 0, 0, newYork),
		time.Date(2026, 11, 17, 0, 0, 0, 0, newYork),
		time.Date(2026, 11, 16, 23, 59, 59, 0, newYork),
		time.Date(2026, 11, 2, 0, 0, 0, 0, newYork),
		time.Date(2026, 11, 1, 23, 59, 0, 0, newYork),
		time.Date(2026, 11, 1, 0, 0, 0, 0, newYork),
		time.Date(2026, 10, 31, 23, 59, 59, 0, newYork),
		time.Date(2026, 10, 21, 0, 0, 0, 0, newYork),
		time.Date(2026, 10, 20, 23, 59, 0, 0, newYork), // before the first day
	} {
		w.add(now.Sub(stored))
	}
	report, err := quality.New(w.config()).Sources(t.Context(), 1, newYork)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, d := range report.Totals.Days {
		if d.Statements > 0 {
			got[d.Day] = d.Statements
		}
	}
	wantEqual(t, "days", got, map[string]int64{"2026-11-17": 2, "2026-11-16": 1, "2026-11-02": 1, "2026-11-01": 2, "2026-10-31": 1, "2026-10-21": 1})
	if days := report.Totals.Days; len(days) != 28 || days[0].Day != "2026-10-21" || days[27].Day != "2026-11-17" || report.Zone != "America/New_York" {
		t.Errorf("the days are %+v of %s", days, report.Zone)
	}
}

func TestClocks(t *testing.T) {
	w := newWorld()
	w.meaning.TrustedClocks["archive"] = true
	for i := range 90 {
		w.add(day, lagging(10*time.Second), about(fmt.Sprint(i)))
	}
	for i := range 8 {
		w.add(day, lagging(2*hour), about(fmt.Sprint("late", i)))
	}
	w.add(day, lagging(-time.Minute))               // ahead, but not suspect
	w.add(day, lagging(hour), about("just"))        // not more than an hour
	w.add(day, lagging(-time.Hour), about("ahead")) // suspect
	w.add(day, lagging(3654*day), about("old"))     // suspect
	w.add(40*day, lagging(-time.Hour))              // before the period
	w.add(day, lagging(3654*day), from("archive"))  // trusted
	s := w.source(t, "lms")
	wantEqual(t, "shares", []quality.Share{s.Late, s.ClockSuspect, s.Ahead}, []quality.Share{share(8, 100), share(2, 102), share(2, 102)})
	if s.SuspectAhead != 1 {
		t.Errorf("%d are far ahead", s.SuspectAhead)
	}
	if !near(s.LagMedianSeconds, 10) || !near(s.LagP95Seconds, 7200) {
		t.Errorf("the lag is %v, %v", *s.LagMedianSeconds, *s.LagP95Seconds)
	}
	archive := w.source(t, "archive")
	if !archive.TrustedClock || archive.Kind != quality.KindAuthority || archive.ClockSuspect.Count != 0 || archive.Late.Count != 1 {
		t.Errorf("the trusted source is %+v", archive)
	}
}

// What happened before a store of sample data was made was loaded into it, and not late;
// what is sent there afterwards, or was stored when it happened, counts.
func TestSampleDataAreNotLate(t *testing.T) {
	w := newWorld()
	loaded := func() {
		for i := range 20 {
			w.add(hour, lagging(200*day), about(fmt.Sprint("loaded", i)))
		}
		w.add(50*day, lagging(2*hour), about("kept"))
		w.add(50*time.Minute, lagging(10*time.Second), about("after"))
		w.add(2*day, lagging(20*time.Second), about("as it happened"))
	}
	loaded()
	if s := w.source(t, "lms"); s.Loaded != 0 || s.Late.Count != 20 || s.OfflineBatches != 1 {
		t.Errorf("in any other store: %d loaded, %v late, %d batches", s.Loaded, s.Late, s.OfflineBatches)
	}
	w.made = now.Add(-hour - time.Minute).UnixMicro()
	s := w.source(t, "lms")
	wantEqual(t, "late", s.Late, share(0, 2))
	if s.Loaded != 20 || s.OfflineBatches != 0 || !near(s.LagP95Seconds, 20) || s.Statements != 23 {
		t.Errorf("of sample data: %d loaded, %d batches, the lag is %v, %d statements", s.Loaded, s.OfflineBatches, *s.LagP95Seconds, s.Statements)
	}
	if all := w.sources(t).Totals; all.Loaded != 20 {
		t.Errorf("in all %d were loaded", all.Loaded)
	}
}

func TestLikelyDuplicates(t *testing.T) {
	w := newWorld()
	w.meaning.Persons["mailto:ada.l@example.org"] = "mailto:ada@example.org"
	original := w.add(3*day, at(4*day))
	for _, changes := range [][]func(*fact.Row){
		{at(4 * day)},                         // the same again
		{at(4 * day), by("ada.l")},            // and by another name
		{at(4 * day), from("app")},            // and from another source
		{at(4*day - time.Microsecond)},        // at another time
		{at(4 * day), did(passed)},            // another verb
		{at(4 * day), about("else")},          // another activity
		{at(4 * day), by("bob")},              // another person
		{at(4 * day), by("bob"), on("phone")}, // who sent it twice
	} {
		w.add(2*day, changes...)
	}
	voided := w.add(day, at(4*day))
	w.void(voided.ID, hour)
	if original.Stored >= voided.Stored {
		t.Fatal("the order is wrong")
	}
	s := w.source(t, "lms")
	wantEqual(t, "duplicates", s.LikelyDuplicates, share(3, 9))
	wantEqual(t, "voided", s.Voided, share(1, 9))
	wantEqual(t, "those of the other source", w.source(t, "app").LikelyDuplicates, share(1, 1))
	platforms := map[string]int64{}
	for _, p := range s.Platforms {
		platforms[p.Platform] = p.LikelyDuplicates.Count
	}
	wantEqual(t, "by platform", platforms, map[string]int64{"": 2, "phone": 1})
}

// A group's statement is one, however many its members.
func TestGroups(t *testing.T) {
	w := newWorld()
	first := w.add(day, func(r *fact.Row) { r.InGroup = true })
	stored, id := first.Stored, first.ID
	w.add(day, by("bob"), func(r *fact.Row) { r.Stored, r.ID, r.Member, r.InGroup = stored, id, 1, true })
	w.add(day, func(r *fact.Row) { r.Actor, r.IsGroup = fact.GroupPrefix+"mailto:team@example.org", true })
	s := w.source(t, "lms")
	if s.Statements != 2 {
		t.Errorf("%d statements, want 2", s.Statements)
	}
	wantEqual(t, "shares", []quality.Share{s.WithoutPerson, s.EmptyGroups}, []quality.Share{share(1, 2), share(1, 2)})
}

func TestUnknownVerbs(t *testing.T) {
	w := newWorld()
	w.meaning.Verbs["https://vendor.example.com/verbs/mapped"] = 1
	for i, verb := range []string{oddVerb, odderVerb, odderVerb, passed, "https://vendor.example.com/verbs/mapped"} {
		w.add(day, did(verb), about(fmt.Sprint(i)))
	}
	w.add(30*day, did(oddVerb))
	s := w.source(t, "lms")
	wantEqual(t, "unknown verbs", s.UnknownVerbs, share(3, 5))
	wantEqual(t, "the verbs", s.Verbs, []quality.Count{{Name: odderVerb, Statements: 2}, {Name: oddVerb, Statements: 1}})
}

func TestOfflineBatches(t *testing.T) {
	w := newWorld()
	for i := range 6 { // a phone that was in the underground
		w.add(day-time.Duration(i)*time.Second, on("phone"), lagging(5*hour), about(fmt.Sprint(i)))
	}
	for i := range 4 { // too few
		w.add(day-time.Duration(i)*time.Second, by("bob"), lagging(5*hour), about(fmt.Sprint(i)))
	}
	for i := range 5 { // too far apart
		w.add(day-time.Duration(i)*2*time.Minute, by("eve"), lagging(5*hour), about(fmt.Sprint(i)))
	}
	for i := range 5 { // not late
		w.add(day-time.Duration(i)*time.Second, by("dan"), about(fmt.Sprint(i)))
	}
	s := w.source(t, "lms")
	if s.OfflineBatches != 1 || s.OfflineStatements != 6 {
		t.Errorf("%d batches of %d statements, want 1 of 6", s.OfflineBatches, s.OfflineStatements)
	}
}

func TestDrift(t *testing.T) {
	w := newWorld()
	full := func(r *fact.Row) {
		r.Scaled, r.Success, r.Completion, r.Duration = 0.5, fact.No, fact.Yes, 0
		r.HasRegistration, r.Registration[0] = true, 1
		r.Parents, r.Groupings = []fact.Activity{{ID: "https://example.org/p"}}, []fact.Activity{{ID: "https://example.org/g"}}
	}
	for i := range 100 {
		w.add(10*day, full, about(fmt.Sprint("before", i)))
	}
	for i := range 50 {
		now := w.add(2*day, full, about(fmt.Sprint("now", i)))
		if i < 10 { // the share falls by 20 points: not more than that
			now.Scaled = math.NaN()
		}
		if i < 11 {
			now.Success = fact.Unknown
		}
		if i < 50 {
			now.Groupings = nil
		}
	}
	for i := range 49 { // too few to say
		w.add(2*day, from("app"), about(fmt.Sprint(i)))
		w.add(10*day, from("app"), full, about(fmt.Sprint("b", i)))
	}
	for _, d := range w.source(t, "lms").Drift {
		want := quality.Drift{Part: d.Part, Before: share(100, 100), Now: share(50, 50)}
		switch d.Part {
		case "score":
			want.Now = share(40, 50)
		case "success":
			want.Now, want.Changed = share(39, 50), true
		case "grouping":
			want.Now, want.Changed = share(0, 50), true
		}
		wantEqual(t, d.Part, d, want)
	}
	for _, d := range w.source(t, "app").Drift {
		if d.Changed || *d.Before.Share != 1 || *d.Now.Share != 0 {
			t.Errorf("of few statements: %+v", d)
		}
	}
}

func TestSilence(t *testing.T) {
	w := newWorld()
	w.keys = append(w.keys, access.Key{Key: "unused", Store: "school"}, access.Key{Key: "elsewhere", Store: "other"})
	every := func(source string, gap, until time.Duration, times int) {
		for i := range times {
			w.add(until+time.Duration(i)*gap, from(source))
		}
	}
	every("busy", 10*time.Minute, 50*time.Minute, 30)
	every("silent", 10*time.Minute, 51*time.Minute, 30)
	every("quiet", 10*time.Minute, 10*hour, 30)
	w.add(10*hour+290*time.Minute+11*hour, from("quiet")) // once it was quiet for longer
	every("rare", 24*hour, hour, 10)
	got := map[string]quality.Arrival{}
	for _, s := range w.sources(t).Sources {
		got[s.Source] = s.Arrival
	}
	wantEqual(t, "arrivals", got, map[string]quality.Arrival{
		"busy": quality.Sending, "silent": quality.Silent, "quiet": quality.Quiet, "rare": quality.Rare, "lms": quality.Never, "unused": quality.Never,
	})
	s := w.source(t, "quiet")
	if *s.UsualGapSeconds != 600 || *s.LongestGapSeconds != 11*3600 || math.Round(*s.QuietSeconds) != 36000 {
		t.Errorf("gaps are %v and %v, quiet for %v", *s.UsualGapSeconds, *s.LongestGapSeconds, *s.QuietSeconds)
	}
}

func TestUnknownSourceAndStore(t *testing.T) {
	w := newWorld()
	if _, err := quality.New(w.config()).Source(t.Context(), 1, nil, "nobody"); !problem.Is(err, problem.NotFound) {
		t.Errorf("an unknown source: %v", err)
	}
	if _, err := quality.New(w.config()).Sources(t.Context(), 3, nil); !problem.Is(err, problem.NotFound) {
		t.Errorf("an unknown store: %v", err)
	}
	if _, err := quality.New(w.config()).Readiness(t.Context(), 3); !problem.Is(err, problem.NotFound) {
		t.Errorf("an unknown store: %v", err)
	}
}
