package storetest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Population makes statements like those of a busy school: 1.3 KB, actors,
// activities and verbs of which some are far more common than others.
type Population struct {
	random                    *rand.Rand
	actors, activities, verbs *rand.Zipf
}

// NewPopulation returns one that makes the same statements for the same seed.
func NewPopulation(seed uint64) *Population {
	r := rand.New(rand.NewPCG(seed, 1))
	return &Population{
		random:     r,
		actors:     rand.NewZipf(r, 1.1, 10, 20_000),
		activities: rand.NewZipf(r, 1.1, 10, 5_000),
		verbs:      rand.NewZipf(r, 1.2, 2, 30),
	}
}

func actorName(n uint64) string { return fmt.Sprintf("learner-%05d", n) }

func (p *Population) statement() []byte {
	actor, activity, verb := p.actors.Uint64(), p.activities.Uint64(), p.verbs.Uint64()
	return fmt.Appendf(nil, `{"id":"%08x-%04x-4%03x-8%03x-%012x",`+
		`"actor":{"objectType":"Agent","name":"%s","account":{"homePage":"https://school.example.com","name":"%s"}},`+
		`"verb":{"id":"http://adlnet.gov/expapi/verbs/verb-%d","display":{"en-US":"verb %d","de-DE":"Verb %d"}},`+
		`"object":{"objectType":"Activity","id":"https://school.example.com/course/%d/lesson/%d","definition":{"name":{"en-US":"Lesson %d"},"description":{"en-US":"What lesson %d is about, in a sentence or two"},"type":"http://adlnet.gov/expapi/activities/lesson"}},`+
		`"result":{"score":{"scaled":0.%02d,"raw":%d,"min":0,"max":100},"success":true,"completion":true,"duration":"PT%dS","extensions":{"https://school.example.com/x/attempt":%d}},`+
		`"context":{"registration":"00000000-0000-4000-8000-%012x","platform":"School","language":"en-US","instructor":{"mbox":"mailto:teacher%d@example.com"},`+
		`"contextActivities":{"parent":[{"id":"https://school.example.com/course/%d"}],"grouping":[{"id":"https://school.example.com/term/%d"}],"category":[{"id":"https://school.example.com/profile/v1"}]},`+
		`"extensions":{"https://school.example.com/x/session":"%016x","https://school.example.com/x/browser":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"}},`+
		`"timestamp":"2026-11-24T10:%02d:%02d.%03dZ"}`,
		p.random.Uint32(), p.random.Uint32()&0xFFFF, p.random.Uint32()&0xFFF, p.random.Uint32()&0xFFF, p.random.Uint64()&0xFFFFFFFFFFFF,
		actorName(actor), actorName(actor), verb, verb, verb,
		activity%100, activity, activity, activity,
		p.random.IntN(100), p.random.IntN(100), p.random.IntN(3600), p.random.IntN(9),
		actor*8+p.random.Uint64()%8, activity%40, activity%100, activity%7, p.random.Uint64(),
		p.random.IntN(60), p.random.IntN(60), p.random.IntN(1000))
}

var benchAuthority = []byte(`{"objectType":"Agent","account":{"homePage":"https://lrs.example.com","name":"key-1"}}`)

// Records makes n records.
func (p *Population) Records(tb testing.TB, n int) []lrs.Record {
	list := make([]lrs.Record, n)
	for i := range list {
		parsed, _, err := xapi.Parse(p.statement(), xapi.Version1, xapi.Limits{})
		if err != nil {
			tb.Fatal(err)
		}
		s := &parsed[0]
		text, storedAt := s.AppendStored(nil, xapi.Assigned{ID: s.ID, Authority: benchAuthority, Version: xapi.Version1})
		list[i] = lrs.Record{ID: s.ID, JSON: text, StoredAt: storedAt, Index: s.Index, Descriptions: s.Descriptions, Defines: true}
	}
	return list
}
