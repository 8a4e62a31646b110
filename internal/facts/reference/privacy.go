package reference

import (
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// permit refuses what a scope that does not see people may not ask.
func (w *world) permit() error {
	if w.Scope.SeesPeople {
		return nil
	}
	forbidden := problem.New(problem.Forbidden, "people-hidden", "this role does not see people")
	q := w.q
	if q.Kind == query.Statements || q.Kind == query.Episodes || q.Actors != nil {
		return forbidden
	}
	for _, path := range q.Extensions() {
		if !w.Meaning.Promoted[path] {
			return forbidden
		}
	}
	people := []query.FieldID{query.Person, query.Actor}
	single := []query.FieldID{query.Registration, query.StatementID, query.Instructor, query.Response}
	// Groups by these are of one person, or nearly.
	alone := []query.FieldID{
		query.Person, query.Actor, query.Score, query.ScoreScaled, query.ScoreRaw, query.ScoreMin, query.ScoreMax,
		query.Duration, query.Lag, query.VideoLength,
	}
	if w.minGroup() <= 1 {
		alone = nil
	}
	for _, f := range q.FilterFields() {
		if slices.Contains(people, f.ID) || slices.Contains(single, f.ID) {
			return forbidden
		}
	}
	for _, f := range q.Dimensions {
		if slices.Contains(single, f.ID) || slices.Contains(alone, f.ID) {
			return forbidden
		}
	}
	if q.By != nil && (slices.Contains(people, q.By.ID) || slices.Contains(single, q.By.ID) || slices.Contains(alone, q.By.ID)) {
		return forbidden
	}
	return nil
}

func (w *world) minGroup() int { return max(1, w.q.MinGroup, w.Scope.MinGroup) }

// small reports whether a number of people must not be told.
func (w *world) small(people int64) bool { return people >= 1 && people < int64(w.minGroup()) }

// tellsTotals reports whether totals of all rows may be told: not where some of
// them could be subtracted.
func (w *world) tellsTotals(answer *query.Answer) bool {
	return w.minGroup() <= 1 || len(w.q.Dimensions) == 0 && answer.Meta.SuppressedCells == 0
}

// tell returns a number of people, nil where it is too small.
func (w *world) tell(answer *query.Answer, people int64) any {
	if w.small(people) {
		answer.Meta.SuppressedCells++
		return nil
	}
	return people
}

// counted is a row of an answer while it may still be suppressed: the cells of
// its dimensions, and those of its metrics with how many people are behind them.
type counted struct {
	key    []any
	cells  []any
	people int64
	// hidden marks single cells that tell of too few.
	hidden []bool
}

// suppress makes nil what tells of too few people; rows are in order of their
// dimensions or buckets.
func (w *world) suppress(answer *query.Answer, rows []*counted) {
	var few []*counted
	for _, r := range rows {
		if w.small(r.people) {
			few = append(few, r)
		}
	}
	if len(few) == 1 {
		var next *counted
		for _, r := range rows {
			if r.people > 0 && !w.small(r.people) && (next == nil || r.people <= next.people) {
				next = r
			}
		}
		if next != nil {
			few = append(few, next)
		}
	}
	for _, r := range rows {
		if slices.Contains(few, r) {
			clear(r.cells)
			answer.Meta.SuppressedCells++
			continue
		}
		for i, hidden := range r.hidden {
			if hidden {
				r.cells[i] = nil
				answer.Meta.SuppressedCells++
			}
		}
	}
}
