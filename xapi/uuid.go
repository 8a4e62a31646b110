package xapi

// UUID identifies a statement or a registration. Its text form compares
// without regard to letter case (UUID-03).
type UUID [16]byte

// ParseUUID reads the standard form 8-4-4-4-12, in any letter case, and
// nothing else (UUID-01); any variant and version will do (UUID-02).
func ParseUUID[T string | []byte](text T) (UUID, bool) { panic("not built yet") }

// NewUUID returns a random UUID (version 4).
func NewUUID() UUID { panic("not built yet") }

// String returns the lower-case text form.
func (u UUID) String() string { return string(u.AppendText(nil)) }

// AppendText appends the lower-case text form.
func (u UUID) AppendText(dst []byte) []byte { panic("not built yet") }
