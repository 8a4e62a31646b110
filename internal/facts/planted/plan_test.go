// Package planted_test plants a truth and looks for it again.
//
// A plan decides from a seed what is true: on this day exactly these people are
// active, these started and those of them passed, these answered the item
// rightly. Then it writes the xAPI statements that make it so, as clients send
// them, and for each query of docs/query-api.md what the answer must be: from
// what was decided, with sets and arithmetic, never by reading the statements
// again.
//
// The statements go to each store in whatever order and batches, are followed by
// a facts.Projection that is closed, opened and built anew in between, and the
// answers of an engine.Engine must be what was planted: before and after people
// are merged and split, words get another meaning, and statements are voided.
package planted_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// phase is a state of the world. Each one follows from the one before.
type phase int

const (
	// first: what came at first, with the decisions of the beginning.
	first phase = iota
	// changed: the administrator merged more people, gave an activity a course and
	// a verb a class, and trusts a clock.
	changed
	// arrived: more came, late; and some of what was counted is voided.
	arrived
	// split: all merges are undone.
	split
	phases
)

func (ph phase) String() string { return [...]string{"first", "changed", "arrived", "split"}[ph] }

// always is the end of a life that does not end.
const always = phases

// life is the phases in which something is true: from the first one, up to the
// second, which is not one of them.
type life struct{ from, until phase }

func (l life) in(ph phase) bool { return ph >= l.from && ph < l.until }

// truth is a query and what its answer must be.
type truth struct {
	query string
	// cell makes it a question for the people behind a cell of the query.
	cell string
	// columns are those that are compared, in this order, of all rows.
	columns []string
	want    func(ph phase) [][]any
	// meta are members of the answer's meta, compared with wantMeta.
	meta     []string
	wantMeta func(ph phase) []any
	// about: numbers that come from a statistic, where another order of adding may
	// round otherwise, may differ in the tenth digit.
	about bool
}

// plan is what is true, and the statements that tell of it.
type plan struct {
	random *rand.Rand
	now    time.Time
	berlin *time.Location

	// sent come before the phase arrived, late with it.
	sent, late []message
	truths     []truth

	merges []merge
	// people, statements and suspects are how many there are of each.
	people, statements, suspects [phases]int64

	part string // being planted
	used int    // identities
}

// message is a statement as a client sends it.
type message struct {
	text      []byte
	authority string // JSON; empty for the usual one
}

// merge is that an identity is another's person.
type merge struct {
	identity, target string
	life
}

// part is something to plant, by itself or beside others: no part has people or
// activities of another one.
type part struct {
	name  string
	plant func(p *plan)
}

// newPlan plants some parts.
func newPlan(seed uint64, now time.Time, parts []part) *plan {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err) // the query package embeds the zones
	}
	p := &plan{random: rand.New(rand.NewPCG(seed, 4)), now: now, berlin: berlin}
	for _, part := range parts {
		p.part = part.name
		part.plant(p)
	}
	return p
}

const site = "https://plan.example.org/"

// iri is a name of the part that is being planted.
func (p *plan) iri(name string) string { return site + p.part + "/" + name }

// mine is the filter for what the part tells of its own activities.
func (p *plan) mine(name string) string {
	return `"filter":["starts","activity",["` + p.iri(name) + `"]]`
}

// identity is one of the names of a learner: as an Agent, and as a query writes
// it.
type identity struct {
	agent map[string]any
	name  string
}

// someone is a new identity, of each of the four kinds in turn. Accounts have
// names that another home page has too.
func (p *plan) someone() identity {
	p.used++
	n := p.used
	switch n % 4 {
	case 0:
		mbox := fmt.Sprintf("mailto:%s.%d@example.org", p.part, n)
		return identity{map[string]any{"mbox": mbox, "name": fmt.Sprintf("Learner %d", n)}, mbox}
	case 1:
		sum := fmt.Sprintf("%040x", n)
		return identity{map[string]any{"mbox_sha1sum": sum, "objectType": "Agent"}, "sha1:" + sum}
	case 2:
		uri := fmt.Sprintf("https://id.example.org/%s/%d", p.part, n)
		return identity{map[string]any{"openid": uri}, "openid:" + uri}
	default:
		home, name := fmt.Sprintf("https://hr%d.example.org/%s", n%8/4, p.part), fmt.Sprintf("u%d", n/8)
		return identity{map[string]any{"account": map[string]any{"homePage": home, "name": name}}, "account:" + home + "|" + name}
	}
}

// crowd is so many identities, each a person of its own.
func (p *plan) crowd(n int) []identity {
	list := make([]identity, n)
	for i := range list {
		list[i] = p.someone()
	}
	p.count(&p.people, life{first, always}, n)
	return list
}

// count adds to a number of each phase in a life.
func (p *plan) count(number *[phases]int64, l life, n int) {
	for ph := range phases {
		if l.in(ph) {
			number[ph] += int64(n)
		}
	}
}

// change is a part of a statement.
type change func(s map[string]any)

// say writes a statement with a life. One that begins later comes late; one that
// ends is voided, or never counted when it ends as it begins.
func (p *plan) say(who identity, verb, activity string, at time.Time, l life, changes ...change) {
	object := map[string]any{"id": activity}
	id := p.write(who.agent, verb, object, at, l.from >= arrived, changes)
	p.count(&p.statements, l, 1)
	if l.until != always {
		p.void(id, l)
	}
}

// void writes the statement that ends another one's life.
func (p *plan) void(id string, l life) {
	reference := map[string]any{"objectType": "StatementRef", "id": id}
	admin := map[string]any{"mbox": "mailto:admin@example.org"}
	// Where it was never counted, either may come first, and in another phase.
	late := l.until >= arrived
	if l.until == l.from {
		late = l.from >= arrived && p.random.IntN(2) == 0
	}
	p.write(admin, adl+"voided", reference, p.now.Add(-time.Hour), late, nil)
}

// write writes a statement and returns its id.
func (p *plan) write(actor map[string]any, verb string, object map[string]any, at time.Time, late bool, changes []change) (id string) {
	id = p.uuid()
	s := map[string]any{
		"id": id, "actor": actor, "verb": map[string]any{"id": verb}, "object": object, "timestamp": p.written(at),
	}
	authority := ""
	for _, change := range changes {
		change(s)
	}
	if by, is := s["authority"]; is {
		authority = string(mustJSON(by))
		delete(s, "authority")
	}
	m := message{mustJSON(s), authority}
	if late {
		p.late = append(p.late, m)
	} else {
		p.sent = append(p.sent, m)
	}
	return id
}

func (p *plan) uuid() string {
	var id xapi.UUID
	binary.BigEndian.PutUint64(id[:8], p.random.Uint64())
	binary.BigEndian.PutUint64(id[8:], p.random.Uint64())
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id.String()
}

// written is a time as clients in several zones write it.
func (p *plan) written(at time.Time) string {
	offset := []int{0, 2 * 3600, -5*3600 - 1800, 9 * 3600}[p.random.IntN(4)]
	return at.In(time.FixedZone("", offset)).Format("2006-01-02T15:04:05.999999Z07:00")
}

func mustJSON(value any) []byte {
	text, err := json.Marshal(value, json.Deterministic(true), json.FormatNilSliceAsNull(true))
	if err != nil {
		panic(err) // plans have maps, lists, texts and numbers only
	}
	return text
}

// ask adds a truth; the query is written with the part's names in place of «~».
func (p *plan) ask(t truth) {
	t.query = strings.ReplaceAll(t.query, "~", site+p.part+"/")
	t.cell = strings.ReplaceAll(t.cell, "~", site+p.part+"/")
	p.truths = append(p.truths, t)
}

// same is a truth of all phases.
func same(rows ...[]any) func(phase) [][]any { return func(phase) [][]any { return rows } }

// is is a row.
func is(cells ...any) []any { return cells }

// persons are the merges in force.
func (p *plan) persons(ph phase) map[string]string {
	persons := make(map[string]string)
	for _, m := range p.merges {
		if m.in(ph) {
			persons[m.identity] = m.target
		}
	}
	return persons
}

// What the administrator decides in the phase changed.
const (
	// aced is a verb that means nothing at first, and to pass from then on.
	aced = site + "verbs/aced"
	// adopted is an activity that gets the course adopting.
	adopted, adopting = site + "course/adopted", site + "course/it"
	// trusted is the source whose clock is trusted.
	trusted = "account:https://lrs.example.com/keys|trusted"
)

// meaning is what the administrator decided.
func (p *plan) meaning(ph phase) *meaning.Meaning {
	m := &meaning.Meaning{
		Version: uint64(ph) + 1, Verbs: meaning.Seeds(), Persons: p.persons(ph),
		Courses:       map[string]string{site + "attendance/formal": site + "formal"},
		TrustedClocks: map[string]bool{},
	}
	if ph >= changed {
		m.Verbs[aced] = meaning.Pass
		m.Courses[adopted] = adopting
		m.TrustedClocks[trusted] = true
	}
	return m
}
