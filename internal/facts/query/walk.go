package query

import (
	"slices"
	"strings"
)

// eachFilter calls yield with every filter of the query, those inside others
// too.
func (q *Query) eachFilter(yield func(*Filter)) {
	q.Filter.each(yield)
	for _, step := range q.Steps {
		step.Filter.each(yield)
	}
	for _, series := range []*Series{q.X, q.Y, q.Given} {
		if series != nil {
			series.Filter.each(yield)
		}
	}
}

func (f *Filter) each(yield func(*Filter)) {
	if f == nil {
		return
	}
	yield(f)
	for _, operand := range f.Operands {
		operand.each(yield)
	}
}

// NamesPeople reports whether the filter says who somebody is: by asking for
// people, or for what finds single ones. A source that is no access key is the
// identity of an authority.
func (f *Filter) NamesPeople() bool {
	names := false
	f.each(func(f *Filter) {
		switch {
		case f.Field.ID == Person || f.Field.ID == Actor || f.Field.Identifying():
			names = true
		case f.Field.ID == Source:
			names = names || slices.ContainsFunc(f.Texts, func(text string) bool { return strings.Contains(text, ":") })
		}
	})
	return names
}

// FilterFields returns the fields that the query's filters ask, in order, each
// once.
func (q *Query) FilterFields() []Field {
	var fields []Field
	q.eachFilter(func(f *Filter) {
		if f.Field.ID != NoField && !slices.Contains(fields, f.Field) {
			fields = append(fields, f.Field)
		}
	})
	return fields
}

// Extensions returns the paths of the extensions that the query reads, each
// once.
func (q *Query) Extensions() []string {
	fields := slices.Concat(q.FilterFields(), q.Dimensions, q.Columns, []Field{q.Of})
	if q.By != nil {
		fields = append(fields, *q.By)
	}
	var paths []string
	for _, field := range fields {
		if field.ID == Extension && !slices.Contains(paths, field.Extension) {
			paths = append(paths, field.Extension)
		}
	}
	return paths
}

// StatementColumns are the columns of kind statements where none are named.
func StatementColumns() []Field {
	return []Field{{ID: StatementID}, {ID: Timestamp}, {ID: Stored}, {ID: Person}, {ID: Verb}, {ID: Activity}}
}

// NamesPeople reports whether a filter of the query says who somebody is.
func (q *Query) NamesPeople() bool {
	names := false
	q.eachFilter(func(f *Filter) { names = names || f.NamesPeople() })
	return names
}

// Narrow lets the query see only the rows that match the filter, too; nil changes
// nothing.
func (q *Query) Narrow(f *Filter) {
	switch {
	case f == nil:
	case q.Filter == nil:
		q.Filter = f
	default:
		q.Filter = &Filter{Operator: And, Operands: []*Filter{f, q.Filter}}
	}
}
