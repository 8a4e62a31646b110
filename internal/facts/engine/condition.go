package engine

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/xapi"
)

// condition is a filter made ready for this query's columns. It sets out[i] for
// each row of the range.
type condition func(r *raw, out []bool)

// masks are the scratch masks of a raw range, used as a stack.
type masks struct {
	free [][]bool
}

func (m *masks) take(n int) []bool {
	if last := len(m.free) - 1; last >= 0 {
		mask := m.free[last]
		m.free = m.free[:last]
		if cap(mask) >= n {
			return mask[:n]
		}
	}
	return make([]bool, max(n, rawRows))[:n]
}

func (m *masks) put(mask []bool) { m.free = append(m.free, mask) }

// compile makes a condition of a filter; nil for nil, which holds for every row.
func (v *view) compile(ctx context.Context, f *query.Filter) (condition, error) {
	if f == nil {
		return nil, nil
	}
	switch f.Operator {
	case query.And, query.Or:
		return v.compileAll(ctx, f)
	case query.Not:
		inner, err := v.compile(ctx, f.Operands[0])
		if err != nil {
			return nil, err
		}
		return func(r *raw, out []bool) {
			inner(r, out)
			for i := range out {
				out[i] = !out[i]
			}
		}, nil
	case query.HasDone:
		return v.compileHasDone(ctx, f)
	default:
		return v.compileField(f)
	}
}

func (v *view) compileAll(ctx context.Context, f *query.Filter) (condition, error) {
	operands := make([]condition, len(f.Operands))
	for i, operand := range f.Operands {
		var err error
		if operands[i], err = v.compile(ctx, operand); err != nil {
			return nil, err
		}
	}
	and := f.Operator == query.And
	return func(r *raw, out []bool) {
		operands[0](r, out)
		next := r.masks.take(len(out))
		for _, operand := range operands[1:] {
			if and && !slices.Contains(out, true) {
				break
			}
			operand(r, next)
			for i, holds := range next {
				if and {
					out[i] = out[i] && holds
				} else {
					out[i] = out[i] || holds
				}
			}
		}
		r.masks.put(next)
	}, nil
}

// compileField makes a condition on one field.
func (v *view) compileField(f *query.Filter) (condition, error) {
	switch f.Field.ID {
	case query.Registration:
		return v.compileRegistration(f), nil
	case query.StatementID:
		return compileStatementID(f), nil
	case query.Course:
		return v.compileCourse(f), nil
	case query.Success, query.Completion:
		return compileAnswer(f), nil
	case query.Formal, query.SelfAsserted, query.InGroup, query.IsGroup, query.ClockSuspect:
		return v.compileFlag(f), nil
	case query.Extension:
		return v.compileExtension(f)
	}
	if numbers := v.numbersOf(f.Field); numbers != nil {
		return compileNumber(f, numbers), nil
	}
	if words := v.wordsOf(f.Field); words != nil {
		return v.compileWords(f, words), nil
	}
	return nil, fmt.Errorf("compile a filter: the field %s has no column", f.Field.Name())
}

// matcher returns what decides whether a text, or the lack of one, passes.
func matcher(f *query.Filter) (text func(string) bool, missing bool) {
	switch f.Operator {
	case query.Is:
		return func(t string) bool {
			_, found := slices.BinarySearch(f.Texts, t)
			return found
		}, false
	case query.Contains:
		return func(t string) bool {
			return slices.ContainsFunc(f.Texts, func(part string) bool { return strings.Contains(t, part) })
		}, false
	case query.Starts:
		return func(t string) bool {
			return slices.ContainsFunc(f.Texts, func(part string) bool { return strings.HasPrefix(t, part) })
		}, false
	default: // Missing
		return func(string) bool { return false }, true
	}
}

// words is how a text field is found: the column of codes, and for each code
// the texts that it stands for.
type words struct {
	column column.Column
	count  int
	// each calls yield with every text of the code; not at all when there is none.
	each func(code uint32, yield func(text string))
}

// compileWords looks each code up once, and rows by their code.
func (v *view) compileWords(f *query.Filter, w *words) condition {
	matches, missing := matcher(f)
	passes := make([]bool, w.count+1)
	for code := range passes {
		none := true
		w.each(uint32(code), func(text string) {
			none = false
			passes[code] = passes[code] || matches(text)
		})
		if none {
			passes[code] = missing
		}
	}
	return byCode(w.column, passes)
}

func byCode(c column.Column, passes []bool) condition {
	return func(r *raw, out []bool) {
		if c < column.Extension {
			if code, constant := r.part.Constant(c); constant {
				fill(out, passes[code])
				return
			}
		}
		codes := r.codes(c)[:len(out)]
		for i, code := range codes {
			out[i] = passes[code]
		}
	}
}

func fill(out []bool, value bool) {
	for i := range out {
		out[i] = value
	}
}

// compileCourse: the course follows from the activity and its context.
func (v *view) compileCourse(f *query.Filter) condition {
	matches, missing := matcher(f)
	passes := make([]bool, v.names.Courses()+1)
	passes[0] = missing
	for course := 1; course < len(passes); course++ {
		passes[course] = matches(v.names.CourseName(uint32(course)))
	}
	return func(r *raw, out []bool) {
		activities, contexts := r.codes(column.Activity), r.codes(column.Context)
		for i := range out {
			course, _ := v.names.Course(activities[i], contexts[i])
			out[i] = passes[course]
		}
	}
}

func (v *view) compileRegistration(f *query.Filter) condition {
	matches, missing := matcher(f)
	return func(r *raw, out []bool) {
		list := r.part.Registrations()
		codes := r.codes(column.Registration)
		for i := range out {
			if codes[i] == 0 {
				out[i] = missing
				continue
			}
			out[i] = matches(list[codes[i]].String())
		}
	}
}

func compileStatementID(f *query.Filter) condition {
	wanted := make(map[xapi.UUID]bool, len(f.Texts))
	for _, text := range f.Texts {
		if id, ok := xapi.ParseUUID(text); ok {
			wanted[id] = true
		}
	}
	return func(r *raw, out []bool) {
		for i := range out {
			out[i] = f.Operator == query.Is && wanted[r.part.ID(r.from+i)]
		}
	}
}

func compileAnswer(f *query.Filter) condition {
	has, is := column.HasSuccess, column.Success
	if f.Field.ID == query.Completion {
		has, is = column.HasCompletion, column.Completion
	}
	return func(r *raw, out []bool) {
		for i, flags := range r.codes(column.Flags) {
			switch {
			case flags&has == 0:
				out[i] = f.Operator == query.Missing
			case f.Operator == query.Is:
				out[i] = f.Flags[flag(flags&is != 0)]
			default:
				out[i] = false
			}
		}
	}
}

func flag(is bool) int {
	if is {
		return 1
	}
	return 0
}

// compileFlag: these are always there.
func (v *view) compileFlag(f *query.Filter) condition {
	is := v.flagOf(f.Field.ID)
	return func(r *raw, out []bool) {
		is(r, out)
		for i := range out {
			out[i] = f.Operator == query.Is && f.Flags[flag(out[i])]
		}
	}
}

// flagOf returns what tells a field of yes and no.
func (v *view) flagOf(id query.FieldID) condition {
	switch id {
	case query.Formal:
		return func(r *raw, out []bool) {
			activities, contexts, sources := r.codes(column.Activity), r.codes(column.Context), r.codes(column.Source)
			for i := range out {
				course, _ := v.names.Course(activities[i], contexts[i])
				out[i] = v.names.Formal(course, sources[i])
			}
		}
	case query.ClockSuspect:
		return func(r *raw, out []bool) {
			stored, timestamps, sources := r.integers(column.Stored), r.integers(column.Timestamp), r.codes(column.Source)
			for i := range out {
				out[i] = v.names.Suspect(stored[i], timestamps[i], sources[i])
			}
		}
	}
	bit := map[query.FieldID]uint32{query.SelfAsserted: column.SelfAsserted, query.InGroup: column.InGroup, query.IsGroup: column.IsGroup}[id]
	return func(r *raw, out []bool) {
		for i, flags := range r.codes(column.Flags) {
			out[i] = flags&bit != 0
		}
	}
}

// compileNumber makes a condition on numbers, where NaN is a missing one.
func compileNumber(f *query.Filter, numbers func(r *raw) []float64) condition {
	return func(r *raw, out []bool) {
		for i, x := range numbers(r) {
			switch {
			case math.IsNaN(x):
				out[i] = f.Operator == query.Missing
			case f.Operator == query.Is:
				_, out[i] = slices.BinarySearch(f.Numbers, x)
			case f.Operator == query.Between:
				out[i] = (x > f.Low || x == f.Low && !f.LowOpen) && (x < f.High || x == f.High && !f.HighOpen)
			default:
				out[i] = false
			}
		}
	}
}

// numbersOf returns what reads a field of numbers; nil for other fields. Times
// are whole microseconds, which a float64 holds exactly until the year 2255.
func (v *view) numbersOf(f query.Field) func(r *raw) []float64 {
	of := func(c column.Column) func(r *raw) []float64 {
		return func(r *raw) []float64 { return r.numbers(c) }
	}
	switch f.ID {
	case query.ScoreScaled:
		return of(column.Scaled)
	case query.ScoreRaw:
		return of(column.Raw)
	case query.ScoreMin:
		return of(column.Min)
	case query.ScoreMax:
		return of(column.Max)
	case query.VideoLength:
		return of(column.VideoLength)
	case query.Score:
		return eachRow(func(r *raw) func(i int) float64 {
			scaled, raw, least, most := r.numbers(column.Scaled), r.numbers(column.Raw), r.numbers(column.Min), r.numbers(column.Max)
			return func(i int) float64 { return scoreOf(scaled[i], raw[i], least[i], most[i]) }
		})
	case query.Duration:
		return eachRow(func(r *raw) func(i int) float64 {
			durations := r.integers(column.Duration)
			return func(i int) float64 {
				if durations[i] < 0 {
					return math.NaN()
				}
				return float64(durations[i]) / 1e6
			}
		})
	case query.Lag:
		return eachRow(func(r *raw) func(i int) float64 {
			stored, timestamps := r.integers(column.Stored), r.integers(column.Timestamp)
			return func(i int) float64 { return float64(stored[i]-timestamps[i]) / 1e6 }
		})
	case query.Timestamp, query.Stored:
		c := column.Timestamp
		if f.ID == query.Stored {
			c = column.Stored
		}
		return eachRow(func(r *raw) func(i int) float64 {
			times := r.integers(c)
			return func(i int) float64 { return float64(times[i]) }
		})
	case query.CourseRule:
		return eachRow(func(r *raw) func(i int) float64 {
			activities, contexts := r.codes(column.Activity), r.codes(column.Context)
			return func(i int) float64 {
				if _, rule := v.names.Course(activities[i], contexts[i]); rule != 0 {
					return float64(rule)
				}
				return math.NaN()
			}
		})
	default:
		return nil
	}
}

// eachRow computes a column of numbers row by row.
func eachRow(prepare func(r *raw) func(i int) float64) func(r *raw) []float64 {
	return func(r *raw) []float64 {
		at := prepare(r)
		numbers := make([]float64, r.len())
		for i := range numbers {
			numbers[i] = at(i)
		}
		return numbers
	}
}

// scoreOf is the comparable score of a result (docs/query-api.md, Scores); NaN
// for none.
func scoreOf(scaled, raw, least, most float64) float64 {
	if !math.IsNaN(scaled) {
		return scaled
	}
	if most > least { // false where one is missing
		return (raw - least) / (most - least)
	}
	return math.NaN()
}
