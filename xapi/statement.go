package xapi

// Statement is what one pass over a statement's bytes found. Its slices alias
// the parsed input, which must not change while it is used.
type Statement struct {
	// JSON is the statement as received, from its opening to its closing brace.
	JSON []byte
	// ID is statement.id; the zero UUID with HasID false when absent.
	ID    UUID
	HasID bool
	// Version is statement.version as sent; "" when absent.
	Version string
	// Authority is statement.authority as sent (a JSON object); nil when absent.
	Authority []byte
	// Stored and Timestamp are the sent values in microseconds since 1970;
	// HasStored and HasTimestamp say whether they were there.
	Stored, Timestamp       int64
	HasStored, HasTimestamp bool
	// Target is the id of the StatementRef that is the statement's object
	// (GS-20); it has meaning when IsReference is true.
	Target      UUID
	IsReference bool
	// Voids is true for a voiding statement (VO-01): its verb is «voided» and
	// its object the StatementRef Target.
	Voids bool
	// Index lists how the statement is found, each entry once, except for the
	// authority that was sent: those entries are in AuthorityIndex.
	Index          []IndexEntry
	AuthorityIndex []IndexEntry
	// Attachments lists the attachment objects of the statement and of a
	// SubStatement in it (MP-12).
	Attachments []Attachment
	// Descriptions lists what the statement says about activities, verbs and
	// agents: material for the canonical definitions (OB-13, OB-14).
	Descriptions []Description

	edits []edit
}

// Attachment is one attachment object (AT-01, AT-02). Strings are decoded.
type Attachment struct {
	UsageType   string
	ContentType string
	// SHA2 is the digest in lower-case hex; its length names the algorithm (AT-03).
	SHA2 string
	// Length is the declared length in bytes.
	Length int64
	// FileURL is empty when absent.
	FileURL string
	// Pointer is the JSON pointer of the object within its statement.
	Pointer string
}

// DescriptionKind says what a Description describes.
type DescriptionKind uint8

const (
	// DescribesActivity: Value is an activity definition object.
	DescribesActivity DescriptionKind = 1 + iota
	// DescribesVerb: Value is a display language map.
	DescribesVerb
	// NamesAgent: Value is a name, a JSON string.
	NamesAgent
)

// Description is one thing a statement says about an activity, verb or agent.
type Description struct {
	Kind DescriptionKind
	Key  Key
	// Value is raw JSON, aliasing the input.
	Value []byte
}
