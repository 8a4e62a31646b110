package lrs

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Precondition is what a document request says about the present state, and
// the version whose rules apply (the table of chapter CC).
type Precondition struct {
	Version xapi.Version
	// IfMatch and IfNoneMatch are the header values; empty when absent.
	IfMatch, IfNoneMatch string
}

// ETag returns a document's entity tag: lower-case hex SHA-1 in double quotes
// (CC-01, CC-02).
func ETag(content []byte) string {
	sum := sha1.Sum(content)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

// check holds the headers against the present document, nil when absent.
// Errors: PreconditionFailed.
func (p Precondition) check(current *Document) error {
	if p.IfMatch != "" && !matches(p.IfMatch, current) {
		if current == nil {
			return p.failed("If-Match", "the document does not exist, so If-Match cannot hold; send the request without it, or with «If-None-Match: *», to make the document")
		}
		return p.failed("If-Match", "the document was changed meanwhile, its ETag is now "+ETag(current.Content)+"; get the document, then send the request again with this ETag in If-Match")
	}
	if p.IfNoneMatch != "" && matches(p.IfNoneMatch, current) {
		return p.failed("If-None-Match", "the document exists already, with the ETag "+ETag(current.Content)+"; get the document, then send the request again with this ETag in If-Match")
	}
	return nil
}

// checkPut holds a PUT against the present document: without a header it must
// not replace one it may not know of, except for states in 1.0.3. Errors:
// PreconditionFailed, Conflict, Invalid.
func (p Precondition) checkPut(resource Resource, current *Document) error {
	if p.IfMatch != "" || p.IfNoneMatch != "" {
		return p.check(current)
	}
	if p.Version == xapi.Version1 && resource == State { // CC-10
		return nil
	}
	switch {
	case current != nil: // CC-03: the words that the text asks for
		err := problem.New(problem.Conflict, "precondition-missing",
			"the document exists already: check the current state of the document with GET, then set the header If-Match to its current ETag, which is %s", ETag(current.Content))
		err.Details = []problem.Detail{{Parameter: "If-Match", Rule: "CC-03", Message: err.Message}}
		return err
	case p.Version == xapi.Version1: // QX-21
		err := problem.New(problem.Invalid, "precondition-missing",
			"a PUT of a profile needs a precondition in xAPI 1.0.3: send «If-None-Match: *» to make a new document, or If-Match with the ETag of the one you know")
		err.Details = []problem.Detail{{Parameter: "If-None-Match", Rule: "QX-21", Message: err.Message}}
		return err
	}
	return nil
}

func (p Precondition) failed(header, message string) error {
	err := problem.New(problem.PreconditionFailed, "precondition-failed", "%s", message)
	err.Details = []problem.Detail{{Parameter: header, Rule: "CC-10", Message: message}}
	return err
}

// matches reports whether a header's list of entity tags names the document
// (CC-04): «*» names any. Weak tags compare like strong ones, since a proxy or
// a content coding makes a tag weak without changing the document; quotes may
// be missing.
func matches(list string, current *Document) bool {
	if current == nil {
		return false
	}
	if strings.TrimSpace(list) == "*" {
		return true
	}
	want := strings.Trim(ETag(current.Content), `"`)
	for {
		list = strings.TrimLeft(list, " \t,")
		if list == "" {
			return false
		}
		list = strings.TrimPrefix(list, "W/")
		var tag string
		if quoted, ok := strings.CutPrefix(list, `"`); ok {
			tag, list, _ = strings.Cut(quoted, `"`)
		} else {
			tag, list, _ = strings.Cut(list, ",")
			tag = strings.TrimSpace(tag)
		}
		if tag == want {
			return true
		}
	}
}
