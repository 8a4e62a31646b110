package xapi

import "slices"

var (
	contextKeys = []string{
		"registration", "instructor", "team", "contextActivities", "revision", "platform", "language", "statement", "extensions",
	}
	contextKeys2          = append(slices.Clip(contextKeys), "contextAgents", "contextGroups")
	contextActivitiesKeys = []string{"parent", "grouping", "category", "other"}
	contextAgentKeys      = []string{"objectType", "agent", "relevantTypes"}
	contextGroupKeys      = []string{"objectType", "group", "relevantTypes"}
)

// checkContext checks a context (CX-01). isActivity says whether the object of
// the same Statement or SubStatement is an Activity.
func (p *parser) checkContext(n int, isActivity, sub bool) {
	if !p.want(n, objectNode) {
		return
	}
	for key, value := range p.members(n) {
		switch name := p.decoded(key); string(name) {
		case "registration":
			if id, ok := p.uuid(value, "CX-02"); ok && !sub {
				p.indexBy(ByRegistration, RegistrationKey(id))
			}
		case "instructor":
			p.checkActor(value, instructorPlace, ByRelatedAgent)
		case "team":
			p.checkActor(value, teamPlace, ByRelatedAgent)
		case "contextActivities":
			p.checkContextActivities(value)
		case "revision", "platform":
			if !isActivity {
				p.fault(key, "CX-05", string(name)+" is allowed only when the object is an Activity")
			}
			p.want(value, stringNode)
		case "language":
			if p.want(value, stringNode) && !validLanguageTag(p.decoded(value)) {
				p.fault(value, "CX-06", "language must be an RFC 5646 language tag, such as en-US, not "+quote(p.decoded(value)))
			}
		case "statement":
			p.checkReference(value)
		case "extensions":
			p.extensions(value)
		case "contextAgents", "contextGroups":
			if p.version == Version1 {
				p.fault(key, "V2-11", string(name)+" is new in xAPI 2.0; send the request with X-Experience-API-Version: 2.0.0, or leave it out")
				continue
			}
			p.checkContextActors(value, string(name) == "contextGroups")
		default:
			p.unknownKey(key, "a context", p.contextKeys())
		}
	}
}

func (p *parser) contextKeys() []string {
	if p.version == Version1 {
		return contextKeys
	}
	return contextKeys2
}

// checkContextActivities checks contextActivities (CX-07). A single Activity
// is returned as an array of one (CX-08).
func (p *parser) checkContextActivities(n int) {
	if !p.want(n, objectNode) {
		return
	}
	for key, value := range p.members(n) {
		switch string(p.decoded(key)) {
		case "parent", "grouping", "category", "other":
		default:
			p.unknownKey(key, "contextActivities", contextActivitiesKeys)
			continue
		}
		switch p.kind(value) {
		case arrayNode:
			for activity := range p.items(value) {
				p.checkActivity(activity, ByRelatedActivity)
			}
		case objectNode:
			p.checkActivity(value, ByRelatedActivity)
			p.edit(value, arrayEdit)
		default:
			p.wrongKind(value, "an Activity or an array of Activities")
		}
	}
}

// checkContextActors checks contextAgents (V2-07) or contextGroups (V2-08).
func (p *parser) checkContextActors(n int, groups bool) {
	if !p.want(n, arrayNode) {
		return
	}
	objectType, property, rule, at, allowed := "contextAgent", "agent", "V2-07", contextAgentPlace, contextAgentKeys
	if groups {
		objectType, property, rule, at, allowed = "contextGroup", "group", "V2-08", contextGroupPlace, contextGroupKeys
	}
	for item := range p.items(n) {
		if !p.want(item, objectNode) {
			continue
		}
		typed, actor := false, 0
		for key, value := range p.members(item) {
			switch name := p.decoded(key); {
			case string(name) == "objectType":
				typed = p.is(value, objectType)
			case string(name) == property:
				actor = value
				p.checkActor(value, at, ByRelatedAgent)
			case string(name) == "relevantTypes":
				p.checkRelevantTypes(value, rule)
			default:
				p.unknownKey(key, "a "+objectType, allowed)
			}
		}
		if !typed {
			p.fault(item, rule, `a `+objectType+` needs "objectType": "`+objectType+`"`)
		}
		if actor == 0 {
			p.fault(item, rule, "a "+objectType+" needs "+property)
		}
	}
}

func (p *parser) checkRelevantTypes(n int, rule string) {
	if !p.want(n, arrayNode) {
		return
	}
	if p.empty(n) {
		p.fault(n, rule, "relevantTypes must have at least one IRI; leave it out when there is none")
	}
	for item := range p.items(n) {
		p.iri(item)
	}
}
