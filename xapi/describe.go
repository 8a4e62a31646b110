package xapi

// MergeDescription returns the canonical description after one more statement
// spoke of the thing (OB-13, OB-14): language maps are merged, other
// properties replaced; for NamesAgent the result is a JSON array of distinct
// names, the newest last, at most 32. existing is nil the first time. The
// result is existing itself, unchanged, when nothing is new.
func MergeDescription(kind DescriptionKind, existing, value []byte) []byte {
	panic("not built yet")
}

// AppendActivity appends the Activity object for an id and its canonical
// definition, nil when there is none (AY-02, AY-03).
func AppendActivity(dst []byte, id string, definition []byte) []byte { panic("not built yet") }
