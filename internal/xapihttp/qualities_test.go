package xapihttp

import (
	"net/http"
	"testing"
)

func TestErrorTypeFollowsAccept(t *testing.T) {
	cases := map[string]string{
		"":                        "application/json",
		"*/*":                     "application/json",
		"text/plain":              "text/plain",
		"text/html,*/*;q=0.8":     "text/html",
		"text/*":                  "text/plain",
		"text/*;q=0.5, TEXT/HTML": "text/html",
		"text/plain;q=0, */*":     "application/json",
		"application/json;q=0.1, text/plain;q=0.2": "text/plain",
		"image/png":      "application/json",
		"text/plain;q=x": "application/json",
	}
	for accept, want := range cases {
		if got := errorType([]string{accept}); got != want {
			t.Errorf("Accept: %s gives %s, want %s (ER-02)", accept, got, want)
		}
	}
}

func TestCodingFollowsAcceptEncoding(t *testing.T) {
	cases := []struct {
		accept string
		want   coding
	}{
		{"", identityCoding},
		{"gzip", gzipCoding},
		{"gzip, deflate, br, zstd", zstdCoding},
		{"gzip;q=1, zstd;q=0.5", gzipCoding},
		{"gzip;q=0", identityCoding},
		{"*", zstdCoding},
		{"*;q=0.5, zstd;q=0", gzipCoding},
		{"identity, gzip;q=0.5", identityCoding},
		{"br", identityCoding},
	}
	for _, c := range cases {
		x := &exchange{r: &http.Request{Header: http.Header{"Accept-Encoding": {c.accept}}}}
		x.json(make([]byte, leastCoded))
		if got := x.chooseCoding(); got != c.want {
			t.Errorf("Accept-Encoding: %s gives coding %d, want %d", c.accept, got, c.want)
		}
		x.json(make([]byte, leastCoded-1))
		if got := x.chooseCoding(); got != identityCoding {
			t.Errorf("Accept-Encoding: %s codes a body of one packet", c.accept)
		}
	}
}

func TestMediaParameter(t *testing.T) {
	cases := []struct {
		contentType, want string
		ok                bool
	}{
		{"multipart/mixed; boundary=abc", "abc", true},
		{"multipart/mixed;boundary=\"a;b\\\"c\"", `a;b"c`, true},
		{"multipart/mixed; charset=utf-8 ; BOUNDARY = --a=b:c ", "--a=b:c", true},
		{"multipart/mixed; boundary=\"\"", "", true},
		{"multipart/mixed", "", false},
		{"multipart/mixed; boundary", "", false},
		{"multipart/mixed; boundary=\"abc", "", false},
		{"multipart/mixed; boundary=\"abc\\", "", false},
		{"multipart/mixed; x=\"boundary=a\"", "", false},
	}
	for _, c := range cases {
		got, ok := mediaParameter(c.contentType, "boundary")
		if got != c.want || ok != c.ok {
			t.Errorf("boundary of %q is %q, %v; want %q, %v", c.contentType, got, ok, c.want, c.ok)
		}
	}
}
