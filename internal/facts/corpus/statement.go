// Package corpus has statements and queries by which all that answers queries is
// tested: the engine against the reference evaluator, and one store against the
// other. Both are made from a small vocabulary, so that things coincide: the
// same people, activities, registrations and moments come again and again.
//
// Everything is deterministic: the same seed gives the same bytes.
package corpus

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/xapi"
)

// Statement is a valid statement as a store may have it.
type Statement struct {
	ID xapi.UUID
	// Stored is when it is meant to be stored, in microseconds since 1970 UTC;
	// timestamps are made to fit it. Statements are in this order, no two at once.
	Stored int64
	// JSON has id, timestamp and authority, and no stored.
	JSON []byte
}

// Begin is when the first statement may be stored.
var Begin = time.Date(2026, 8, 3, 6, 0, 0, 0, time.UTC)

type object = map[string]any

// maker makes statements one after the other.
type maker struct {
	random *rand.Rand
	now    time.Time
	person int
	ids    []string
}

// Statements makes n statements.
func Statements(seed uint64, n int) []Statement {
	m := &maker{random: rand.New(rand.NewPCG(seed, 19)), now: Begin}
	for i := range n {
		var id xapi.UUID
		for k := range id {
			id[k] = byte(m.random.Uint32())
		}
		id[0], id[1], id[6], id[8] = byte(i>>8), byte(i), id[6]&0x0f|0x40, id[8]&0x3f|0x80
		m.ids = append(m.ids, id.String())
	}
	list := make([]Statement, n)
	for i := range list {
		m.advance()
		text, err := json.Marshal(m.statement(i), json.Deterministic(true))
		if err != nil {
			panic(fmt.Sprintf("write a statement of plain values: %v", err))
		}
		id, _ := xapi.ParseUUID(m.ids[i])
		list[i] = Statement{ID: id, Stored: m.now.UnixMicro(), JSON: text}
	}
	return list
}

// one in n times.
func (m *maker) one(n int) bool { return m.random.IntN(n) == 0 }

func pick[T any](m *maker, list []T) T { return list[m.random.IntN(len(list))] }

// advance lets time pass: mostly minutes within a session, at times days.
func (m *maker) advance() {
	switch m.random.IntN(40) {
	case 0:
		m.now = m.now.Add(time.Duration(1+m.random.IntN(70)) * time.Hour)
	case 1, 2, 3:
		m.now = m.now.Add(time.Duration(20+m.random.IntN(100)) * time.Minute)
	case 4, 5:
		m.now = m.now.Add(30 * time.Minute)
	case 6, 7:
		m.now = m.now.Add(time.Microsecond)
	default:
		m.now = m.now.Add(time.Duration(1+m.random.IntN(8)) * time.Minute)
	}
}

// timestamp is when something happened that is stored now.
func (m *maker) timestamp() time.Time {
	lag := time.Duration(0)
	switch m.random.IntN(40) {
	case 0:
		lag = time.Duration(1+m.random.IntN(60)) * 24 * time.Hour
	case 1, 2, 3:
		lag = time.Duration(1+m.random.IntN(100)) * time.Hour
	case 4:
		lag = 3653 * 24 * time.Hour
	case 5:
		lag = 3653*24*time.Hour + time.Microsecond
	case 6:
		lag = -5 * time.Minute
	case 7:
		lag = -5*time.Minute - time.Microsecond
	case 8:
		lag = -time.Duration(1+m.random.IntN(40)) * 24 * time.Hour
	case 9:
		lag = time.Hour
	case 10, 11, 12, 13, 14, 15:
		lag = time.Duration(m.random.IntN(90)) * time.Second
	}
	at := m.now.Add(-lag)
	if m.one(12) {
		at = at.Truncate(time.Hour) // so that moments and bounds coincide
	}
	return at
}

var words = []string{"ada", "bo", "cy", "di", "eve", "fay", "gus", "hal", "ida", "joe", "kim", "lu"}

// agent is the person of a number, with one of the four kinds of identifiers.
func agent(number int) object {
	name := words[number%len(words)]
	switch number % 4 {
	case 0:
		return object{"mbox": "mailto:" + name + "@example.org", "name": "Name of " + name}
	case 1:
		var sum [20]byte
		copy(sum[:], name)
		return object{"objectType": "Agent", "mbox_sha1sum": hex.EncodeToString(sum[:])}
	case 2:
		return object{"objectType": "Agent", "openid": "https://id.example.org/" + name}
	default:
		return object{"account": object{"homePage": "https://hr.example.org", "name": name}}
	}
}

func (m *maker) actor() object {
	if m.one(6) {
		m.person = min(m.random.IntN(len(words)), m.random.IntN(len(words)))
	}
	switch m.random.IntN(16) {
	case 0:
		return object{"objectType": "Group", "account": object{"homePage": "https://hr.example.org", "name": "team"}}
	case 1:
		return object{"objectType": "Group", "member": []object{agent(m.person), agent(m.random.IntN(len(words)))}}
	case 2:
		return object{"objectType": "Group", "mbox": "mailto:team@example.org", "member": []object{agent(m.random.IntN(4)), agent(4 + m.random.IntN(4)), agent(m.person)}}
	default:
		return agent(m.person)
	}
}

var verbs = []string{
	"http://adlnet.gov/expapi/verbs/initialized", "http://adlnet.gov/expapi/verbs/initialized", "http://adlnet.gov/expapi/verbs/attempted",
	"http://adlnet.gov/expapi/verbs/progressed", "http://adlnet.gov/expapi/verbs/experienced", "http://adlnet.gov/expapi/verbs/completed",
	"http://adlnet.gov/expapi/verbs/completed", "http://adlnet.gov/expapi/verbs/passed", "http://adlnet.gov/expapi/verbs/failed",
	"http://adlnet.gov/expapi/verbs/scored", "http://adlnet.gov/expapi/verbs/answered", "http://adlnet.gov/expapi/verbs/answered",
	"http://adlnet.gov/expapi/verbs/terminated", "http://adlnet.gov/expapi/verbs/suspended", "https://w3id.org/xapi/adl/verbs/abandoned",
	"https://w3id.org/xapi/adl/verbs/waived", "http://adlnet.gov/expapi/verbs/registered", "http://adlnet.gov/expapi/verbs/commented",
	"http://id.tincanapi.com/verb/viewed", "http://id.tincanapi.com/verb/earned", "https://example.org/verbs/juggled", "https://w3id.org/xapi/video/verbs/played",
}

const (
	types     = "http://adlnet.gov/expapi/activities/"
	videoType = "https://w3id.org/xapi/video/activity-type/video"
	home      = "https://lms.example.org/"
)

// An interaction and what is known of it.
var interactions = []object{
	{"interactionType": "choice", "correctResponsesPattern": []string{"a"}, "choices": []object{{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"}}},
	{"interactionType": "true-false", "correctResponsesPattern": []string{"true"}},
	{"interactionType": "choice", "correctResponsesPattern": []string{"a[,]c", "b"}, "choices": []object{{"id": "a"}, {"id": "b"}, {"id": "c"}}},
	{"interactionType": "fill-in", "correctResponsesPattern": []string{"{case_matters=false}Paris"}},
	{"interactionType": "numeric", "correctResponsesPattern": []string{"4[:]6"}},
	{"interactionType": "likert", "scale": []object{{"id": "1"}, {"id": "2"}}},
}

var responses = []string{"a", "b", "c", "a[,]c", "c[,]a", "true", "false", "Paris", "paris", "5", "7", "1", ""}

// course, module and item are activities.
func (m *maker) course(number int) object {
	return m.described(object{"id": fmt.Sprintf("%scourse/%d", home, number)}, object{"type": types + "course"})
}

func (m *maker) module(number int) object {
	kind := types + "module"
	if number%4 == 3 {
		kind = types + "assessment"
	}
	if m.one(25) {
		kind = types + "course" // what is said first holds
	}
	return m.described(object{"id": fmt.Sprintf("%smodule/%d", home, number)}, object{"type": kind})
}

func (m *maker) item(number int) object {
	definition := object{"type": types + "cmi.interaction"}
	for key, value := range interactions[number%len(interactions)] {
		definition[key] = value
	}
	return m.described(object{"id": fmt.Sprintf("%sitem/%d", home, number), "objectType": "Activity"}, definition)
}

// described gives an activity its definition, in most statements.
func (m *maker) described(activity, definition object) object {
	if m.one(4) {
		return activity
	}
	if m.one(5) {
		definition["extensions"] = object{"https://example.org/ext/level": pick(m, []any{1, "2", object{"deep": []int{1, 2}}})}
	}
	activity["definition"] = definition
	return activity
}

func (m *maker) object(i int) object {
	switch m.random.IntN(24) {
	case 0:
		return object{"objectType": "StatementRef", "id": pick(m, m.ids)}
	case 1:
		return object{"objectType": "SubStatement", "actor": agent(0), "verb": object{"id": verbs[0]}, "object": m.course(0)}
	case 2:
		return agentObject(i)
	case 3, 4:
		return m.course(m.random.IntN(3))
	case 5, 6, 7:
		return m.described(object{"id": home + fmt.Sprint("video/", m.random.IntN(2))}, object{"type": videoType})
	case 8, 9, 10, 11, 12, 13, 14:
		return m.item(m.random.IntN(len(interactions)))
	default:
		return m.module(m.random.IntN(6))
	}
}

func agentObject(i int) object {
	a := agent(i)
	a["objectType"] = "Agent"
	return a
}

// statement makes the i-th statement.
func (m *maker) statement(i int) object {
	s := object{
		"id": m.ids[i], "timestamp": m.timestamp().Format(time.RFC3339Nano), "actor": m.actor(),
		"authority": pick(m, []object{
			{"account": object{"homePage": "urn:lore:store:1", "name": "key-1"}},
			{"account": object{"homePage": "urn:lore:store:1", "name": "key-2"}},
			{"account": object{"homePage": "urn:lore:store:1", "name": "key-2"}},
			agent(m.person),
			{"objectType": "Group", "member": []object{{"account": object{"homePage": "https://oauth.example.org", "name": "app"}}, agent(m.person)}},
		}),
	}
	if m.one(25) {
		// The target may come later than what voids it.
		s["verb"] = object{"id": "http://adlnet.gov/expapi/verbs/voided"}
		s["object"] = object{"objectType": "StatementRef", "id": m.ids[min(len(m.ids)-1, max(0, i-20+m.random.IntN(30)))]}
		return s
	}
	s["verb"] = object{"id": pick(m, verbs)}
	s["object"] = m.object(i)
	if result := m.result(); len(result) > 0 {
		s["result"] = result
	}
	if context := m.context(s["object"].(object)["objectType"]); len(context) > 0 {
		s["context"] = context
	}
	return s
}
