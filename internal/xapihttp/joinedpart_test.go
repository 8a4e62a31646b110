package xapihttp

import (
	"slices"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
)

func TestAttachmentsThatClientsJoinWithoutALineBreakAreToldApartByHash(t *testing.T) {
	head := func(content string) string {
		return "--b\r\nContent-Type: text/plain\r\nX-Experience-API-Hash: " + lrs.SHA2([]byte(content), 64) + "\r\n\r\n"
	}
	statements := "--b\r\nContent-Type: application/json\r\n\r\n{}\r\n"
	cases := []struct {
		name, body string
		want       []string
	}{
		{"two joined", statements + head("one") + "one" + head("two") + "two\r\n--b--", []string{"{}", "one", "two"}},
		{"three joined", statements + head("one") + "one" + head("") + head("three") + "three\r\n--b--", []string{"{}", "one", "", "three"}},
		{"the delimiter is part of the content", statements + head("x--b\r\ny") + "x--b\r\ny\r\n--b--", []string{"{}", "x--b\r\ny"}},
		{"the hash fits neither", statements + head("other") + "one--b\r\n\r\ntwo\r\n--b--", []string{"{}", "one--b\r\n\r\ntwo"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			parts, err := parseMultipart([]byte(c.body), "b", 10)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, part := range parts {
				got = append(got, string(part.content))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("contents %q, want %q", got, c.want)
			}
		})
	}
}
