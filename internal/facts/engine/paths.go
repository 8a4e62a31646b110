package engine

import (
	"cmp"
	"context"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// visit is a value of a sequence, when it began, and with which row of its block.
type visit struct {
	value uint32
	at    int64
	row   int32
}

// The values that stand for more than themselves in layered paths.
const (
	otherValue = ^uint32(0)
	leftValue  = ^uint32(0) - 1
)

// arrow is a step from one value to the next, in a layer of the paths that
// begin with a chosen value.
type arrow struct {
	layer    int
	from, to uint32
}

// node is a value in a layer.
type node struct {
	layer int
	value uint32
}

// pathTally counts the people on arrows and in nodes; it belongs to one worker.
type pathTally struct {
	arrows map[arrow]*arrowCount
	nodes  map[node]*peopleCount
	// full: there would be more of them than fit into memory.
	full bool
}

// maxArrows is the most arrows, and the most nodes, that one worker counts:
// about 200 bytes each.
const maxArrows = 500_000

// peopleCount counts each person once, as long as persons come one by one.
type peopleCount struct {
	people int64
	last   uint32
}

func (c *peopleCount) add(person uint32) {
	if c.last != person {
		c.last = person
		c.people++
	}
}

type arrowCount struct {
	peopleCount
	seconds []float64
}

func newPathTally() *pathTally {
	return &pathTally{arrows: make(map[arrow]*arrowCount), nodes: make(map[node]*peopleCount)}
}

func (t *pathTally) enter(n node, person uint32) {
	c := t.nodes[n]
	if c == nil {
		if len(t.nodes) >= maxArrows {
			t.full = true
			return
		}
		c = &peopleCount{}
		t.nodes[n] = c
	}
	c.add(person)
}

func (t *pathTally) follow(a arrow, person uint32, seconds float64) {
	c := t.arrows[a]
	if c == nil {
		if len(t.arrows) >= maxArrows {
			t.full = true
			return
		}
		c = &arrowCount{}
		t.arrows[a] = c
	}
	c.add(person)
	if a.to != leftValue {
		c.seconds = append(c.seconds, seconds)
	}
}

// merge adds what another worker counted: other people.
func (t *pathTally) merge(o *pathTally) {
	for a, c := range o.arrows {
		if mine := t.arrows[a]; mine != nil {
			mine.people += c.people
			mine.seconds = append(mine.seconds, c.seconds...)
		} else {
			t.arrows[a] = c
		}
	}
	for n, c := range o.nodes {
		if mine := t.nodes[n]; mine != nil {
			mine.people += c.people
		} else {
			t.nodes[n] = c
		}
	}
}

// paths answers kind paths.
func (v *view) paths(ctx context.Context) (*query.Answer, error) {
	of, err := v.dimension(v.query.Of)
	if err != nil {
		return nil, err
	}
	if v.query.From == nil && v.query.To == nil {
		t, err := v.walkPaths(ctx, of, func(t *pathTally, person uint32, sequence []visit) { v.neighbours(sequence, t.of(person)) })
		if err != nil {
			return nil, err
		}
		return v.arrowsAnswer(of, t), nil
	}
	return v.layeredPaths(ctx, of)
}

// layeredPaths follows the paths from a value, or back from it: once to see
// which values matter in each layer, and once to count.
func (v *view) layeredPaths(ctx context.Context, of *dimension) (*query.Answer, error) {
	top, err := v.shownNodes(ctx, of)
	if err != nil {
		return nil, err
	}
	t, err := v.walkPaths(ctx, of, func(t *pathTally, person uint32, sequence []visit) { v.layers(of, top, sequence, t.of(person)) })
	if err != nil {
		return nil, err
	}
	return v.layersAnswer(of, t), nil
}

// shownNodes are the nodes of layered paths that are shown by themselves.
func (v *view) shownNodes(ctx context.Context, of *dimension) (map[node]bool, error) {
	seen, err := v.walkPaths(ctx, of, func(t *pathTally, person uint32, sequence []visit) {
		for layer, at := range v.route(of, sequence) {
			t.enter(node{layer, at.value}, person)
		}
	})
	if err != nil {
		return nil, err
	}
	return v.topNodes(of, seen), nil
}

// walker is told of the steps of a sequence.
type walker struct {
	enter  func(n node, at visit)
	follow func(a arrow, from, to visit)
}

// of tells a tally of the steps of a person.
func (t *pathTally) of(person uint32) walker {
	return walker{
		enter: func(n node, _ visit) { t.enter(n, person) },
		follow: func(a arrow, from, to visit) {
			seconds := float64(to.at-from.at) / 1e6
			t.follow(a, person, max(seconds, -seconds))
		},
	}
}

// neighbours walks a sequence from each value to the next.
func (v *view) neighbours(sequence []visit, w walker) {
	for i, at := range sequence {
		w.enter(node{0, at.value}, at)
		if i > 0 {
			before := sequence[i-1]
			w.follow(arrow{0, before.value, at.value}, before, at)
		}
	}
}

// layers walks the route of a sequence from layer to layer; nodes that are not among
// the top ones are joined.
func (v *view) layers(of *dimension, top map[node]bool, sequence []visit, w walker) {
	route := v.route(of, sequence)
	name := func(layer int) uint32 {
		if n := (node{layer, route[layer].value}); top[n] {
			return n.value
		}
		return otherValue
	}
	for layer, at := range route {
		from := name(layer)
		w.enter(node{layer, from}, at)
		switch {
		case layer == v.query.Depth:
		case layer+1 < len(route):
			w.follow(arrow{layer, from, name(layer + 1)}, at, route[layer+1])
		default:
			w.enter(node{layer + 1, leftValue}, at)
			w.follow(arrow{layer, from, leftValue}, at, at)
		}
	}
}

// route is the part of a sequence that is looked at: from the first chosen value
// onwards, or from the last one back, as many layers as are asked for.
func (v *view) route(of *dimension, sequence []visit) []visit {
	is := func(at visit, text string) bool { return of.value(at.value) == any(text) }
	if v.query.From != nil {
		at := slices.IndexFunc(sequence, func(a visit) bool { return is(a, *v.query.From) })
		if at < 0 {
			return nil
		}
		return sequence[at:min(len(sequence), at+v.query.Depth+1)]
	}
	for at := len(sequence) - 1; at >= 0; at-- {
		if is(sequence[at], *v.query.To) {
			route := slices.Clone(sequence[max(0, at-v.query.Depth) : at+1])
			slices.Reverse(route)
			return route
		}
	}
	return nil
}

// topNodes are the values of each layer that are shown by themselves.
func (v *view) topNodes(of *dimension, seen *pathTally) map[node]bool {
	layers := make([][]node, v.query.Depth+1)
	for n := range seen.nodes {
		layers[n.layer] = append(layers[n.layer], n)
	}
	top := make(map[node]bool)
	for _, nodes := range layers {
		slices.SortFunc(nodes, func(a, b node) int {
			return cmp.Or(order(seen.nodes[b].people, seen.nodes[a].people), compareCells(of.value(a.value), of.value(b.value)))
		})
		for _, n := range nodes[:min(len(nodes), v.query.Top)] {
			top[n] = true
		}
	}
	return top
}

// walkPaths calls add with the sequences of each person.
func (v *view) walkPaths(ctx context.Context, of *dimension, add func(t *pathTally, person uint32, sequence []visit)) (*pathTally, error) {
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return nil, err
	}
	var tallies []*pathTally
	err = v.scan(ctx, v.pathDemand(where), func() func(*block) {
		t := newPathTally()
		tallies = append(tallies, t)
		return func(b *block) {
			v.eachSequence(b, of.codes(b), func(person uint32, sequence []visit) { add(t, person, sequence) })
		}
	})
	if err != nil {
		return nil, err
	}
	all := newPathTally()
	for _, t := range tallies {
		if t.full {
			return nil, problem.New(problem.TooLarge, "too-many-paths",
				"the query makes more than %d steps from one value to another: ask of verb_class or course, or with a filter", maxArrows)
		}
		all.merge(t)
	}
	return all, nil
}

// pathDemand asks for the rows of sequences: sessions are cut between all rows.
func (v *view) pathDemand(where condition) demand {
	return demand{within: window{v.span.From, v.span.To}, where: where, all: !v.query.ByRegistration}
}

// eachSequence calls yield with the sequences of values, equal neighbours made
// one, of each person of a block.
func (v *view) eachSequence(b *block, values []uint32, yield func(person uint32, sequence []visit)) {
	add := func(sequence []visit, i int) []visit {
		if !b.match[i] || values[i] == 0 || len(sequence) > 0 && sequence[len(sequence)-1].value == values[i] {
			return sequence
		}
		return append(sequence, visit{values[i], b.timestamp[i], int32(i)})
	}
	if v.query.ByRegistration {
		ids := b.registrations()
		for person := range len(b.starts) - 1 {
			from, to := int(b.starts[person]), int(b.starts[person+1])
			if b.person[from] == 0 {
				continue
			}
			sequences := make(map[xapi.UUID][]visit)
			for i := from; i < to; i++ {
				if ids[i] != (xapi.UUID{}) {
					sequences[ids[i]] = add(sequences[ids[i]], i)
				}
			}
			for _, sequence := range sequences {
				yield(b.person[from], sequence)
			}
		}
		return
	}
	sessions := b.sessions(v.query.SessionGap)
	var sequence []visit
	for i := range b.n {
		if i > 0 && sessions[i] != sessions[i-1] && len(sequence) > 0 {
			yield(b.person[i-1], sequence)
			sequence = sequence[:0]
		}
		if sessions[i] >= 0 {
			sequence = add(sequence, i)
		}
	}
	if len(sequence) > 0 {
		yield(b.person[b.n-1], sequence)
	}
}

// arrowsAnswer lists all neighbours.
func (v *view) arrowsAnswer(of *dimension, t *pathTally) *query.Answer {
	answer := &query.Answer{Columns: []query.Column{
		{Name: "from", Type: of.column.Type},
		{Name: "to", Type: of.column.Type},
		{Name: "people", Type: query.ColumnCount},
		{Name: "share", Type: query.ColumnNumber},
		{Name: "median_s", Type: query.ColumnSeconds},
	}}
	for a, c := range t.arrows {
		row := []any{of.value(a.from), of.value(a.to), nil, nil, nil}
		v.arrowCells(answer, row[2:], c, t.nodes[node{0, a.from}])
		answer.Rows = append(answer.Rows, row)
	}
	slices.SortFunc(answer.Rows, func(a, b []any) int {
		return cmp.Or(descendingCells(a[2], b[2]), compareRows(a, b, 2))
	})
	v.cut(answer)
	return answer
}

// cut keeps as many rows as are asked for.
func (v *view) cut(answer *query.Answer) {
	total := int64(len(answer.Rows))
	answer.Meta.Total = &total
	if len(answer.Rows) > v.query.Limit {
		answer.Rows = answer.Rows[:v.query.Limit]
		answer.Meta.Truncated = true
	}
}

// descendingCells orders numbers, the greatest first and nil last.
func descendingCells(x, y any) int {
	if x == nil || y == nil {
		return compareCells(x, y)
	}
	return compareCells(y, x)
}

// arrowCells writes people, share and median of an arrow.
func (v *view) arrowCells(answer *query.Answer, cells []any, c *arrowCount, from *peopleCount) {
	if cells[0] = v.tell(answer, c.people); cells[0] == nil {
		return
	}
	if !v.small(from.people) {
		cells[1] = float64(c.people) / float64(from.people)
	}
	if len(c.seconds) > 0 {
		cells[2] = stat.Quantile(c.seconds, 0.5)
	}
}

// layersAnswer lists the arrows layer by layer.
func (v *view) layersAnswer(of *dimension, t *pathTally) *query.Answer {
	answer := &query.Answer{Columns: []query.Column{
		{Name: "layer", Type: query.ColumnCount},
		{Name: "from", Type: of.column.Type},
		{Name: "to", Type: of.column.Type},
		{Name: "to_kind", Type: query.ColumnText},
		{Name: "from_kind", Type: query.ColumnText},
		{Name: "people", Type: query.ColumnCount},
		{Name: "share", Type: query.ColumnNumber},
		{Name: "median_s", Type: query.ColumnSeconds},
	}}
	for a, c := range t.arrows {
		from, fromKind := of.side(a.from)
		to, toKind := of.side(a.to)
		row := []any{int64(a.layer), from, to, toKind, fromKind, nil, nil, nil}
		v.arrowCells(answer, row[5:], c, t.nodes[node{a.layer, a.from}])
		answer.Rows = append(answer.Rows, row)
	}
	slices.SortFunc(answer.Rows, func(a, b []any) int {
		return cmp.Or(
			compareCells(a[0], b[0]), descendingCells(a[5], b[5]), compareCells(a[1], b[1]), compareCells(a[2], b[2]),
			compareCells(a[3], b[3]), compareCells(a[4], b[4]))
	})
	v.tellNodes(answer, of, t)
	v.cut(answer)
	return answer
}

// side is the value of an end of an arrow, and its kind.
func (d *dimension) side(value uint32) (cell any, kind string) {
	switch value {
	case otherValue:
		return nil, query.SideOther
	case leftValue:
		return nil, query.SideLeft
	default:
		return d.value(value), query.SideNode
	}
}

// tellNodes tells the people of each node: arrows to a node share some.
func (v *view) tellNodes(answer *query.Answer, of *dimension, t *pathTally) {
	// With all but one of the arrows to a node and its people, the last one could be
	// had by subtraction.
	few := make(map[node]bool)
	for a, c := range t.arrows {
		if v.small(c.people) {
			few[node{a.layer + 1, a.to}] = true
		}
	}
	for n, c := range t.nodes {
		value, kind := of.side(n.value)
		told := query.PathNode{Layer: int64(n.layer), Value: value, Kind: kind}
		if people := c.people; few[n] || v.small(people) {
			answer.Meta.SuppressedCells++
		} else {
			told.People = &people
		}
		answer.Meta.Nodes = append(answer.Meta.Nodes, told)
	}
	slices.SortFunc(answer.Meta.Nodes, query.ComparePathNodes)
}
