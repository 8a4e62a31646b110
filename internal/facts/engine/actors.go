package engine

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// person is one of the people behind a number, while rows are counted.
type person struct {
	statements  int64
	last        int64 // stored of the last statement counted
	first, most int64
}

// peopleRows collects people with the rows that make them count.
type peopleRows struct {
	all map[uint32]*person
}

func (p *peopleRows) add(b *block, i int) {
	of := p.all[b.person[i]]
	if of == nil {
		of = &person{first: b.timestamp[i], most: b.timestamp[i]}
		p.all[b.person[i]] = of
	}
	// Rows of one statement about the same person follow each other.
	if of.last != b.stored[i] {
		of.last = b.stored[i]
		of.statements++
	}
	of.first, of.most = min(of.first, b.timestamp[i]), max(of.most, b.timestamp[i])
}

// addActors puts the people behind a metric into an answer, if they were asked
// for.
func (v *view) addActors(ctx context.Context, answer *query.Answer) error {
	if v.query.Actors == nil {
		return nil
	}
	pick, err := v.pickCell(ctx, query.Cell{Metric: v.query.Actors.Metric})
	if err != nil {
		return err
	}
	people, err := v.peopleBehind(ctx, pick)
	if err != nil {
		return err
	}
	rows := v.sortedPeople(people)
	for _, number := range rows[:min(len(rows), v.query.Actors.Limit)] {
		row, err := v.personRow(ctx, number, people[number])
		if err != nil {
			return err
		}
		answer.People = append(answer.People, row)
	}
	return nil
}

// Actors answers with the people or statements behind a cell of what the query
// answers. Errors: as Ask, and Invalid for a cell that the answer does not have.
func (e *Engine) Actors(ctx context.Context, scope Scope, ask query.CellQuery, effort Effort) (*query.Answer, error) {
	if !scope.SeesPeople {
		return nil, problem.New(problem.Forbidden, "people-hidden", "this role does not see the people or statements behind a number")
	}
	v, err := e.open(ctx, scope, ask.Query, effort)
	if err != nil {
		return nil, err
	}
	var answer *query.Answer
	if ask.OfStatements {
		answer, err = v.statementsBehind(ctx, ask)
	} else {
		answer, err = v.peopleAnswer(ctx, ask)
	}
	if err != nil {
		return nil, err
	}
	v.finish(answer, 0)
	return answer, nil
}

// peopleAnswer lists the people behind a cell by their names, page by page.
func (v *view) peopleAnswer(ctx context.Context, ask query.CellQuery) (*query.Answer, error) {
	people, err := v.peopleIn(ctx, ask.Cell)
	if err != nil {
		return nil, err
	}
	skip, err := readSkip(ask.Cursor, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	rows := v.sortedPeople(people)
	total := int64(len(rows))
	rows = rows[min(skip, len(rows)):]
	answer := &query.Answer{Columns: []query.Column{
		{Name: "person", Type: query.ColumnText},
		{Name: "name", Type: query.ColumnText},
		{Name: "statements", Type: query.ColumnCount},
		{Name: "first", Type: query.ColumnTime},
		{Name: "last", Type: query.ColumnTime},
	}}
	answer.Meta.Total = &total
	if len(rows) > ask.Limit {
		rows = rows[:ask.Limit]
		answer.Meta.Next = writeCursor(int64(skip+ask.Limit), v.now, 0)
		answer.Meta.Truncated = true
	}
	for _, number := range rows {
		row, err := v.personRow(ctx, number, people[number])
		if err != nil {
			return nil, err
		}
		var name any
		if row.Name != "" {
			name = row.Name
		}
		answer.Rows = append(answer.Rows, []any{row.Person, name, row.Statements, row.First, row.Last})
	}
	return answer, nil
}

// peopleIn returns the people behind a cell of the query's kind.
func (v *view) peopleIn(ctx context.Context, cell query.Cell) (map[uint32]*person, error) {
	switch v.query.Kind {
	case query.Table, query.Trend, query.Distribution:
		pick, err := v.pickCell(ctx, cell)
		if err != nil {
			return nil, err
		}
		return v.peopleBehind(ctx, pick)
	case query.Funnel:
		return v.peopleOfStep(ctx, cell)
	case query.Retention:
		return v.peopleOfCohort(ctx, cell)
	case query.Lifecycle:
		return v.peopleOfStage(ctx, cell)
	case query.Paths:
		return v.peopleOfPath(ctx, cell)
	case query.Items:
		return v.peopleOfItem(ctx, cell)
	default:
		return nil, noCell("kind %s has no cells with people behind them", v.query.Kind)
	}
}

func noCell(format string, args ...any) error {
	return problem.New(problem.Invalid, "cell-unknown", format, args...)
}

// picker finds the rows of a block that a cell is made of.
type picker struct {
	within window
	where  condition
	all    bool
	rows   func(b *block) func(i int) bool
}

// pickCell finds the rows behind a cell of a table, trend or distribution.
func (v *view) pickCell(ctx context.Context, cell query.Cell) (*picker, error) {
	p := &picker{within: window{v.span.From, v.span.To}}
	var err error
	if p.where, err = v.compile(ctx, v.query.Filter); err != nil {
		return nil, err
	}
	if cell.Bucket != "" {
		if p.within, err = v.bucketNamed(cell.Bucket); err != nil {
			return nil, err
		}
	}
	var tests []func(b *block) func(i int) bool
	for name, value := range cell.Dimensions {
		at := slices.IndexFunc(v.query.Dimensions, func(f query.Field) bool { return f.Name() == name })
		if at < 0 {
			return nil, noCell("the query has no dimension %q", name)
		}
		d, err := v.dimension(v.query.Dimensions[at])
		if err != nil {
			return nil, err
		}
		tests = append(tests, d.is(value))
	}
	of, all, err := v.metricTest(cell)
	if err != nil {
		return nil, err
	}
	// Windows that look back begin before the bucket; scores are chosen among all
	// rows of the range.
	if all {
		inBucket := p.within
		p.within, p.all = window{v.span.From, v.span.To}, true
		tests = append(tests, func(b *block) func(i int) bool {
			times := b.times()
			return func(i int) bool { return times[i] >= inBucket.from && times[i] < inBucket.to }
		})
	}
	tests = append(tests, of)
	p.rows = func(b *block) func(i int) bool {
		ready := make([]func(i int) bool, len(tests))
		for k, test := range tests {
			ready[k] = test(b)
		}
		return func(i int) bool {
			return b.match[i] && !slices.ContainsFunc(ready, func(holds func(int) bool) bool { return !holds(i) })
		}
	}
	if days := v.trailingDays(cell); days > 0 {
		p.within.from = v.daysBefore(p.within.to, days)
	}
	return p, nil
}

// bucketNamed returns the range of the bucket that an answer writes so.
func (v *view) bucketNamed(text string) (window, error) {
	for i := range max(0, len(v.span.Edges)-1) {
		if query.FormatTime(v.span.Edges[i], v.query.Time.Zone) == text {
			return window{v.span.Edges[i], v.span.Edges[i+1]}, nil
		}
	}
	return window{}, noCell("the answer has no bucket %q: use a value of its column bucket as it is written there", text)
}

// is tests whether a row has the value of a cell.
func (d *dimension) is(value any) func(b *block) func(i int) bool {
	same := func(code uint32) bool { return sameCell(d.value(code), value) }
	return func(b *block) func(i int) bool {
		if d.each != nil {
			each := d.each(b)
			return func(i int) bool {
				values := each(i)
				return len(values) == 0 && value == nil || slices.ContainsFunc(values, same)
			}
		}
		codes := d.codes(b)
		return func(i int) bool { return same(codes[i]) }
	}
}

// sameCell reports whether a cell has the value that was asked for, which may be
// of another kind.
func sameCell(cell, asked any) bool {
	switch cell.(type) {
	case nil:
		return asked == nil
	case int64, float64:
		x, is := asked.(float64)
		return is && asNumber(cell) == x
	default:
		return cell == asked
	}
}

// metricTest tests whether a row makes its person count for a metric: a people
// metric, the numerator of a rate, or any other one, for which every row does.
// all says that the test needs rows that do not match.
func (v *view) metricTest(cell query.Cell) (test func(b *block) func(i int) bool, all bool, err error) {
	anyRow := func(*block) func(i int) bool { return func(int) bool { return true } }
	if v.query.Kind == query.Distribution {
		return v.hasValue, v.query.Of.ID == query.Score && v.query.Attempts != query.AllAttempts, nil
	}
	if cell.Metric == "" {
		return anyRow, false, nil
	}
	measure, ok := query.ParseMeasure(cell.Metric)
	if !ok {
		at := slices.IndexFunc(v.query.Metrics, func(m query.Metric) bool { return m.Name == cell.Metric })
		if at < 0 {
			return nil, false, noCell("the query has no metric %q", cell.Metric)
		}
		expression := v.query.Metrics[at].Expr
		if expression.Operation == query.Rate {
			return v.bothMeasures(expression), false, nil
		}
		if expression.Operation != query.Measure {
			return anyRow, false, nil
		}
		measure = expression.Measure
	}
	bit := peopleBit(measure)
	if trailing[measure] > 0 {
		bit = active
	}
	if bit == 0 {
		return anyRow, false, nil
	}
	return func(b *block) func(i int) bool {
		classes, flags, activities := b.classes(nil), b.codes(column.Flags), b.codes(column.Activity)
		return func(i int) bool { return v.bitsOf(classes[i], flags[i], activities[i])&bit != 0 }
	}, false, nil
}

// bothMeasures picks the rows of the people who count for both sides of a rate.
// It holds for rows of either side, so that the person shows why.
func (v *view) bothMeasures(rate query.Expr) func(b *block) func(i int) bool {
	pair := rateOf(rate)
	return func(b *block) func(i int) bool {
		classes, flags, activities := b.classes(nil), b.codes(column.Flags), b.codes(column.Activity)
		counts := make(map[uint32]uint16)
		for i := range b.n {
			if b.match[i] {
				counts[b.person[i]] |= v.bitsOf(classes[i], flags[i], activities[i])
			}
		}
		return func(i int) bool {
			both := counts[b.person[i]]
			return both&pair.numerator != 0 && both&pair.denominator != 0 &&
				v.bitsOf(classes[i], flags[i], activities[i])&pair.numerator != 0
		}
	}
}

// hasValue picks the rows whose values a distribution counts.
func (v *view) hasValue(b *block) func(i int) bool {
	t := newTally(&plan{attempts: v.query.Attempts, gap: v.query.SessionGap})
	values, flags := v.valuesOf(t, b), b.codes(column.Flags)
	lag := v.query.Of.ID == query.Lag
	return func(i int) bool {
		return values[i] == values[i] && (lag || flags[i]&column.InGroup == 0 && b.person[i] != 0)
	}
}

// trailingDays is how many days a metric looks back; 0 for others.
func (v *view) trailingDays(cell query.Cell) int {
	measure, ok := query.ParseMeasure(cell.Metric)
	if at := slices.IndexFunc(v.query.Metrics, func(m query.Metric) bool { return m.Name == cell.Metric }); at >= 0 {
		measure, ok = v.query.Metrics[at].Expr.Measure, v.query.Metrics[at].Expr.Operation == query.Measure
	}
	if !ok {
		return 0
	}
	return trailing[measure]
}

// peopleBehind collects the people of the rows that are picked.
func (v *view) peopleBehind(ctx context.Context, p *picker) (map[uint32]*person, error) {
	return v.collect(ctx, demand{within: p.within, where: p.where, all: p.all}, func(b *block, add func(i int)) {
		picked := p.rows(b)
		for i := range b.n {
			if b.person[i] != 0 && picked(i) {
				add(i)
			}
		}
	})
}

// collect collects the people of the rows for which rows calls add.
func (v *view) collect(ctx context.Context, d demand, rows func(b *block, add func(i int))) (map[uint32]*person, error) {
	var lists []*peopleRows
	err := v.scan(ctx, d, func() func(*block) {
		mine := &peopleRows{make(map[uint32]*person)}
		lists = append(lists, mine)
		return func(b *block) { rows(b, func(i int) { mine.add(b, i) }) }
	})
	if err != nil {
		return nil, err
	}
	all := make(map[uint32]*person)
	for _, list := range lists {
		for number, p := range list.all {
			all[number] = p // a person is with one worker only
		}
	}
	return all, nil
}

func (v *view) sortedPeople(people map[uint32]*person) []uint32 {
	rows := make([]uint32, 0, len(people))
	for number := range people {
		rows = append(rows, number)
	}
	slices.SortFunc(rows, func(a, b uint32) int { return cmp.Compare(v.names.PersonName(a), v.names.PersonName(b)) })
	return rows
}

func (v *view) personRow(ctx context.Context, number uint32, p *person) (query.PersonRow, error) {
	identity := v.names.PersonName(number)
	zone := v.query.Time.Zone
	row := query.PersonRow{
		Person: v.called(identity), Statements: p.statements,
		First: query.FormatTime(p.first, zone), Last: query.FormatTime(p.most, zone),
	}
	ifi, ok := xapi.ParseIFI(identity)
	if !ok {
		return row, nil
	}
	names, err := v.engine.config.Log.Describe(ctx, v.scope.Store, xapi.NamesAgent, ifi.Key())
	if err != nil {
		return row, fmt.Errorf("find a person's name: %w", err)
	}
	row.Name = lastName(names)
	return row, nil
}

// statementsBehind lists the statements behind a cell, the latest first.
func (v *view) statementsBehind(ctx context.Context, ask query.CellQuery) (*query.Answer, error) {
	switch v.query.Kind {
	case query.Table, query.Trend, query.Distribution:
	default:
		return nil, noCell("kind %s has people behind its numbers, but no single statements: ask for «of»: \"people\"", v.query.Kind)
	}
	p, err := v.pickCell(ctx, ask.Cell)
	if err != nil {
		return nil, err
	}
	if p.all {
		return nil, noCell("scores are chosen among a person's attempts: ask for «of»: \"people\"")
	}
	past := *v
	listed := *v.query
	listed.Order, listed.Limit = nil, ask.Limit
	listed.Columns = query.StatementColumns()
	past.query = &listed
	past.span.From, past.span.To = p.within.from, p.within.to
	return past.listRows(ctx, p.where, p.rows, ask.Cursor)
}
