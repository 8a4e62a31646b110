package engine

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// dimension is a field by which rows are put into groups: each value has a
// code, the same for all workers; 0 is no value.
type dimension struct {
	column query.Column
	// codes returns the code of each row of a block. Fields with several values
	// have each instead, which lists the codes of a row; none is as 0.
	codes func(b *block) []uint32
	each  func(b *block) func(i int) []column.Code
	// value is what stands in a cell for a code.
	value func(code uint32) any
}

// dimension makes a field ready to group by.
func (v *view) dimension(f query.Field) (*dimension, error) {
	d := &dimension{column: query.Column{Name: f.Name(), Type: query.ColumnText}}
	text := func(name func(code uint32) string) func(code uint32) any {
		return func(code uint32) any {
			if code == 0 {
				return nil
			}
			if t := name(code); t != "" {
				return t
			}
			return nil
		}
	}
	word := func(of column.Dictionary) func(code uint32) any {
		return text(func(code uint32) string { return v.snapshot.Word(of, code) })
	}
	plain := func(c column.Column, of column.Dictionary) {
		d.codes, d.value = func(b *block) []uint32 { return b.codes(c) }, word(of)
	}
	switch f.ID {
	case query.Person:
		d.codes, d.value = func(b *block) []uint32 { return b.person }, text(v.personName)
	case query.Actor:
		d.codes = func(b *block) []uint32 { return b.codes(column.Actor) }
		d.value = text(func(code uint32) string { return v.called(v.snapshot.Word(column.Actors, code)) })
	case query.Instructor:
		plain(column.Instructor, column.Actors)
	case query.Verb:
		plain(column.Verb, column.Verbs)
	case query.VerbClass:
		d.codes = mapped(column.Verb, func(verb uint32) uint32 {
			if verb == 0 {
				return 0
			}
			return uint32(v.classOf(verb)) + 1
		})
		d.value = text(func(code uint32) string { return meaning.Class(code - 1).String() })
	case query.Activity:
		plain(column.Activity, column.Activities)
	case query.ActivityType:
		d.codes, d.value = mapped(column.Activity, v.names.TypeOf), word(column.Types)
	case query.Interaction:
		d.codes, d.value = mapped(column.Activity, v.names.InteractionOf), word(column.Types)
	case query.Platform:
		plain(column.Platform, column.Labels)
	case query.Language:
		plain(column.Language, column.Labels)
	case query.Device:
		plain(column.Device, column.Labels)
	case query.Source:
		plain(column.Source, column.Labels)
		d.value = text(func(code uint32) string { return v.sourceName(v.snapshot.Word(column.Labels, code)) })
	case query.Response:
		plain(column.Response, column.Labels)
	case query.Course:
		d.codes, d.value = func(b *block) []uint32 { return b.courses(nil) }, text(v.names.CourseName)
	case query.CourseRule:
		d.column.Type = query.ColumnNumber
		d.codes = func(b *block) []uint32 {
			activities, contexts := b.codes(column.Activity), b.codes(column.Context)
			rules := make([]uint32, b.n)
			for i := range rules {
				_, rule := v.names.Course(activities[i], contexts[i])
				rules[i] = uint32(rule)
			}
			return rules
		}
		d.value = number(0)
	case query.Parent, query.Grouping, query.Category, query.OtherContext:
		list := contextList(f.ID)
		d.each = func(b *block) func(i int) []column.Code {
			contexts := b.codes(column.Context)
			return func(i int) []column.Code { return list(&v.snapshot.Contexts[contexts[i]]) }
		}
		d.value = word(column.Activities)
	case query.Registration:
		seen := newCoded[xapi.UUID]()
		d.codes = func(b *block) []uint32 {
			return seen.codesOf(b.registrations(), func(id xapi.UUID) bool { return id == xapi.UUID{} })
		}
		d.value = text(func(code uint32) string { return seen.value(code).String() })
	case query.Success, query.Completion:
		d.column.Type = query.ColumnBoolean
		of := successOf
		if f.ID == query.Completion {
			of = completionOf
		}
		d.codes = mapped(column.Flags, func(flags uint32) uint32 { return uint32(of(flags)) })
		d.value = boolean
	case query.Formal, query.SelfAsserted, query.InGroup, query.IsGroup, query.ClockSuspect:
		d.column.Type = query.ColumnBoolean
		d.codes, d.value = v.flags(f.ID), boolean
	case query.Hour, query.Weekday:
		d.column.Type = query.ColumnNumber
		d.codes, d.value = v.clock(f.ID), number(1)
	case query.Extension:
		c, err := v.extension(f.Extension)
		if err != nil {
			return nil, err
		}
		d.codes = func(b *block) []uint32 { return derive(b, c.codes) }
		d.value = text(c.text)
	default:
		numbers := v.numbersOf(f)
		if numbers == nil {
			return nil, fmt.Errorf("the field %s is no dimension", f.Name())
		}
		d.column.Type = numberColumn(f)
		seen := newCoded[float64]()
		d.codes = func(b *block) []uint32 { return seen.codesOf(derive(b, numbers), math.IsNaN) }
		d.value = func(code uint32) any {
			if code == 0 {
				return nil
			}
			return seen.value(code)
		}
	}
	return d, nil
}

// numberColumn is how a field of numbers is written.
func numberColumn(f query.Field) query.ColumnType {
	if f.ID == query.Duration || f.ID == query.Lag || f.ID == query.VideoLength {
		return query.ColumnSeconds
	}
	return query.ColumnNumber
}

// mapped derives a code from that of a column.
func mapped(c column.Column, of func(code uint32) uint32) func(b *block) []uint32 {
	return func(b *block) []uint32 {
		codes := make([]uint32, b.n)
		for i, code := range b.codes(c) {
			codes[i] = of(code)
		}
		return codes
	}
}

// flags has 1 for no and 2 for yes.
func (v *view) flags(id query.FieldID) func(b *block) []uint32 {
	is := v.flagOf(id)
	return func(b *block) []uint32 {
		return derive(b, func(r *raw) []uint32 {
			mask := r.masks.take(r.len())
			defer r.masks.put(mask)
			is(r, mask)
			codes := make([]uint32, len(mask))
			for i, yes := range mask {
				codes[i] = uint32(1 + flag(yes))
			}
			return codes
		})
	}
}

func boolean(code uint32) any {
	if code == 0 {
		return nil
	}
	return code == 2
}

// number is the value of codes that are numbers, above a base; 0 is none.
func number(base int64) func(code uint32) any {
	return func(code uint32) any {
		if code == 0 {
			return nil
		}
		return int64(code) - base
	}
}

// clock has the hour of the day, from 1 for midnight, or the day of the week,
// from 2 for Monday, in the query's zone.
func (v *view) clock(id query.FieldID) func(b *block) []uint32 {
	zone := v.query.Time.Zone
	return func(b *block) []uint32 {
		codes := make([]uint32, b.n)
		for i, at := range b.times() {
			t := time.UnixMicro(at).In(zone)
			if id == query.Hour {
				codes[i] = uint32(t.Hour()) + 1
			} else {
				codes[i] = uint32(t.Weekday()+6)%7 + 2
			}
		}
		return codes
	}
}

// coded gives values that are in no dictionary codes, from 1, that hold for all
// parts. Workers share it.
type coded[T comparable] struct {
	mu    sync.Mutex
	codes map[T]uint32
	list  []T
}

func newCoded[T comparable]() *coded[T] { return &coded[T]{codes: make(map[T]uint32)} }

// codesOf returns the codes of values, 0 for those that are missing.
func (c *coded[T]) codesOf(values []T, missing func(T) bool) []uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	codes := make([]uint32, len(values))
	for i, value := range values {
		if missing(value) {
			continue
		}
		code, known := c.codes[value]
		if !known {
			c.list = append(c.list, value)
			code = uint32(len(c.list))
			c.codes[value] = code
		}
		codes[i] = code
	}
	return codes
}

// value returns the value of a code from 1.
func (c *coded[T]) value(code uint32) T {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list[code-1]
}

// personName is what a person is called in answers.
func (v *view) personName(person uint32) string { return v.called(v.names.PersonName(person)) }

// called is an identity as the scope may see it.
func (v *view) called(identity string) string {
	if identity == "" || v.scope.SeesPeople {
		return identity
	}
	return v.scope.Pseudonym(identity)
}

// sourceName is a source as the scope may see it: an authority that is no access
// key may be a person.
func (v *view) sourceName(source string) string {
	if _, is := xapi.ParseIFI(source); is {
		return v.called(source)
	}
	return source
}

// compareCells orders two cells of a column: nil last, false before true,
// texts by their bytes.
func compareCells(x, y any) int {
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil:
		return 1
	case y == nil:
		return -1
	}
	switch x := x.(type) {
	case string:
		switch y := y.(string); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	case bool:
		return flag(x) - flag(y.(bool))
	}
	a, b := asNumber(x), asNumber(y)
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// asNumber reads a cell that is a number, or a share of which the value is.
func asNumber(cell any) float64 {
	switch x := cell.(type) {
	case int64:
		return float64(x)
	case float64:
		return x
	case query.Share:
		if x.Value != nil {
			return *x.Value
		}
	}
	return math.NaN()
}

// isNull reports whether a cell has no value to sort by.
func isNull(cell any) bool {
	if share, is := cell.(query.Share); is {
		return share.Value == nil
	}
	return cell == nil
}

// compareRows orders rows by some of their columns, the first ones first.
func compareRows(x, y []any, width int) int {
	return slices.CompareFunc(x[:width], y[:width], compareCells)
}
