package export

import (
	"context"
	"math"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/resolve"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// factBlock is how many facts are read at once.
const factBlock = 4096

// facts is the relation of facts, resolved with the meaning in force.
type facts struct {
	request  Request
	snapshot *column.Snapshot
	resolved *resolve.Resolved
	// shown marks the people that may be shown; nil is everybody.
	shown      []bool
	pseudonyms []string // by person, "" for those that have not come up
	fields     []factField
}

// factField is a column and where its value comes from.
type factField struct {
	header
	// naming columns could tell who somebody is.
	naming bool
	value  func(row *factRow) cell
}

func newFacts(snapshot *column.Snapshot, inForce *meaning.Meaning, request Request) *facts {
	f := &facts{request: request, snapshot: snapshot, resolved: resolve.New(snapshot, inForce, snapshot.Through)}
	f.pseudonyms = make([]string, f.resolved.People()+1)
	if len(request.Persons) > 0 {
		f.shown = make([]bool, f.resolved.People()+1)
		for _, identity := range request.Persons {
			if merged, ok := inForce.Persons[identity]; ok {
				identity = merged
			}
			if person, ok := f.resolved.PersonNumber(identity); ok {
				f.shown[person] = true
			}
		}
	}
	for _, field := range append(f.standardFields(), f.extensionFields()...) {
		if request.Pseudonym == nil || !field.naming {
			f.fields = append(f.fields, field)
		}
	}
	return f
}

func (f *facts) relation() relation {
	r := relation{each: f.each}
	for _, field := range f.fields {
		r.columns = append(r.columns, field.header)
	}
	return r
}

// factRow is a row of a part.
type factRow struct {
	part   column.Part
	row    int
	block  *factColumns
	at     int // within the block
	person uint32
	course uint32
	rule   uint8
}

// code returns the row's code in a column.
func (r *factRow) code(c column.Column) column.Code { return r.block.codes[c][r.at] }

// flag reports whether a bit is set.
func (r *factRow) flag(bit uint32) bool { return r.code(column.Flags)&bit != 0 }

// integer returns the row's value of a column of whole numbers.
func (r *factRow) integer(c column.Column) int64 { return r.block.integers[c][r.at] }

// standardFields are the columns that every store has.
func (f *facts) standardFields() []factField {
	s, m := f.snapshot, f.resolved
	word := func(name string, dictionary column.Dictionary, c column.Column) factField {
		return factField{header{name, label, false}, false, func(r *factRow) cell { return textCell(s.Word(dictionary, r.code(c))) }}
	}
	score := func(name string, c column.Column) factField {
		return factField{header{name, number, false}, false, func(r *factRow) cell { return realCell(r.block.numbers[c][r.at]) }}
	}
	flag := func(name string, bit uint32) factField {
		return factField{header{name, boolean, true}, false, func(r *factRow) cell { return booleanCell(true, r.flag(bit)) }}
	}
	answer := func(name string, known, bit uint32) factField {
		return factField{header{name, boolean, false}, false, func(r *factRow) cell { return booleanCell(r.flag(known), r.flag(bit)) }}
	}
	field := func(name string, kind kind, value func(r *factRow) cell) factField {
		return factField{header{name, kind, false}, false, value}
	}
	required := func(field factField) factField { field.required = true; return field }
	naming := func(field factField) factField { field.naming = true; return field }
	stored := func(r *factRow) cell { return wholeCell(r.integer(column.Stored)) }
	return []factField{
		required(field("seq", integer, stored)),
		required(naming(field("statement_id", text, func(r *factRow) cell { return textCell(r.part.ID(r.row).String()) }))),
		required(field("store", label, func(*factRow) cell { return cell{set: true, text: f.request.StoreName} })),
		required(field("ts", instant, func(r *factRow) cell { return wholeCell(r.integer(column.Timestamp)) })),
		required(field("stored", instant, stored)),
		field("person", label, func(r *factRow) cell { return textCell(f.personName(r.person)) }),
		required(field("verb_class", label, func(r *factRow) cell { return textCell(m.Class(r.code(column.Verb)).String()) })),
		word("verb", column.Verbs, column.Verb),
		word("activity", column.Activities, column.Activity),
		field("activity_type", label, func(r *factRow) cell { return textCell(s.Word(column.Types, m.TypeOf(r.code(column.Activity)))) }),
		field("interaction_type", label, func(r *factRow) cell {
			return textCell(s.Word(column.Types, m.InteractionOf(r.code(column.Activity))))
		}),
		field("course", label, func(r *factRow) cell { return textCell(m.CourseName(r.course)) }),
		field("course_rule", integer, func(r *factRow) cell { return cell{set: r.rule != 0, whole: int64(r.rule)} }),
		field("parent", label, func(r *factRow) cell { return textCell(f.parent(r.code(column.Context))) }),
		naming(field("registration", label, f.registration)),
		score("scaled", column.Scaled),
		score("raw", column.Raw),
		score("min", column.Min),
		score("max", column.Max),
		answer("success", column.HasSuccess, column.Success),
		answer("completion", column.HasCompletion, column.Completion),
		field("duration_s", number, func(r *factRow) cell {
			duration := r.integer(column.Duration)
			return cell{set: duration != fact.None, real: float64(duration) / 1e6}
		}),
		naming(field("response", label, func(r *factRow) cell {
			return cell{set: r.flag(column.HasResponse), text: s.Word(column.Labels, r.code(column.Response))}
		})),
		word("platform", column.Labels, column.Platform),
		word("device", column.Labels, column.Device),
		field("source", label, func(r *factRow) cell { return textCell(f.source(r.code(column.Source))) }),
		word("lang", column.Labels, column.Language),
		required(field("formal", boolean, func(r *factRow) cell { return booleanCell(true, m.Formal(r.course, r.code(column.Source))) })),
		flag("in_group", column.InGroup),
		flag("is_group", column.IsGroup),
		flag("self_asserted", column.SelfAsserted),
		required(field("clock_suspect", boolean, func(r *factRow) cell {
			return booleanCell(true, m.Suspect(r.integer(column.Stored), r.integer(column.Timestamp), r.code(column.Source)))
		})),
	}
}

// extensionFields are the columns of the promoted extensions, which are called
// as the query API writes them. What they hold nobody knows: it may name people.
func (f *facts) extensionFields() (fields []factField) {
	for i, name := range f.snapshot.Promoted {
		c := column.Extension + column.Column(i)
		fields = append(fields, factField{header{name, label, false}, true, func(r *factRow) cell {
			return textCell(f.snapshot.Word(column.Labels, r.code(c)))
		}})
	}
	return fields
}

func realCell(value float64) cell { return cell{set: !math.IsNaN(value), real: value} }

// personName returns how a person is called; "" for groups.
func (f *facts) personName(person uint32) string {
	if person == 0 || f.request.Pseudonym == nil {
		return f.resolved.PersonName(person)
	}
	if f.pseudonyms[person] == "" {
		f.pseudonyms[person] = f.request.Pseudonym(f.resolved.PersonName(person))
	}
	return f.pseudonyms[person]
}

// source returns the name of a source: for pseudonymous readers not that of an
// authority, which may be the learner's own.
func (f *facts) source(code column.Code) string {
	name := f.snapshot.Word(column.Labels, code)
	if f.request.Pseudonym != nil {
		if _, identity := xapi.ParseIFI(name); identity {
			return ""
		}
	}
	return name
}

// parent returns the first parent of a context.
func (f *facts) parent(context column.Code) string {
	if parents := f.snapshot.Contexts[context].Parents; len(parents) > 0 {
		return f.snapshot.Word(column.Activities, parents[0])
	}
	return ""
}

func (f *facts) registration(r *factRow) cell {
	if index := r.code(column.Registration); index != 0 {
		return textCell(r.part.Registrations()[index].String())
	}
	return cell{}
}

// factColumns is a block of rows.
type factColumns struct {
	codes    [math.MaxUint8 + 1][]uint32 // by column, as are the others
	integers [math.MaxUint8 + 1][]int64
	numbers  [math.MaxUint8 + 1][]float64
}

// read reads the rows [from, to) of a part.
func (b *factColumns) read(part column.Part, from, to, extensions int) {
	for c := column.Actor; c <= column.Registration; c++ {
		b.codes[c] = part.Codes(c, from, to, b.codes[c])
	}
	for i := range extensions {
		c := column.Extension + column.Column(i)
		b.codes[c] = part.Codes(c, from, to, b.codes[c])
	}
	for _, c := range []column.Column{column.Stored, column.Timestamp, column.Duration} {
		b.integers[c] = part.Integers(c, from, to, b.integers[c])
	}
	for _, c := range []column.Column{column.Scaled, column.Raw, column.Min, column.Max} {
		b.numbers[c] = part.Numbers(c, from, to, b.numbers[c])
	}
}

// each hands out the rows that were not voided and that the request may see.
func (f *facts) each(ctx context.Context, yield func([]cell) error) error {
	block := &factColumns{}
	row := make([]cell, len(f.fields))
	for _, part := range f.snapshot.Parts {
		if least, most := part.Span(column.Stored); most <= f.request.Since || f.request.Until != 0 && least > f.request.Until {
			continue
		}
		voided := part.Voided()
		for from := 0; from < part.Len(); from += factBlock {
			if err := ctx.Err(); err != nil {
				return err
			}
			to := min(from+factBlock, part.Len())
			block.read(part, from, to, len(f.snapshot.Promoted))
			for at := range to - from {
				if len(voided) > 0 && int(voided[0].Row) == from+at {
					voided = voided[1:]
					continue
				}
				current := factRow{part: part, row: from + at, block: block, at: at}
				if !f.resolve(&current) {
					continue
				}
				for i := range f.fields {
					row[i] = f.fields[i].value(&current)
				}
				if err := yield(row); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// resolve fills in what a row means, and reports whether it is asked for.
func (f *facts) resolve(r *factRow) bool {
	if !f.within(r.integer(column.Stored)) {
		return false
	}
	r.person = f.resolved.Person(r.code(column.Actor))
	if f.shown != nil && !f.shown[r.person] {
		return false
	}
	r.course, r.rule = f.resolved.Course(r.code(column.Activity), r.code(column.Context))
	return true
}

// within reports whether a stored time is within the request's bounds.
func (f *facts) within(stored int64) bool {
	return stored > f.request.Since && (f.request.Until == 0 || stored <= f.request.Until)
}
