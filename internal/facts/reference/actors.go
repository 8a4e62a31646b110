package reference

import (
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// addActors adds the people behind a metric over the whole range.
func (w *world) addActors(answer *query.Answer) {
	if w.q.Actors == nil {
		return
	}
	rows, _ := w.behind(query.Cell{Metric: w.q.Actors.Metric})
	people := w.peopleRows(rows)
	answer.People = people[:min(len(people), w.q.Actors.Limit)]
}

// peopleRows lists the people of rows by their identities.
func (w *world) peopleRows(rows []*row) []query.PersonRow {
	var list []query.PersonRow
	people, of := byPerson(rows)
	for _, person := range people {
		statements := make(map[xapi.UUID]bool)
		first, last := of[person][0].Timestamp, of[person][0].Timestamp
		for _, r := range of[person] {
			statements[r.ID] = true
			first, last = min(first, r.Timestamp), max(last, r.Timestamp)
		}
		list = append(list, query.PersonRow{
			Person: w.called(person), Statements: int64(len(statements)),
			First: query.FormatTime(first, w.q.Time.Zone), Last: query.FormatTime(last, w.q.Time.Zone),
		})
	}
	return list
}

// People answers with the people behind a cell: how many there are, with their
// rows.
func People(input Input, ask *query.CellQuery) ([]query.PersonRow, error) {
	if !input.Scope.SeesPeople {
		return nil, problem.New(problem.Forbidden, "people-hidden", "this role does not see people")
	}
	w, err := newWorld(input, ask.Query)
	if err != nil {
		return nil, err
	}
	rows, err := w.behind(ask.Cell)
	if err != nil {
		return nil, err
	}
	return w.peopleRows(rows), nil
}

// behind are the rows that make persons count in a cell.
func (w *world) behind(c query.Cell) ([]*row, error) {
	switch w.q.Kind {
	case query.Table, query.Trend:
		return w.behindMetric(c)
	case query.Distribution:
		rows := w.inCell(w.matching(w.within(w.rows, w.span.From, w.span.To), w.q.Filter), c)
		values := w.distributed()
		return slices.DeleteFunc(rows, func(r *row) bool { _, has := values[r]; return !has || r.person == "" }), nil
	case query.Funnel:
		return w.behindStep(c)
	case query.Retention:
		return w.behindCohort(c)
	case query.Lifecycle:
		return w.behindStage(c)
	case query.Paths:
		return w.behindPath(c.Path), nil
	case query.Items:
		return w.behindItem(c.Item), nil
	default:
		return nil, fmt.Errorf("kind %s has no cells with people", w.q.Kind)
	}
}

// inCell leaves the rows that have the values of a cell's dimensions.
func (w *world) inCell(rows []*row, c query.Cell) []*row {
	return slices.DeleteFunc(slices.Clone(rows), func(r *row) bool {
		for _, f := range w.q.Dimensions {
			value, given := c.Dimensions[f.Name()]
			if given && !slices.ContainsFunc(w.values(r, f), func(v any) bool { return compareCells(v, value) == 0 }) {
				return true
			}
		}
		return false
	})
}

func (w *world) behindMetric(c query.Cell) ([]*row, error) {
	from, to := w.span.From, w.span.To
	if c.Bucket != "" {
		at := slices.IndexFunc(w.span.Edges, func(edge int64) bool { return query.FormatTime(edge, w.q.Time.Zone) == c.Bucket })
		if at < 0 || at == len(w.span.Edges)-1 {
			return nil, problem.New(problem.Invalid, "cell-unknown", "there is no such bucket")
		}
		from, to = w.span.Edges[at], w.span.Edges[at+1]
	}
	expr := query.Expr{Measure: query.People}
	for _, m := range w.q.Metrics {
		if m.Name == c.Metric {
			expr = m.Expr
		}
	}
	if days := windowDays[expr.Measure]; expr.Operation == query.Measure && days > 0 && c.Bucket != "" {
		from = w.daysBefore(to, days)
	}
	rows := w.inCell(w.matching(w.within(w.rows, from, to), w.q.Filter), c)
	switch {
	case expr.Operation == query.Measure && ofPeople(expr.Measure):
		return slices.DeleteFunc(rows, func(r *row) bool { return !counts(expr.Measure, r) }), nil
	case expr.Operation == query.Rate:
		cell := &cell{rows: rows}
		among, of := cell.people(expr.Operands[0].Measure), cell.people(expr.Operands[1].Measure)
		return slices.DeleteFunc(slices.Clone(rows), func(r *row) bool {
			return !among[r.person] || !of[r.person] || !counts(expr.Operands[0].Measure, r)
		}), nil
	default:
		return slices.DeleteFunc(rows, func(r *row) bool { return r.person == "" }), nil
	}
}
