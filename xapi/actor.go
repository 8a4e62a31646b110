package xapi

import "fmt"

var (
	groupKeys   = []string{"objectType", "name", "mbox", "mbox_sha1sum", "openid", "account", "member"}
	accountKeys = []string{"homePage", "name"}
)

// place is where an Agent or Group stands, and so which of the two it may be.
type place struct {
	// onlyAgent and onlyGroup are the rules that a Group or an Agent breaks
	// here; empty where it may stand.
	onlyAgent, onlyGroup string
	// name is the place in a message.
	name string
}

var (
	actorPlace        = &place{name: "an actor"}
	instructorPlace   = &place{name: "an instructor"}
	authorityPlace    = &place{name: "an authority"}
	memberPlace       = &place{onlyAgent: "AC-06", name: "a member"}
	teamPlace         = &place{onlyGroup: "CX-04", name: "a team"}
	contextAgentPlace = &place{onlyAgent: "V2-07", name: "the agent of a contextAgent"}
	contextGroupPlace = &place{onlyGroup: "V2-08", name: "the group of a contextGroup"}
)

// identified is the inverse functional identifier of an Agent or Group, as far
// as it is valid.
type identified struct {
	count int
	key   Key
	ok    bool
}

// checkActor checks an Agent or Group (chapter AC) and notes its identifier
// and those of its members under a kind of index entry.
func (p *parser) checkActor(n int, at *place, found IndexKind) (group bool) {
	if !p.want(n, objectNode) {
		return false
	}
	var objectType, name, member int
	var who identified
	for key, value := range p.members(n) {
		switch string(p.decoded(key)) {
		case "objectType":
			objectType = value
		case "name":
			if p.want(value, stringNode) { // AC-08
				name = value
			}
		case "mbox":
			p.identify(&who, Mbox, value)
		case "mbox_sha1sum":
			p.identify(&who, MboxSHA1Sum, value)
		case "openid":
			p.identify(&who, OpenID, value)
		case "account":
			p.checkAccount(value, &who)
		case "member":
			member = key
		default:
			p.unknownKey(key, "an Agent or Group", groupKeys)
		}
	}
	group = p.checkActorType(n, objectType, at)
	switch {
	case !group && who.count != 1:
		p.fault(n, "AC-03", fmt.Sprintf("an Agent needs exactly one of mbox, mbox_sha1sum, openid, account; found %s", counted(who.count)))
	case who.count > 1:
		p.fault(n, "AC-04", fmt.Sprintf("a Group has at most one of mbox, mbox_sha1sum, openid, account; found %s", counted(who.count)))
	case group && who.count == 0 && member == 0:
		p.fault(n, "AC-05", "a Group without mbox, mbox_sha1sum, openid or account is anonymous and needs member, an array of Agents")
	}
	if who.ok {
		p.indexBy(found, who.key)
		if name != 0 && found != ByAuthority {
			p.describe(NamesAgent, who.key, name)
		}
	}
	switch {
	case member == 0:
	case group && at.onlyAgent != "": // told already; Groups within Groups have no end
	case group:
		p.checkMembers(member+1, who.count == 0, found)
	default:
		p.fault(member, "AC-07", `only a Group has member; add "objectType": "Group", or leave member out`)
	}
	return group
}

func counted(n int) string {
	return [...]string{"none", "one", "two", "three", "four"}[min(n, 4)]
}

// checkActorType reads objectType (AC-02) and reports whether it is a Group.
func (p *parser) checkActorType(n, objectType int, at *place) (group bool) {
	switch {
	case objectType == 0:
	case !p.want(objectType, stringNode):
		return at.onlyGroup != ""
	case p.is(objectType, "Group"):
		group = true
	case !p.is(objectType, "Agent"):
		p.fault(objectType, "AC-02", `objectType of `+at.name+` must be "Agent" or "Group", not `+quote(p.decoded(objectType)))
		return at.onlyGroup != ""
	}
	if group && at.onlyAgent != "" {
		p.fault(n, at.onlyAgent, at.name+" must be an Agent, not a Group")
	}
	if !group && at.onlyGroup != "" {
		p.fault(n, at.onlyGroup, at.name+` must be a Group; it needs "objectType": "Group"`)
		return true
	}
	return group
}

func (p *parser) checkMembers(n int, anonymous bool, found IndexKind) {
	if !p.want(n, arrayNode) {
		return
	}
	if anonymous && p.empty(n) {
		p.fault(n, "AC-05", "an anonymous Group needs at least one Agent in member")
	}
	for member := range p.items(n) {
		p.checkActor(member, memberPlace, found)
	}
}

// identify checks one of the identifiers that are a string.
func (p *parser) identify(who *identified, kind IFIKind, n int) {
	who.count++
	slot, known := p.recall(identifierTags[kind], n)
	if known {
		who.key, who.ok = slot.key, true
		return
	}
	if !p.want(n, stringNode) {
		return
	}
	value := p.decoded(n)
	switch kind {
	case Mbox:
		if !validMailto(value) {
			p.fault(n, "MB-01", "mbox must be mailto: and an address, such as mailto:ann@example.com, not "+quote(value))
			return
		}
	case MboxSHA1Sum:
		if !validSHA1(value) {
			p.fault(n, "MB-02", "mbox_sha1sum must be the SHA-1 of a mailto IRI in 40 hex digits, not "+quote(value))
			return
		}
	case OpenID:
		if !validURI(value) {
			p.fault(n, "IRI-05", "openid must be a URI with its scheme, such as https://ann.example.com/, not "+quote(value))
			return
		}
	}
	who.key, who.ok = p.remember(slot, identifierTags[kind], n, identifierKey(kind, value, nil)), true
}

// checkAccount checks an account object (AC-09).
func (p *parser) checkAccount(n int, who *identified) {
	who.count++
	slot, known := p.recall(identifierTags[Account], n)
	if known {
		who.key, who.ok = slot.key, true
		return
	}
	if !p.want(n, objectNode) {
		return
	}
	var homePage, name int
	allowed := true
	for key, value := range p.members(n) {
		switch string(p.decoded(key)) {
		case "homePage":
			homePage = value
		case "name":
			name = value
		default:
			p.unknownKey(key, "an account", accountKeys)
			allowed = false
		}
	}
	if homePage == 0 || name == 0 {
		p.fault(n, "AC-09", "an account needs homePage, an IRL such as https://lms.example.com, and name, the account's name there")
	}
	homePageOK := homePage != 0 && p.iri(homePage)
	if name != 0 && p.want(name, stringNode) && homePageOK && allowed {
		who.key = p.remember(slot, identifierTags[Account], n, identifierKey(Account, p.decoded(name), p.decoded(homePage)))
		who.ok = true
	}
}
