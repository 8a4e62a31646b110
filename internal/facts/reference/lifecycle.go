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
		also := w.alsoHidden(counts)
		for _, name := range names {
			if name == also {
				answer.Meta.SuppressedCells++
				cells = append(cells, nil)
				continue
			}
			cell := w.tell(answer, counts[name])
			if count, told := cell.(int64); told && name == "dormant" {
				cell = -count
			}
			cells = append(cells, cell)
		}
		answer.Rows = append(answer.Rows, cells)
	}
	w.stickiness(answer, people, of)
}

// alsoHidden is the part of the active people that is not told so that the one
// that is too small cannot be subtracted; "" for none.
func (w *world) alsoHidden(counts map[string]int64) (also string) {
	hidden := 0
	for _, part := range []string{"new", "returning", "resurrected"} {
		if w.small(counts[part]) {
			hidden++
		} else if counts[part] > 0 && (also == "" || counts[part] < counts[also]) {
			also = part
		}
	}
	if hidden != 1 {
		return ""
	}
	return also
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
