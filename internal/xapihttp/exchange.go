package xapihttp

import (
	"net/http"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// exchange is one request and what is to be answered. One goroutine owns it.
type exchange struct {
	handler *Handler
	w       http.ResponseWriter
	r       *http.Request
	started time.Time
	// id names the request in the log, in errors and in X-Request-Id.
	id string

	// resource is nil when the path has none, route when the resource does not
	// have the method.
	resource *resource
	route    *route
	// base is the path that the resource lies under, without the public
	// prefix; store is the name of the store in it, "" for none.
	base, store string
	// method is the one that is meant: with the alternate request syntax not
	// the one of HTTP.
	method string
	// version is never zero after negotiate: without a usable one in the
	// request it is the default.
	version xapi.Version
	// principal has meaning when authenticated; without, only a public route
	// gets as far as its handler.
	principal     access.Principal
	authenticated bool
	// parameters are those of the query or, with the alternate request
	// syntax, of the form.
	parameters parameters
	// form is nil unless the alternate request syntax is used.
	form *form
	// held is how many bytes of the handler's room for bodies are taken.
	held int64

	answer answer
	// sent: the head of the response is written.
	sent bool
	// consistent: the header Consistent-Through is set, or could not be.
	consistent bool
	// written counts the bytes of the response body.
	written int64
	// stored counts the statements that the request stored.
	stored int
	// code is the error's, for the log; cause what is logged and never shown.
	code  string
	cause error
	// refused is the error that was answered, nil for none; received is what was
	// read of the content, kept for a sample of it.
	refused  *problem.Error
	received []byte
}

// answer is what a handler wants to be sent.
type answer struct {
	status      int
	contentType string
	// etag is a document's entity tag (CC-01), without regard to content codings.
	etag string
	// modified is Last-Modified in microseconds, 0 for none.
	modified int64
	body     [][]byte
	// foreign: the body holds what a client stored, of any type (SE-05).
	foreign bool
	// vary names the request headers that the body depends on; default: those
	// that choose its coding.
	vary []string
}

// header returns a request header's value; with the alternate request syntax
// the form's fields come before HTTP's (AL-03). Several lines are joined.
func (x *exchange) header(name string) string {
	if x.form != nil {
		if value, ok := x.form.headers[name]; ok {
			return value
		}
	}
	return strings.Join(x.r.Header[name], ", ")
}

// caller is the principal in the terms of the record store.
func (x *exchange) caller() lrs.Caller {
	return lrs.Caller{
		Store:          lrs.StoreID(x.principal.Store),
		Authority:      x.principal.Authority,
		AuthorityIndex: x.principal.AuthorityIndex,
		Define:         x.principal.May(access.Define) == nil,
		OnlyMine:       x.principal.OnlyMine(),
	}
}

// json answers 200 with a JSON text.
func (x *exchange) json(text []byte) {
	x.answer.status = http.StatusOK
	x.answer.contentType = "application/json"
	x.answer.body = [][]byte{text}
}

// noContent answers 204.
func (x *exchange) noContent() { x.answer.status = http.StatusNoContent }
