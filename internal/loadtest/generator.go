package loadtest

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"sort"

	"github.com/lore-lrs/lore/xapi"
)

// generator makes statements as a learning platform sends them, about 1.3 KB
// each: few actors, activities and verbs make most of them (Zipf).
type generator struct {
	random                    *rand.Rand
	seed                      uint64
	actors, activities, verbs zipf
}

// How many there are of each, and how steeply their frequency falls.
const (
	actorCount    = 20_000
	activityCount = 5_000
	courseCount   = 100
	registrations = 8 // of each actor
)

var verbNames = [...]string{
	"experienced", "answered", "completed", "passed", "initialized", "terminated", "progressed", "interacted",
	"attempted", "failed", "launched", "viewed", "commented", "shared", "scored", "suspended", "resumed",
	"registered", "mastered", "exited", "asked", "attended", "created", "deleted", "imported", "preferred",
	"responded", "satisfied", "waived", "abandoned",
}

func newGenerator(seed uint64) *generator {
	return &generator{
		random:     rand.New(rand.NewPCG(seed, 1)),
		seed:       seed,
		actors:     newZipf(actorCount, 0.8),
		activities: newZipf(activityCount, 0.9),
		verbs:      newZipf(len(verbNames), 1.1),
	}
}

// template is a statement with places for an id and a timestamp.
type template struct {
	text      []byte
	id, stamp int
}

const (
	idPlace    = "00000000-0000-4000-8000-000000000000"
	stampPlace = "2006-01-02T15:04:05.000000Z"
)

func (g *generator) templates(n int) []template {
	templates := make([]template, n)
	for i := range templates {
		text := g.statement()
		templates[i] = template{text, bytes.Index(text, []byte(idPlace)), bytes.Index(text, []byte(stampPlace))}
	}
	return templates
}

func (g *generator) statement() []byte {
	actor := g.actors.draw(g.random)
	activity := g.activities.draw(g.random)
	course := activity % courseCount
	verb := verbNames[g.verbs.draw(g.random)]
	score := g.random.IntN(101)
	return fmt.Appendf(nil, `{"id":"%s","actor":{"objectType":"Agent","name":"Learner %d","account":{"homePage":"https://school.example","name":"%s"}},`+
		`"verb":{"id":"%s","display":{"en":"%s"}},`+
		`"object":{"objectType":"Activity","id":"%s","definition":{"type":"http://adlnet.gov/expapi/activities/lesson",`+
		`"name":{"en":"Lesson %d","de":"Lektion %d"},"description":{"en":"Lesson %d of course %d: reading, an exercise and three questions."}}},`+
		`"result":{"score":{"scaled":%.2f,"raw":%d,"min":0,"max":100},"success":%t,"completion":true,"duration":"PT%dM%d.%02dS"},`+
		`"context":{"registration":"%s","instructor":{"objectType":"Agent","name":"Teacher %d","account":{"homePage":"https://school.example","name":"teacher-%d"}},`+
		`"platform":"Example Learning","language":"en",`+
		`"contextActivities":{"parent":[{"objectType":"Activity","id":"https://school.example/courses/%d/units/%d"}],`+
		`"grouping":[{"objectType":"Activity","id":"%s"}],`+
		`"category":[{"objectType":"Activity","id":"https://w3id.org/xapi/cmi5/context/categories/cmi5"}]},`+
		`"extensions":{"https://school.example/xapi/session":"%016x%016x","https://school.example/xapi/attempt":%d,`+
		`"https://school.example/xapi/device":{"kind":"tablet","system":"16.%d","offline":%t}}},`+
		`"timestamp":"%s"}`,
		idPlace, actor, actorName(actor),
		verbID(verb), verb,
		activityID(activity), activity, activity, activity, course,
		float64(score)/100, score, score >= 50, g.random.IntN(60), g.random.IntN(60), g.random.IntN(100),
		registration(g.seed, actor, g.random.IntN(registrations)), actor%50, actor%50,
		course, activity%10, courseID(course),
		g.random.Uint64(), g.random.Uint64(), 1+g.random.IntN(3),
		g.random.IntN(8), g.random.IntN(10) == 0,
		stampPlace)
}

// queries returns paths relative to the endpoint, each a filtered page of 50.
func (g *generator) queries(n int) []string {
	queries := make([]string, n)
	for i := range queries {
		values := url.Values{"limit": {"50"}}
		switch i % 5 {
		case 0:
			values.Set("agent", agentJSON(g.actors.draw(g.random)))
		case 1:
			values.Set("verb", verbID(verbNames[g.verbs.draw(g.random)]))
		case 2:
			values.Set("activity", activityID(g.activities.draw(g.random)))
		case 3:
			values.Set("activity", courseID(g.activities.draw(g.random)%courseCount))
			values.Set("related_activities", "true")
		case 4:
			actor := g.actors.draw(g.random)
			values.Set("registration", registration(g.seed, actor, g.random.IntN(registrations)).String())
		}
		queries[i] = "statements?" + values.Encode()
	}
	return queries
}

func actorName(actor int) string { return fmt.Sprintf("learner-%05d", actor) }

func agentJSON(actor int) string {
	return fmt.Sprintf(`{"account":{"homePage":"https://school.example","name":%q}}`, actorName(actor))
}

func verbID(name string) string { return "http://adlnet.gov/expapi/verbs/" + name }

func activityID(activity int) string {
	return fmt.Sprintf("https://school.example/courses/%d/lessons/%d", activity%courseCount, activity)
}

func courseID(course int) string { return fmt.Sprintf("https://school.example/courses/%d", course) }

// registration returns one of an actor's registrations, always the same ones.
func registration(seed uint64, actor, number int) xapi.UUID {
	random := rand.New(rand.NewPCG(seed, uint64(actor)<<8|uint64(number)))
	return randomID(random)
}

// randomID returns a UUID of version 4.
func randomID(random *rand.Rand) (id xapi.UUID) {
	high, low := random.Uint64(), random.Uint64()
	for i := range 8 {
		id[i], id[8+i] = byte(high>>(8*i)), byte(low>>(8*i))
	}
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}

// zipf draws numbers below n, k with a probability proportional to
// 1/(k+1)^exponent; unlike rand.Zipf for exponents below 1, too.
type zipf struct{ sums []float64 }

func newZipf(n int, exponent float64) zipf {
	z := zipf{make([]float64, n)}
	total := 0.0
	for k := range n {
		total += math.Pow(float64(k+1), -exponent)
		z.sums[k] = total
	}
	return z
}

func (z zipf) draw(random *rand.Rand) int {
	return sort.SearchFloat64s(z.sums, random.Float64()*z.sums[len(z.sums)-1])
}
