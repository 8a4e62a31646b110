package storetest

import (
	"testing"

	"github.com/lore-lrs/lore/xapi"
)

// Queries is the table of filters of chapter GS, each with what it finds and
// what it does not.
func Queries(t *testing.T, open Opener) {
	runScenarios(t, open, everyMode, queryScenarios)
}

var queryScenarios = []scenario{
	{"an empty store answers with nothing", func(s *session) {
		s.expect(Question{}, "")
		s.expect(byAgent("ann"), "")
		s.expect(Question{Ascending: true, Limit: 1}, "")
	}},
	{"agent finds actor and object, and the members of groups", queryAgents},
	{"related_agents also finds context, authority and SubStatement", queryRelatedAgents},
	{"identifiers of the four kinds are compared by their rules", queryIdentifiers},
	{"verb, activity and registration find the statement's own", queryOwnValues},
	{"related_activities also finds contextActivities and SubStatement", queryRelatedActivities},
	{"filters narrow each other", queryCombinations},
	{"authority finds the statements that were stored with it", queryAuthority},
}

func queryAgents(s *session) {
	s.add(
		statement("actor", actor(agent("ann"))),
		statement("object", about(agentObject("ann"))),
		statement("both", actor(agent("ann")), about(agentObject("ann"))),
		statement("member", actor(group("bob", "ann"))),
		statement("object-member", about(group("ann", "bob"))),
		statement("team-actor", actor(namedGroup("team", "ann", "cid"))),
		statement("instructor", within(object{"instructor": agent("ann")})),
		statement("inside", subStatementOf(actor(agent("ann")))),
		statement("bob", actor(agent("bob"))),
	)
	s.expect(byAgent("ann"), "actor object both member object-member team-actor")
	s.expect(byAgent("bob"), "member object-member bob")
	// GS-08: a group is found by its own identifier, and its members by theirs.
	s.expect(byAgent("team"), "team-actor")
	s.expect(byAgent("cid"), "team-actor")
	s.expect(byAgent("nobody"), "")
	// GS-07: related_activities without activity has no effect.
	s.expect(Question{Agent: mailbox("bob"), RelatedActivities: true}, "member object-member bob")
}

func queryRelatedAgents(s *session) {
	contextAgent := func(name string) object {
		return object{"objectType": "contextAgent", "agent": agent(name)}
	}
	contextGroup := func(members ...string) object {
		return object{"objectType": "contextGroup", "group": group(members...)}
	}
	s.add(
		statement("actor", actor(agent("ann"))),
		statement("instructor", within(object{"instructor": agent("ann")})),
		statement("instructors", within(object{"instructor": group("bob", "ann")})),
		statement("team", within(object{"team": namedGroup("red", "ann")})),
		statement("context-agent", within(object{"contextAgents": []any{contextAgent("bob"), contextAgent("ann")}})),
		statement("context-group", within(object{"contextGroups": []any{contextGroup("ann", "bob")}})),
		statement("sub-actor", subStatementOf(actor(agent("ann")))),
		statement("sub-object", subStatementOf(about(agentObject("ann")))),
		statement("sub-member", subStatementOf(actor(group("ann", "bob")))),
		statement("sub-instructor", subStatementOf(within(object{"instructor": agent("ann")}))),
		statement("sub-context-agent", subStatementOf(within(object{"contextAgents": []any{contextAgent("ann")}}))),
		statement("none"),
	)
	origin := DefaultOrigin()
	origin.Authority = marshal(agentObject("ann"))
	s.addRecords(tenant, s.recordFrom(origin, statement("authority")))
	s.expect(byAgent("ann"), "actor")
	s.expect(byRelatedAgent("ann"), "actor instructor instructors team context-agent context-group"+
		" sub-actor sub-object sub-member sub-instructor sub-context-agent authority")
	s.expect(byRelatedAgent("bob"), "instructors context-agent context-group sub-member")
	s.expect(byRelatedAgent("red"), "team")
	// GS-07: related_agents without agent has no effect.
	s.expect(Question{Verb: verbOf("other"), RelatedAgents: true}, "")
}

func queryIdentifiers(s *session) {
	const digest = "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"
	account := func(homePage, name string) object {
		return object{"account": object{"homePage": homePage, "name": name}}
	}
	s.add(
		statement("mail", actor(object{"mbox": "mailto:Ann.Lee@Example.COM"})),
		statement("mail-lower", actor(object{"mbox": "mailto:Ann.Lee@example.com"})),
		statement("mail-other", actor(object{"mbox": "mailto:ann.lee@example.com"})),
		statement("sha1", actor(object{"mbox_sha1sum": "EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"})),
		statement("sha1-lower", actor(object{"mbox_sha1sum": digest})),
		statement("openid", actor(object{"openid": "https://example.com/Ann"})),
		statement("openid-lower", actor(object{"openid": "https://example.com/ann"})),
		statement("account", actor(account("https://example.com", "ann"))),
		statement("account-elsewhere", actor(account("https://example.org", "ann"))),
		statement("account-other", actor(account("https://example.com", "Ann"))),
		statement("account-named-like-an-openid", actor(account("https://example.com", "https://example.com/ann"))),
	)
	ask := func(property, value, homePage, names string) {
		s.t.Helper()
		s.expect(Question{Agent: &Identifier{property, value, homePage}}, names)
	}
	// MB-04: the domain of an address does not depend on letter case, the rest does.
	ask("mbox", "mailto:Ann.Lee@EXAMPLE.com", "", "mail mail-lower")
	ask("mbox", "mailto:ann.lee@example.com", "", "mail-other")
	ask("mbox_sha1sum", digest, "", "sha1 sha1-lower") // MB-02
	ask("openid", "https://example.com/Ann", "", "openid")
	ask("openid", "https://example.com/ann", "", "openid-lower")
	// AC-11: an account is its home page and its name.
	ask("account", "ann", "https://example.com", "account")
	ask("account", "ann", "https://example.org", "account-elsewhere")
	ask("account", "Ann", "https://example.com", "account-other")
	ask("account", "ann", "https://example.net", "")
}

func queryOwnValues(s *session) {
	upper := object{"registration": "9E1F0A52-0000-4000-8000-00000000ABCD"}
	lower := object{"registration": "9e1f0a52-0000-4000-8000-00000000abcd"}
	s.add(
		statement("passed", verb("passed")),
		statement("Passed", verb("Passed")),
		statement("quiz", about(activity("quiz"))),
		statement("quiz-slash", about(activity("quiz/"))),
		statement("upper", within(upper)),
		statement("lower", within(lower)),
		statement("inside", subStatementOf(verb("passed"), about(activity("quiz")), within(lower))),
		statement("parent", within(object{"contextActivities": object{"parent": []any{activity("quiz")}}})),
		statement("id-of-agent", about(agentObject("quiz"))),
	)
	s.expect(byVerb("passed"), "passed") // IRI-04: plain string equality
	s.expect(byVerb("Passed"), "Passed")
	s.expect(byActivity("quiz"), "quiz")
	s.expect(byActivity("quiz/"), "quiz-slash")
	// UUID-03: letter case does not count.
	s.expect(Question{Registration: upper["registration"].(string)}, "upper lower")
	s.expect(Question{Registration: lower["registration"].(string)}, "upper lower")
	s.expect(byVerb("unknown"), "")
	s.expect(byActivity("unknown"), "")
	s.expect(byRegistration("unknown"), "")
}

func queryRelatedActivities(s *session) {
	around := func(relation string, activities ...any) object {
		return within(object{"contextActivities": object{relation: activities}})
	}
	s.add(
		statement("object", about(activity("course"))),
		statement("parent", around("parent", activity("unit"), activity("course"))),
		statement("grouping", around("grouping", activity("course"))),
		statement("category", around("category", activity("course"))),
		statement("other", around("other", activity("course"))),
		statement("single", within(object{"contextActivities": object{"parent": activity("course")}})),
		statement("twice", about(activity("course")), around("parent", activity("course"))),
		statement("sub-object", subStatementOf(about(activity("course")))),
		statement("sub-parent", subStatementOf(around("parent", activity("course")))),
		statement("none", about(activity("unit"))),
	)
	s.expect(byActivity("course"), "object twice")
	s.expect(byRelatedActivity("course"), "object parent grouping category other single twice sub-object sub-parent")
	s.expect(byRelatedActivity("unit"), "parent none")
}

func queryCombinations(s *session) {
	course := object{"contextActivities": object{"grouping": []any{activity("course")}}, "registration": idOf("run").String()}
	s.add(
		statement("a", actor(agent("ann")), verb("passed"), about(activity("quiz")), within(course)),
		statement("b", actor(agent("ann")), verb("passed"), about(activity("quiz"))),
		statement("c", actor(agent("ann")), verb("failed"), about(activity("quiz")), within(course)),
		statement("d", actor(agent("bob")), verb("passed"), about(activity("quiz")), within(course)),
		statement("e", actor(agent("bob")), verb("passed"), within(course)),
	)
	all := Question{
		Agent: mailbox("ann"), RelatedAgents: true, Verb: verbOf("passed"),
		Activity: activityOf("course"), RelatedActivities: true, Registration: idOf("run").String(),
	}
	s.expect(all, "a")
	s.expect(Question{Agent: mailbox("ann"), Verb: verbOf("passed")}, "a b")
	s.expect(Question{Verb: verbOf("passed"), Activity: activityOf("quiz")}, "a b d")
	s.expect(Question{Agent: mailbox("ann"), Activity: activityOf("course")}, "")
	s.expect(Question{Agent: mailbox("bob"), Verb: verbOf("failed")}, "")
	s.expect(Question{Registration: idOf("run").String(), Verb: verbOf("passed"), Ascending: true}, "a d e")
	s.expect(Question{Verb: verbOf("passed"), Since: s.positionOf("a").Stored, Until: s.positionOf("d").Stored}, "b d")
}

func queryAuthority(s *session) {
	store := func(authority any, made object) {
		origin := DefaultOrigin()
		origin.Version = xapi.Version1
		origin.Authority = marshal(authority)
		s.addRecords(tenant, s.recordFrom(origin, made))
	}
	store(agentObject("key-1"), statement("one", verb("passed")))
	store(agentObject("key-2"), statement("two", verb("passed"), actor(agent("key-1"))))
	// AU-12: an OAuth pair is a group of two, each of which leads to it.
	store(group("app", "key-1"), statement("pair", verb("failed")))
	// A reference is not mine because its target is.
	store(agentObject("key-2"), statement("mention", reference("one")))

	mine := func(name string) Question { return Question{Authority: mailbox(name)} }
	s.expect(mine("key-1"), "one pair")
	s.expect(mine("key-2"), "two mention")
	s.expect(mine("app"), "pair")
	s.expect(mine("stranger"), "")
	s.expect(Question{Authority: mailbox("key-1"), Verb: verbOf("passed")}, "one")
	s.expect(Question{Authority: mailbox("key-2"), Verb: verbOf("passed")}, "two mention")
	s.expect(byRelatedAgent("key-1"), "one two pair mention")
	s.expect(byAgent("key-1"), "two")
}
