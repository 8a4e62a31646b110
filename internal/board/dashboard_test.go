package board_test

import (
	"slices"
	"testing"

	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

func dashboardOf(title string, shared bool, views ...board.View) board.DashboardDraft {
	draft := board.DashboardDraft{Title: title, Shared: shared, Tiles: []board.Tile{{Kind: "text", Text: "Hello\nthere", Width: 3}}}
	for _, v := range views {
		draft.Tiles = append(draft.Tiles, board.Tile{Kind: "view", View: v.ID, Width: 1})
	}
	return draft
}

func TestADashboardShowsItsOwnersViewsToWhomItIsFor(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		r, ctx := node(), t.Context()
		private := must[board.View](t)(r.SaveView(ctx, manager(), view("private", people, false)))
		shared := must[board.View](t)(r.SaveView(ctx, officer(), view("shared", people, true)))
		named := must[board.View](t)(r.SaveView(ctx, officer(), view("named", ada, true)))
		hidden := must[board.Dashboard](t)(r.MakeDashboard(ctx, manager(), dashboardOf("hidden", false, private)))
		_, _, err := r.Dashboard(ctx, owner(), hidden.ID)
		fails(t, problem.NotFound, err)

		_, err = r.MakeDashboard(ctx, manager(), dashboardOf("x", true, named))
		if got := pointers(fails(t, problem.Invalid, err)); !slices.Equal(got, []string{"/tiles/1/view"}) {
			t.Errorf("a view that its maker does not see is refused at %q", got)
		}
		board1 := must[board.Dashboard](t)(r.MakeDashboard(ctx, manager(), dashboardOf("Monday", true, private, shared)))
		if !board1.Mine || !board1.MayChange || len(board1.Tiles) != 3 || board1.Tiles[0].Text != "Hello\nthere" {
			t.Errorf("made %+v", board1)
		}
		// An owner puts a view on it that the manager does not see; it stays when he
		// moves tiles.
		changed := must[board.Dashboard](t)(node().ChangeDashboard(ctx, owner(), board1.ID, dashboardOf("Monday", true, private, shared, named)))
		if changed.Owner.Name != "Max" || changed.Mine {
			t.Errorf("changed to %+v", changed)
		}
		must[board.Dashboard](t)(r.ChangeDashboard(ctx, manager(), board1.ID, dashboardOf("Monday", true, named, private, shared)))
		for _, c := range []struct {
			who  *board.Asker
			want string
		}{{owner(), "named, private, shared"}, {manager(), "private, shared"}, {analyst(), "private, shared"}} {
			_, views, err := r.Dashboard(ctx, c.who, board1.ID)
			if err != nil || titles(views) != c.want {
				t.Errorf("%s sees %q, want %q (%v)", c.who.Name, titles(views), c.want, err)
			}
		}
		_, err = r.View(ctx, analyst(), private.ID) // there alone
		fails(t, problem.NotFound, err)
		_, err = r.ChangeDashboard(ctx, analyst(), board1.ID, dashboardOf("x", true))
		fails(t, problem.Forbidden, err)
		_, _, err = r.Dashboard(ctx, stranger(), board1.ID)
		fails(t, problem.NotFound, err)

		if err := r.DeleteView(ctx, manager(), private.ID); err != nil {
			t.Fatal(err)
		}
		after, views, err := r.Dashboard(ctx, manager(), board1.ID)
		if err != nil || len(after.Tiles) != 4 || titles(views) != "shared" {
			t.Errorf("after a view was deleted there are %d tiles and the views %q (%v)", len(after.Tiles), titles(views), err)
		}
		if list := must[[]board.Dashboard](t)(r.Dashboards(ctx, manager())); len(list) != 2 || list[0].Title != "hidden" {
			t.Errorf("the manager has %+v", list)
		}
		if err := r.DeleteDashboard(ctx, owner(), board1.ID); err != nil {
			t.Fatal(err)
		}
		fails(t, problem.NotFound, r.DeleteDashboard(ctx, owner(), board1.ID))
	})
}

func TestWrongDashboardsAreRefusedWithTheirPlaces(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		_, err := node().MakeDashboard(t.Context(), owner(), board.DashboardDraft{Tiles: []board.Tile{
			{Kind: "view", View: 1, Width: 4}, {Kind: "text", Width: 1}, {Kind: "cake", Width: 1}, {Kind: "text", Text: "x", View: 1, Width: 1},
		}})
		want := []string{"/title", "/tiles/0/width", "/tiles/1/text", "/tiles/2/kind", "/tiles/3/view"}
		if got := pointers(fails(t, problem.Invalid, err)); !slices.Equal(got, want) {
			t.Errorf("faults at %q, want %q", got, want)
		}
		draft := board.DashboardDraft{Title: "x", Tiles: make([]board.Tile, 41)}
		for i := range draft.Tiles {
			draft.Tiles[i] = board.Tile{Kind: "text", Text: "x", Width: 1}
		}
		_, err = node().MakeDashboard(t.Context(), owner(), draft)
		fails(t, problem.Invalid, err)
	})
}
