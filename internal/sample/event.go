package sample

import (
	"fmt"
	"time"

	"github.com/lore-lrs/lore/xapi"
)

// verb is what is done.
type verb struct{ id, en, de string }

const (
	adlVerb   = "http://adlnet.gov/expapi/verbs/"
	cmi5Verb  = "https://w3id.org/xapi/adl/verbs/"
	videoVerb = "https://w3id.org/xapi/video/verbs/"
	streams   = "http://activitystrea.ms/schema/1.0/"
	tinCan    = "http://id.tincanapi.com/verb/"
)

var (
	registered  = &verb{adlVerb + "registered", "registered", "wurde angemeldet"}
	launched    = &verb{adlVerb + "launched", "launched", "startete"}
	initialized = &verb{adlVerb + "initialized", "initialized", "begann"}
	experienced = &verb{adlVerb + "experienced", "experienced", "bearbeitete"}
	answered    = &verb{adlVerb + "answered", "answered", "beantwortete"}
	passed      = &verb{adlVerb + "passed", "passed", "bestand"}
	failed      = &verb{adlVerb + "failed", "failed", "bestand nicht"}
	completed   = &verb{adlVerb + "completed", "completed", "schloss ab"}
	terminated  = &verb{adlVerb + "terminated", "terminated", "beendete"}
	satisfied   = &verb{cmi5Verb + "satisfied", "satisfied", "erfüllte"}
	abandoned   = &verb{cmi5Verb + "abandoned", "abandoned", "brach ab"}
	attended    = &verb{adlVerb + "attended", "attended", "nahm teil an"}
	performed   = &verb{xapp + "verbs/performed", "performed", "führte aus"}
	observed    = &verb{xapp + "verbs/was-observed", "was observed at", "wurde beobachtet bei"}
	played      = &verb{videoVerb + "played", "played", "spielte ab"}
	paused      = &verb{videoVerb + "paused", "paused", "hielt an"}
	seeked      = &verb{videoVerb + "seeked", "seeked", "sprang in"}
	read        = &verb{streams + "read", "read", "las"}
	listened    = &verb{streams + "listen", "listened to", "hörte"}
	asked       = &verb{adlVerb + "asked", "asked", "fragte"}
	commented   = &verb{adlVerb + "commented", "commented on", "kommentierte"}
	mentored    = &verb{tinCan + "mentored", "mentored", "betreute"}
	earned      = &verb{tinCan + "earned", "earned", "erwarb"}
	voided      = &verb{adlVerb + "voided", "voided", "erklärte für ungültig"}
)

// source is a system of the company that tells of learning.
type source struct {
	// slug names its access key; empty for learners themselves.
	slug, name, platform string
}

var sources = []*source{lmsSource, contentSource, vrSource, mobileSource, workshopSource}

var (
	lmsSource      = &source{"lms", "Learning platform", "Kompass LMS"}
	contentSource  = &source{"content", "Course content (authoring tool)", "Atelier"}
	vrSource       = &source{"vr", "VR headsets", "Norvik VR"}
	mobileSource   = &source{"mobile", "Mobile app", "Pocket"}
	workshopSource = &source{"workshops", "Workshop desk (people team)", "Workshop desk"}
	// learnerSource is whoever tells of their own learning.
	learnerSource = &source{platform: "Pocket"}
)

// key is the public part of the access key of a source. A store that comes again
// has keys of its own, since those of a removed store stay revoked.
func (y *Year) key(of *source) string {
	return fmt.Sprintf("%s-%d-%s", Store, y.config.Number, of.slug)
}

// authority is what statements of a source are stored with: that of its key.
func (y *Year) authority(of *source) []byte {
	return []byte(`{"objectType":"Agent","name":` + quoted(of.name) + `,"account":{"homePage":"urn:lore:store:` + Store + `","name":` + quoted(y.key(of)) + `}}`)
}

// Categories of statements.
const (
	cmi5Category  = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
	videoCategory = "https://w3id.org/xapi/video"
)

// event is one statement, before it is written.
type event struct {
	at, stored       int64
	id, registration xapi.UUID
	person           *person
	actor            *identity
	verb             *verb
	object           *activity
	// voids is the statement that it voids, instead of an object.
	voids  xapi.UUID
	source *source
	device string
	// course and parent are where it belongs; both may be nil.
	course     *course
	parent     *activity
	category   string
	instructor *identity
	// result is the JSON of the result, empty for none; extensions are further
	// members of the context's extensions, each with a comma before it.
	result, extensions string

	// item and right are known of answers.
	item  *item
	right bool
}

// append writes the statement behind text; authority is that of its source.
func (e *event) append(text, authority []byte) []byte {
	text = append(text, `{"id":"`...)
	text = append(text, e.id.String()...)
	text = append(text, `","timestamp":"`...)
	text = appendTime(text, e.at)
	text = append(text, `","stored":"`...)
	text = appendTime(text, e.stored)
	text = append(text, `","actor":`...)
	text = append(text, e.actor.json...)
	text = append(text, `,"verb":{"id":"`...)
	text = append(text, e.verb.id...)
	text = append(text, `","display":{"en":"`...)
	text = append(text, e.verb.en...)
	text = append(text, `","de":"`...)
	text = append(text, e.verb.de...)
	text = append(text, `"}},"object":`...)
	if e.object != nil {
		text = append(text, e.object.object...)
	} else {
		text = append(text, `{"objectType":"StatementRef","id":"`...)
		text = append(text, e.voids.String()...)
		text = append(text, `"}`...)
	}
	if e.result != "" {
		text = append(append(text, `,"result":`...), e.result...)
	}
	if e.object != nil {
		text = e.appendContext(text)
	}
	text = append(text, `,"authority":`...)
	if authority != nil {
		text = append(text, authority...)
	} else {
		text = append(text, e.actor.json...)
	}
	return append(text, '}')
}

func (e *event) appendContext(text []byte) []byte {
	text = append(text, `,"context":{"platform":`...)
	text = append(text, quoted(e.source.platform)...)
	if e.person.german {
		text = append(text, `,"language":"de"`...)
	} else {
		text = append(text, `,"language":"en"`...)
	}
	if e.registration != (xapi.UUID{}) {
		text = append(text, `,"registration":"`...)
		text = append(text, e.registration.String()...)
		text = append(text, '"')
	}
	if e.instructor != nil {
		text = append(append(text, `,"instructor":`...), e.instructor.json...)
	}
	if e.parent != nil || e.course != nil || e.category != "" {
		separator := `,"contextActivities":{`
		if e.parent != nil {
			text = append(append(text, separator+`"parent":[`...), e.parent.object...)
			text, separator = append(text, ']'), ","
		}
		if e.course != nil {
			text = append(append(text, separator+`"grouping":[`...), e.course.object...)
			text, separator = append(text, ']'), ","
		}
		if e.category != "" {
			text = append(text, separator+`"category":[{"id":"`+e.category+`"}]`...)
		}
		text = append(text, '}')
	}
	text = append(text, `,"extensions":{"`+DepartmentExtension+`":`+quoted(e.person.department.name)+`,"`+SiteExtension+`":`+quoted(e.person.site.name)...)
	if e.device != "" {
		text = append(text, `,"https://w3id.org/device-type":"`+e.device+`"`...)
	}
	text = append(text, e.extensions...)
	return append(text, "}}"...)
}

func appendTime(text []byte, micros int64) []byte {
	return time.UnixMicro(micros).UTC().AppendFormat(text, "2006-01-02T15:04:05.000000Z")
}

// Each writes every statement, in the order in which they are stored, and hands it
// to fn, which must not keep it. It ends at fn's first error.
func (y *Year) Each(fn func(statement []byte) error) error {
	return y.eachFrom(0, fn)
}

// eachFrom begins behind so many statements.
func (y *Year) eachFrom(done int, fn func(statement []byte) error) error {
	authorities := make(map[*source][]byte)
	for _, s := range sources {
		authorities[s] = y.authority(s)
	}
	var text []byte
	for i := done; i < len(y.events); i++ {
		e := &y.events[i]
		text = e.append(text[:0], authorities[e.source])
		if err := fn(text); err != nil {
			return err
		}
	}
	return nil
}
