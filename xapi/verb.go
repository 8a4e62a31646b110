package xapi

// VoidedVerb is the id of the verb of a voiding statement (VB-02).
const VoidedVerb = "http://adlnet.gov/expapi/verbs/voided"

var verbKeys = []string{"id", "display"}

// checkVerb checks a verb (VB-01) and reports whether it is the voided one. The
// verb of a SubStatement is no way to find a statement.
func (p *parser) checkVerb(n int, sub bool) (voids bool) {
	if !p.want(n, objectNode) {
		return false
	}
	var id, display int
	for key, value := range p.members(n) {
		switch string(p.decoded(key)) {
		case "id":
			id = value
		case "display":
			if p.languageMap(value) {
				display = value
			}
		default:
			p.unknownKey(key, "a verb", verbKeys)
		}
	}
	if id == 0 {
		p.fault(n, "VB-01", "a verb needs id, an IRI such as "+VoidedVerb[:len(VoidedVerb)-len("voided")]+"completed")
		return false
	}
	key, ok := p.iriKey(verbTag, id)
	if !ok {
		return false
	}
	if !sub {
		p.indexBy(ByVerb, key)
	}
	if display != 0 {
		p.describe(DescribesVerb, key, display)
	}
	return p.is(id, VoidedVerb)
}

// checkVoiding checks the object of a voiding statement (VO-01).
func (p *parser) checkVoiding(object int) {
	if p.kind(object) != objectNode {
		return // told already
	}
	if objectType := p.member(object, "objectType"); objectType == 0 || !p.is(objectType, "StatementRef") {
		p.fault(object, "VO-01", "the verb voided takes back a Statement: its object must be a StatementRef with that Statement's id")
	}
}
