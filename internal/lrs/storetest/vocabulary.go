package storetest

import (
	"crypto/sha256"
	"maps"

	"github.com/lore-lrs/lore/xapi"
)

// The words of which scenarios are made. Statements, agents, verbs, activities
// and registrations are called by short names; each name leads to one id.

// idOf returns the id that a name stands for.
func idOf(name string) xapi.UUID {
	sum := sha256.Sum256([]byte(name))
	return xapi.UUID(sum[:16])
}

func verbOf(name string) string     { return "http://example.com/verbs/" + name }
func activityOf(name string) string { return "http://example.com/activities/" + name }

// statement returns the statement with this name; parts replace its actor, verb
// and object or add to them.
func statement(name string, parts ...object) object {
	made := object{
		"id":     idOf(name).String(),
		"actor":  agent("somebody"),
		"verb":   object{"id": verbOf("did")},
		"object": activity("something"),
	}
	for _, part := range parts {
		maps.Copy(made, part)
	}
	return made
}

func actor(value object) object       { return object{"actor": value} }
func verb(name string) object         { return object{"verb": object{"id": verbOf(name)}} }
func about(value object) object       { return object{"object": value} }
func within(context object) object    { return object{"context": context} }
func activity(name string) object     { return object{"id": activityOf(name)} }
func agent(name string) object        { return object{"mbox": "mailto:" + name + "@example.com"} }
func registration(name string) object { return within(object{"registration": idOf(name).String()}) }

// agentObject is an agent where a statement's object stands (AC-02).
func agentObject(name string) object {
	return object{"objectType": "Agent", "mbox": "mailto:" + name + "@example.com"}
}

// group is an anonymous Group.
func group(members ...string) object {
	list := make([]any, len(members))
	for i, member := range members {
		list[i] = agent(member)
	}
	return object{"objectType": "Group", "member": list}
}

// namedGroup is an identified Group.
func namedGroup(name string, members ...string) object {
	made := group(members...)
	made["mbox"] = "mailto:" + name + "@example.com"
	return made
}

// reference makes a statement one whose object is a StatementRef.
func reference(target string) object {
	return about(object{"objectType": "StatementRef", "id": idOf(target).String()})
}

// voiding returns a statement that voids the target.
func voiding(name, target string) object {
	return statement(name, object{"verb": object{"id": voidedVerb}}, reference(target))
}

// subStatementOf makes a statement one whose object is a SubStatement.
func subStatementOf(parts ...object) object {
	inner := statement("", parts...)
	delete(inner, "id")
	inner["objectType"] = "SubStatement"
	return about(inner)
}

// The questions of scenarios.

func byAgent(name string) Question { return Question{Agent: mailbox(name)} }

func byRelatedAgent(name string) Question { return Question{Agent: mailbox(name), RelatedAgents: true} }
func byVerb(name string) Question         { return Question{Verb: verbOf(name)} }
func byActivity(name string) Question     { return Question{Activity: activityOf(name)} }
func byRegistration(name string) Question { return Question{Registration: idOf(name).String()} }

func byRelatedActivity(name string) Question {
	return Question{Activity: activityOf(name), RelatedActivities: true}
}

func mailbox(name string) *Identifier {
	return &Identifier{Property: "mbox", Value: "mailto:" + name + "@example.com"}
}
