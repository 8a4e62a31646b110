package sample

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// The types of activities.
const (
	adlActivity    = "http://adlnet.gov/expapi/activities/"
	typeCourse     = adlActivity + "course"
	typeModule     = adlActivity + "module"
	typeAssessment = adlActivity + "assessment"
	typeQuestion   = adlActivity + "cmi.interaction"
	typeSimulation = adlActivity + "simulation"
	typeStep       = adlActivity + "performance"
	typeMeeting    = adlActivity + "meeting"
	typeObjective  = adlActivity + "objective"
	typeVideo      = "https://w3id.org/xapi/video/activity-type/video"
	typeArticle    = "http://activitystrea.ms/schema/1.0/article"
	typeAudio      = "http://activitystrea.ms/schema/1.0/audio"
	typeThread     = "http://id.tincanapi.com/activitytype/forum-topic"
	typeBook       = "http://id.tincanapi.com/activitytype/book"
	typeMentoring  = "http://id.tincanapi.com/activitytype/tutor-session"
	typeBadge      = "https://w3id.org/xapi/openbadges/activities/badge"
)

// label is a name in the company's languages.
type label struct{ en, de string }

// activity is something that is learned with.
type activity struct {
	id   string
	name label
	// object is the activity with its definition, as statements have it.
	object []byte
}

// newActivity defines an activity; more are further members of its definition.
func newActivity(id, kind string, name label, more string) *activity {
	var b bytes.Buffer
	b.WriteString(`{"objectType":"Activity","id":` + quoted(id) + `,"definition":{"type":` + quoted(kind))
	b.WriteString(`,"name":` + name.json() + more + `}}`)
	return &activity{id: id, name: name, object: b.Bytes()}
}

// json is the language map.
func (l label) json() string {
	if l.de == "" {
		return `{"en":` + quoted(l.en) + `}`
	}
	return `{"en":` + quoted(l.en) + `,"de":` + quoted(l.de) + `}`
}

// quoted writes a JSON string.
func quoted(text string) string {
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		panic(err) // the texts of this package are UTF-8
	}
	return string(quoted)
}

// number writes a JSON number with at most so many digits behind the point.
func number(x float64, digits int) string {
	text := strconv.FormatFloat(x, 'f', digits, 64)
	if digits == 0 {
		return text
	}
	return string(bytes.TrimRight(bytes.TrimRight([]byte(text), "0"), "."))
}
