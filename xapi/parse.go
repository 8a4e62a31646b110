package xapi

// Parse validates a request body, one statement or an array of them, by the
// rules of version. array says which of the two it was. A *ValidationError
// lists what is wrong, up to ten faults for each statement; pointers start at
// the body (an array's third statement is "/2"). Two statements of a batch
// with the same id are an error (PS-06).
func Parse(body []byte, version Version, limits Limits) (statements []Statement, array bool, err error) {
	panic("not built yet")
}

// ParseStored reads a statement in the stored form again, whichever version it
// came by; its authority's entries are part of Index. An error means that the
// bytes are not what AppendStored wrote.
func ParseStored(text []byte) (Statement, error) { panic("not built yet") }
