package xapi

// Fault is one thing that is wrong with a statement.
type Fault struct {
	// Pointer is the JSON pointer (RFC 6901) of the place.
	Pointer string
	// Rule is the id of the broken rule, such as "AC-03".
	Rule string
	// Message is for a content author: "an Agent needs exactly one of mbox,
	// mbox_sha1sum, openid, account; found two".
	Message string
}

// ValidationError lists what is wrong with what was parsed; it has at least
// one fault.
type ValidationError struct{ Faults []Fault }

// Error returns the first fault as "/actor: an Agent needs …", and how many more there are.
func (e *ValidationError) Error() string { panic("not built yet") }
