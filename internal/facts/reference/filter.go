package reference

import (
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// matches reports whether a row passes a filter; nil lets all pass.
func (w *world) matches(r *row, f *query.Filter) bool {
	if f == nil {
		return true
	}
	switch f.Operator {
	case query.And:
		return !slices.ContainsFunc(f.Operands, func(o *query.Filter) bool { return !w.matches(r, o) })
	case query.Or:
		return slices.ContainsFunc(f.Operands, func(o *query.Filter) bool { return w.matches(r, o) })
	case query.Not:
		return !w.matches(r, f.Operands[0])
	case query.HasDone:
		return r.person != "" && w.hasDone(f)[r.person]
	case query.Missing:
		return w.isMissing(r, f.Field)
	case query.Is:
		return w.isOneOf(r, f)
	case query.Contains:
		return w.anyText(r, f, strings.Contains)
	case query.Starts:
		return w.anyText(r, f, strings.HasPrefix)
	default:
		x, ok := w.number(r, f.Field)
		low := x > f.Low || x == f.Low && !f.LowOpen
		high := x < f.High || x == f.High && !f.HighOpen
		return ok && low && high
	}
}

func (w *world) anyText(r *row, f *query.Filter, holds func(text, part string) bool) bool {
	for _, text := range w.texts(r, f.Field) {
		for _, part := range f.Texts {
			if holds(text, part) {
				return true
			}
		}
	}
	return false
}

func (w *world) isMissing(r *row, f query.Field) bool {
	switch f.Type() {
	case query.NumberField, query.TimeField:
		_, ok := w.number(r, f)
		return !ok
	case query.BooleanField:
		_, known := flag(r, f)
		return !known
	default:
		return len(w.texts(r, f)) == 0
	}
}

func (w *world) isOneOf(r *row, f *query.Filter) bool {
	switch f.Field.Type() {
	case query.NumberField, query.TimeField:
		x, ok := w.number(r, f.Field)
		return ok && slices.Contains(f.Numbers, x)
	case query.BooleanField:
		is, known := flag(r, f.Field)
		return known && (is && f.Flags[1] || !is && f.Flags[0])
	default:
		return slices.ContainsFunc(w.texts(r, f.Field), func(text string) bool { return slices.Contains(f.Texts, text) })
	}
}

// hasDone returns the people who have a row that the filter asks for: with a
// timestamp before the end of the range, or before now if that is earlier.
func (w *world) hasDone(f *query.Filter) map[string]bool {
	if known, ok := w.done[f]; ok {
		return known
	}
	end := min(w.span.To, w.now)
	did := make(map[string]bool)
	for _, r := range w.sound {
		late := r.Timestamp >= end
		early := f.Within > 0 && r.Timestamp < end-f.Within.Microseconds()
		if r.person != "" && !late && !early && w.matches(r, f.Operands[0]) {
			did[r.person] = true
		}
	}
	w.done[f] = did
	return did
}
