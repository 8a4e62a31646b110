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
	row   *row
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
				s.visits = append(s.visits, visit{value.(string), r.Timestamp, r})
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
	// the rows with which people are at sides and at the ends of arrows.
	rowsAt map[place][]*row
	rows   map[arrow][]*row
}

// place is a side in a layer.
type place struct {
	layer int
	side
}

func newTraffic() *traffic {
	return &traffic{
		make(map[arrow]map[string]bool), make(map[arrow][]float64), make(map[int]map[side]map[string]bool),
		make(map[place][]*row), make(map[arrow][]*row),
	}
}

func (t *traffic) enter(layer int, s side, person string, r *row) {
	t.rowsAt[place{layer, s}] = append(t.rowsAt[place{layer, s}], r)
	if t.at[layer] == nil {
		t.at[layer] = make(map[side]map[string]bool)
	}
	if t.at[layer][s] == nil {
		t.at[layer][s] = make(map[string]bool)
	}
	t.at[layer][s][person] = true
}

func (t *traffic) follow(a arrow, person string, rows ...*row) {
	t.rows[a] = append(t.rows[a], rows...)
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
	t := w.neighbours()
	for a := range t.people {
		answer.Rows = append(answer.Rows, append([]any{a.from.value, a.to.value}, w.arrowCells(answer, t, a)...))
	}
	slices.SortFunc(answer.Rows, func(a, b []any) int {
		return cmp.Or(descending(a[2], b[2]), compareCells(a[0], b[0]), compareCells(a[1], b[1]))
	})
	w.cutTotal(answer)
}

// neighbours are the steps from each value to the next.
func (w *world) neighbours() *traffic {
	t := newTraffic()
	for _, s := range w.sequences() {
		for i, v := range s.visits {
			t.enter(0, side{"node", v.value}, s.person, v.row)
			if i > 0 {
				before := s.visits[i-1]
				a := arrow{0, side{"node", before.value}, side{"node", v.value}}
				t.follow(a, s.person, before.row, v.row)
				t.seconds[a] = append(t.seconds[a], float64(v.at-before.at)/1e6)
			}
		}
	}
	return t
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
	t := w.layered()
	for a := range t.people {
		cells := []any{int64(a.layer), a.from.cell(), a.to.cell(), a.to.kind, a.from.kind}
		answer.Rows = append(answer.Rows, append(cells, w.arrowCells(answer, t, a)...))
	}
	slices.SortFunc(answer.Rows, func(a, b []any) int {
		return cmp.Or(compareCells(a[0], b[0]), descending(a[5], b[5]), compareKeys(a[1:5], b[1:5]))
	})
	w.nodes(answer, t)
	w.cutTotal(answer)
}

// nodes are the people of each node, unless they are few or those of an arrow to it.
func (w *world) nodes(answer *query.Answer, t *traffic) {
	for layer, sides := range t.at {
		for s, people := range sides {
			n := query.PathNode{Layer: int64(layer), Value: s.cell(), Kind: s.kind}
			count := int64(len(people))
			few := w.small(count)
			for a, along := range t.people {
				few = few || a.layer+1 == layer && a.to == s && w.small(int64(len(along)))
			}
			if few {
				answer.Meta.SuppressedCells++
			} else {
				n.People = &count
			}
			answer.Meta.Nodes = append(answer.Meta.Nodes, n)
		}
	}
	slices.SortFunc(answer.Meta.Nodes, query.ComparePathNodes)
}

// layered are the steps from layer to layer.
func (w *world) layered() *traffic {
	all := newTraffic()
	for _, s := range w.sequences() {
		for layer, v := range w.route(s) {
			all.enter(layer, side{"node", v.value}, s.person, v.row)
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
			t.enter(layer, name(layer), s.person, v.row)
			switch {
			case layer == w.q.Depth:
			case layer == len(route)-1:
				t.enter(layer+1, side{kind: "left"}, s.person, v.row)
				t.follow(arrow{layer, name(layer), side{kind: "left"}}, s.person, v.row)
			default:
				a := arrow{layer, name(layer), name(layer + 1)}
				t.follow(a, s.person, v.row, route[layer+1].row)
				apart := route[layer+1].at - v.at
				t.seconds[a] = append(t.seconds[a], float64(max(apart, -apart))/1e6)
			}
		}
	}
	return t
}

// behindPath are the rows with which people are at a node, or at the ends of an arrow.
func (w *world) behindPath(c *query.PathCell) []*row {
	t := w.neighbours
	if w.q.From != nil || w.q.To != nil {
		t = w.layered
	}
	from := side{c.From.Kind, c.From.Value}
	if c.To == nil {
		return t().rowsAt[place{c.Layer, from}]
	}
	return t().rows[arrow{c.Layer, from, side{c.To.Kind, c.To.Value}}]
}
