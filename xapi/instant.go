package xapi

import (
	"bytes"
	"strings"
)

// instant reads a timestamp (chapter TS).
func (p *parser) instant(n int) (micros int64, ok bool) {
	if !p.want(n, stringNode) {
		return 0, false
	}
	text := p.decoded(n)
	if micros, ok = ParseTimestamp(text); ok {
		return micros, true
	}
	if negativeZero(text) {
		p.fault(n, "TS-02", p.called(n)+" has the offset -00, which means that the zone is not known; write Z for UTC")
	} else {
		p.fault(n, "TS-01", p.called(n)+" must be an ISO 8601 date and time, such as 2015-12-18T12:17:00.123Z, not "+quote(text))
	}
	return 0, false
}

func negativeZero(text []byte) bool {
	clock := bytes.IndexByte(text, 'T')
	at := bytes.LastIndexByte(text, '-')
	return clock > 0 && at > clock && strings.Trim(string(text[at+1:]), "0:") == ""
}

// timestamp reads the timestamp of a Statement or SubStatement, and notes when
// the stored form writes it another way (TS-03, TS-04).
func (p *parser) timestamp(n int) (micros int64, ok bool) {
	micros, ok = p.instant(n)
	if ok && !isStoredInstant(p.raw(n)) {
		p.edit(n, timestampEdit)
	}
	return micros, ok
}

// isStoredInstant reports whether a valid timestamp, in its quotes, needs no
// change: UTC with at least three digits of a second.
func isStoredInstant(quoted []byte) bool {
	const shortest = `"2015-12-18T12:17:00.123Z"`
	return len(quoted) >= len(shortest) && quoted[5] == '-' && quoted[11] == 'T' && quoted[20] == '.' &&
		quoted[len(quoted)-2] == 'Z' && bytes.IndexByte(quoted, '\\') < 0
}
