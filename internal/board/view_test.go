package board_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

func titles(views []board.View) string {
	var list []string
	for _, v := range views {
		list = append(list, v.Title)
	}
	return strings.Join(list, ", ")
}

func TestViewsAreSeenByWhomTheyAreFor(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		r, ctx := node(), t.Context()
		mine := must[board.View](t)(r.SaveView(ctx, manager(), view("  Mine  ", people, false)))
		shared := must[board.View](t)(r.SaveView(ctx, manager(), view("ours", people, true)))
		named := must[board.View](t)(r.SaveView(ctx, officer(), view("About Ada", ada, true)))
		if mine.Title != "Mine" || !mine.Mine || !mine.MayChange || mine.Owner != (board.Holder{ID: "user:4", Name: "Max"}) || mine.Changed == "" {
			t.Errorf("saved as %+v", mine)
		}
		other := node()
		for _, c := range []struct {
			who  *board.Asker
			want string
		}{
			{owner(), "About Ada, ours"},
			{officer(), "About Ada, ours"},
			{manager(), "Mine, ours"},
			{analyst(), "ours"}, // a filter that names people would name them
			{stranger(), ""},
		} {
			if got := titles(must[[]board.View](t)(other.Views(ctx, c.who))); got != c.want {
				t.Errorf("%s sees %q, want %q", c.who.Name, got, c.want)
			}
		}
		for _, who := range []*board.Asker{owner(), analyst(), stranger()} {
			_, err := other.View(ctx, who, mine.ID)
			fails(t, problem.NotFound, err)
			_, err = other.ChangeView(ctx, who, mine.ID, view("x", people, true))
			fails(t, problem.NotFound, err)
			fails(t, problem.NotFound, other.DeleteView(ctx, who, mine.ID))
		}
		_, err := other.View(ctx, analyst(), named.ID)
		fails(t, problem.NotFound, err)
		_, err = other.ChangeView(ctx, officer(), shared.ID, view("x", people, true))
		fails(t, problem.Forbidden, err)
		fails(t, problem.Forbidden, other.DeleteView(ctx, analyst(), shared.ID))
		if seen := must[board.View](t)(other.View(ctx, officer(), shared.ID)); seen.Mine || seen.MayChange {
			t.Errorf("an officer sees %+v", seen)
		}
		changed := must[board.View](t)(other.ChangeView(ctx, owner(), shared.ID, view("Ours", people, true)))
		if changed.Title != "Ours" || changed.Owner.Name != "Max" || changed.Mine || !changed.MayChange {
			t.Errorf("changed to %+v", changed)
		}
		if err := r.DeleteView(ctx, manager(), shared.ID); err != nil {
			t.Fatal(err)
		}
		fails(t, problem.NotFound, r.DeleteView(ctx, manager(), shared.ID))
	})
}

func TestAnOwnerIsCalledAsTheyAreToday(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		r, ctx := node(), t.Context()
		saved := must[board.View](t)(r.SaveView(ctx, manager(), view("one", people, true)))
		renamed := manager()
		renamed.Name = "Maxine"
		must[board.View](t)(r.SaveView(ctx, renamed, view("two", people, true)))
		if seen := must[board.View](t)(r.View(ctx, owner(), saved.ID)); seen.Owner.Name != "Maxine" {
			t.Errorf("the owner is called %q", seen.Owner.Name)
		}
	})
}

func TestASavedFilterThatNamesPeopleHidesAView(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		r, ctx := node(), t.Context()
		maker := officer()
		maker.Segments = map[string]string{"ada": `["is","person",["mailto:ada@example.org"]]`, "web": `["is","platform",["web"]]`}
		maker.MaySave = maker.Segments
		must[board.View](t)(r.SaveView(ctx, maker, view("ada", `{"kind":"table","metrics":["people"],"filter":["in_segment","ada"]}`, true)))
		must[board.View](t)(r.SaveView(ctx, maker, view("web", `{"kind":"table","metrics":["people"],"filter":["in_segment","web"]}`, true)))
		reader := analyst()
		reader.Segments = maker.Segments
		if got := titles(must[[]board.View](t)(r.Views(ctx, reader))); got != "web" {
			t.Errorf("an analyst sees %q", got)
		}
		reader.Segments = nil // gone: nobody can say whom they named
		if got := titles(must[[]board.View](t)(r.Views(ctx, reader))); got != "" {
			t.Errorf("an analyst sees %q", got)
		}
	})
}

func TestWrongViewsAreRefusedWithTheirPlaces(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		r := node()
		for name, c := range map[string]struct {
			draft board.ViewDraft
			want  []string
		}{
			"nothing": {board.ViewDraft{}, []string{"/title", "/query", "/display/as"}},
			"query":   {view("x", `{"kind":"table","metrics":["poeple"],"limit":0}`, false), []string{"/query/limit", "/query/metrics/0"}},
			"no JSON": {view("x", `{"kind"`, false), []string{"/query"}},
			"cursor":  {view("x", `{"kind":"statements","cursor":"abc"}`, false), []string{"/query/cursor"}},
			"segment": {view("x", `{"kind":"table","metrics":["people"],"filter":["in_segment","x"]}`, false), []string{"/query/filter/1"}},
			"long":    {view("x", `{"kind":"table","metrics":["people"],"filter":["is","verb",["`+strings.Repeat("v", 9999)+`"`+strings.Repeat(`,"`+strings.Repeat("v", 9999)+`"`, 7)+`]]}`, false), []string{"/query"}},
			"title":   {view(strings.Repeat("x", 201), people, false), []string{"/title"}},
			"control": {view("a\x00b", people, false), []string{"/title"}},
			"column":  {board.ViewDraft{Title: "x", Query: []byte(people), Display: board.Display{As: "table", Columns: []string{"people", ""}}}, []string{"/display/columns/1"}},
		} {
			_, err := r.SaveView(t.Context(), owner(), c.draft)
			got := pointers(fails(t, problem.Invalid, err))
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: faults at %q, want %q", name, got, c.want)
			}
		}
		if views := must[[]board.View](t)(r.Views(t.Context(), owner())); len(views) != 0 {
			t.Errorf("%d were saved", len(views))
		}
	})
}
