package conformance

import (
	"crypto/rand"
	"fmt"
	"sync/atomic"
)

// run tells the names of one run from those of another on the same server.
var run = rand.Text()[:8]

var made atomic.Int64

// newUUID returns a random UUID.
func newUUID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// newIRI returns an IRI that nothing else uses.
func newIRI(kind string) string {
	return fmt.Sprintf("https://conformance.example/%s/%s/%d", kind, run, made.Add(1))
}

// newMbox returns an mbox that nothing else uses.
func newMbox() string {
	return fmt.Sprintf("mailto:learner-%s-%d@conformance.example", run, made.Add(1))
}

// newAgent returns an Agent that nothing else uses.
func newAgent() string { return fmt.Sprintf(`{"objectType":"Agent","mbox":%q}`, newMbox()) }

// simple is the least that is a statement.
const simple = `{
	"actor": {"mbox": "mailto:ann@conformance.example"},
	"verb": {"id": "https://conformance.example/verbs/tried"},
	"object": {"id": "https://conformance.example/activities/one"}
}`

// full is a statement with everything that both versions know, which a
// SubStatement may have too.
const full = `{
	"actor": {"objectType": "Agent", "name": "Ann", "mbox": "mailto:ann@conformance.example"},
	"verb": {"id": "https://conformance.example/verbs/answered", "display": {"en": "answered", "de-CH": "beantwortete"}},
	"object": {
		"objectType": "Activity",
		"id": "https://conformance.example/activities/question",
		"definition": {
			"type": "http://adlnet.gov/expapi/activities/cmi.interaction",
			"name": {"en": "Question"},
			"description": {"en": "Which is it?"},
			"moreInfo": "https://conformance.example/more",
			"interactionType": "choice",
			"correctResponsesPattern": ["a[,]b"],
			"choices": [{"id": "a", "description": {"en": "A"}}, {"id": "b", "description": {"en": "B"}}],
			"extensions": {"https://conformance.example/ext/d": {"deep": [1, null, "x"]}}
		}
	},
	"result": {
		"score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10},
		"success": true, "completion": true, "response": "a[,]b", "duration": "PT1M30.5S",
		"extensions": {"https://conformance.example/ext/r": null}
	},
	"context": {
		"registration": "6d2a7b0c-9d55-4f5e-8a5e-7d1b2f6f0f10",
		"instructor": {"objectType": "Agent", "mbox": "mailto:ina@conformance.example"},
		"team": {"objectType": "Group", "name": "Team", "member": [{"mbox": "mailto:bob@conformance.example"}]},
		"contextActivities": {
			"parent": [{"id": "https://conformance.example/activities/test"}],
			"grouping": [{"id": "https://conformance.example/activities/course", "objectType": "Activity"}],
			"category": [{"id": "https://conformance.example/activities/category"}],
			"other": [{"id": "https://conformance.example/activities/other"}]
		},
		"revision": "1.0b", "platform": "Browser", "language": "en-GB",
		"statement": {"objectType": "StatementRef", "id": "0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11"},
		"extensions": {"https://conformance.example/ext/c": [1.50, "x"]}
	},
	"timestamp": "2026-01-02T03:04:05.678Z",
	"attachments": [{
		"usageType": "https://conformance.example/attachments/note",
		"display": {"en": "Note"}, "description": {"en": "A note"},
		"contentType": "text/plain; charset=utf-8", "length": 27,
		"sha2": "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a",
		"fileUrl": "https://conformance.example/note.txt"
	}]
}`
