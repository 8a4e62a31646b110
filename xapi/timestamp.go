package xapi

// ParseTimestamp reads an ISO 8601 timestamp (TS-01, TS-02, TS-05, TS-06) and
// returns it in microseconds since 1970 UTC, cutting finer digits; without a
// zone it is UTC.
func ParseTimestamp[T string | []byte](text T) (micros int64, ok bool) { panic("not built yet") }

// StoredLength is the length in bytes of what AppendStoredTime appends.
const StoredLength = len("2006-01-02T15:04:05.000000Z")

// AppendStoredTime appends the time in the form that Lore gives to `stored`:
// UTC with six digits of a second, 27 bytes.
func AppendStoredTime(dst []byte, micros int64) []byte { panic("not built yet") }
