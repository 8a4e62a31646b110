package xapi

var (
	activityKeys  = []string{"objectType", "id", "definition"}
	referenceKeys = []string{"objectType", "id"}
)

// checkObject checks the object of a Statement or SubStatement (OB-01) and
// reports whether it is an Activity, or so broken that it may be meant as one.
func (p *parser) checkObject(n int, sub bool) (isActivity bool) {
	if !p.want(n, objectNode) {
		return true
	}
	activities, actors := ByActivity, ByAgent
	if sub {
		activities, actors = ByRelatedActivity, ByRelatedAgent
	}
	objectType := p.member(n, "objectType")
	if objectType == 0 {
		p.checkActivity(n, activities)
		return true
	}
	if !p.want(objectType, stringNode) {
		return true
	}
	switch name := p.decoded(objectType); string(name) {
	case "Activity":
		p.checkActivity(n, activities)
		return true
	case "Agent", "Group":
		p.checkActor(n, actorPlace, actors)
	case "StatementRef":
		p.checkReference(n)
	case "SubStatement":
		if sub {
			p.fault(n, "SS-03", "the object of a SubStatement must not be another SubStatement")
			break
		}
		p.checkSubStatement(n)
	default:
		p.fault(objectType, "OB-01", "objectType of an object must be Activity, Agent, Group, StatementRef or SubStatement, not "+quote(name))
		return true
	}
	return false
}

// checkActivity checks an Activity (OB-10) and notes it under a kind of index
// entry.
func (p *parser) checkActivity(n int, found IndexKind) {
	if !p.want(n, objectNode) {
		return
	}
	var id, definition int
	for key, value := range p.members(n) {
		switch string(p.decoded(key)) {
		case "objectType":
			if p.want(value, stringNode) && !p.is(value, "Activity") {
				p.fault(value, "CX-07", `objectType must be "Activity" here, not `+quote(p.decoded(value)))
			}
		case "id":
			id = value
		case "definition":
			definition = value
			p.checkDefinition(value)
		case "mbox", "mbox_sha1sum", "openid", "account", "member":
			p.fault(key, "OB-02", `without "objectType": "Agent" or "Group" this is read as an Activity, which has no `+string(p.decoded(key)))
		default:
			p.unknownKey(key, "an Activity", activityKeys)
		}
	}
	if id == 0 {
		p.fault(n, "OB-10", "an Activity needs id, an IRI such as https://example.com/courses/1")
		return
	}
	key, ok := p.iriKey(activityTag, id)
	if !ok {
		return
	}
	p.indexBy(found, key)
	if definition != 0 {
		p.describe(DescribesActivity, key, definition)
	}
}

// checkReference checks a StatementRef (SR-01, SR-02).
func (p *parser) checkReference(n int) {
	if !p.want(n, objectNode) {
		return
	}
	var objectType, id int
	for key, value := range p.members(n) {
		switch string(p.decoded(key)) {
		case "objectType":
			objectType = value
		case "id":
			id = value
			p.uuid(value, "SR-01")
		default:
			p.unknownKey(key, "a StatementRef", referenceKeys)
		}
	}
	if objectType == 0 || !p.is(objectType, "StatementRef") {
		p.fault(n, "SR-02", `a StatementRef needs "objectType": "StatementRef"`)
	}
	if id == 0 {
		p.fault(n, "SR-01", "a StatementRef needs id, the UUID of the Statement")
	}
}

// target returns the id of the StatementRef at a node, if it is one.
func (p *parser) target(n int) (UUID, bool) {
	if p.kind(n) != objectNode {
		return UUID{}, false
	}
	objectType, id := p.member(n, "objectType"), p.member(n, "id")
	if objectType == 0 || id == 0 || !p.is(objectType, "StatementRef") || p.kind(id) != stringNode {
		return UUID{}, false
	}
	return ParseUUID(p.decoded(id))
}
