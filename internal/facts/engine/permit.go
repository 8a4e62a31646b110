package engine

import (
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// permit refuses what the scope may not ask (docs/query-api.md, Privacy).
func (v *view) permit() error {
	if v.scope.SeesPeople {
		return nil
	}
	q := v.query
	switch {
	case q.Kind == query.Statements || q.Kind == query.Episodes:
		return problem.New(problem.Forbidden, "people-hidden", "kind %s shows people, whom this role does not see: ask for kind table or trend", q.Kind)
	case q.Actors != nil:
		return problem.New(problem.Forbidden, "people-hidden", "this role does not see people: leave out actors")
	}
	for _, path := range q.Extensions() {
		if !v.meaning.Promoted[path] {
			return problem.New(problem.Forbidden, "people-hidden",
				"the extension %s may tell who people are: this role may ask only for those that an administrator promoted", path)
		}
	}
	for _, field := range q.FilterFields() {
		if namesSomebody(field.ID) || field.ID == query.Person || field.ID == query.Actor {
			return hidden(field)
		}
	}
	for _, field := range q.Dimensions {
		if namesSomebody(field.ID) {
			return hidden(field)
		}
		if v.minGroup() > 1 && tellsOfOne(field.ID) {
			return alone(field)
		}
	}
	if q.By != nil {
		switch {
		case namesSomebody(q.By.ID) || q.By.ID == query.Person || q.By.ID == query.Actor:
			return hidden(*q.By)
		case v.minGroup() > 1 && tellsOfOne(q.By.ID):
			return alone(*q.By)
		}
	}
	return nil
}

// tellsOfOne: groups by the field are of one person each, or nearly, so that
// their rows alone, without any number, say what somebody did.
func tellsOfOne(id query.FieldID) bool {
	switch id {
	case query.Person, query.Actor, query.Score, query.ScoreScaled, query.ScoreRaw, query.ScoreMin, query.ScoreMax,
		query.Duration, query.Lag, query.VideoLength:
		return true
	default:
		return false
	}
}

func alone(field query.Field) error {
	return problem.New(problem.Forbidden, "people-hidden",
		"groups by %s are about single people, of whom this role sees nothing: leave it out (kind distribution tells how numbers lie)", field.Name())
}

// namesSomebody: with the field people or single statements can be found.
func namesSomebody(id query.FieldID) bool {
	switch id {
	case query.Registration, query.StatementID, query.Instructor, query.Response:
		return true
	default:
		return false
	}
}

func hidden(field query.Field) error {
	return problem.New(problem.Forbidden, "people-hidden", "the field %s may tell who people are, which this role does not see: leave it out", field.Name())
}
