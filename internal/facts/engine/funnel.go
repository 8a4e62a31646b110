package engine

import (
	"context"
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
	"github.com/lore-lrs/lore/xapi"
)

// funnelGroup counts the units of one value of the dimension.
type funnelGroup struct {
	reached []int64
	// people are those of the units, by step: a person may have several.
	people []peopleCount
	// seconds are from the step before, by step.
	seconds [][]float64
}

// funnelTally is what one worker counted.
type funnelTally struct {
	groups map[uint32]*funnelGroup
	open   int64
	// openPeople are those of the open units.
	openPeople peopleCount
}

// progress is how far a unit came: the row of its start, and the times of the
// steps that it reached.
type progress struct {
	start int
	times []int64
}

// funnel answers kind funnel.
func (v *view) funnel(ctx context.Context) (*query.Answer, error) {
	var by *dimension
	if len(v.query.Dimensions) > 0 {
		var err error
		if by, err = v.dimension(v.query.Dimensions[0]); err != nil {
			return nil, err
		}
	}
	var tallies []*funnelTally
	err := v.walkFunnel(ctx, by, func() func(*block, int, progress, []uint32) {
		t := &funnelTally{groups: make(map[uint32]*funnelGroup)}
		tallies = append(tallies, t)
		return func(b *block, at int, p progress, values []uint32) {
			v.countUnit(t, b, b.person[b.starts[at]], p, values)
		}
	})
	if err != nil {
		return nil, err
	}
	all := &funnelTally{groups: make(map[uint32]*funnelGroup)}
	if by == nil {
		all.group(0, len(v.query.Steps))
	}
	for _, t := range tallies {
		all.open += t.open
		all.openPeople.people += t.openPeople.people
		for value, g := range t.groups {
			to := all.group(value, len(v.query.Steps))
			for k := range g.reached {
				to.reached[k] += g.reached[k]
				to.people[k].people += g.people[k].people
				to.seconds[k] = append(to.seconds[k], g.seconds[k]...)
			}
		}
	}
	return v.funnelAnswer(by, all), nil
}

func (t *funnelTally) group(value uint32, steps int) *funnelGroup {
	g := t.groups[value]
	if g == nil {
		g = &funnelGroup{reached: make([]int64, steps), people: make([]peopleCount, steps), seconds: make([][]float64, steps)}
		t.groups[value] = g
	}
	return g
}

// stillOpen reports whether a unit may yet get further.
func (v *view) stillOpen(b *block, p progress) bool {
	return v.query.Within > 0 && b.timestamp[p.start]+v.query.Within.Microseconds() > v.now
}

func (v *view) countUnit(t *funnelTally, b *block, person uint32, p progress, values []uint32) {
	if v.stillOpen(b, p) {
		t.open++
		t.openPeople.add(person)
		return
	}
	for _, value := range values {
		g := t.group(value, len(v.query.Steps))
		latest := p.times[0]
		for k, at := range p.times {
			g.reached[k]++
			g.people[k].add(person)
			if k > 0 {
				g.seconds[k] = append(g.seconds[k], float64(max(at, latest)-latest)/1e6)
			}
			latest = max(latest, at)
		}
	}
}

// walkFunnel calls what visitor makes, once for each unit that took the first
// step: with the index of its person in the block, how far it came, and the
// codes of the dimension.
func (v *view) walkFunnel(ctx context.Context, by *dimension, visitor func() func(b *block, person int, p progress, values []uint32)) error {
	q := v.query
	where, err := v.compile(ctx, q.Filter)
	if err != nil {
		return err
	}
	d := demand{where: where, all: q.Match == query.Strict, within: window{v.span.From, maxTime}}
	if q.Time.OnStored {
		// What was stored before the range may have happened after a start in it.
		d.within.from = minTime
	}
	if q.Within > 0 && !q.Time.OnStored && v.span.To < maxTime-q.Within.Microseconds() {
		d.within.to = v.span.To + q.Within.Microseconds() + 1
	}
	for _, step := range q.Steps {
		holds, err := v.compile(ctx, step.Filter)
		if err != nil {
			return err
		}
		d.marks = append(d.marks, holds)
	}
	return v.scan(ctx, d, func() func(*block) {
		visit := visitor()
		return func(b *block) {
			w := newFunnelWalk(v, b)
			valuesOf := funnelValues(by, b)
			if q.Match == query.Any {
				valuesOf = funnelValues(nil, b) // no row is that of the first step
			}
			for person := range len(b.starts) - 1 {
				if b.person[b.starts[person]] == 0 {
					continue
				}
				for _, unit := range w.units(int(b.starts[person]), int(b.starts[person+1])) {
					if p, ok := w.furthest(unit); ok {
						visit(b, person, p, valuesOf(p.start))
					}
				}
			}
		}
	})
}

// funnelValues returns what tells the dimension's codes of a row.
func funnelValues(by *dimension, b *block) func(row int) []uint32 {
	switch {
	case by == nil:
		return func(int) []uint32 { return []uint32{0} }
	case by.each != nil:
		each := by.each(b)
		return func(row int) []uint32 {
			values := slices.Clone(each(row))
			if len(values) == 0 {
				return []uint32{0}
			}
			slices.Sort(values)
			return slices.Compact(values)
		}
	default:
		codes := by.codes(b)
		return func(row int) []uint32 { return codes[row : row+1] }
	}
}

// funnelWalk finds how far the units of a block came.
type funnelWalk struct {
	v             *view
	b             *block
	times         []int64
	courses       []uint32
	registrations []xapi.UUID
	steps         int
	within        int64
	// next has, for the rows of a unit and one more, the index in the unit of the
	// next row that takes each step.
	next []int32
}

func newFunnelWalk(v *view, b *block) *funnelWalk {
	w := &funnelWalk{v: v, b: b, times: b.times(), steps: len(v.query.Steps), within: math.MaxInt64}
	if v.query.Within > 0 {
		w.within = v.query.Within.Microseconds()
	}
	if v.query.Match == query.Strict {
		w.courses = b.courses(nil)
	}
	if v.query.ByRegistration {
		w.registrations = b.registrations()
	}
	return w
}

// units returns the rows of a person, those of each registration apart where
// that is the unit.
func (w *funnelWalk) units(from, to int) [][]int {
	if w.registrations == nil {
		rows := make([]int, 0, to-from)
		for i := from; i < to; i++ {
			rows = append(rows, i)
		}
		return [][]int{rows}
	}
	var units [][]int
	places := make(map[xapi.UUID]int)
	for i := from; i < to; i++ {
		id := w.registrations[i]
		if id == (xapi.UUID{}) {
			continue
		}
		at, known := places[id]
		if !known {
			at = len(units)
			places[id] = at
			units = append(units, nil)
		}
		units[at] = append(units[at], i)
	}
	return units
}

// begins reports whether a row lies in the time range, which bounds starts only.
func (w *funnelWalk) begins(row int) bool {
	return w.times[row] >= w.v.span.From && w.times[row] < w.v.span.To
}

// takes reports whether a row takes a step.
func (w *funnelWalk) takes(row, step int) bool {
	return w.b.match[row] && w.b.marks[row]>>step&1 != 0
}

// furthest returns the attempt of a unit that got furthest, the earliest among
// equals.
func (w *funnelWalk) furthest(unit []int) (best progress, ok bool) {
	walk := w.ordered
	switch w.v.query.Match {
	case query.Strict:
		walk = w.strict
	case query.Any:
		walk = w.any
	}
	w.findNext(unit)
	for at, row := range unit {
		if !w.begins(row) {
			continue
		}
		p := walk(unit, at)
		if len(p.times) > len(best.times) {
			best = p
			if len(best.times) == w.steps {
				break
			}
		}
	}
	return best, len(best.times) > 0
}

// findNext finds for each row and step the next row that takes it; for strict
// order, the next row of the same course.
func (w *funnelWalk) findNext(unit []int) {
	width := w.steps
	if w.courses != nil {
		width = 1
	}
	n := len(unit)
	w.next = append(w.next[:0], make([]int32, (n+1)*width)...)
	for k := range width {
		w.next[n*width+k] = int32(n)
	}
	if w.courses != nil {
		last := make(map[uint32]int32)
		for at := n - 1; at >= 0; at-- {
			course := w.courses[unit[at]]
			following, known := last[course]
			if !known {
				following = int32(n)
			}
			w.next[at] = following
			last[course] = int32(at)
		}
		return
	}
	for at := n - 1; at >= 0; at-- {
		for k := range width {
			w.next[at*width+k] = w.next[(at+1)*width+k]
			if w.takes(unit[at], k) {
				w.next[at*width+k] = int32(at)
			}
		}
	}
}

// inTime reports whether a row is not too late for a start.
func (w *funnelWalk) inTime(start, row int) bool {
	return w.b.timestamp[row]-w.b.timestamp[start] <= w.within
}

func (w *funnelWalk) ordered(unit []int, at int) progress {
	if !w.takes(unit[at], 0) {
		return progress{}
	}
	start := unit[at]
	p := progress{start, []int64{w.b.timestamp[start]}}
	for k := 1; k < w.steps; k++ {
		at = int(w.next[(at+1)*w.steps+k])
		if at == len(unit) || !w.inTime(start, unit[at]) {
			break
		}
		p.times = append(p.times, w.b.timestamp[unit[at]])
	}
	return p
}

func (w *funnelWalk) strict(unit []int, at int) progress {
	if !w.takes(unit[at], 0) {
		return progress{}
	}
	start := unit[at]
	p := progress{start, []int64{w.b.timestamp[start]}}
	for k := 1; k < w.steps; k++ {
		at = int(w.next[at])
		if at == len(unit) || !w.takes(unit[at], k) || !w.inTime(start, unit[at]) {
			break
		}
		p.times = append(p.times, w.b.timestamp[unit[at]])
	}
	return p
}

// any takes the steps in any order within a window that opens at a row.
func (w *funnelWalk) any(unit []int, at int) progress {
	opener := unit[at]
	if !w.b.match[opener] || w.b.marks[opener] == 0 {
		return progress{}
	}
	p := progress{start: opener}
	for k := range w.steps {
		next := int(w.next[at*w.steps+k])
		if next == len(unit) || !w.inTime(opener, unit[next]) {
			break
		}
		p.times = append(p.times, w.b.timestamp[unit[next]])
	}
	return p
}

// funnelAnswer writes a row for each step of each group.
func (v *view) funnelAnswer(by *dimension, t *funnelTally) *query.Answer {
	answer := &query.Answer{}
	if by != nil {
		answer.Columns = append(answer.Columns, by.column)
	}
	answer.Columns = append(answer.Columns,
		query.Column{Name: "step", Type: query.ColumnCount}, query.Column{Name: "name", Type: query.ColumnText},
		query.Column{Name: "count", Type: query.ColumnCount}, query.Column{Name: "overall", Type: query.ColumnNumber},
		query.Column{Name: "step_rate", Type: query.ColumnNumber}, query.Column{Name: "drop_off", Type: query.ColumnNumber},
		query.Column{Name: "median_s", Type: query.ColumnSeconds}, query.Column{Name: "p90_s", Type: query.ColumnSeconds})
	if v.small(t.openPeople.people) {
		answer.Meta.SuppressedCells++
	} else {
		answer.Meta.Open = &t.open
	}
	type group struct {
		value any
		*funnelGroup
	}
	var groups []group
	for code, g := range t.groups {
		var value any
		if by != nil {
			value = by.value(code)
		}
		groups = append(groups, group{value, g})
	}
	// What is suppressed is ordered as null.
	shown := func(g group) int64 {
		if v.small(g.people[0].people) {
			return -1
		}
		return g.reached[0]
	}
	slices.SortFunc(groups, func(a, b group) int {
		if c := order(shown(b), shown(a)); c != 0 {
			return c
		}
		return compareCells(a.value, b.value)
	})
	for _, g := range groups {
		told := v.toldSteps(g.people)
		for k, step := range v.query.Steps {
			var row []any
			if by != nil {
				row = append(row, g.value)
			}
			row = append(row, int64(k+1), step.Name, nil)
			if told[k] {
				row[len(row)-1] = g.reached[k]
			} else {
				answer.Meta.SuppressedCells++
			}
			answer.Rows = append(answer.Rows, append(row, stepCells(g.funnelGroup, k, told)...))
		}
	}
	return answer
}

// toldSteps says which counts are told: not those of too few people, and not
// those by which the ones before could be seen to have lost so few.
func (v *view) toldSteps(people []peopleCount) []bool {
	told := make([]bool, len(people))
	last := int64(-1)
	for k := range people {
		n := people[k].people
		if told[k] = !v.small(n) && (last < 0 || !v.small(last-n)); told[k] {
			last = n
		}
	}
	return told
}

// stepCells are the shares and times of a step, where all that they are made of
// is told.
func stepCells(g *funnelGroup, k int, told []bool) []any {
	cells := make([]any, 5)
	before := max(0, k-1)
	if g.reached[0] == 0 || !told[k] {
		return cells
	}
	if told[0] {
		cells[0] = float64(g.reached[k]) / float64(g.reached[0])
	}
	if g.reached[before] > 0 && told[before] {
		rate := float64(g.reached[k]) / float64(g.reached[before])
		cells[1], cells[2] = rate, 1-rate
	}
	if len(g.seconds[k]) > 0 {
		cells[3], cells[4] = stat.Quantile(g.seconds[k], 0.5), stat.Quantile(g.seconds[k], 0.9)
	}
	return cells
}
