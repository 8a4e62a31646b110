package xapi_test

import (
	"bytes"
	"testing"

	"github.com/lore-lrs/lore/xapi"
)

// TestTimestampThatTheLRSSetIsNotCompared is EQ-01 as a store meets it: it
// holds a statement whose timestamp it set itself, and gets it again, with the
// time still to be written.
func TestTimestampThatTheLRSSetIsNotCompared(t *testing.T) {
	const (
		head = `{"id":"12345678-1234-5678-1234-567812345678","actor":{"mbox":"mailto:a@example.com"},` +
			`"verb":{"id":"http://example.com/v"},"object":{"id":"http://example.com/a"}`
		without = head + `}`
		with    = head + `,"timestamp":"2026-01-02T03:04:05.678Z"}`
		other   = head + `,"timestamp":"2026-01-02T03:04:05.679Z"}`
	)
	final := func(text string, micros int64) []byte {
		statements, _, err := xapi.Parse([]byte(text), xapi.Version2, xapi.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		out, storedAt := statements[0].AppendStored(nil, xapi.Assigned{Authority: []byte(`{"mbox":"mailto:k@example.com"}`), Version: xapi.Version2})
		if micros != 0 {
			xapi.PutStored(out, storedAt, micros)
		}
		return bytes.Clone(out)
	}
	for _, c := range []struct {
		name string
		a, b []byte
		want bool
	}{
		{"again without", final(without, 1), final(without, 0), true},
		{"both stored without", final(without, 1), final(without, 2), true},
		{"again as it was sent", final(without, 1), []byte(without), true},
		{"now with one", final(without, 1), final(with, 0), true},
		{"with the same one", final(with, 1), final(with, 0), true},
		{"with another one", final(with, 1), final(other, 0), false},
	} {
		if got := xapi.Equal(c.a, c.b); got != c.want {
			t.Errorf("%s: Equal = %t, want %t\n%s\n%s", c.name, got, c.want, c.a, c.b)
		}
		if got := xapi.Equal(c.b, c.a); got != c.want {
			t.Errorf("%s, the other way round: Equal = %t, want %t", c.name, got, c.want)
		}
	}
}
