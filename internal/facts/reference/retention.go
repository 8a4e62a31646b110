package reference

import (
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// after is the beginning of the k-th period after a cohort's.
func (w *world) after(cohort int64, k int) int64 {
	for range k {
		cohort = query.Next(w.q.Period, w.q.Time.Zone, cohort)
	}
	return cohort
}

// cohorts returns the people of each cohort in the time range, with their rows,
// and the cohorts in order.
func (w *world) cohorts() (order []int64, of map[int64]map[string][]*row) {
	of = make(map[int64]map[string][]*row)
	people, rows := w.activity()
	from, to := w.span.From, w.span.To
	if w.q.Time.Range == "all" {
		from = query.Floor(w.q.Period, w.q.Time.Zone, from)
	}
	for _, person := range people {
		known := w.within(rows[person], minTime, w.now)
		if len(known) == 0 {
			continue
		}
		cohort := query.Floor(w.q.Period, w.q.Time.Zone, w.at(known[0]))
		if cohort < from || cohort >= to {
			continue
		}
		if of[cohort] == nil {
			of[cohort] = make(map[string][]*row)
			order = append(order, cohort)
		}
		of[cohort][person] = known
	}
	slices.Sort(order)
	return order, of
}

// minTime is before every time.
const minTime = -1 << 62

// back reports whether rows lie in the k-th period of a cohort.
func (w *world) back(rows []*row, cohort int64, k int) bool {
	from, to := w.after(cohort, k), w.after(cohort, k+1)
	if w.q.Unbounded {
		to = w.now
	}
	return len(w.within(rows, from, to)) > 0
}

// retention answers kind retention.
func (w *world) retention(answer *query.Answer) {
	answer.Columns = []query.Column{
		{Name: "cohort", Type: query.ColumnTime},
		{Name: "size", Type: query.ColumnCount},
		{Name: "k", Type: query.ColumnCount},
		{Name: "people", Type: query.ColumnCount},
		{Name: "share", Type: query.ColumnNumber},
	}
	sizes, backs := make([]int64, w.q.Periods), make([]int64, w.q.Periods)
	over, hidden := make([]bool, w.q.Periods), make([]bool, w.q.Periods)
	order, of := w.cohorts()
	line := func(cohort any, size int64, k int, people int64, isOver bool) {
		cells := []any{cohort, w.tell(answer, size), int64(k), nil, nil}
		if isOver {
			if told := w.tell(answer, people); told != nil && !w.small(size) {
				cells[3], cells[4] = people, float64(people)/float64(size)
			}
		}
		answer.Rows = append(answer.Rows, cells)
	}
	for _, cohort := range order {
		size := int64(len(of[cohort]))
		for k := range w.q.Periods {
			people := int64(0)
			for _, rows := range of[cohort] {
				if w.back(rows, cohort, k) {
					people++
				}
			}
			isOver := w.after(cohort, k+1) <= w.now
			if isOver {
				over[k] = true
				sizes[k] += size
				backs[k] += people
				hidden[k] = hidden[k] || w.small(size) || w.small(people)
			}
			line(query.FormatTime(cohort, w.q.Time.Zone), size, k, people, isOver)
		}
	}
	for k := range w.q.Periods {
		if hidden[k] {
			answer.Meta.SuppressedCells += 2
			answer.Rows = append(answer.Rows, []any{nil, nil, int64(k), nil, nil})
			continue
		}
		line(nil, sizes[k], k, backs[k], over[k])
	}
}

func (w *world) behindCohort(c query.Cell) ([]*row, error) {
	order, of := w.cohorts()
	for _, cohort := range order {
		if query.FormatTime(cohort, w.q.Time.Zone) != c.Cohort {
			continue
		}
		var found []*row
		for _, rows := range of[cohort] {
			if c.K == nil || w.back(rows, cohort, *c.K) {
				found = append(found, rows[0])
			}
		}
		slices.SortFunc(found, inOrder)
		return found, nil
	}
	return nil, problem.New(problem.Invalid, "cell-unknown", "there is no such cohort")
}
