package reference

import (
	"math"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// cell is rows that match, of which metrics are counted. The windows are those
// of metrics that look back, by how many days; missing ones are taken from rows.
type cell struct {
	p       *period
	rows    []*row
	windows map[query.MeasureID][]*row
}

var windowDays = map[query.MeasureID]int{query.ActivePeople7: 7, query.ActivePeople28: 28, query.ActivePeople30: 30}

// counts reports whether a row makes its person count for a metric of people.
func counts(m query.MeasureID, r *row) bool {
	decided := func(success fact.Answer) bool {
		return r.Success == success && (r.class == meaning.Complete || r.class == meaning.Score) && r.interacts == ""
	}
	if r.person == "" {
		return false
	}
	switch m {
	case query.People:
		return true
	case query.ActivePeople, query.ActivePeople7, query.ActivePeople28, query.ActivePeople30:
		return r.class.Qualifies()
	case query.EnrolledPeople:
		return r.class == meaning.Enrol
	case query.StartedPeople:
		return r.class == meaning.Start
	case query.CompletedPeople:
		return r.class == meaning.Complete || r.Completion == fact.Yes
	case query.PassedPeople:
		return r.class == meaning.Pass || decided(fact.Yes)
	case query.FailedPeople:
		return r.class == meaning.Fail || decided(fact.No)
	case query.WaivedPeople:
		return r.class == meaning.Waive
	default:
		return false
	}
}

func ofPeople(m query.MeasureID) bool { return m.OfPeople() || m.Windowed() }

// people are the persons who count for a metric.
func (c *cell) people(m query.MeasureID) map[string]bool {
	rows := c.rows
	if looked, ok := c.windows[m]; ok {
		rows = looked
	}
	found := make(map[string]bool)
	for _, r := range rows {
		if counts(m, r) {
			found[r.person] = true
		}
	}
	return found
}

func (c *cell) persons() int64 { return int64(len(c.people(query.People))) }

// value is what stands in the cell for an expression.
func (c *cell) value(e query.Expr) any {
	switch e.Operation {
	case query.Measure:
		return c.measure(e.Measure)
	case query.Constant:
		return e.Number
	case query.Rate:
		return c.share(e)
	}
	a, b := c.value(e.Operands[0]), c.value(e.Operands[1])
	if a == nil || b == nil {
		return nil
	}
	x, y := asNumber(a), asNumber(b)
	switch e.Operation {
	case query.Divide:
		if y == 0 {
			return nil
		}
		x /= y
	case query.Multiply:
		x *= y
	case query.Add:
		x += y
	default:
		x -= y
	}
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil
	}
	return x
}

func (c *cell) share(e query.Expr) query.Share {
	among, of := c.people(e.Operands[0].Measure), c.people(e.Operands[1].Measure)
	s := query.Share{Denominator: int64(len(of))}
	for person := range of {
		if among[person] {
			s.Numerator++
		}
	}
	if s.Denominator > 0 {
		value := float64(s.Numerator) / float64(s.Denominator)
		s.Value = &value
		if s.Denominator < 100 {
			low, high := stat.Wilson95(int(s.Numerator), int(s.Denominator))
			s.Low, s.High = &low, &high
		}
	}
	return s
}

// tellsOfFew reports whether an expression is made of too small a number of
// people.
func (c *cell) tellsOfFew(e query.Expr) bool {
	w := c.p.w
	switch e.Operation {
	case query.Measure:
		return w.small(c.behind(e.Measure))
	case query.Rate:
		s := c.share(e)
		return w.small(s.Numerator) || w.small(s.Denominator)
	default:
		return slices.ContainsFunc(e.Operands, c.tellsOfFew)
	}
}

// behind is how many people are behind a number, where that may be fewer than
// have rows in the cell.
func (c *cell) behind(m query.MeasureID) int64 {
	if ofPeople(m) {
		return int64(len(c.people(m)))
	}
	has := func(r *row) bool {
		_, chosen := c.p.chosen[r]
		switch m {
		case query.ScoreMean, query.ScoreMedian, query.ScoreP10, query.ScoreP90:
			return chosen
		case query.TimeReported:
			return c.p.reported[r] > 0
		case query.TimeEstimated:
			return c.p.estimated[r] > 0
		case query.TimeVideo:
			return r.person != "" && !r.InGroup && len(r.Segments) > 0
		default:
			return false
		}
	}
	people := make(map[string]bool)
	for _, r := range c.rows {
		if has(r) {
			people[r.person] = true
		}
	}
	return int64(len(people))
}

// statements are the rows of distinct statements.
func (c *cell) statements() []*row {
	var found []*row
	seen := make(map[xapi.UUID]bool)
	for _, r := range c.rows {
		if !seen[r.ID] {
			seen[r.ID] = true
			found = append(found, r)
		}
	}
	return found
}

func (c *cell) measure(m query.MeasureID) any {
	if ofPeople(m) {
		return int64(len(c.people(m)))
	}
	switch m {
	case query.StatementsCount:
		return int64(len(c.statements()))
	case query.Sessions:
		return distinct(c.rows, func(r *row) (any, bool) { number, ok := c.p.session[r]; return number, ok })
	case query.AttemptsCount:
		return distinct(c.rows, func(r *row) (any, bool) { attempt, ok := c.p.attempt[r]; return attempt, ok })
	case query.Registrations:
		return distinct(c.rows, func(r *row) (any, bool) { return r.Registration, r.HasRegistration })
	case query.TimeReported:
		return seconds(c.rows, c.p.reported)
	case query.TimeEstimated:
		return seconds(c.rows, c.p.estimated)
	case query.TimeVideo:
		return c.video()
	case query.LagP95, query.LateShare:
		return c.lag(m)
	default:
		return c.scored(m)
	}
}

func distinct(rows []*row, of func(r *row) (any, bool)) int64 {
	seen := make(map[any]bool)
	for _, r := range rows {
		if value, ok := of(r); ok {
			seen[value] = true
		}
	}
	return int64(len(seen))
}

func seconds(rows []*row, contributes map[*row]int64) float64 {
	sum := int64(0)
	for _, r := range rows {
		sum += contributes[r]
	}
	return float64(sum) / 1e6
}

func (c *cell) scored(m query.MeasureID) any {
	var scores []float64
	for _, r := range c.rows {
		if x, ok := c.p.chosen[r]; ok {
			scores = append(scores, x)
		}
	}
	if scores == nil {
		return nil
	}
	switch m {
	case query.ScoreMean:
		return stat.Mean(scores)
	case query.ScoreMedian:
		return stat.Quantile(scores, 0.5)
	case query.ScoreP10:
		return stat.Quantile(scores, 0.1)
	default:
		return stat.Quantile(scores, 0.9)
	}
}

func (c *cell) lag(m query.MeasureID) any {
	var lags []float64
	late := 0
	for _, r := range c.statements() {
		lag := time.Duration(r.Stored-r.Timestamp) * time.Microsecond
		lags = append(lags, float64(r.Stored-r.Timestamp)/1e6)
		if lag > time.Hour {
			late++
		}
	}
	switch {
	case lags == nil:
		return nil
	case m == query.LagP95:
		return stat.Quantile(lags, 0.95)
	default:
		return float64(late) / float64(len(lags))
	}
}

// video is the length of the union of what each person played of each activity.
func (c *cell) video() float64 {
	type key struct{ person, activity string }
	played := make(map[key][]fact.Segment)
	for _, r := range c.rows {
		if r.person != "" && !r.InGroup {
			k := key{r.person, r.Object.ID}
			played[k] = append(played[k], r.Segments...)
		}
	}
	milliseconds := int64(0)
	for _, segments := range played {
		slices.SortFunc(segments, func(a, b fact.Segment) int { return int(a.From - b.From) })
		end := int64(0)
		for _, s := range segments {
			from := max(s.From, end)
			milliseconds += max(0, s.To-from)
			end = max(end, s.To)
		}
	}
	return float64(milliseconds) / 1e3
}

// metricColumns describe the columns of the query's metrics.
func metricColumns(metrics []query.Metric, suffix string) []query.Column {
	var columns []query.Column
	for _, m := range metrics {
		c := query.Column{Name: m.Name + suffix, Type: m.Expr.Type()}
		if m.Expr.Operation == query.Rate {
			c.Denominator = m.Expr.Operands[1].Measure.String()
		}
		columns = append(columns, c)
	}
	return columns
}

// countCell fills a row of an answer from a cell.
func (w *world) countCell(key []any, c *cell) *counted {
	r := &counted{key: key, people: c.persons()}
	for _, m := range w.q.Metrics {
		r.cells = append(r.cells, c.value(m.Expr))
		r.hidden = append(r.hidden, w.minGroup() > 1 && c.tellsOfFew(m.Expr))
	}
	return r
}
