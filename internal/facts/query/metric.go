package query

import (
	"regexp"
	"strings"
)

// The bounds of metrics and dimensions.
const (
	mostCells      = 18 // dimensions × metrics
	deepestFormula = 3
)

var measureNames = [Measures]string{
	StatementsCount: "statements",
	People:          "people",
	ActivePeople:    "active_people",
	ActivePeople7:   "active_people_7d",
	ActivePeople28:  "active_people_28d",
	ActivePeople30:  "active_people_30d",
	Sessions:        "sessions",
	AttemptsCount:   "attempts",
	Registrations:   "registrations",
	EnrolledPeople:  "enrolled_people",
	StartedPeople:   "started_people",
	CompletedPeople: "completed_people",
	PassedPeople:    "passed_people",
	FailedPeople:    "failed_people",
	WaivedPeople:    "waived_people",
	ScoreMean:       "score_mean",
	ScoreMedian:     "score_median",
	ScoreP10:        "score_p10",
	ScoreP90:        "score_p90",
	TimeReported:    "time_reported",
	TimeVideo:       "time_video",
	TimeEstimated:   "time_estimated",
	LagP95:          "lag_p95",
	LateShare:       "late_share",
}

// ParseMeasure reads the name of a metric of the closed list.
func ParseMeasure(name string) (MeasureID, bool) {
	for id, known := range measureNames {
		if known == name {
			return MeasureID(id), true
		}
	}
	return 0, false
}

// String returns the name of the metric.
func (m MeasureID) String() string { return measureNames[m] }

// OfPeople reports whether the metric counts distinct persons of a cell: what a
// rate may be of, and what has people behind it.
func (m MeasureID) OfPeople() bool {
	return m != StatementsCount && !m.Windowed() && strings.HasSuffix(measureNames[m], "people")
}

// Windowed reports whether the metric looks at the days before its bucket.
func (m MeasureID) Windowed() bool {
	return m == ActivePeople7 || m == ActivePeople28 || m == ActivePeople30
}

// Scored reports whether the metric is made of scores.
func (m MeasureID) Scored() bool {
	return m == ScoreMean || m == ScoreMedian || m == ScoreP10 || m == ScoreP90
}

// Type returns how a column of the metric is written.
func (m MeasureID) Type() ColumnType {
	switch m {
	case ScoreMean, ScoreMedian, ScoreP10, ScoreP90, LateShare:
		return ColumnNumber
	case TimeReported, TimeVideo, TimeEstimated, LagP95:
		return ColumnSeconds
	default:
		return ColumnCount
	}
}

// Each calls fn for every metric of the closed list that the expression uses.
func (e Expr) Each(fn func(MeasureID)) {
	if e.Operation == Measure {
		fn(e.Measure)
	}
	for _, operand := range e.Operands {
		operand.Each(fn)
	}
}

// Uses reports whether the expression uses a metric of which the question holds.
func (e Expr) Uses(question func(MeasureID) bool) bool {
	found := false
	e.Each(func(m MeasureID) { found = found || question(m) })
	return found
}

// Type returns how a column of the expression is written.
func (e Expr) Type() ColumnType {
	switch e.Operation {
	case Measure:
		return e.Measure.Type()
	case Rate:
		return ColumnRate
	default:
		return ColumnNumber
	}
}

var operationNames = map[Operation]string{
	Rate: "rate", Divide: "divide", Multiply: "multiply", Add: "add", Subtract: "subtract",
}

var operationWords = []string{"rate", "divide", "multiply", "add", "subtract"}

var columnName = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

// metrics reads the list of metrics of a table or trend.
func (d *decoder) metrics(n *node, kind Kind) []Metric {
	nodes, ok := d.array(n, 1, mostCells, "metrics")
	if !ok {
		return nil
	}
	var metrics []Metric
	for _, n := range nodes {
		if metric, ok := d.metric(n, kind); ok {
			metrics = append(metrics, metric)
		}
	}
	return metrics
}

func (d *decoder) metric(n *node, kind Kind) (Metric, bool) {
	if n.kind == '"' {
		measure, ok := d.measure(n, kind)
		return Metric{Name: measure.String(), Expr: Expr{Measure: measure}}, ok
	}
	if n.kind != '{' {
		d.add(n.at, "a metric is a name, or an object such as {\"rate\": [A, B], \"as\": NAME}, not %s", n.kindName())
		return Metric{}, false
	}
	o := d.object(n, "a metric")
	as := o.need("as", "the name of the column, 1 to 40 of a–z, 0–9 and _")
	expr, ok := d.formula(o, kind, 1)
	if as == nil {
		return Metric{}, false
	}
	if as.kind != '"' || !columnName.MatchString(as.text) {
		d.add(as.at, "the name of a column is 1 to 40 of the characters a–z, 0–9 and _")
		return Metric{}, false
	}
	return Metric{Name: as.text, Expr: expr}, ok
}

// measure reads the name of a metric of the closed list.
func (d *decoder) measure(n *node, kind Kind) (MeasureID, bool) {
	if n.kind != '"' {
		d.add(n.at, "this is the name of a metric, not %s", n.kindName())
		return 0, false
	}
	measure, ok := ParseMeasure(n.text)
	if !ok {
		d.add(n.at, "there is no metric %q%s; there are %s", clip(n.text), didYouMean(n.text, measureNames[:]), list(measureNames[:]))
		return 0, false
	}
	if measure.Windowed() && kind != Trend {
		d.add(n.at, "%q looks back from each bucket; only kind trend has it", n.text)
		return 0, false
	}
	return measure, true
}

// formula reads what an object computes.
func (d *decoder) formula(o *object, kind Kind, depth int) (Expr, bool) {
	if depth > deepestFormula {
		d.add(o.node.at, "formulas lie at most %d deep in each other", deepestFormula)
		return Expr{}, false
	}
	operation, operands := Measure, (*node)(nil)
	for op := Rate; op <= Subtract; op++ {
		if op == Rate && depth > 1 {
			continue
		}
		if n := o.take(operationNames[op]); n != nil {
			if operands != nil {
				d.add(n.at, "a metric does one thing; give another metric for this")
				return Expr{}, false
			}
			operation, operands = op, n
		}
	}
	o.close("a metric")
	if operands == nil {
		d.add(o.node.at, "a metric object has one of the keys %s, with two operands", list(operationWords))
		return Expr{}, false
	}
	nodes, ok := d.array(operands, 2, 2, "what is computed")
	if !ok {
		return Expr{}, false
	}
	expr := Expr{Operation: operation}
	for _, n := range nodes {
		operand, valid := d.operand(n, kind, operation, depth)
		ok = ok && valid
		expr.Operands = append(expr.Operands, operand)
	}
	return expr, ok
}

func (d *decoder) operand(n *node, kind Kind, operation Operation, depth int) (Expr, bool) {
	switch {
	case n.kind == '"':
		measure, ok := d.measure(n, kind)
		if ok && operation == Rate && !measure.OfPeople() {
			d.add(n.at, "a rate is a share of people, and %q does not count people of a cell; use divide for other ratios", n.text)
			return Expr{}, false
		}
		return Expr{Measure: measure}, ok
	case operation == Rate:
		d.add(n.at, "a rate is of two metrics that count people, such as passed_people and started_people")
		return Expr{}, false
	case n.kind == '0':
		number, ok := d.number(n)
		return Expr{Operation: Constant, Number: number}, ok
	case n.kind == '{':
		return d.formula(d.object(n, "a formula"), kind, depth+1)
	default:
		d.add(n.at, "an operand is the name of a metric, a number or a formula, not %s", n.kindName())
		return Expr{}, false
	}
}
