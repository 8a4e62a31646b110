package xapi

// Equal reports whether two statements are the same by the comparison rules
// (EQ-01 to EQ-10, V2-20): what the LRS sets, verb displays, activity
// definitions, attachments, member order and the writing of numbers and
// strings do not count. Either may be in the stored form.
func Equal(a, b []byte) bool { panic("not built yet") }
