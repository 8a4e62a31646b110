package xapi

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
func (i IFI) Key() Key { panic("not built yet") }

// Agent is an Agent or a Group.
type Agent struct {
	// Group is true for objectType Group.
	Group bool
	Name  string
	// Identifier has Kind 0 for an anonymous group.
	Identifier IFI
	// Members are the agents of a group.
	Members []Agent
	// JSON is the agent as given.
	JSON []byte
}

// ParseAgent reads an Agent or Group, as in the parameter agent. Errors are of
// type *ValidationError.
func ParseAgent(text []byte, version Version) (Agent, error) { panic("not built yet") }

// AuthorityIndex returns the index entries of an authority: the agent's, or
// those of a group's identifier and members.
func (a Agent) AuthorityIndex() []IndexEntry { panic("not built yet") }

// AppendPerson appends the Person object (AG-02) that says what is known of an
// agent: its identifier and the names, a JSON array or nil.
func AppendPerson(dst []byte, agent Agent, names []byte) []byte { panic("not built yet") }
