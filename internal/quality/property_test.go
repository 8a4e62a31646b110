package quality_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/quality"
)

// drawWorld draws statements that often coincide, in parts of any size.
func drawWorld(t *rapid.T) *world {
	w := newWorld()
	w.partRows = rapid.IntRange(0, 20).Draw(t, "part")
	w.meaning.Persons["mailto:a@example.org"] = "mailto:b@example.org"
	w.meaning.TrustedClocks["archive"] = true
	lags := []time.Duration{0, time.Second, 2 * hour, -time.Second, -hour, 4000 * day}
	for range rapid.IntRange(0, 80).Draw(t, "statements") {
		before := time.Duration(rapid.IntRange(0, 40*24*60).Draw(t, "minutes")) * time.Minute
		if rapid.Bool().Draw(t, "together") {
			before = 3*hour + time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds"))*time.Second
		}
		row := w.add(before,
			from(rapid.SampledFrom([]string{"lms", "app", "archive"}).Draw(t, "source")),
			on(rapid.SampledFrom([]string{"", "phone"}).Draw(t, "platform")),
			by(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "actor")),
			did(rapid.SampledFrom([]string{passed, oddVerb, odderVerb}).Draw(t, "verb")),
			lagging(rapid.SampledFrom(lags).Draw(t, "lag")))
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			row.Actor, row.IsGroup = fact.GroupPrefix+"g", true
		case 1:
			row.Timestamp = now.Add(-5 * hour).UnixMicro()
		case 2:
			row.Success, row.Duration, row.Scaled = fact.Yes, 1, 0.5
		case 3:
			w.void(row.ID, 0)
		}
	}
	return w
}

// sums are what must be the same in the parts of a report and in its totals.
func sums(list ...quality.Figures) []int64 {
	all := make([]int64, 18)
	for i := range list {
		f := &list[i]
		for k, n := range []int64{
			f.Statements, f.LastHour, f.LastDay, f.Last7Days, f.Last28Days, f.Late.Count, f.Late.Of, f.ClockSuspect.Count, f.SuspectAhead, f.Ahead.Count,
			f.LikelyDuplicates.Count, f.Voided.Count, f.UnknownVerbs.Count, f.WithoutPerson.Count, f.EmptyGroups.Count, f.OfflineBatches, f.OfflineStatements,
			f.Drift[1].Now.Count,
		} {
			all[k] += n
		}
	}
	return all
}

func TestSourcesSumUpToTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		report, err := quality.New(w.config()).Sources(t.Context(), 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		var sources []quality.Figures
		for _, s := range report.Sources {
			sources = append(sources, s.Figures)
			var platforms []quality.Figures
			for _, p := range s.Platforms {
				platforms = append(platforms, p.Figures)
			}
			if got, want := sums(platforms...), sums(s.Figures); !slices.Equal(got, want) {
				t.Errorf("the platforms of %q sum up to %v, want %v", s.Source, got, want)
			}
		}
		if got, want := sums(sources...), sums(report.Totals); !slices.Equal(got, want) {
			t.Errorf("the sources sum up to %v, want %v", got, want)
		}
	})
}

// The report equals what a plain look at every row finds.
func TestSourcesEqualThePlainReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		report, err := quality.New(w.config()).Sources(t.Context(), 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := sums(report.Totals)[:17], w.reference(); !slices.Equal(got, want) {
			t.Errorf("the report counts\n%v, want\n%v", got, want)
		}
	})
}

// reference counts as docs/data-quality.md says, in the order of sums.
func (w *world) reference() []int64 {
	n := make([]int64, 17)
	voided := map[[16]byte]bool{}
	for _, v := range w.voids {
		voided[v.Target] = true
	}
	rows := slices.Clone(w.rows)
	slices.SortFunc(rows, func(a, b fact.Row) int { return cmp.Compare(a.Stored, b.Stored) })
	happened := map[string]bool{}
	late := map[string][]int64{}
	count := func(k int, when bool) {
		if when {
			n[k]++
		}
	}
	for _, r := range rows {
		age := now.UnixMicro() - r.Stored
		within := func(d time.Duration) bool { return age <= d.Microseconds() }
		n[0]++
		count(1, within(hour))
		count(2, within(day))
		count(3, within(7*day))
		if !within(28 * day) {
			continue
		}
		lag := r.Stored - r.Timestamp
		suspect := r.Source != "archive" && (lag < -5*time.Minute.Microseconds() || lag > (3653*day).Microseconds())
		n[4]++
		count(5, !suspect && lag > hour.Microseconds())
		count(6, !suspect)
		count(7, suspect)
		count(8, suspect && lag < 0)
		count(9, lag < 0)
		count(11, voided[r.ID])
		count(12, r.Verb != passed)
		count(13, r.IsGroup)
		count(14, r.IsGroup)
		if !suspect && lag > hour.Microseconds() {
			key := fmt.Sprint(r.Actor, r.Source, r.Platform)
			late[key] = append(late[key], r.Stored)
		}
		if r.IsGroup || voided[r.ID] {
			continue
		}
		person := r.Actor
		if name, merged := w.meaning.Persons[person]; merged {
			person = name
		}
		key := fmt.Sprint(person, r.Verb, r.Object.ID, r.Timestamp)
		count(10, happened[key])
		happened[key] = true
	}
	for _, stored := range late {
		for len(stored) > 0 {
			to := 1
			for to < len(stored) && stored[to]-stored[to-1] <= time.Minute.Microseconds() {
				to++
			}
			if to >= 5 {
				n[15]++
				n[16] += int64(to)
			}
			stored = stored[to:]
		}
	}
	return n
}

// Rows that make many batches, read by several goroutines, count the same.
func TestManyRowsEqualThePlainReference(t *testing.T) {
	for _, partRows := range []int{0, 25_000} {
		w := newWorld()
		w.partRows = partRows
		w.meaning.TrustedClocks["archive"] = true
		random := rand.New(rand.NewPCG(1, 2))
		for range 90_000 {
			w.add(time.Duration(random.IntN(40*24*3600))*time.Second,
				from([]string{"lms", "app", "archive"}[random.IntN(3)]), by(fmt.Sprint(random.IntN(2000))),
				did([]string{passed, oddVerb}[random.IntN(2)]), about(fmt.Sprint(random.IntN(3))),
				func(r *fact.Row) { r.Timestamp = r.Stored / (2 * hour.Microseconds()) * (2 * hour.Microseconds()) })
		}
		if got, want := sums(w.sources(t).Totals)[:17], w.reference(); !slices.Equal(got, want) || got[10] < 100 || got[5] < 1000 {
			t.Errorf("parts of %d rows: the report counts\n%v, want\n%v", partRows, got, want)
		}
	}
}
