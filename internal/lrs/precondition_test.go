package lrs

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// TestPreconditionTable is the table of chapter CC, each line for every
// version and resource (CC-10, QX-02, QX-11, QX-21).
func TestPreconditionTable(t *testing.T) {
	const ok = problem.Kind(255)
	document := &Document{Content: []byte("present")}
	right, wrong := ETag(document.Content), ETag([]byte("other"))
	for _, row := range []struct {
		method, ifMatch, ifNoneMatch string
		exists                       bool
		state1, profile1, version2   problem.Kind
	}{
		{"PUT", "", "", false, ok, problem.Invalid, ok},
		{"PUT", "", "", true, ok, problem.Conflict, problem.Conflict},
		{"PUT", right, "", true, ok, ok, ok},
		{"POST", right, "", true, ok, ok, ok},
		{"DELETE", right, "", true, ok, ok, ok},
		{"PUT", wrong, "", true, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"POST", wrong, "", true, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"DELETE", wrong, "", true, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"PUT", right, "", false, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"POST", right, "", false, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"DELETE", right, "", false, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"PUT", "*", "", true, ok, ok, ok},
		{"PUT", "*", "", false, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"PUT", "", "*", true, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"POST", "", "*", true, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"PUT", "", "*", false, ok, ok, ok},
		{"POST", "", "*", false, ok, ok, ok},
		{"PUT", "", wrong, true, ok, ok, ok},
		{"PUT", "", right, true, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"PUT", right, "*", true, problem.PreconditionFailed, problem.PreconditionFailed, problem.PreconditionFailed},
		{"POST", "", "", true, ok, ok, ok},
		{"POST", "", "", false, ok, ok, ok},
		{"DELETE", "", "", true, ok, ok, ok},
		{"DELETE", "", "", false, ok, ok, ok},
	} {
		for _, c := range []struct {
			version  xapi.Version
			resource Resource
			want     problem.Kind
		}{
			{xapi.Version1, State, row.state1},
			{xapi.Version1, ActivityProfile, row.profile1},
			{xapi.Version1, AgentProfile, row.profile1},
			{xapi.Version2, State, row.version2},
			{xapi.Version2, ActivityProfile, row.version2},
			{xapi.Version2, AgentProfile, row.version2},
		} {
			name := fmt.Sprintf("%s/%s/resource %d/exists %v/If-Match %s/If-None-Match %s", row.method, c.version, c.resource, row.exists, row.ifMatch, row.ifNoneMatch)
			t.Run(name, func(t *testing.T) {
				var current *Document
				if row.exists {
					current = document
				}
				precondition := Precondition{Version: c.version, IfMatch: row.ifMatch, IfNoneMatch: row.ifNoneMatch}
				err := precondition.check(current)
				if row.method == "PUT" {
					err = precondition.checkPut(c.resource, current)
				}
				got := ok
				if err != nil {
					got = problem.KindOf(err)
				}
				if got != c.want {
					t.Errorf("got kind %d (%v), want %d", got, err, c.want)
				}
			})
		}
	}
}

// CC-03: the words that the text asks for.
func TestConflictSaysWhatToDo(t *testing.T) {
	document := &Document{Content: []byte("present")}
	err := Precondition{Version: xapi.Version2}.checkPut(State, document)
	if err == nil {
		t.Fatal("a PUT without a precondition replaced a document")
	}
	for _, want := range []string{"check the current state", "If-Match", "current ETag", ETag(document.Content)} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the message %q does not say %q", err, want)
		}
	}
}

// CC-04: a list of tags, weak ones, and such without quotes.
func TestMatchingTags(t *testing.T) {
	document := &Document{Content: []byte("present")}
	right, wrong := ETag(document.Content), ETag([]byte("other"))
	for list, want := range map[string]bool{
		right:                            true,
		"W/" + right:                     true,
		strings.Trim(right, `"`):         true,
		wrong + ", " + right:             true,
		wrong + "," + right + ",":        true,
		`"a,b", W/"c" , ` + right:        true,
		" * ":                            true,
		wrong:                            false,
		`"1234"`:                         false,
		strings.ToUpper(right):           false,
		right[:len(right)-2] + `"`:       false,
		`"x` + strings.Trim(right, `"`):  false,
		wrong + ", W/" + wrong + ` , "`:  false,
		`"*"`:                            false,
		",,":                             false,
		"W/":                             false,
		strings.Trim(right, `"`) + ` "x`: false,
	} {
		if got := matches(list, document); got != want {
			t.Errorf("%s: matches is %v, want %v", list, got, want)
		}
		if matches(list, nil) {
			t.Errorf("%s matches a document that does not exist", list)
		}
	}
}

// CC-01, CC-02
func TestETagIsTheQuotedSHA1(t *testing.T) {
	if got, want := ETag([]byte("abc")), `"a9993e364706816aba3e25717850c26c9cd0d89d"`; got != want {
		t.Errorf("the ETag is %s, want %s", got, want)
	}
}

// FuzzEntityTags: whatever stands in a list, it matches no document that does
// not exist; whatever stands in a tag, the right one behind it is found.
func FuzzEntityTags(f *testing.F) {
	for _, list := range []string{`"a", W/"b"`, "*", `"`, "W/", ",", "a b", `W/W/""`} {
		f.Add(list)
	}
	document := &Document{Content: []byte("present")}
	f.Fuzz(func(t *testing.T, list string) {
		if matches(list, nil) {
			t.Errorf("%q matches nothing", list)
		}
		list = `W/"` + strings.ReplaceAll(list, `"`, "") + `", ` + ETag(document.Content)
		if !matches(list, document) {
			t.Errorf("the right tag is not found in %q", list)
		}
	})
}
