package storetest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/xapi"
)

// The generators draw from small vocabularies, so that random filters hit and
// random references meet. Whatever is simplest comes first: rapid shrinks
// towards it.

var (
	identifiers = []Identifier{
		{Property: "mbox", Value: "mailto:ann@example.com"},
		{Property: "mbox", Value: "mailto:bob@example.com"},
		{Property: "mbox", Value: "mailto:ann@EXAMPLE.Com"}, // the same as the first (MB-04)
		{Property: "mbox", Value: "mailto:Ann@example.com"}, // another one
		{Property: "mbox_sha1sum", Value: "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"},
		{Property: "mbox_sha1sum", Value: "EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"}, // the same (MB-02)
		{Property: "openid", Value: "https://ann.example.com/"},
		{Property: "openid", Value: "https://ANN.example.com/"},
		{Property: "account", Value: "ann", HomePage: "https://example.com/"},
		{Property: "account", Value: "Ann", HomePage: "https://example.com/"},
		{Property: "account", Value: "ann", HomePage: "https://example.org/"},
	}
	verbNames     = []string{"did", "passed", "failed", "Passed"}
	activityNames = []string{"quiz", "course", "unit", "Quiz", "ü"}
	registrations = []string{
		"9e1f0a52-1111-4000-8000-00000000abcd", "9e1f0a52-2222-4000-8000-00000000abcd", "9E1F0A52-1111-4000-8000-00000000ABCD",
	}
	authorities = []string{
		`{"objectType":"Agent","account":{"homePage":"https://lrs.example.com/keys","name":"suite"}}`,
		`{"objectType":"Agent","mbox":"mailto:ann@example.com"}`,
		`{"objectType":"Group","member":[{"account":{"homePage":"https://lrs.example.com/keys","name":"app"}},{"mbox":"mailto:bob@example.com"}]}`,
	}
	authorityIdentifiers = []Identifier{
		{Property: "account", Value: "suite", HomePage: "https://lrs.example.com/keys"},
		{Property: "account", Value: "app", HomePage: "https://lrs.example.com/keys"},
		identifiers[0],
		identifiers[1],
	}
)

// pools are how many ids random statements share: with few, chains, cycles and
// voiding of voiding are everywhere, and most batches conflict; with many,
// stores grow.
var pools = []int{6, 40, 400}

func poolID(n int) xapi.UUID { return idOf(fmt.Sprintf("pool-%d", n)) }

// generator draws statements for one version.
type generator struct {
	t       *rapid.T
	version xapi.Version
	// pool is how many ids there are to refer to.
	pool int
}

// chance is true in percent of the draws, and false when shrunk.
func (g generator) chance(percent int, what string) bool {
	return rapid.IntRange(0, 99).Draw(g.t, what) >= 100-percent
}

func pick[V any](g generator, from []V, what string) V {
	return rapid.SampledFrom(from).Draw(g.t, what)
}

func drawOrigin(t *rapid.T) Origin {
	return Origin{
		Version:   rapid.SampledFrom([]xapi.Version{xapi.Version2, xapi.Version1}).Draw(t, "version"),
		Authority: []byte(rapid.SampledFrom(authorities).Draw(t, "authority")),
		Define:    rapid.Bool().Draw(t, "define"),
	}
}

// statement draws a statement with the id.
func (g generator) statement(id xapi.UUID) object {
	made := g.event(true)
	made["id"] = id.String()
	if g.chance(10, "upper-case id") {
		made["id"] = strings.ToUpper(id.String())
	}
	if g.chance(10, "voids") {
		made["verb"] = object{"id": voidedVerb}
		made["object"] = g.reference()
	}
	return made
}

// event draws what a statement and a SubStatement have in common.
func (g generator) event(outermost bool) object {
	made := object{"actor": g.agentOrGroup(), "verb": g.verb(), "object": g.object(outermost)}
	if g.chance(50, "has context") {
		made["context"] = g.context()
	}
	return made
}

func (g generator) verb() object {
	made := object{"id": verbOf(pick(g, verbNames, "verb"))}
	if g.chance(15, "has display") {
		made["display"] = g.languageMap()
	}
	return made
}

func (g generator) object(outermost bool) object {
	switch kind := rapid.IntRange(0, 99).Draw(g.t, "kind of object"); {
	case kind < 45:
		return g.activity()
	case kind < 75:
		return g.reference()
	case kind < 85 || !outermost:
		made := g.agentOrGroup()
		if made["objectType"] == nil {
			made["objectType"] = "Agent" // AC-02
		}
		return made
	default:
		made := g.event(false)
		made["objectType"] = "SubStatement"
		return made
	}
}

func (g generator) reference() object {
	id := poolID(rapid.IntRange(0, g.pool-1).Draw(g.t, "target")).String()
	if g.chance(10, "upper-case target") {
		id = strings.ToUpper(id)
	}
	return object{"objectType": "StatementRef", "id": id}
}

func (g generator) activity() object {
	made := object{"id": activityOf(pick(g, activityNames, "activity"))}
	if g.chance(20, "says objectType") {
		made["objectType"] = "Activity"
	}
	if g.chance(15, "has definition") {
		made["definition"] = object{"name": g.languageMap()}
	}
	return made
}

func (g generator) languageMap() object {
	return object{pick(g, []string{"en", "de"}, "language"): pick(g, []string{"one", "two", "three"}, "text")}
}

func (g generator) agent() object {
	identifier := pick(g, identifiers, "identifier")
	made := object{identifier.Property: identifier.Value}
	if identifier.Property == "account" {
		made["account"] = object{"homePage": identifier.HomePage, "name": identifier.Value}
	}
	if g.chance(15, "has name") {
		made["name"] = pick(g, []string{"Ann", "Bob"}, "name")
	}
	return made
}

func (g generator) agentOrGroup() object {
	if g.chance(25, "is group") {
		return g.group()
	}
	return g.agent()
}

// group draws an identified Group, with or without members, or an anonymous one.
func (g generator) group() object {
	made := object{}
	fewest := 1
	if g.chance(50, "is identified") {
		made = g.agent()
		fewest = 0
	}
	made["objectType"] = "Group"
	members := make([]any, rapid.IntRange(fewest, 3).Draw(g.t, "members"))
	for i := range members {
		members[i] = g.agent()
	}
	if len(members) > 0 {
		made["member"] = members
	}
	return made
}

func (g generator) context() object {
	made := object{}
	if g.chance(50, "has registration") {
		made["registration"] = pick(g, registrations, "registration")
	}
	if g.chance(25, "has instructor") {
		made["instructor"] = g.agentOrGroup()
	}
	if g.chance(25, "has team") {
		made["team"] = g.group()
	}
	if g.chance(15, "has statement") {
		made["statement"] = g.reference()
	}
	if g.chance(40, "has contextActivities") {
		made["contextActivities"] = g.contextActivities()
	}
	if g.version == xapi.Version2 && g.chance(30, "has contextAgents") {
		made["contextAgents"] = []any{object{"objectType": "contextAgent", "agent": g.agent()}}
	}
	if g.version == xapi.Version2 && g.chance(30, "has contextGroups") {
		made["contextGroups"] = []any{object{"objectType": "contextGroup", "group": g.group()}}
	}
	return made
}

func (g generator) contextActivities() object {
	relations := []string{"parent", "grouping", "category", "other"}
	made := object{pick(g, relations, "relation"): g.activity()}
	if g.chance(40, "has a list of activities") {
		made[pick(g, relations, "relation of list")] = []any{g.activity(), g.activity()}
	}
	return made
}

// question draws a question; times come from the positions known.
func (g generator) question(times []int64) Question {
	q := Question{Limit: rapid.IntRange(1, 12).Draw(g.t, "limit"), Ascending: rapid.Bool().Draw(g.t, "ascending")}
	if g.chance(40, "asks agent") {
		q.Agent = new(pick(g, identifiers, "identifier"))
	}
	if g.chance(30, "asks verb") {
		q.Verb = pick(g, []string{verbOf("did"), verbOf("passed"), verbOf("failed"), voidedVerb}, "verb")
	}
	if g.chance(30, "asks activity") {
		q.Activity = activityOf(pick(g, activityNames, "activity"))
	}
	if g.chance(20, "asks registration") {
		q.Registration = pick(g, registrations, "registration")
	}
	if g.chance(15, "asks authority") {
		q.Authority = new(pick(g, authorityIdentifiers, "authority"))
	}
	q.RelatedAgents = g.chance(50, "related agents")
	q.RelatedActivities = g.chance(50, "related activities")
	if len(times) > 0 && g.chance(25, "asks since") {
		q.Since = pick(g, times, "since") + int64(rapid.IntRange(-1, 1).Draw(g.t, "since moved"))
	}
	if len(times) > 0 && g.chance(25, "asks until") {
		q.Until = pick(g, times, "until") + int64(rapid.IntRange(-1, 1).Draw(g.t, "until moved"))
	}
	return q
}
