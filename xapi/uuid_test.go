package xapi

import (
	"strings"
	"testing"
)

func TestUUID(t *testing.T) {
	exercise(t, func(s []byte) bool { _, ok := ParseUUID(s); return ok }, []check{
		// UUID-01 to UUID-03.
		{"fd41c918-b88b-4b20-a0a5-a4c32391aaa0", true},
		{"FD41C918-B88B-4B20-A0A5-A4C32391AAA0", true},
		{"00000000-0000-0000-0000-000000000000", true},
		{"ffffffff-ffff-ffff-ffff-ffffffffffff", true},
		{"01890a5d-ac96-774b-bcce-b302099a8057", true},
		{"", false},
		{"fd41c918-b88b-4b20-a0a5-a4c32391aaa", false},
		{"fd41c918-b88b-4b20-a0a5-a4c32391aaa00", false},
		{"MMMMMMMM-b88b-4b20-a0a5-a4c32391aaa0", false},
		{"fd41c918b88b4b20a0a5a4c32391aaa0", false},
		{"fd41c918-b88b4b20-a0a5-a4c32391aaa00", false},
		{"fd41c918b-88b-4b20-a0a5-a4c32391aaa0", false},
		{"{fd41c918-b88b-4b20-a0a5-a4c32391aaa}", false},
		{"{fd41c918-b88b-4b20-a0a5-a4c32391aaa0}", false},
		{"urn:uuid:fd41c918-b88b-4b20-a0a5-a4c32391aaa0", false},
		{" d41c918-b88b-4b20-a0a5-a4c32391aaa0 ", false},
		{"fd41c918_b88b_4b20_a0a5_a4c32391aaa0", false},
		{"fd41c918-b88b-4b20-a0a5-a4c32391aa\u00e9", false},
	})
}

func TestUUIDTextIsLowerCase(t *testing.T) {
	const text = "FD41C918-B88B-4B20-A0A5-A4C32391AAA0"
	id, ok := ParseUUID(text)
	if got, want := id.String(), strings.ToLower(text); !ok || got != want {
		t.Errorf("%s is written %s, want %s", text, got, want)
	}
}

func TestNewUUIDIsRandom(t *testing.T) {
	first, second := NewUUID(), NewUUID()
	if first == second {
		t.Errorf("%v came twice", first)
	}
	for _, id := range []UUID{first, second} {
		text := id.String()
		if text[14] != '4' || !strings.Contains("89ab", text[19:20]) {
			t.Errorf("%s has not the version 4 and the variant of RFC 9562", text)
		}
	}
}

func FuzzUUID(f *testing.F) {
	f.Add("fd41c918-B88b-4b20-a0a5-a4c32391aaa0")
	f.Fuzz(func(t *testing.T, text string) {
		id, ok := ParseUUID(text)
		if ok && id.String() != strings.ToLower(text) {
			t.Errorf("%q is read as %v", text, id)
		}
	})
}
