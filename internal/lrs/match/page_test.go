package match_test

import (
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/match"
)

func TestBoundsOfAPage(t *testing.T) {
	const visible = 100
	cursor := lrs.Position{Stored: 50}
	for name, c := range map[string]struct {
		query lrs.Query
		want  match.Bounds
	}{
		"everything":                            {want: match.Bounds{Low: 1, High: visible}},
		"since is exclusive":                    {query: lrs.Query{Since: 10}, want: match.Bounds{Low: 11, High: visible}},
		"since before the epoch":                {query: lrs.Query{Since: -10}, want: match.Bounds{Low: 1, High: visible}},
		"until is inclusive":                    {query: lrs.Query{Until: 10}, want: match.Bounds{Low: 1, High: 10}},
		"until after what is there":             {query: lrs.Query{Until: 1000}, want: match.Bounds{Low: 1, High: visible}},
		"until before the epoch":                {query: lrs.Query{Until: -10}, want: match.Bounds{Low: 1, High: -10}},
		"later pages keep the first one's end":  {query: lrs.Query{Through: 80}, want: match.Bounds{Low: 1, High: 80}},
		"through does not show what is not yet": {query: lrs.Query{Through: 800}, want: match.Bounds{Low: 1, High: visible}},
		"down from a cursor":                    {query: lrs.Query{After: cursor}, want: match.Bounds{Low: 1, High: 50}},
		"up from a cursor":                      {query: lrs.Query{After: cursor, Ascending: true}, want: match.Bounds{Low: 50, High: visible}},
		"a cursor outside of since":             {query: lrs.Query{After: cursor, Ascending: true, Since: 60}, want: match.Bounds{Low: 61, High: visible}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := match.BoundsOf(&c.query, visible); got != c.want {
				t.Errorf("bounds %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestStatementsAtTheCursorArePassed(t *testing.T) {
	at := func(stored int64, id byte) lrs.Position {
		p := lrs.Position{Stored: stored}
		p.ID[0] = id
		return p
	}
	for _, c := range []struct {
		position              lrs.Position
		descending, ascending bool
	}{
		{at(50, 5), true, true},
		{at(50, 4), false, true},
		{at(50, 6), true, false},
		{at(49, 9), false, false},
		{at(51, 1), false, false},
	} {
		for _, ascending := range []bool{false, true} {
			want := c.descending
			if ascending {
				want = c.ascending
			}
			if got := match.Passed(&lrs.Query{After: at(50, 5), Ascending: ascending}, c.position); got != want {
				t.Errorf("ascending %v: passed at %v: %v, want %v", ascending, c.position, got, want)
			}
		}
	}
	if match.Passed(&lrs.Query{}, lrs.Position{}) {
		t.Error("a query without a cursor has passed a statement")
	}
}
