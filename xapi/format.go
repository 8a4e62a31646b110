package xapi

import "sync"

// Format is how statements are returned (FM-01 to FM-04).
type Format uint8

// The three formats; Exact is the default.
const (
	Exact Format = iota
	IDs
	Canonical
)

// ParseFormat reads the parameter format: "exact", "ids" or "canonical".
func ParseFormat(text string) (Format, bool) {
	switch text {
	case "exact":
		return Exact, true
	case "ids":
		return IDs, true
	case "canonical":
		return Canonical, true
	}
	return Exact, false
}

// AppendIDs appends the stored statement in the format ids (FM-02).
func AppendIDs(dst, stored []byte) []byte {
	f := formatters.Get().(*formatter)
	defer f.release()
	return f.format(dst, stored, IDs)
}

// Describe returns the canonical description of an activity or verb, nil when
// there is none.
type Describe func(kind DescriptionKind, key Key) []byte

// AppendCanonical appends the stored statement in the format canonical (FM-03
// to FM-07): activities and verbs as described, one language in each map.
func AppendCanonical(dst, stored []byte, describe Describe, languages LanguageRanges) []byte {
	f := formatters.Get().(*formatter)
	defer f.release()
	f.describe, f.description.languages = describe, languages
	return f.format(dst, stored, Canonical)
}

// formatter writes a stored statement in a format other than exact. What no
// rule speaks of is copied as it stands.
type formatter struct {
	tape
	out         []byte
	to          Format
	describe    Describe
	description descriptionFormatter
}

var formatters = sync.Pool{New: func() any { return new(formatter) }}

func (f *formatter) release() {
	f.forget()
	f.out, f.describe = nil, nil
	f.description.forget()
	f.description.languages = LanguageRanges{}
	clear(f.description.tags[:cap(f.description.tags)])
	formatters.Put(f)
}

// format appends the statement; a text that is none is appended as it is.
func (f *formatter) format(dst, stored []byte, to Format) []byte {
	if f.scan(stored, len(stored)) != nil {
		return append(dst, stored...)
	}
	f.out, f.to = dst, to
	f.object(0, (*formatter).eventProperty)
	return f.out
}

// object writes an object, its values written by property.
func (f *formatter) object(n int, property func(f *formatter, key []byte, value int)) {
	if f.kind(n) != objectNode {
		f.copy(n)
		return
	}
	f.out = append(f.out, '{')
	for key, value := range f.members(n) {
		f.key(key)
		property(f, f.decoded(key), value)
	}
	f.out = append(f.out, '}')
}

// array writes an array, its entries written by entry.
func (f *formatter) array(n int, entry func(f *formatter, n int)) {
	if f.kind(n) != arrayNode {
		f.copy(n)
		return
	}
	f.out = append(f.out, '[')
	for item := range f.items(n) {
		if item > n+1 {
			f.out = append(f.out, ',')
		}
		entry(f, item)
	}
	f.out = append(f.out, ']')
}

func (f *formatter) copy(n int) { f.out = append(f.out, f.raw(n)...) }

// key writes the key of one more member of the object that was begun.
func (f *formatter) key(n int) {
	if f.out[len(f.out)-1] != '{' {
		f.out = append(f.out, ',')
	}
	f.copy(n)
	f.out = append(f.out, ':')
}

// eventProperty writes what a Statement and a SubStatement have.
func (f *formatter) eventProperty(key []byte, value int) {
	switch string(key) {
	case "actor", "authority":
		f.actor(value)
	case "verb":
		f.verb(value)
	case "object":
		f.target(value)
	case "context":
		f.object(value, (*formatter).contextProperty)
	default:
		f.copy(value)
	}
}

func (f *formatter) target(n int) {
	objectType := f.member(n, "objectType")
	switch {
	case objectType == 0, f.is(objectType, "Activity"):
		f.activity(n)
	case f.is(objectType, "Agent"), f.is(objectType, "Group"):
		f.actorAs(n, true)
	case f.is(objectType, "SubStatement"):
		f.object(n, (*formatter).eventProperty)
	default:
		f.copy(n)
	}
}

func (f *formatter) contextProperty(key []byte, value int) {
	switch string(key) {
	case "instructor", "team":
		f.actor(value)
	case "contextActivities":
		f.object(value, (*formatter).contextActivitiesProperty)
	case "contextAgents", "contextGroups":
		f.array(value, (*formatter).contextActor)
	default:
		f.copy(value)
	}
}

func (f *formatter) contextActivitiesProperty(_ []byte, value int) {
	f.array(value, (*formatter).activity)
}

// contextActor writes a contextAgent or contextGroup, whose objectType and
// relevantTypes stay (V2-12).
func (f *formatter) contextActor(n int) { f.object(n, (*formatter).contextActorProperty) }

func (f *formatter) contextActorProperty(key []byte, value int) {
	switch string(key) {
	case "agent", "group":
		f.actor(value)
	default:
		f.copy(value)
	}
}

func (f *formatter) actor(n int) { f.actorAs(n, false) }

// actorAs writes an Agent or Group: in the format ids only what identifies it
// (FM-02), with an Agent's objectType only where an Activity could be meant.
func (f *formatter) actorAs(n int, typed bool) {
	if f.to == Canonical {
		f.copy(n)
		return
	}
	group, anonymous := false, true
	for key, value := range f.members(n) {
		switch string(f.decoded(key)) {
		case "objectType":
			group = f.is(value, "Group")
		case "mbox", "mbox_sha1sum", "openid", "account":
			anonymous = false
		}
	}
	f.out = append(f.out, '{')
	for key, value := range f.members(n) {
		switch string(f.decoded(key)) {
		case "objectType":
			if group || typed {
				f.key(key)
				f.copy(value)
			}
		case "mbox", "mbox_sha1sum", "openid", "account":
			f.key(key)
			f.copy(value)
		case "member":
			if anonymous {
				f.key(key)
				f.array(value, (*formatter).actor)
			}
		}
	}
	f.out = append(f.out, '}')
}
