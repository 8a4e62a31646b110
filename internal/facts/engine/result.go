package engine

import (
	"context"
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
)

// count counts the plan's measures over the span.
func (v *view) count(ctx context.Context, p *plan, where condition, within window) (*tally, error) {
	if p.measures[query.TimeEstimated] && p.pauses == nil {
		var err error
		if p.pauses, err = v.pauses(ctx, within); err != nil {
			return nil, err
		}
	}
	var tallies []*tally
	err := v.scan(ctx, demand{within: within, where: where, all: p.needsAll(), unordered: !p.needsAll() && !p.wants(query.TimeVideo)}, func() func(*block) {
		t := newTally(p)
		tallies = append(tallies, t)
		return t.add
	})
	if err != nil {
		return nil, err
	}
	all := newTally(p)
	for i, t := range tallies {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if i == 0 {
			all = t
			continue
		}
		all.merge(t)
	}
	all.countGrouped()
	return all, all.fits()
}

// fits refuses an answer that had to leave cells out.
func (t *tally) fits() error {
	if !t.full {
		return nil
	}
	return t.plan.held.refusal()
}

// merge adds what another worker counted: other people.
func (t *tally) merge(o *tally) {
	t.full = t.full || o.full
	n := t.perGroup()
	cells := make([]int32, len(o.keys)*int(n))
	for i, key := range o.keys {
		first := t.group(key)
		for k := range n {
			cells[int32(i)*n+k] = first + k
		}
	}
	add := func(to, from []int64) {
		for i, x := range from {
			to[cells[i]] += x
		}
	}
	add(t.statements, o.statements)
	for i := range o.people {
		add(t.people[i], o.people[i])
	}
	for i := range o.both {
		add(t.both[i], o.both[i])
	}
	add(t.sessions, o.sessions)
	add(t.attempts, o.attempts)
	add(t.reported, o.reported)
	add(t.estimated, o.estimated)
	add(t.video, o.video)
	add(t.late, o.late)
	if t.full {
		return
	}
	for i := range o.scores {
		t.scores[cells[i]] = append(t.scores[cells[i]], o.scores[i]...)
	}
	for i := range o.lags {
		t.lags[cells[i]] = append(t.lags[cells[i]], o.lags[i]...)
	}
	for key, lag := range o.grouped {
		t.grouped[cellStatement{cells[key.cell], key.stored}] = lag
	}
	for key := range o.registrations {
		t.registrations[cellRegistration{cells[key.cell], key.id}] = struct{}{}
	}
	for key := range o.nobodys {
		t.nobodys[cellRegistration{cells[key.cell], key.id}] = struct{}{}
	}
	t.notComparable += o.notComparable
	t.clamped += o.clamped
	for i := range t.band {
		t.band[i] += o.band[i]
	}
}

// countGrouped adds what could be counted only when all workers were done.
func (t *tally) countGrouped() {
	for key, lag := range t.grouped {
		t.statements[key.cell]++
		t.addLag(key.cell, lag)
	}
	for key := range t.nobodys {
		t.attempts[key.cell]++
	}
	if t.plan.measures[query.Registrations] {
		// Kept by cell from here on, in place of a count.
		counts := make([]int64, len(t.statements))
		for key := range t.registrations {
			counts[key.cell]++
		}
		t.registered = counts
	}
}

// measure returns a measure of a cell; nil when there is none.
func (t *tally) measure(m query.MeasureID, cell int32) any {
	if at := slices.Index(peopleMeasures, m); at >= 0 {
		return t.people[at][cell]
	}
	switch m {
	case query.StatementsCount:
		return t.statements[cell]
	case query.Sessions:
		return t.sessions[cell]
	case query.AttemptsCount:
		return t.attempts[cell]
	case query.Registrations:
		return t.registered[cell]
	case query.ScoreMean, query.ScoreMedian, query.ScoreP10, query.ScoreP90:
		return scoreMeasure(m, t.scores[cell])
	case query.TimeReported:
		return float64(t.reported[cell]) / 1e6
	case query.TimeEstimated:
		return float64(t.estimated[cell]) / 1e6
	case query.TimeVideo:
		return float64(t.video[cell]) / 1e3
	case query.LagP95:
		if len(t.lags[cell]) == 0 {
			return nil
		}
		seconds := make([]float64, len(t.lags[cell]))
		for i, lag := range t.lags[cell] {
			seconds[i] = float64(lag) / 1e6
		}
		return stat.Quantile(seconds, 0.95)
	case query.LateShare:
		if t.statements[cell] == 0 {
			return nil
		}
		return float64(t.late[cell]) / float64(t.statements[cell])
	default:
		return nil
	}
}

func scoreMeasure(m query.MeasureID, scores []float64) any {
	switch {
	case len(scores) == 0:
		return nil
	case m == query.ScoreMean:
		return stat.Mean(scores)
	case m == query.ScoreMedian:
		return stat.Quantile(scores, 0.5)
	case m == query.ScoreP10:
		return stat.Quantile(scores, 0.1)
	default:
		return stat.Quantile(scores, 0.9)
	}
}

// value returns what stands in a cell for an expression.
func (t *tally) value(e query.Expr, cell int32) any {
	switch e.Operation {
	case query.Measure:
		return t.measure(e.Measure, cell)
	case query.Constant:
		return e.Number
	case query.Rate:
		return t.share(e, cell)
	}
	a, b := t.value(e.Operands[0], cell), t.value(e.Operands[1], cell)
	if isNull(a) || isNull(b) {
		return nil
	}
	x, y := asNumber(a), asNumber(b)
	switch e.Operation {
	case query.Divide:
		x /= y
	case query.Multiply:
		x *= y
	case query.Add:
		x += y
	default:
		x -= y
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
}

// share is the people of one measure among those of another.
func (t *tally) share(e query.Expr, cell int32) query.Share {
	pair := rateOf(e)
	of := t.measure(e.Operands[1].Measure, cell).(int64)
	return shareOf(t.both[slices.Index(t.plan.rates, pair)][cell], of)
}

// shareOf is a share with its interval where it is uncertain.
func shareOf(numerator, denominator int64) query.Share {
	s := query.Share{Numerator: numerator, Denominator: denominator}
	if denominator == 0 {
		return s
	}
	value := float64(numerator) / float64(denominator)
	s.Value = &value
	if denominator < 100 {
		low, high := stat.Wilson95(int(numerator), int(denominator))
		s.Low, s.High = &low, &high
	}
	return s
}

func rateOf(e query.Expr) ratePair {
	return ratePair{peopleBit(e.Operands[0].Measure), peopleBit(e.Operands[1].Measure)}
}

// note collects what an expression needs to be counted.
func (p *plan) note(e query.Expr) {
	switch e.Operation {
	case query.Measure:
		p.measures[e.Measure] = true
	case query.Rate:
		if pair := rateOf(e); !slices.Contains(p.rates, pair) {
			p.rates = append(p.rates, pair)
		}
	}
	for _, operand := range e.Operands {
		p.note(operand)
	}
}

// columnType is how the cells of an expression are written.
func columnType(e query.Expr) query.ColumnType {
	switch {
	case e.Operation == query.Rate:
		return query.ColumnRate
	case e.Operation != query.Measure:
		return query.ColumnNumber
	}
	switch e.Measure {
	case query.ScoreMean, query.ScoreMedian, query.ScoreP10, query.ScoreP90, query.LateShare:
		return query.ColumnNumber
	case query.TimeReported, query.TimeEstimated, query.TimeVideo, query.LagP95:
		return query.ColumnSeconds
	default:
		return query.ColumnCount
	}
}

// measureColumn describes the column of a metric.
func measureColumn(m query.Metric) query.Column {
	c := query.Column{Name: m.Name, Type: columnType(m.Expr)}
	if m.Expr.Operation == query.Rate {
		c.Denominator = m.Expr.Operands[1].Measure.String()
	}
	return c
}
