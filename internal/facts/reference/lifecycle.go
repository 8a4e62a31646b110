package reference

import (
	"cmp"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// activity returns the qualifying rows that match of each person, by the time
// that the query is about.
func (w *world) activity() (people []string, of map[string][]*row) {
	var rows []*row
	for _, r := range w.matching(w.rows, w.q.Filter) {
		if r.class.Qualifies() {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b *row) int { return cmp.Compare(w.at(a), w.at(b)) })
	return byPerson(rows)
}

// stages are the columns of kind lifecycle that a person is counted in.
func (w *world) stages(rows []*row, k int) []string {
	edges := w.span.Edges
	from, to := edges[k], edges[k+1]
	earlier := query.Floor(w.q.Time.Bucket, w.q.Time.Zone, from-1)
	if k > 0 {
		earlier = edges[k-1]
	}
	active := len(w.within(rows, from, to)) > 0
	before := len(w.within(rows, earlier, from)) > 0
	switch {
	case active && w.at(rows[0]) >= from:
		return []string{"active", "new"}
	case active && before:
		return []string{"active", "returning"}
	case active:
		return []string{"active", "resurrected"}
	case before:
		return []string{"dormant"}
	default:
		return nil
	}
}

// lifecycle answers kind lifecycle.
func (w *world) lifecycle(answer *query.Answer) {
	answer.Columns = []query.Column{{Name: "bucket", Type: query.ColumnTime}}
	names := []string{"active", "new", "returning", "resurrected", "dormant"}
	for _, name := range names {
		answer.Columns = append(answer.Columns, query.Column{Name: name, Type: query.ColumnCount})
	}
	people, of := w.activity()
	for k := range max(0, len(w.span.Edges)-1) {
		counts := make(map[string]int64)
		for _, person := range people {
			for _, stage := range w.stages(of[person], k) {
				counts[stage]++
			}
		}
		cells := []any{query.FormatTime(w.span.Edges[k], w.q.Time.Zone)}
		hidden := false
		for _, name := range names[1:] {
			hidden = hidden || w.small(counts[name])
		}
		for _, name := range names {
			switch {
			case name == "active":
				cells = append(cells, w.tell(answer, counts[name]))
			case hidden:
				answer.Meta.SuppressedCells++
				cells = append(cells, nil)
			case name == "dormant":
				cells = append(cells, -counts[name])
			default:
				cells = append(cells, counts[name])
			}
		}
		answer.Rows = append(answer.Rows, cells)
	}
	w.stickiness(answer, people, of)
}

// stickiness looks at the 28 calendar days that end with the range's last day.
func (w *world) stickiness(answer *query.Answer, people []string, of map[string][]*row) {
	last := min(w.span.To-1, w.now)
	end := query.Next(query.ByDay, w.q.Time.Zone, last)
	days := []int64{end}
	for range 28 {
		days = append(days, query.Floor(query.ByDay, w.q.Time.Zone, days[len(days)-1]-1))
	}
	s := &query.Stickiness{}
	daily := 0
	for _, person := range people {
		active := 0
		for i := range 28 {
			if len(w.within(of[person], days[i+1], days[i])) > 0 {
				active++
			}
		}
		daily += active
		if active > 0 {
			s.MAU++
		}
	}
	s.DAUMean = float64(daily) / 28
	if s.MAU > 0 {
		value := s.DAUMean / float64(s.MAU)
		s.Value = &value
	}
	if w.small(s.MAU) {
		answer.Meta.SuppressedCells++
		return
	}
	answer.Meta.Stickiness = s
}

func (w *world) behindStage(c query.Cell) ([]*row, error) {
	for k := range max(0, len(w.span.Edges)-1) {
		if query.FormatTime(w.span.Edges[k], w.q.Time.Zone) != c.Bucket {
			continue
		}
		var rows []*row
		people, of := w.activity()
		for _, person := range people {
			if slices.Contains(w.stages(of[person], k), c.Column) {
				rows = append(rows, of[person][0])
			}
		}
		return rows, nil
	}
	return nil, problem.New(problem.Invalid, "cell-unknown", "there is no such bucket")
}
