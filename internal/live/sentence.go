package live

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/xapi"
)

// form is how a reader wants statements.
type form struct {
	// language is what ranges were read from.
	language string
	// whole adds the statement itself.
	whole bool
}

// maxRendered is how many forms of a statement are kept.
const maxRendered = 4

// named is something with an id and a name for people.
type named struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

// shown is the data of an event «statement».
type shown struct {
	ID        string `json:"id"`
	Stored    string `json:"stored"`
	Timestamp string `json:"timestamp"`
	Actor     struct {
		Name     string `json:"name"`
		Identity string `json:"identity,omitempty"`
	} `json:"actor"`
	Verb struct {
		ID      string `json:"id"`
		Display string `json:"display"`
		Class   string `json:"class,omitempty"`
	} `json:"verb"`
	Object   named  `json:"object"`
	Source   string `json:"source,omitempty"`
	Sentence string `json:"sentence"`
	// Voided: a statement that is stored by now says that this one is not true.
	Voided    bool           `json:"voided,omitempty"`
	Statement jsontext.Value `json:"statement,omitempty"`
}

// data returns the statement as the data of an event, in one line.
func (s *statement) data(want form, languages xapi.LanguageRanges, class func(verb string) string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rendered {
		if r.form == want {
			return r.data, nil
		}
	}
	show := shown{
		ID: s.ID.String(), Stored: string(xapi.AppendStoredTime(nil, s.Stored.Stored)), Timestamp: s.Timestamp,
		Source: s.source, Voided: s.Voided,
	}
	show.Actor.Name, show.Actor.Identity = s.Actor.called(), s.identity
	show.Verb.ID, show.Verb.Display, show.Verb.Class = s.Verb.ID, s.Verb.called(languages), class(s.Verb.ID)
	show.Object = named{s.Object.reference(), s.Object.called(languages)}
	show.Sentence = s.sentence(show.Actor.Name, show.Verb.Display, show.Object.Name)
	if want.whole {
		show.Statement = s.JSON
	}
	data, err := json.Marshal(&show, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	if err != nil {
		return nil, fmt.Errorf("show the statement %s: %w", s.ID, err)
	}
	if len(s.rendered) < maxRendered {
		s.rendered = append(s.rendered, rendering{want, data})
	}
	return data, nil
}

// sentence is the statement in plain English: «Ana passed Fire safety, 92 %».
func (s *statement) sentence(actor, verb, object string) string {
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

// called is what to call an agent or group: its name, or what is best in its
// identifier.
func (a agent) called() string {
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

func (v verb) called(languages xapi.LanguageRanges) string {
	if text := chosen(v.Display, languages); text != "" {
		return text
	}
	return lastPart(v.ID)
}

// reference is the id or identity of the object; "" for what has none.
func (o object) reference() string {
	if o.ID != "" {
		return o.ID
	}
	return o.identity()
}

func (o object) called(languages xapi.LanguageRanges) string {
	switch o.ObjectType {
	case "Agent", "Group":
		return o.agent.called()
	case "StatementRef":
		return "a statement"
	case "SubStatement":
		if o.Verb == nil || o.Object == nil {
			return "a plan"
		}
		return "«" + o.Verb.called(languages) + " " + o.Object.called(languages) + "»"
	}
	if text := chosen(o.Definition.Name, languages); text != "" {
		return text
	}
	return lastPart(o.ID)
}

// chosen is the text of a language map that a reader wants.
func chosen(texts map[string]string, languages xapi.LanguageRanges) string {
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
