package reference

import (
	"cmp"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
)

// visit is a value of a sequence, and when it was first there.
type visit struct {
	value string
	at    int64
}

// sequence is the values of a person's session or registration.
type sequence struct {
	person string
	visits []visit
}

func (w *world) sequences() []sequence {
	rows := w.within(w.rows, w.span.From, w.span.To)
	var runs [][]*row
	if w.q.ByRegistration {
		byKey := make(map[registered][]*row)
		for _, r := range rows {
			if r.person != "" && r.HasRegistration {
				k := registered{r.person, r.Registration}
				byKey[k] = append(byKey[k], r)
			}
		}
		for _, run := range byKey {
			runs = append(runs, run)
		}
	} else {
		runs = sessions(rows, w.q.SessionGap)
	}
	var list []sequence
	for _, run := range runs {
		s := sequence{person: run[0].person}
		for _, r := range w.matching(run, w.q.Filter) {
			value := w.values(r, w.q.Of)[0]
			if value != nil && (len(s.visits) == 0 || s.visits[len(s.visits)-1].value != value) {
				s.visits = append(s.visits, visit{value.(string), r.Timestamp})
			}
		}
		list = append(list, s)
	}
	return list
}

// side is an end of an arrow: a value, or one of the kinds other and left.
type side struct{ kind, value string }

func (s side) cell() any {
	if s.kind == "node" {
		return s.value
	}
	return nil
}

// arrow is a step from one side to another in a layer.
type arrow struct {
	layer    int
	from, to side
}

// traffic is who goes along arrows and is at sides.
type traffic struct {
	people  map[arrow]map[string]bool
	seconds map[arrow][]float64
	at      map[int]map[side]map[string]bool
}

func newTraffic() *traffic {
	return &traffic{make(map[arrow]map[string]bool), make(map[arrow][]float64), make(map[int]map[side]map[string]bool)}
}

func (t *traffic) enter(layer int, s side, person string) {
	if t.at[layer] == nil {
		t.at[layer] = make(map[side]map[string]bool)
	}
	if t.at[layer][s] == nil {
		t.at[layer][s] = make(map[string]bool)
	}
	t.at[layer][s][person] = true
}

func (t *traffic) follow(a arrow, person string) {
	if t.people[a] == nil {
		t.people[a] = make(map[string]bool)
	}
	t.people[a][person] = true
}

// cells are people, share and median of an arrow.
func (w *world) arrowCells(answer *query.Answer, t *traffic, a arrow) []any {
	people, from := int64(len(t.people[a])), int64(len(t.at[a.layer][a.from]))
	cells := []any{w.tell(answer, people), nil, nil}
	if w.small(people) {
		return cells
	}
	if !w.small(from) {
		cells[1] = float64(people) / float64(from)
	}
	if len(t.seconds[a]) > 0 {
		cells[2] = stat.Quantile(t.seconds[a], 0.5)
	}
	return cells
}

// descending orders counts, the greatest first and null last.
func descending(a, b any) int {
	if a == nil || b == nil {
		return compareCells(a, b)
	}
	return compareCells(b, a)
}

// paths answers kind paths.
func (w *world) paths(answer *query.Answer) {
	if w.q.From != nil || w.q.To != nil {
		w.layers(answer)
		return
	}
	answer.Columns = []query.Column{
		{Name: "from", Type: query.ColumnText},
		{Name: "to", Type: query.ColumnText},
		{Name: "people", Type: query.ColumnCount},
		{Name: "share", Type: query.ColumnNumber},
		{Name: "median_s", Type: query.ColumnSeconds},
	}
	t := newTraffic()
	for _, s := range w.sequences() {
		for i, v := range s.visits {
			t.enter(0, side{"node", v.value}, s.person)
			if i > 0 {
				a := arrow{0, side{"node", s.visits[i-1].value}, side{"node", v.value}}
				t.follow(a, s.person)
				t.seconds[a] = append(t.seconds[a], float64(v.at-s.visits[i-1].at)/1e6)
			}
		}
	}
	for a := range t.people {
		answer.Rows = append(answer.Rows, append([]any{a.from.value, a.to.value}, w.arrowCells(answer, t, a)...))
	}
	slices.SortFunc(answer.Rows, func(a, b []any) int {
		return cmp.Or(descending(a[2], b[2]), compareCells(a[0], b[0]), compareCells(a[1], b[1]))
	})
	w.cutTotal(answer)
}

func (w *world) cutTotal(answer *query.Answer) {
	total := int64(len(answer.Rows))
	answer.Meta.Total = &total
	cut(answer, w.q.Limit)
}

// route is the part of a sequence from the first chosen value onwards, or from
// the last one backwards, up to the depth.
func (w *world) route(s sequence) []visit {
	visits := slices.Clone(s.visits)
	chosen := w.q.From
	if chosen == nil {
		slices.Reverse(visits)
		chosen = w.q.To
	}
	at := slices.IndexFunc(visits, func(v visit) bool { return v.value == *chosen })
	if at < 0 {
		return nil
	}
	return visits[at:min(len(visits), at+w.q.Depth+1)]
}

// layers answers paths from or to a value.
func (w *world) layers(answer *query.Answer) {
	answer.Columns = []query.Column{
		{Name: "layer", Type: query.ColumnCount},
		{Name: "from", Type: query.ColumnText},
		{Name: "to", Type: query.ColumnText},
		{Name: "to_kind", Type: query.ColumnText},
		{Name: "from_kind", Type: query.ColumnText},
		{Name: "people", Type: query.ColumnCount},
		{Name: "share", Type: query.ColumnNumber},
		{Name: "median_s", Type: query.ColumnSeconds},
	}
	all := newTraffic()
	for _, s := range w.sequences() {
		for layer, v := range w.route(s) {
			all.enter(layer, side{"node", v.value}, s.person)
		}
	}
	shown := make(map[int][]side)
	for layer, sides := range all.at {
		for s := range sides {
			shown[layer] = append(shown[layer], s)
		}
		slices.SortFunc(shown[layer], func(a, b side) int {
			return cmp.Or(cmp.Compare(len(sides[b]), len(sides[a])), cmp.Compare(a.value, b.value))
		})
		shown[layer] = shown[layer][:min(w.q.Top, len(shown[layer]))]
	}
	t := newTraffic()
	for _, s := range w.sequences() {
		route := w.route(s)
		name := func(layer int) side {
			if s := (side{"node", route[layer].value}); slices.Contains(shown[layer], s) {
				return s
			}
			return side{kind: "other"}
		}
		for layer, v := range route {
			t.enter(layer, name(layer), s.person)
			switch {
			case layer == w.q.Depth:
			case layer == len(route)-1:
				t.follow(arrow{layer, name(layer), side{kind: "left"}}, s.person)
			default:
				a := arrow{layer, name(layer), name(layer + 1)}
				t.follow(a, s.person)
				apart := route[layer+1].at - v.at
				t.seconds[a] = append(t.seconds[a], float64(max(apart, -apart))/1e6)
			}
		}
	}
	for a := range t.people {
		cells := []any{int64(a.layer), a.from.cell(), a.to.cell(), a.to.kind, a.from.kind}
		answer.Rows = append(answer.Rows, append(cells, w.arrowCells(answer, t, a)...))
	}
	slices.SortFunc(answer.Rows, func(a, b []any) int {
		return cmp.Or(compareCells(a[0], b[0]), descending(a[5], b[5]), compareKeys(a[1:5], b[1:5]))
	})
	w.cutTotal(answer)
}
