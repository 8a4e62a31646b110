package sentence

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-lrs/lore/xapi"
)

// Line is a statement in one line.
type Line struct {
	ID        string `json:"id"`
	Stored    string `json:"stored"`
	Timestamp string `json:"timestamp"`
	Actor     Actor  `json:"actor"`
	Verb      Done   `json:"verb"`
	Object    Named  `json:"object"`
	Source    string `json:"source,omitempty"`
	Sentence  string `json:"sentence"`
	// Voided: a statement that is stored by now says that this one is not true.
	Voided bool `json:"voided,omitempty"`
}

// Actor is who did it.
type Actor struct {
	Name     string `json:"name"`
	Identity string `json:"identity,omitempty"`
}

// Done is a verb with its word and its class.
type Done struct {
	ID      string `json:"id"`
	Display string `json:"display"`
	Class   string `json:"class,omitempty"`
}

// Named is something with an id and a name for people.
type Named struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
	Type string `json:"type,omitempty"`
}

// Line returns the statement in one line. It knows no id, no stored time and not
// whether the statement is voided.
func (s *Statement) Line(languages xapi.LanguageRanges, class func(verb string) string) Line {
	line := Line{
		Timestamp: s.Timestamp, Source: s.Authority.Source(),
		Actor:  Actor{Name: s.Actor.Called(), Identity: s.Actor.Identity()},
		Verb:   Done{ID: s.Verb.ID, Display: s.Verb.called(languages), Class: class(s.Verb.ID)},
		Object: Named{ID: s.Object.reference(), Name: s.Object.called(languages)},
	}
	line.Sentence = s.Sentence(line.Actor.Name, line.Verb.Display, line.Object.Name)
	return line
}

// Sentence is the statement in plain English: «Ana passed Fire safety, 92 %».
func (s *Statement) Sentence(actor, verb, object string) string {
	sentence := actor + " " + verb + " " + object
	score := s.Result.Score
	switch {
	case score.Scaled != nil:
		sentence += fmt.Sprintf(", %s %%", number(*score.Scaled*100))
	case score.Raw != nil && score.Max != nil:
		sentence += fmt.Sprintf(", %s of %s", number(*score.Raw), number(*score.Max))
	case score.Raw != nil:
		sentence += ", " + number(*score.Raw)
	}
	return sentence
}

// number writes a number with at most one decimal.
func number(value float64) string {
	return strconv.FormatFloat(math.Round(value*10)/10, 'f', -1, 64)
}

// Called is what to call an agent or group: its name, or what is best in its
// identifier.
func (a Agent) Called() string {
	switch {
	case a.Name != "":
		return a.Name
	case a.Account.Name != "":
		return a.Account.Name
	case a.Mbox != "":
		return strings.TrimPrefix(a.Mbox, "mailto:")
	case a.OpenID != "":
		return a.OpenID
	case len(a.Member) > 0:
		return fmt.Sprintf("a group of %d", len(a.Member))
	case a.ObjectType == "Group":
		return "a group"
	default:
		return "somebody"
	}
}

func (v Verb) called(languages xapi.LanguageRanges) string {
	if text := Chosen(v.Display, languages); text != "" {
		return text
	}
	return lastPart(v.ID)
}

// reference is the id or identity of the object; "" for what has none.
func (o Object) reference() string {
	if o.ID != "" {
		return o.ID
	}
	return o.Identity()
}

func (o Object) called(languages xapi.LanguageRanges) string {
	switch o.ObjectType {
	case "Agent", "Group":
		return o.Agent.Called()
	case "StatementRef":
		return "a statement"
	case "SubStatement":
		if o.Verb == nil || o.Object == nil {
			return "a plan"
		}
		return "«" + o.Verb.called(languages) + " " + o.Object.called(languages) + "»"
	}
	if text := Chosen(o.Definition.Name, languages); text != "" {
		return text
	}
	return lastPart(o.ID)
}

// Chosen is the text of a language map that a reader wants.
func Chosen(texts map[string]string, languages xapi.LanguageRanges) string {
	if len(texts) == 0 {
		return ""
	}
	tags := slices.Collect(maps.Keys(texts))
	return texts[tags[languages.Choose(tags)]]
}

// lastPart is the last word of an IRI.
func lastPart(iri string) string {
	trimmed := strings.TrimRight(iri, "/#")
	if at := strings.LastIndexAny(trimmed, "/#:"); at >= 0 && at+1 < len(trimmed) {
		return trimmed[at+1:]
	}
	return iri
}
