package reference

import (
	"cmp"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// journey is how far a unit came: its start, and the rows that took the steps.
type journey struct {
	start *row
	steps []*row
}

// unit is the rows of a person, or of a person's registration, in order.
type unit struct {
	person string
	rows   []*row
}

// units returns all units.
func (w *world) units() []*unit {
	type key struct {
		person string
		id     xapi.UUID
	}
	known := make(map[key]*unit)
	var list []*unit
	for _, r := range w.rows {
		if r.person == "" || w.q.ByRegistration && !r.HasRegistration {
			continue
		}
		k := key{person: r.person}
		if w.q.ByRegistration {
			k.id = r.Registration
		}
		if known[k] == nil {
			known[k] = &unit{person: r.person}
			list = append(list, known[k])
		}
		known[k].rows = append(known[k].rows, r)
	}
	return list
}

// takes reports whether a row takes a step, from 0.
func (w *world) takes(r *row, step int) bool {
	return w.matches(r, w.q.Filter) && w.matches(r, w.q.Steps[step].Filter)
}

// inTime reports whether a row is not too late for a start.
func (w *world) inTime(start, r *row) bool {
	return w.q.Within == 0 || r.Timestamp-start.Timestamp <= w.q.Within.Microseconds()
}

// furthest is the start of a unit that gets furthest; nil when there is none.
func (w *world) furthest(u *unit) *journey {
	var best *journey
	for i, r := range u.rows {
		if at := w.at(r); at < w.span.From || at >= w.span.To {
			continue
		}
		var j *journey
		switch w.q.Match {
		case query.Strict:
			j = w.strict(u.rows[i:])
		case query.Any:
			j = w.anyOrder(u.rows[i:])
		default:
			j = w.ordered(u.rows[i:])
		}
		if j != nil && (best == nil || len(j.steps) > len(best.steps)) {
			best = j
		}
	}
	return best
}

// ordered takes for each next step the earliest row that matches it; the first
// row is the start.
func (w *world) ordered(rows []*row) *journey {
	if !w.takes(rows[0], 0) {
		return nil
	}
	j := &journey{rows[0], rows[:1:1]}
	for _, r := range rows[1:] {
		if next := len(j.steps); next < len(w.q.Steps) && w.inTime(j.start, r) && w.takes(r, next) {
			j.steps = append(j.steps, r)
		}
	}
	return j
}

// strict lets each next row of the course take the next step.
func (w *world) strict(rows []*row) *journey {
	if !w.takes(rows[0], 0) {
		return nil
	}
	j := &journey{rows[0], rows[:1:1]}
	for _, r := range rows[1:] {
		if r.course != j.start.course {
			continue
		}
		next := len(j.steps)
		if next == len(w.q.Steps) || !w.inTime(j.start, r) || !w.takes(r, next) {
			break
		}
		j.steps = append(j.steps, r)
	}
	return j
}

// anyOrder looks for the steps in a window that the first row opens.
func (w *world) anyOrder(rows []*row) *journey {
	opens := false
	for step := range w.q.Steps {
		opens = opens || w.takes(rows[0], step)
	}
	if !opens {
		return nil
	}
	j := &journey{start: rows[0]}
	for step := range w.q.Steps {
		at := slices.IndexFunc(rows, func(r *row) bool { return w.inTime(j.start, r) && w.takes(r, step) })
		if at < 0 {
			break
		}
		j.steps = append(j.steps, rows[at])
	}
	if len(j.steps) == 0 {
		return nil
	}
	return j
}

// open reports whether a unit may yet get further.
func (w *world) open(j *journey) bool {
	return w.q.Within > 0 && j.start.Timestamp+w.q.Within.Microseconds() > w.now
}

// sides are the values of the dimension of a journey.
func (w *world) sides(j *journey) []any {
	if len(w.q.Dimensions) == 0 || w.q.Match == query.Any {
		return []any{nil}
	}
	return w.values(j.start, w.q.Dimensions[0])
}

// reached counts the units of one value.
type reached struct {
	value any
	count []int64
	// people are those whose units they are.
	people  []map[string]bool
	seconds [][]float64
}

// funnel answers kind funnel.
func (w *world) funnel(answer *query.Answer) {
	q := w.q
	var groups []*reached
	group := func(value any) *reached {
		for _, g := range groups {
			if compareCells(g.value, value) == 0 {
				return g
			}
		}
		g := &reached{value, make([]int64, len(q.Steps)), make([]map[string]bool, len(q.Steps)), make([][]float64, len(q.Steps))}
		for k := range g.people {
			g.people[k] = make(map[string]bool)
		}
		groups = append(groups, g)
		return g
	}
	if len(q.Dimensions) == 0 {
		group(nil)
	}
	open, openPeople := int64(0), make(map[string]bool)
	for _, u := range w.units() {
		j := w.furthest(u)
		if j == nil {
			continue
		}
		if w.open(j) {
			open++
			openPeople[u.person] = true
			continue
		}
		for _, value := range w.sides(j) {
			g := group(value)
			latest := j.steps[0].Timestamp
			for k, r := range j.steps {
				g.count[k]++
				g.people[k][u.person] = true
				g.seconds[k] = append(g.seconds[k], float64(max(0, r.Timestamp-latest))/1e6)
				latest = max(latest, r.Timestamp)
			}
		}
	}
	if w.small(int64(len(openPeople))) {
		answer.Meta.SuppressedCells++
	} else {
		answer.Meta.Open = &open
	}
	shown := func(g *reached) int64 {
		if w.small(int64(len(g.people[0]))) {
			return -1
		}
		return g.count[0]
	}
	slices.SortFunc(groups, func(a, b *reached) int {
		return cmp.Or(cmp.Compare(shown(b), shown(a)), compareCells(a.value, b.value))
	})
	w.funnelRows(answer, groups)
}

func (w *world) funnelRows(answer *query.Answer, groups []*reached) {
	for _, f := range w.q.Dimensions {
		answer.Columns = append(answer.Columns, column(f))
	}
	answer.Columns = append(answer.Columns,
		query.Column{Name: "step", Type: query.ColumnCount}, query.Column{Name: "name", Type: query.ColumnText}, query.Column{Name: "count", Type: query.ColumnCount},
		query.Column{Name: "overall", Type: query.ColumnNumber}, query.Column{Name: "step_rate", Type: query.ColumnNumber}, query.Column{Name: "drop_off", Type: query.ColumnNumber},
		query.Column{Name: "median_s", Type: query.ColumnSeconds}, query.Column{Name: "p90_s", Type: query.ColumnSeconds})
	for _, g := range groups {
		// A step is hidden when its people, or those lost since the last step that
		// is told, are too few.
		hidden := make([]bool, len(w.q.Steps))
		var told []int64
		for k := range g.count {
			people := int64(len(g.people[k]))
			hidden[k] = w.small(people) || len(told) > 0 && w.small(told[len(told)-1]-people)
			if !hidden[k] {
				told = append(told, people)
			}
		}
		for k, step := range w.q.Steps {
			first, before, count := g.count[0], g.count[max(0, k-1)], g.count[k]
			cells := []any{int64(k + 1), step.Name, nil, nil, nil, nil, nil, nil}
			if hidden[k] {
				answer.Meta.SuppressedCells++
			} else {
				cells[2] = count
			}
			if len(w.q.Dimensions) > 0 {
				cells = append([]any{g.value}, cells...)
			}
			rest := cells[len(cells)-5:]
			if !hidden[k] {
				if first > 0 && !hidden[0] {
					rest[0] = float64(count) / float64(first)
				}
				if before > 0 && !hidden[max(0, k-1)] {
					rate := float64(count) / float64(before)
					rest[1], rest[2] = rate, 1-rate
				}
				if k > 0 && count > 0 {
					rest[3], rest[4] = stat.Quantile(g.seconds[k], 0.5), stat.Quantile(g.seconds[k], 0.9)
				}
			}
			answer.Rows = append(answer.Rows, cells)
		}
	}
}

// behindStep are the rows that match and take a step of the units that reached
// a step, or dropped out before it.
func (w *world) behindStep(c query.Cell) ([]*row, error) {
	if c.Step < 1 || c.Step > len(w.q.Steps) {
		return nil, problem.New(problem.Invalid, "cell-unknown", "there is no such step")
	}
	var rows []*row
	for _, u := range w.units() {
		j := w.furthest(u)
		if j == nil || w.open(j) {
			continue
		}
		if c.Dropped && len(j.steps) != c.Step-1 || !c.Dropped && len(j.steps) < c.Step {
			continue
		}
		if len(w.q.Dimensions) > 0 {
			value, given := c.Dimensions[w.q.Dimensions[0].Name()]
			if given && !slices.ContainsFunc(w.sides(j), func(v any) bool { return compareCells(v, value) == 0 }) {
				continue
			}
		}
		rows = append(rows, u.rows[0])
	}
	return rows, nil
}
