package xapi

var (
	statementKeys = []string{
		"id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments",
	}
	subStatementKeys = []string{
		"objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments",
	}
)

// event is the places of a Statement's or SubStatement's properties; 0 is one
// that is not there.
type event struct {
	id, actor, verb, object, result, context, timestamp, stored, authority, version, attachments int
}

// checkStatement checks the statement at a node (chapter ST).
func (p *parser) checkStatement(n int, s *Statement) {
	if p.kind(n) != objectNode {
		p.fault(n, "ST-04", "a Statement must be an object, not "+p.kind(n).String())
		return
	}
	s.JSON = p.raw(n)
	e := p.readEvent(n, "a Statement", statementKeys, false)
	if e.id != 0 {
		s.ID, s.HasID = p.uuid(e.id, "ST-02")
	}
	voids := p.checkEvent(e, false)
	if e.object != 0 {
		s.Target, s.IsReference = p.target(e.object)
		if voids {
			p.checkVoiding(e.object)
			s.Voids = s.IsReference
		}
	}
	if e.timestamp != 0 {
		s.Timestamp, s.HasTimestamp = p.timestamp(e.timestamp)
	}
	if e.stored != 0 {
		s.Stored, s.HasStored = p.instant(e.stored)
		p.edit(e.stored, storedEdit)
	}
	p.authorityAt = len(p.index)
	if e.authority != 0 {
		p.checkAuthority(e.authority)
		s.Authority = p.raw(e.authority)
		p.edit(e.authority, authorityEdit)
	}
	if e.version != 0 {
		s.Version = p.checkVersion(e.version)
	}
}

// checkSubStatement checks a SubStatement (chapter SS) as the object of a
// statement.
func (p *parser) checkSubStatement(n int) {
	e := p.readEvent(n, "a SubStatement", subStatementKeys, true)
	p.checkEvent(e, true)
	if e.timestamp != 0 {
		p.timestamp(e.timestamp)
	}
}

// readEvent finds the properties. Those that only a Statement has are told
// apart from unknown ones (SS-02).
func (p *parser) readEvent(n int, thing string, allowed []string, sub bool) (e event) {
	for key, value := range p.members(n) {
		slot := (*int)(nil)
		switch string(p.decoded(key)) {
		case "objectType":
			if sub {
				continue // the reason why this is read as a SubStatement
			}
		case "id":
			slot = &e.id
		case "actor":
			slot = &e.actor
		case "verb":
			slot = &e.verb
		case "object":
			slot = &e.object
		case "result":
			slot = &e.result
		case "context":
			slot = &e.context
		case "timestamp":
			slot = &e.timestamp
		case "stored":
			slot = &e.stored
		case "authority":
			slot = &e.authority
		case "version":
			slot = &e.version
		case "attachments":
			slot = &e.attachments
		}
		switch {
		case slot == nil:
			p.unknownKey(key, thing, allowed)
		case sub && (slot == &e.id || slot == &e.stored || slot == &e.authority || slot == &e.version):
			p.fault(key, "SS-02", "a SubStatement must not have "+string(p.decoded(key))+"; only the Statement around it has one")
		default:
			*slot = value
		}
	}
	for _, required := range [...]struct {
		name string
		node int
	}{{"actor", e.actor}, {"verb", e.verb}, {"object", e.object}} {
		if required.node == 0 {
			rule := "ST-01"
			if sub {
				rule = "SS-01"
			}
			p.fault(n, rule, thing+" needs actor, verb and object; "+required.name+" is missing")
		}
	}
	return e
}

// checkEvent checks what a Statement and a SubStatement have in common
// (SS-04), and reports whether the verb is the voided one. What a SubStatement
// holds is found by related queries only (SS-05).
func (p *parser) checkEvent(e event, sub bool) (voids bool) {
	actors := ByAgent
	if sub {
		actors = ByRelatedAgent
	}
	if e.actor != 0 {
		p.checkActor(e.actor, actorPlace, actors)
	}
	if e.verb != 0 {
		voids = p.checkVerb(e.verb, sub)
	}
	isActivity := true
	if e.object != 0 {
		isActivity = p.checkObject(e.object, sub)
	}
	if e.result != 0 {
		p.checkResult(e.result)
	}
	if e.context != 0 {
		p.checkContext(e.context, isActivity, sub)
	}
	if e.attachments != 0 {
		p.checkAttachments(e.attachments)
	}
	return voids
}
