package xapihttp

import (
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

func TestMultipartReader(t *testing.T) {
	part := func(headers, content string) string { return headers + "\r\n\r\n" + content }
	jsonPart := part("Content-Type:application/json", "{}")
	cases := []struct {
		name, boundary, body string
		want                 []string // contents
	}{
		{"one part", "b", "--b\r\n" + jsonPart + "\r\n--b--", []string{"{}"}},
		{"CRLF before the first boundary", "b", "\r\n--b\r\n" + jsonPart + "\r\n--b--\r\n", []string{"{}"}},
		{"preamble and epilogue", "b", "hello\r\n--b\r\n" + jsonPart + "\r\n--b--\r\nbye\r\n--b\r\n", []string{"{}"}},
		{"two parts", "b", "--b\r\n" + jsonPart + "\r\n--b\r\n" + part("A: 1", "x\r\ny") + "\r\n--b--", []string{"{}", "x\r\ny"}},
		{"boundary starts with dashes", "---->_"[:4] + "x", "------x\r\n" + jsonPart + "\r\n------x--", []string{"{}"}},
		{"every legal character", "aZ0'()+_,-./:=? x", "--aZ0'()+_,-./:=? x\r\n" + jsonPart + "\r\n--aZ0'()+_,-./:=? x--", []string{"{}"}},
		{"transport padding", "b", "--b \t\r\n" + jsonPart + "\r\n--b--", []string{"{}"}},
		{"part without headers", "b", "--b\r\n\r\nx\r\n--b--", []string{"x"}},
		{"empty content", "b", "--b\r\nA:1\r\n\r\n\r\n--b--", []string{""}},
		{"empty content without its own line end", "b", "--b\r\nA:1\r\n\r\n--b--", []string{""}},
		{"content of line ends", "b", "--b\r\n\r\n\r\n\r\n\r\n--b--", []string{"\r\n\r\n"}},
		{"content with dashes and bare LF", "b", "--b\r\n\r\n--a\n--b\n\r\n--b--", []string{"--a\n--b\n"}},
		{"binary content", "b", "--b\r\n\r\n\x00\xff\r\r\n--b--", []string{"\x00\xff\r"}},
		{"70 characters", strings.Repeat("b", 70), "--" + strings.Repeat("b", 70) + "\r\n\r\nx\r\n--" + strings.Repeat("b", 70) + "--", []string{"x"}},
		{"folded header", "b", "--b\r\nA: 1\r\n 2\r\n\r\nx\r\n--b--", []string{"x"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			parts, err := parseMultipart([]byte(c.body), c.boundary, 10)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range parts {
				got = append(got, string(p.content))
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") || len(got) != len(c.want) {
				t.Errorf("contents %q, want %q", got, c.want)
			}
		})
	}
}

func TestMultipartReaderRefuses(t *testing.T) {
	cases := []struct {
		name, boundary, body, message string
	}{
		{"no boundary parameter", "", "--\r\n\r\nx\r\n----", "boundary in Content-Type"},
		{"boundary of 71", strings.Repeat("b", 71), "", "boundary in Content-Type"},
		{"boundary ends with space", "b ", "", "boundary in Content-Type"},
		{"boundary with a control character", "b\x01", "", "boundary in Content-Type"},
		{"empty body", "b", "", "does not hold the boundary"},
		{"other boundary", "b", "--c\r\n\r\nx\r\n--c--", "does not hold the boundary"},
		{"boundary not at the start of a line", "b", "x--b\r\n\r\nx\r\n--b--x", "no part"},
		{"bare LF", "b", "--b\n\nx\n--b--", "not followed by CRLF"},
		{"no part", "b", "--b--", "no part"},
		{"no close delimiter", "b", "--b\r\n\r\nx", "not closed"},
		{"ends with a plain boundary", "b", "--b\r\n\r\nx\r\n--b\r\n", "do not end with an empty line"},
		{"ends behind a boundary", "b", "--b\r\n\r\nx\r\n--b", "not followed by CRLF"},
		{"longer boundary in content", "b", "--b\r\n\r\nx\r\n--bc\r\n--b--", "not followed by CRLF"},
		{"headers not ended", "b", "--b\r\nA: 1\r\n--b--\r\n", "not of the form"},
		{"header without colon", "b", "--b\r\nA\r\n\r\nx\r\n--b--", "not of the form"},
		{"header name with space", "b", "--b\r\nA b: 1\r\n\r\nx\r\n--b--", "not of the form"},
		{"header with a control character", "b", "--b\r\nA: 1\x002\r\n\r\nx\r\n--b--", "control character"},
		{"header twice", "b", "--b\r\nA: 1\r\na: 2\r\n\r\nx\r\n--b--", "more than once"},
		{"too long headers", "b", "--b\r\nA: " + strings.Repeat("x", 17<<10) + "\r\n\r\nx\r\n--b--", "longer than"},
		{"too many headers", "b", "--b\r\n" + numbered(33) + "\r\nx\r\n--b--", "more than 32 headers"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseMultipart([]byte(c.body), c.boundary, 10)
			if !problem.Is(err, problem.Invalid) || !strings.Contains(err.Error(), c.message) {
				t.Errorf("error %v, want an Invalid one with %q (MP-03)", err, c.message)
			}
		})
	}
	_, err := parseMultipart([]byte(strings.Repeat("\r\n--b\r\n\r\nx", 11)+"\r\n--b--"), "b", 10)
	if !problem.Is(err, problem.TooLarge) {
		t.Errorf("11 parts of at most 10: %v, want TooLarge", err)
	}
}

func numbered(n int) string {
	var headers strings.Builder
	for i := range n {
		headers.WriteString("H" + strings.Repeat("h", i) + ": 1\r\n")
	}
	return headers.String()
}

func TestFoldedAndSpacelessPartHeaders(t *testing.T) {
	parts, err := parseMultipart([]byte("--b\r\ncontent-TYPE:text/plain;\r\n\tcharset=utf-8\r\nX-Experience-API-Hash:  00ff  \r\n\r\nx\r\n--b--"), "b", 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := parts[0].get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("Content-Type is %q", got)
	}
	if got := parts[0].get(hashHeader); got != "00ff" {
		t.Errorf("%s is %q", hashHeader, got)
	}
}

func TestStatementParts(t *testing.T) {
	const first = "--b\r\nContent-Type:application/json; charset=utf-8\r\n\r\n{}\r\n"
	const binary = "Content-Transfer-Encoding: binary\r\n"
	cases := []struct{ name, body, rule string }{
		{"statements alone", first, ""},
		{"an attachment", first + "--b\r\n" + binary + "X-Experience-API-Hash: 00\r\nContent-Length: 1\r\n\r\nx\r\n", ""},
		{"lower-case headers", first + "--b\r\ncontent-transfer-encoding:BINARY\r\nx-experience-api-hash:00\r\n\r\nx\r\n", ""},
		{"first part of another type", "--b\r\nContent-Type: text/plain\r\n\r\n{}\r\n", "MP-04"},
		{"first part without type", "--b\r\n\r\n{}\r\n", "MP-04"},
		{"first part in base64", "--b\r\nContent-Type: application/json\r\nContent-Transfer-Encoding: base64\r\n\r\ne30=\r\n", "MP-05"},
		{"a second part of statements", first + first, "MP-05"},
		{"no hash", first + "--b\r\n" + binary + "\r\nx\r\n", "MP-05"},
		{"no transfer encoding", first + "--b\r\nX-Experience-API-Hash: 00\r\n\r\nx\r\n", "MP-05"},
		{"base64", first + "--b\r\nContent-Transfer-Encoding: base64\r\nX-Experience-API-Hash: 00\r\n\r\nx\r\n", "MP-05"},
		{"length not a number", first + "--b\r\n" + binary + "X-Experience-API-Hash: 00\r\nContent-Length: x\r\n\r\nx\r\n", "MP-09"},
		{"negative length", first + "--b\r\n" + binary + "X-Experience-API-Hash: 00\r\nContent-Length: -1\r\n\r\nx\r\n", "MP-09"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			parts, err := parseMultipart([]byte(c.body+"--b--\r\n"), "b", 10)
			if err != nil {
				t.Fatal(err)
			}
			statements, _, err := statementParts(parts)
			if c.rule == "" {
				if err != nil || string(statements) != "{}" {
					t.Fatalf("statements %q, error %v", statements, err)
				}
				return
			}
			checkRule(t, err, c.rule)
		})
	}
}

// FuzzMultipart holds that no body makes the reader fail otherwise than with an
// error for the client, and that what it reads can be written and read again.
func FuzzMultipart(f *testing.F) {
	f.Add([]byte("--b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b\r\nA:1\r\n\r\nx\r\n--b--\r\n"), "b")
	f.Add([]byte("\r\n--b \t\r\n\r\n\r\n--b--"), "b")
	f.Add([]byte("--=_:?\r\nA: b\r\n c\r\n\r\n\r\n--=_:?--"), "=_:?")
	f.Fuzz(func(t *testing.T, body []byte, boundary string) {
		parts, err := parseMultipart(body, boundary, 20)
		if err != nil {
			if kind := problem.KindOf(err); kind != problem.Invalid && kind != problem.TooLarge {
				t.Fatalf("error of kind %d: %v", kind, err)
			}
			return
		}
		var again strings.Builder
		for _, part := range parts {
			again.WriteString("--" + boundary + "\r\n")
			for _, header := range part.headers {
				again.WriteString(header.name + ":" + header.value + "\r\n")
			}
			again.WriteString("\r\n" + string(part.content) + "\r\n")
		}
		second, err := parseMultipart([]byte(again.String()+"--"+boundary+"--"), boundary, 20)
		if err != nil {
			t.Fatalf("%q, written again: %v", body, err)
		}
		if len(second) != len(parts) {
			t.Fatalf("%d parts became %d", len(parts), len(second))
		}
		for i := range parts {
			if string(second[i].content) != string(parts[i].content) {
				t.Fatalf("part %d: %q became %q", i, parts[i].content, second[i].content)
			}
		}
	})
}
