package xapi

import (
	"encoding/hex"
	"strings"
	"testing"
)

func TestSHA1(t *testing.T) {
	exercise(t, validSHA1, []check{
		// MB-02.
		{"ebd31e95054c018b10727ccffd2ef2ec3a016ee9", true},
		{"EBD31E95054C018B10727CCFFD2EF2EC3A016EE9", true},
		{"ebd31e95054c018b10727ccffd2ef2ec3a016ee", false},
		{"ebd31e95054c018b10727ccffd2ef2ec3a016ee90", false},
		{"ebd31e95054c018b10727ccffd2ef2ec3a016eeg", false},
		{" bd31e95054c018b10727ccffd2ef2ec3a016ee9", false},
		{"mailto:a@b.c", false},
		{"", false},
	})
}

func TestSHA2(t *testing.T) {
	digit := func(n int) string { return strings.Repeat("aF", n/2) }
	exercise(t, validSHA2, []check{
		// AT-03: SHA-256, 224, 384, 512.
		{digit(64), true},
		{digit(56), true},
		{digit(96), true},
		{digit(128), true},
		{digit(40), false},
		{digit(62), false},
		{digit(66), false},
		{digit(126), false},
		{digit(62) + "g0", false},
		{"MV9b23bQeMQ7isAGTkoBZGErH853yGk0W/yUx1iU7dM=", false},
		{"MV9b23bQeMQ7isAGTkoBZGErH853yGk0W/yUx1iU7dM=0000000000000000000000", false},
		{"", false},
	})
}

func FuzzDigest(f *testing.F) {
	f.Add(strings.Repeat("0", 40))
	f.Add(strings.Repeat("aB", 32))
	f.Fuzz(func(t *testing.T, text string) {
		digest, err := hex.DecodeString(text)
		if got, want := validSHA1([]byte(text)), err == nil && len(digest) == 20; got != want {
			t.Errorf("SHA-1 %q: %v, want %v", text, got, want)
		}
		size := len(digest) * 8
		want := err == nil && (size == 224 || size == 256 || size == 384 || size == 512)
		if got := validSHA2([]byte(text)); got != want {
			t.Errorf("SHA-2 %q: %v, want %v", text, got, want)
		}
	})
}
