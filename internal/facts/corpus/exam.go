package corpus

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/xapi"
)

// Exam makes the statements of so many people who take a test of six items, some
// twice, and a final module some days later: enough for statistics of items and
// for correlations. Able people do better, and a few leave items out.
func Exam(seed uint64, people int) []Statement {
	m := &maker{random: rand.New(rand.NewPCG(seed, 23)), now: Begin}
	var list []Statement
	say := func(s object) {
		m.now = m.now.Add(time.Duration(1+m.random.IntN(90)) * time.Second)
		var id xapi.UUID
		for k := range id {
			id[k] = byte(m.random.Uint32())
		}
		id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
		s["id"], s["timestamp"] = id.String(), m.now.Format(time.RFC3339Nano)
		s["authority"] = object{"account": object{"homePage": "urn:lore:store:1", "name": "key-1"}}
		text, err := json.Marshal(s, json.Deterministic(true))
		if err != nil {
			panic(fmt.Sprintf("write a statement of plain values: %v", err))
		}
		list = append(list, Statement{ID: id, Stored: m.now.UnixMicro(), JSON: text})
	}
	ability := make([]float64, people)
	who := func(person int) object {
		return object{"account": object{"homePage": "https://exam.example.org", "name": fmt.Sprintf("%03d", person)}}
	}
	for person := range people {
		ability[person] = m.random.NormFloat64()
		m.sit(who(person), ability[person], say)
		if m.one(4) {
			m.now = m.now.Add(25 * time.Hour)
			m.sit(who(person), ability[person]+1, say)
		}
	}
	for person := range people {
		if m.one(10) {
			continue
		}
		scaled := min(1, max(-1, float64(int(10*(0.4+0.25*ability[person]+0.2*m.random.NormFloat64())))/10))
		say(object{
			"actor": who(person), "verb": object{"id": "http://adlnet.gov/expapi/verbs/completed"}, "object": m.module(4 + person%2),
			"result":  object{"score": object{"scaled": scaled}, "success": scaled > 0.3},
			"context": object{"contextActivities": object{"grouping": []object{m.course(person % 3)}}},
		})
	}
	return list
}

// sit answers the items of the test.
func (m *maker) sit(who object, ability float64, say func(object)) {
	context := object{"contextActivities": object{
		"parent":   []object{{"id": home + "exam", "definition": object{"type": types + "assessment"}}},
		"grouping": []object{m.course(m.random.IntN(2))},
	}}
	if m.one(3) {
		context["registration"] = pick(m, registrations)
	}
	answers := []string{"a", "true", "b", "Paris", "5", "1"}
	for item := range interactions {
		if m.one(15) {
			continue // left out
		}
		right := m.random.Float64() < 1/(1+1.0/max(0.05, 1+ability-0.3*float64(item)))
		if item == 4 {
			right = !right // a wrong key
		}
		result := object{"success": right, "response": answers[item]}
		if !right {
			result["response"] = pick(m, responses)
		}
		if m.one(12) {
			delete(result, "success")
		}
		if m.one(6) {
			result["score"] = object{"scaled": pick(m, []float64{0, 0.5, 1})}
		}
		say(object{"actor": who, "verb": object{"id": "http://adlnet.gov/expapi/verbs/answered"}, "object": m.item(item), "result": result, "context": context})
	}
}
