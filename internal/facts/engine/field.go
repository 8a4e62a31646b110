package engine

import (
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
)

// wordsOf returns how a text field is found by the codes of one column; nil for
// fields that are found in other ways.
func (v *view) wordsOf(f query.Field) *words {
	switch f.ID {
	case query.Actor:
		return v.dictionary(column.Actor, column.Actors)
	case query.Person:
		return v.derived(column.Actor, column.Actors, func(actor uint32) string { return v.names.PersonName(v.names.Person(actor)) })
	case query.Instructor:
		return v.dictionary(column.Instructor, column.Actors)
	case query.Verb:
		return v.dictionary(column.Verb, column.Verbs)
	case query.VerbClass:
		return &words{column.Verb, v.snapshot.Words(column.Verbs), func(verb uint32, yield func(string)) {
			if verb != 0 {
				yield(v.names.Class(verb).String())
			}
		}}
	case query.Activity:
		return v.dictionary(column.Activity, column.Activities)
	case query.ActivityType:
		return v.derived(column.Activity, column.Activities, func(activity uint32) string {
			return v.snapshot.Word(column.Types, v.names.TypeOf(activity))
		})
	case query.Interaction:
		return v.derived(column.Activity, column.Activities, func(activity uint32) string {
			return v.snapshot.Word(column.Types, v.names.InteractionOf(activity))
		})
	case query.Platform:
		return v.dictionary(column.Platform, column.Labels)
	case query.Language:
		return v.dictionary(column.Language, column.Labels)
	case query.Device:
		return v.dictionary(column.Device, column.Labels)
	case query.Source:
		if !v.scope.SeesPeople {
			// Filters must not find out what a pseudonym stands for.
			return v.derived(column.Source, column.Labels, func(code uint32) string { return v.sourceName(v.snapshot.Word(column.Labels, code)) })
		}
		return v.dictionary(column.Source, column.Labels)
	case query.Response:
		return v.dictionary(column.Response, column.Labels)
	case query.Parent, query.Grouping, query.Category, query.OtherContext:
		list := contextList(f.ID)
		return &words{column.Context, len(v.snapshot.Contexts) - 1, func(context uint32, yield func(string)) {
			for _, activity := range list(&v.snapshot.Contexts[context]) {
				yield(v.snapshot.Word(column.Activities, activity))
			}
		}}
	default:
		return nil
	}
}

// dictionary is a field that is the words of a dictionary.
func (v *view) dictionary(c column.Column, d column.Dictionary) *words {
	return v.derived(c, d, func(code uint32) string { return v.snapshot.Word(d, code) })
}

// derived is a field that follows from the code in a column; "" is none.
func (v *view) derived(c column.Column, d column.Dictionary, text func(code uint32) string) *words {
	return &words{c, v.snapshot.Words(d), func(code uint32, yield func(string)) {
		if code == 0 {
			return
		}
		if t := text(code); t != "" {
			yield(t)
		}
	}}
}

// contextList returns what picks one of the lists of context activities.
func contextList(id query.FieldID) func(*column.ContextActivities) []column.Code {
	switch id {
	case query.Parent:
		return func(c *column.ContextActivities) []column.Code { return c.Parents }
	case query.Grouping:
		return func(c *column.ContextActivities) []column.Code { return c.Groupings }
	case query.Category:
		return func(c *column.ContextActivities) []column.Code { return c.Categories }
	default:
		return func(c *column.ContextActivities) []column.Code { return c.Others }
	}
}

// classOf is the class of a verb's code.
func (v *view) classOf(verb uint32) meaning.Class { return v.names.Class(verb) }
