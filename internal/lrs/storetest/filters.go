package storetest

import (
	"slices"
	"strings"
)

const voidedVerb = "http://adlnet.gov/expapi/verbs/voided"

// meets reports whether the statement by itself meets every filter that the
// chain of references may meet (the table of filters in chapter GS).
func meets(statement map[string]any, q Question) bool {
	return meetsAgent(statement, q) && meetsVerb(statement, q) &&
		meetsActivity(statement, q) && meetsRegistration(statement, q)
}

func meetsAgent(statement map[string]any, q Question) bool {
	if q.Agent == nil {
		return true
	}
	found := agentsOf(statement)
	if q.RelatedAgents {
		found = append(found, relatedAgentsOf(statement)...)
		found = append(found, identifiersOf(statement["authority"])...)
	}
	return slices.ContainsFunc(found, q.Agent.same)
}

func meetsVerb(statement map[string]any, q Question) bool {
	return q.Verb == "" || textAt(statement, "verb", "id") == q.Verb
}

func meetsActivity(statement map[string]any, q Question) bool {
	if q.Activity == "" {
		return true
	}
	found := activitiesOf(statement)
	if q.RelatedActivities {
		found = append(found, relatedActivitiesOf(statement)...)
	}
	return slices.Contains(found, q.Activity)
}

func meetsRegistration(statement map[string]any, q Question) bool {
	return q.Registration == "" || strings.EqualFold(textAt(statement, "context", "registration"), q.Registration)
}

// carries reports whether the statement was stored with the authority; nil
// asks for none.
func carries(statement map[string]any, authority *Identifier) bool {
	return authority == nil || slices.ContainsFunc(identifiersOf(statement["authority"]), authority.same)
}

// agentsOf returns whom the filter agent finds: actor and object.
func agentsOf(statement map[string]any) []Identifier {
	found := identifiersOf(statement["actor"])
	if objectType := textAt(statement, "object", "objectType"); objectType == "Agent" || objectType == "Group" {
		found = append(found, identifiersOf(statement["object"])...)
	}
	return found
}

// relatedAgentsOf returns whom related_agents adds, except the authority.
func relatedAgentsOf(statement map[string]any) []Identifier {
	var found []Identifier
	context, _ := statement["context"].(map[string]any)
	found = append(found, identifiersOf(context["instructor"])...)
	found = append(found, identifiersOf(context["team"])...)
	for _, entry := range listOf(context["contextAgents"]) {
		found = append(found, identifiersOf(entry["agent"])...)
	}
	for _, entry := range listOf(context["contextGroups"]) {
		found = append(found, identifiersOf(entry["group"])...)
	}
	if inner, ok := subStatement(statement); ok {
		found = append(found, agentsOf(inner)...)
		found = append(found, relatedAgentsOf(inner)...)
	}
	return found
}

// activitiesOf returns what the filter activity finds: the object.
func activitiesOf(statement map[string]any) []string {
	if objectType := textAt(statement, "object", "objectType"); objectType == "" || objectType == "Activity" {
		return []string{textAt(statement, "object", "id")}
	}
	return nil
}

// relatedActivitiesOf returns what related_activities adds.
func relatedActivitiesOf(statement map[string]any) []string {
	var found []string
	context, _ := statement["context"].(map[string]any)
	around, _ := context["contextActivities"].(map[string]any)
	for _, relation := range []string{"parent", "grouping", "category", "other"} {
		for _, activity := range listOf(around[relation]) {
			found = append(found, textAt(activity, "id"))
		}
	}
	if inner, ok := subStatement(statement); ok {
		found = append(found, activitiesOf(inner)...)
		found = append(found, relatedActivitiesOf(inner)...)
	}
	return found
}

func subStatement(statement map[string]any) (map[string]any, bool) {
	inner, _ := statement["object"].(map[string]any)
	return inner, textAt(statement, "object", "objectType") == "SubStatement"
}

// target returns the id that a statement refers to: only by its object (GS-21).
func target(statement map[string]any) (id string, refers bool) {
	if textAt(statement, "object", "objectType") != "StatementRef" {
		return "", false
	}
	return strings.ToLower(textAt(statement, "object", "id")), true
}

// voids reports whether the statement is a voiding one (VO-01).
func voids(statement map[string]any) bool {
	_, refers := target(statement)
	return refers && textAt(statement, "verb", "id") == voidedVerb
}

// textAt returns the string at a path of properties, "" when there is none.
func textAt(value any, path ...string) string {
	for _, property := range path {
		within, _ := value.(map[string]any)
		value = within[property]
	}
	text, _ := value.(string)
	return text
}

// listOf returns the objects of an array; a single object counts as an array
// of one (CX-08).
func listOf(value any) []map[string]any {
	if single, ok := value.(map[string]any); ok {
		return []map[string]any{single}
	}
	var list []map[string]any
	array, _ := value.([]any)
	for _, item := range array {
		if entry, ok := item.(map[string]any); ok {
			list = append(list, entry)
		}
	}
	return list
}
