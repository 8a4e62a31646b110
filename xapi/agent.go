package xapi

import "slices"

// IFIKind is the kind of an inverse functional identifier.
type IFIKind uint8

// The four kinds of inverse functional identifiers (AC-03).
const (
	Mbox IFIKind = 1 + iota
	MboxSHA1Sum
	OpenID
	Account
)

// IFI is an inverse functional identifier: what identifies an agent or an
// identified group.
type IFI struct {
	Kind IFIKind
	// Value is the mbox (with mailto:), the digest, the OpenID, or account.name.
	Value string
	// HomePage is account.homePage.
	HomePage string
}

// Key returns the key of the identifier's normal form: mail domains and hex
// digests in lower case (MB-02, MB-04).
func (i IFI) Key() Key { return identifierKey(i.Kind, i.Value, i.HomePage) }

// Agent is an Agent or a Group.
type Agent struct {
	// Group is true for objectType Group.
	Group bool
	Name  string
	// Identifier has Kind 0 for an anonymous group.
	Identifier IFI
	// Members are the agents of a group.
	Members []Agent
	// JSON is the agent as given; it aliases the text that was parsed.
	JSON []byte
}

var agentPlace = &place{name: "an agent"}

// ParseAgent reads an Agent or Group, as in the parameter agent. Errors are of
// type *ValidationError.
func ParseAgent(text []byte, version Version) (Agent, error) {
	p := parsers.Get().(*parser)
	defer p.release()
	p.version, p.stored = version, false
	if fault := p.scan(text, Limits{}.depth()); fault != nil {
		return Agent{}, &ValidationError{Faults: []Fault{*fault}}
	}
	p.reset(0)
	for _, key := range p.repeated {
		p.fault(key, "GEN-08", repeatedKey(&p.tape, key))
	}
	p.checkActor(0, agentPlace, ByAgent)
	if len(p.faults) > 0 {
		return Agent{}, &ValidationError{Faults: p.found()}
	}
	return readAgent(&p.tape, 0), nil
}

// readAgent takes over a valid Agent or Group.
func readAgent(t *tape, n int) Agent {
	agent := Agent{JSON: t.raw(n)}
	for key, value := range t.members(n) {
		switch name := string(t.decoded(key)); name {
		case "objectType":
			agent.Group = t.is(value, "Group")
		case "name":
			agent.Name = string(t.decoded(value))
		case "mbox":
			agent.Identifier = IFI{Kind: Mbox, Value: string(t.decoded(value))}
		case "mbox_sha1sum":
			agent.Identifier = IFI{Kind: MboxSHA1Sum, Value: string(t.decoded(value))}
		case "openid":
			agent.Identifier = IFI{Kind: OpenID, Value: string(t.decoded(value))}
		case "account":
			agent.Identifier = IFI{
				Kind:     Account,
				Value:    string(t.decoded(t.member(value, "name"))),
				HomePage: string(t.decoded(t.member(value, "homePage"))),
			}
		case "member":
			for member := range t.items(value) {
				agent.Members = append(agent.Members, readAgent(t, member))
			}
		}
	}
	return agent
}

// AuthorityIndex returns the index entries of an authority: the agent's, or
// those of a group's identifier and members, each once.
func (a Agent) AuthorityIndex() []IndexEntry {
	var entries []IndexEntry
	add := func(identifier IFI) {
		entry := IndexEntry{ByAuthority, identifier.Key()}
		if identifier.Kind != 0 && !slices.Contains(entries, entry) {
			entries = append(entries, entry)
		}
	}
	add(a.Identifier)
	for _, member := range a.Members {
		add(member.Identifier)
	}
	return entries
}
