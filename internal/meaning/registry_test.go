package meaning

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/problem"
)

const (
	completed = "http://adlnet.gov/expapi/verbs/completed"
	finished  = "https://example.org/verbs/finished"
	device    = "context.extensions[https://w3id.org/device-type]"
)

func TestWithoutDecisionsTheStandardHolds(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		for _, store := range []int64{school, 99} { // 99 does not exist
			want := &Meaning{
				Verbs: Seeds(), Courses: map[string]string{}, Persons: map[string]string{},
				FormalSources: map[string]bool{}, TrustedClocks: map[string]bool{}, Segments: map[string]string{}, Promoted: map[string]bool{},
			}
			if difference := cmp.Diff(want, inForce(t, registry, store)); difference != "" {
				t.Errorf("store %d differs (-want +got):\n%s", store, difference)
			}
		}
	})
}

func TestDecisionsTakeEffectAtOnceAndForOneStore(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		before := inForce(t, registry, academy)
		for _, step := range []struct {
			name   string
			decide func() error
			holds  func(m *Meaning) bool
		}{
			{
				"standard verb", func() error { return registry.SetVerb(t.Context(), school, completed, "progress") },
				func(m *Meaning) bool { return m.Verbs[completed] == Progress },
			},
			{
				"other verb", func() error { return registry.SetVerb(t.Context(), school, finished, "complete") },
				func(m *Meaning) bool { return m.Verbs[finished] == Complete && m.Verbs[completed] == Progress },
			},
			{
				"verb again", func() error { return registry.SetVerb(t.Context(), school, finished, "exit") },
				func(m *Meaning) bool { return m.Verbs[finished] == Exit },
			},
			{
				"verb unset", func() error { return registry.UnsetVerb(t.Context(), school, finished) },
				func(m *Meaning) bool { _, has := m.Verbs[finished]; return !has && m.Verbs[completed] == Progress },
			},
			{
				"standard verb unset", func() error { return registry.UnsetVerb(t.Context(), school, completed) },
				func(m *Meaning) bool { return m.Verbs[completed] == Complete },
			},
			{
				"standard verb that is nothing", func() error { return registry.SetVerb(t.Context(), school, completed, "other") },
				func(m *Meaning) bool { return m.Verbs[completed] == Other },
			},
			{
				"course", func() error {
					return registry.MapCourse(t.Context(), school, "https://a.example/1", "https://c.example/1")
				},
				func(m *Meaning) bool { return m.Courses["https://a.example/1"] == "https://c.example/1" },
			},
			{
				"other course", func() error {
					return registry.MapCourse(t.Context(), school, "https://a.example/1", "https://c.example/2")
				},
				func(m *Meaning) bool { return m.Courses["https://a.example/1"] == "https://c.example/2" },
			},
			{
				"no course", func() error { return registry.UnmapCourse(t.Context(), school, "https://a.example/1") },
				func(m *Meaning) bool { return len(m.Courses) == 0 },
			},
			{
				"formal", func() error { return registry.MarkSource(t.Context(), school, "hr", Formal) },
				func(m *Meaning) bool { return m.FormalSources["hr"] && !m.TrustedClocks["hr"] },
			},
			{
				"trusted", func() error { return registry.MarkSource(t.Context(), school, "hr", TrustedClock) },
				func(m *Meaning) bool { return m.FormalSources["hr"] && m.TrustedClocks["hr"] },
			},
			{
				"marked again", func() error { return registry.MarkSource(t.Context(), school, "hr", TrustedClock) },
				func(m *Meaning) bool { return m.TrustedClocks["hr"] },
			},
			{
				"no longer formal", func() error { return registry.UnmarkSource(t.Context(), school, "hr", Formal) },
				func(m *Meaning) bool { return !m.FormalSources["hr"] && m.TrustedClocks["hr"] },
			},
			{
				"segment", func() error {
					return registry.SaveSegment(t.Context(), school, "Nurses", []byte(` ["is", "a", ["b"]] `))
				},
				func(m *Meaning) bool { return m.Segments["Nurses"] == `["is","a",["b"]]` },
			},
			{
				"other segment", func() error { return registry.SaveSegment(t.Context(), school, "Nurses", []byte(`["and"]`)) },
				func(m *Meaning) bool { return m.Segments["Nurses"] == `["and"]` },
			},
			{
				"no segment", func() error { return registry.RemoveSegment(t.Context(), school, "Nurses") },
				func(m *Meaning) bool { return len(m.Segments) == 0 },
			},
			{
				"promoted", func() error { return registry.Promote(t.Context(), school, device) },
				func(m *Meaning) bool { return m.Promoted[device] },
			},
			{
				"promoted again", func() error { return registry.Promote(t.Context(), school, device) },
				func(m *Meaning) bool { return m.Promoted[device] },
			},
			{
				"demoted", func() error { return registry.Demote(t.Context(), school, device) },
				func(m *Meaning) bool { return len(m.Promoted) == 0 },
			},
			{
				"merged", func() error { _, err := registry.Merge(t.Context(), school, ada, bob); return err },
				func(m *Meaning) bool { return m.Persons[ada] == bob && len(m.Persons) == 1 },
			},
		} {
			version := inForce(t, registry, school).Version
			if err := step.decide(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			now := inForce(t, registry, school)
			if !step.holds(now) {
				t.Errorf("%s: does not hold", step.name)
			}
			if now.Version <= version {
				t.Errorf("%s: the version went from %d to %d", step.name, version, now.Version)
			}
			if inForce(t, registry, school) != now {
				t.Errorf("%s: without a change the meaning was read again", step.name)
			}
		}
		if difference := cmp.Diff(before, inForce(t, registry, academy)); difference != "" {
			t.Errorf("another store has changed (-want +got):\n%s", difference)
		}
	})
}

func TestListsSayWhatWasDecided(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(registry.SetVerb(t.Context(), school, completed, "progress"))
		must(registry.SetVerb(t.Context(), school, finished, "complete"))
		verbs, err := registry.Verbs(t.Context(), school)
		must(err)
		if len(verbs) != len(Seeds())+1 {
			t.Errorf("%d verbs are listed, want %d", len(verbs), len(Seeds())+1)
		}
		found := make(map[string]Verb)
		for i, verb := range verbs {
			if i > 0 && verbs[i-1].Verb >= verb.Verb {
				t.Errorf("%q is listed after %q", verb.Verb, verbs[i-1].Verb)
			}
			if (verb.Changed != 0) != (verb.Verb == completed || verb.Verb == finished) {
				t.Errorf("%q was decided at %d", verb.Verb, verb.Changed)
			}
			verb.Changed = 0
			found[verb.Verb] = verb
		}
		for _, want := range []Verb{
			{Verb: completed, Class: "progress", Standard: "complete"},
			{Verb: finished, Class: "complete"},
			{Verb: adl + "passed", Class: "pass", Standard: "pass"},
		} {
			if found[want.Verb] != want {
				t.Errorf("the list has %+v, want %+v", found[want.Verb], want)
			}
		}

		// Sorted by bytes, whatever the database's language thinks.
		for _, activity := range []string{"https://a.example/b", "https://a.example/B", "https://a.example/-c", "https://a.example/a"} {
			must(registry.MapCourse(t.Context(), school, activity, "https://c.example/"))
		}
		courses, err := registry.Courses(t.Context(), school)
		must(err)
		var activities []string
		for _, course := range courses {
			activities = append(activities, strings.TrimPrefix(course.Activity, "https://a.example/"))
		}
		if difference := cmp.Diff([]string{"-c", "B", "a", "b"}, activities); difference != "" {
			t.Errorf("the courses differ (-want +got):\n%s", difference)
		}

		must(registry.MarkSource(t.Context(), school, "b", TrustedClock))
		must(registry.MarkSource(t.Context(), school, "b", Formal))
		must(registry.MarkSource(t.Context(), school, "a", TrustedClock))
		sources, err := registry.Sources(t.Context(), school)
		must(err)
		if difference := cmp.Diff([]Source{{"a", []Mark{TrustedClock}}, {"b", []Mark{Formal, TrustedClock}}}, sources); difference != "" {
			t.Errorf("the sources differ (-want +got):\n%s", difference)
		}

		must(registry.Promote(t.Context(), school, device))
		extensions, err := registry.Promoted(t.Context(), school)
		must(err)
		if len(extensions) != 1 || extensions[0].Extension != device || extensions[0].Changed == 0 {
			t.Errorf("the extensions are %+v, want %s", extensions, device)
		}

		must(registry.SaveSegment(t.Context(), school, "Nurses", []byte(`["and"]`)))
		segments, err := registry.Segments(t.Context(), school)
		must(err)
		if len(segments) != 1 || segments[0].Name != "Nurses" || string(segments[0].Filter) != `["and"]` {
			t.Errorf("the segments are %+v, want Nurses", segments)
		}
	})
}

func TestMistakesAreRefusedAndChangeNothing(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		registry.config.CheckSegment = func(filter []byte) error {
			if string(filter) == `"refused"` {
				return errors.New("no filter of mine")
			}
			return nil
		}
		long := "https://example.org/" + strings.Repeat("x", maxName)
		version := inForce(t, registry, school).Version
		for _, c := range []struct {
			name   string
			decide func() error
			want   problem.Kind
			says   string
		}{
			{"verb that is no IRI", func() error { return registry.SetVerb(t.Context(), school, "completed", "complete") }, problem.Invalid, "IRI"},
			{"verb with a zero", func() error { return registry.SetVerb(t.Context(), school, "https://a\x00", "complete") }, problem.Invalid, "IRI"},
			{"long verb", func() error { return registry.SetVerb(t.Context(), school, long, "complete") }, problem.Invalid, "2000"},
			{"unknown class", func() error { return registry.SetVerb(t.Context(), school, finished, "done") }, problem.Invalid, strings.Join(classNames[:], ", ")},
			{"verb of an unknown store", func() error { return registry.SetVerb(t.Context(), 99, finished, "complete") }, problem.NotFound, "99"},
			{"standard verb that nobody changed", func() error { return registry.UnsetVerb(t.Context(), school, completed) }, problem.NotFound, completed},
			{"verb that cannot be", func() error { return registry.UnsetVerb(t.Context(), school, "a\xff") }, problem.NotFound, "standard class"},
			{"activity that is no IRI", func() error { return registry.MapCourse(t.Context(), school, "a b", "https://c.example/") }, problem.Invalid, "activity"},
			{"course that is no IRI", func() error { return registry.MapCourse(t.Context(), school, "https://a.example/", "course 7") }, problem.Invalid, "course 7"},
			{"activity without a course", func() error { return registry.UnmapCourse(t.Context(), school, "https://a.example/") }, problem.NotFound, "https://a.example/"},
			{"unknown mark", func() error { return registry.MarkSource(t.Context(), school, "hr", "good") }, problem.Invalid, "trusted-clock"},
			{"unknown mark taken away", func() error { return registry.UnmarkSource(t.Context(), school, "hr", "good") }, problem.Invalid, "trusted-clock"},
			{"blank source", func() error { return registry.MarkSource(t.Context(), school, " ", Formal) }, problem.Invalid, "blank"},
			{"source with a line break", func() error { return registry.MarkSource(t.Context(), school, "a\nb", Formal) }, problem.Invalid, "printed"},
			{"source without the mark", func() error { return registry.UnmarkSource(t.Context(), school, "hr", Formal) }, problem.NotFound, "hr"},
			{"segment that is no JSON", func() error { return registry.SaveSegment(t.Context(), school, "s", []byte(`[`)) }, problem.Invalid, "JSON"},
			{"segment that is refused", func() error { return registry.SaveSegment(t.Context(), school, "s", []byte(` "refused"`)) }, problem.Invalid, "no filter of mine"},
			{"long segment", func() error { return registry.SaveSegment(t.Context(), school, "s", make([]byte, maxFilter+1)) }, problem.Invalid, "bytes"},
			{"segment without a name", func() error { return registry.SaveSegment(t.Context(), school, "", []byte(`[]`)) }, problem.Invalid, "blank"},
			{"unknown segment", func() error { return registry.RemoveSegment(t.Context(), school, "s") }, problem.NotFound, "s"},
			{"extension without a place", func() error { return registry.Promote(t.Context(), school, "https://w3id.org/device-type") }, problem.Invalid, "context.extensions[IRI]"},
			{"extension of nothing", func() error { return registry.Promote(t.Context(), school, "verb.extensions[https://a.example/]") }, problem.Invalid, "context.extensions[IRI]"},
			{"extension without an end", func() error { return registry.Promote(t.Context(), school, "context.extensions[https://a.example/") }, problem.Invalid, "context.extensions[IRI]"},
			{"extension without an IRI", func() error { return registry.Promote(t.Context(), school, "context.extensions[device]") }, problem.Invalid, "device"},
			{"extension that was not promoted", func() error { return registry.Demote(t.Context(), school, device) }, problem.NotFound, device},
			{"person that is a name", func() error { _, err := registry.Merge(t.Context(), school, "Ada", bob); return err }, problem.Invalid, "Ada"},
			{"other person that is a name", func() error { _, err := registry.Merge(t.Context(), school, ada, "Bob"); return err }, problem.Invalid, "mailto:ADDRESS"},
			{"long person", func() error { _, err := registry.Merge(t.Context(), school, "openid:"+long, bob); return err }, problem.Invalid, "long"},
			{"person with itself", func() error { _, err := registry.Merge(t.Context(), school, ada, "mailto:ada@EXAMPLE.ORG"); return err }, problem.Invalid, "itself"},
			{"persons of an unknown store", func() error { _, err := registry.Merge(t.Context(), 99, ada, bob); return err }, problem.NotFound, "99"},
			{"unknown merge", func() error { return registry.Split(t.Context(), school, 7) }, problem.NotFound, "7"},
		} {
			t.Run(c.name, func(t *testing.T) {
				err := c.decide()
				if !problem.Is(err, c.want) {
					t.Fatalf("returned %v, want the kind %d", err, c.want)
				}
				if !strings.Contains(err.Error(), c.says) {
					t.Errorf("the message %q does not say %q", err, c.says)
				}
			})
		}
		if now := inForce(t, registry, school).Version; now != version {
			t.Errorf("the version went from %d to %d", version, now)
		}
	})
}

// PostgreSQL refuses index entries that are too long, and the bound must be
// below that whatever the text compresses to.
func TestLongestNamesAreKept(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		var path strings.Builder
		for i := 0; path.Len() < maxName; i++ {
			fmt.Fprintf(&path, "%x", i*i*2654435761)
		}
		verb := ("https://example.org/" + path.String())[:maxName]
		if err := registry.SetVerb(t.Context(), school, verb, "complete"); err != nil {
			t.Fatal(err)
		}
		if inForce(t, registry, school).Verbs[verb] != Complete {
			t.Error("the class of a long verb does not hold")
		}
	})
}

func BenchmarkMeaning(b *testing.B) {
	registry := newRegistry(b, dbtest.SQLite(b)())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := registry.Meaning(b.Context(), school); err != nil {
			b.Fatal(err)
		}
	}
}
