package reference

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/xapi"
)

// texts returns the values of a text field; none where it is missing.
func (w *world) texts(r *row, f query.Field) []string {
	one := func(text string) []string {
		if text == "" {
			return nil
		}
		return []string{text}
	}
	switch f.ID {
	case query.Person:
		return one(r.person)
	case query.Actor:
		return one(r.Actor)
	case query.Verb:
		return one(r.Verb)
	case query.VerbClass:
		return one(r.class.String())
	case query.Activity:
		return one(r.Object.ID)
	case query.ActivityType:
		return one(r.typed)
	case query.Interaction:
		return one(r.interacts)
	case query.Course:
		return one(r.course)
	case query.Parent:
		return ids(r.Parents)
	case query.Grouping:
		return ids(r.Groupings)
	case query.Category:
		return ids(r.Categories)
	case query.OtherContext:
		return ids(r.Others)
	case query.Registration:
		if r.HasRegistration {
			return []string{r.Registration.String()}
		}
	case query.Platform:
		return one(r.Platform)
	case query.Language:
		return one(r.Language)
	case query.Instructor:
		return one(r.Instructor)
	case query.Device:
		return one(r.Device)
	case query.Source:
		if isIdentity(r.Source) {
			return one(w.called(r.Source)) // in filters, too
		}
		return one(r.Source)
	case query.Response:
		return one(r.Response)
	case query.StatementID:
		return []string{r.ID.String()}
	case query.Extension:
		if at := slices.Index(w.Promoted, f.Extension); at >= 0 && at < len(r.Extensions) {
			return one(r.Extensions[at])
		}
	}
	return nil
}

func ids(activities []fact.Activity) []string {
	var list []string
	for _, a := range activities {
		list = append(list, a.ID)
	}
	return list
}

// number returns the value of a number or time field, times in microseconds.
func (w *world) number(r *row, f query.Field) (float64, bool) {
	x := math.NaN()
	switch f.ID {
	case query.CourseRule:
		if r.courseRule > 0 {
			x = float64(r.courseRule)
		}
	case query.Score:
		x = score(r)
	case query.ScoreScaled:
		x = r.Scaled
	case query.ScoreRaw:
		x = r.Raw
	case query.ScoreMin:
		x = r.Min
	case query.ScoreMax:
		x = r.Max
	case query.Duration:
		if r.Duration != fact.None {
			x = float64(r.Duration) / 1e6
		}
	case query.Lag:
		x = float64(r.Stored-r.Timestamp) / 1e6
	case query.VideoLength:
		x = r.VideoLength
	case query.Timestamp:
		x = float64(r.Timestamp)
	case query.Stored:
		x = float64(r.Stored)
	case query.Hour:
		x = float64(time.UnixMicro(w.at(r)).In(w.q.Time.Zone).Hour())
	case query.Weekday:
		day := time.UnixMicro(w.at(r)).In(w.q.Time.Zone).Weekday()
		if day == time.Sunday {
			day = 7
		}
		x = float64(day)
	}
	return x, !math.IsNaN(x)
}

// score is the comparable score of a row; NaN for none.
func score(r *row) float64 {
	switch {
	case !math.IsNaN(r.Scaled):
		return r.Scaled
	case !math.IsNaN(r.Raw) && !math.IsNaN(r.Min) && !math.IsNaN(r.Max) && r.Max > r.Min:
		return (r.Raw - r.Min) / (r.Max - r.Min)
	default:
		return math.NaN()
	}
}

// flag returns the value of a boolean field.
func flag(r *row, f query.Field) (is, known bool) {
	switch f.ID {
	case query.Success:
		return r.Success == fact.Yes, r.Success != fact.Unknown
	case query.Completion:
		return r.Completion == fact.Yes, r.Completion != fact.Unknown
	case query.Formal:
		return r.formal, true
	case query.SelfAsserted:
		return r.SelfAsserted, true
	case query.InGroup:
		return r.InGroup, true
	case query.IsGroup:
		return r.IsGroup, true
	default:
		return r.suspect, true
	}
}

// values returns what a row has in a column of a field: one nil where the value
// is missing, else each value once.
func (w *world) values(r *row, f query.Field) []any {
	var found []any
	switch f.Type() {
	case query.NumberField:
		if x, ok := w.number(r, f); ok {
			found = append(found, x)
		}
	case query.BooleanField:
		if is, known := flag(r, f); known {
			found = append(found, is)
		}
	default:
		for _, text := range w.texts(r, f) {
			if f.ID == query.Person || f.ID == query.Actor {
				text = w.called(text)
			}
			if !slices.Contains(found, any(text)) {
				found = append(found, text)
			}
		}
	}
	if found == nil {
		return []any{nil}
	}
	return found
}

// column describes the column of a field.
func column(f query.Field) query.Column {
	kind := query.ColumnText
	switch f.Type() {
	case query.NumberField:
		kind = query.ColumnNumber
		if f.ID == query.Duration || f.ID == query.Lag || f.ID == query.VideoLength {
			kind = query.ColumnSeconds
		}
	case query.BooleanField:
		kind = query.ColumnBoolean
	case query.TimeField:
		kind = query.ColumnTime
	}
	return query.Column{Name: f.Name(), Type: kind}
}

// isIdentity reports whether a source is somebody, and no access key.
func isIdentity(source string) bool {
	_, is := xapi.ParseIFI(source)
	return is
}

// called is a person as the scope may see them.
func (w *world) called(identity string) string {
	if w.Scope.SeesPeople {
		return identity
	}
	return w.Scope.Pseudonym(identity)
}

// compareCells orders cells of a column: missing last, false before true, texts
// by bytes.
func compareCells(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	switch x := a.(type) {
	case string:
		return strings.Compare(x, b.(string))
	case bool:
		switch {
		case x == b.(bool):
			return 0
		case x:
			return 1
		default:
			return -1
		}
	}
	x, y := asNumber(a), asNumber(b)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	default:
		return 0
	}
}

func asNumber(cell any) float64 {
	switch x := cell.(type) {
	case int64:
		return float64(x)
	case float64:
		return x
	case query.Share:
		return *x.Value
	default:
		return math.NaN()
	}
}
