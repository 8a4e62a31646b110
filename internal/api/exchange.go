package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/problem"
)

// exchange is one request and its answer. One goroutine owns it.
type exchange struct {
	handler *Handler
	w       http.ResponseWriter
	r       *http.Request
	started time.Time
	// id names the request in the log, in errors and in X-Request-Id.
	id string

	// route is nil when there is none.
	route *route
	// values are what stands for the names in the route's path.
	values     map[string]string
	parameters url.Values
	// store is the parameter of that name, which is taken out of the request.
	store string
	// reader has meaning when authenticated.
	reader        access.Reader
	authenticated bool
	// principal is who came with the key of an xAPI client instead of a token; nil
	// for nobody.
	principal *access.Principal
	// embedded is what the link shows that a request came with; nil for others.
	embedded *board.Embedded

	// status is 0 until the head is sent.
	status  int
	written int64
	// cached: the answer was known.
	cached bool
	code   string
	cause  error
}

var (
	noStore        = []string{"no-store"}
	anyOrigin      = []string{"*"}
	exposedHeaders = []string{"X-Request-Id, Retry-After, WWW-Authenticate, Content-Disposition"}
	allowedHeaders = []string{"Authorization, Content-Type, Last-Event-ID, X-Request-Id"}
)

// serve takes the request through the checks in their order and calls the
// route's handler.
func (x *exchange) serve() error {
	header := x.w.Header()
	header["X-Request-Id"] = []string{x.id}
	header["Cache-Control"] = noStore
	header["X-Content-Type-Options"] = []string{"nosniff"}
	// Tokens come in a header: any page may ask. See authenticate for cookies.
	header["Access-Control-Allow-Origin"] = anyOrigin
	header["Access-Control-Expose-Headers"] = exposedHeaders
	var allow []string
	x.route, x.values, allow = x.handler.locate(x.r)
	if allow == nil {
		return problem.New(problem.NotFound, "no-such-resource",
			"there is no such resource; /api/v1/openapi.yaml describes those there are")
	}
	if x.r.Method == http.MethodOptions {
		return x.preflight(allow)
	}
	if x.route == nil {
		header["Allow"] = []string{strings.Join(allow, ", ")}
		return problem.New(problem.MethodNotAllowed, "method-not-allowed",
			"this resource does not have the method %s; it has %s", x.method(), strings.Join(allow, ", "))
	}
	if !x.route.embed {
		if err := x.takeStore(); err != nil {
			return err
		}
	}
	if x.route.own {
		header.Del("Access-Control-Allow-Origin")
		if err := x.ownOrigin(); err != nil {
			return err
		}
	}
	if !x.route.public {
		if err := x.authorise(); err != nil {
			return err
		}
	}
	if x.route.mounted != nil {
		return x.mount()
	}
	if err := x.readParameters(); err != nil {
		return err
	}
	return x.route.handle(x)
}

// preflight answers OPTIONS: with Allow, and for a browser that asks before a
// request from another origin, with what it may send.
func (x *exchange) preflight(allow []string) error {
	header := x.w.Header()
	header["Allow"] = []string{strings.Join(allow, ", ")}
	if x.r.Header.Get("Access-Control-Request-Method") != "" {
		header["Access-Control-Allow-Methods"] = header["Allow"]
		header["Access-Control-Allow-Headers"] = allowedHeaders
		header["Access-Control-Max-Age"] = []string{"86400"}
	}
	return x.noContent()
}

// authorise asks who it is, and whether they may.
func (x *exchange) authorise() error {
	if x.route.embed {
		return x.openEmbed()
	}
	if key, secret, ok := x.r.BasicAuth(); ok && x.route.keys && x.handler.config.Keys != nil {
		principal, err := x.handler.config.Keys.Authenticate(x.r.Context(), key, secret)
		if err != nil {
			return err
		}
		x.principal = &principal
		return principal.May(x.route.action)
	}
	reader, err := x.authenticate()
	if err != nil {
		return err
	}
	x.reader, x.authenticated = reader, true
	return reader.May(x.route.action)
}

// mount lets another room answer.
func (x *exchange) mount() error {
	room := x.route.mounted(&x.handler.config)
	if room == nil {
		return problem.New(problem.NotFound, "not-offered", "this server does not offer /api/v1/%s", x.route.path)
	}
	turn := x.handler.rooms
	if x.route.action == access.WatchLive {
		turn = x.handler.views
	}
	leave, err := turn.enter(x.reader.Holder())
	if err != nil {
		return err
	}
	defer leave()
	return room(&counter{x}, x.r, x.reader)
}

// viewsOfToken is how many live streams of one token there are at once, of those
// that a node has room for.
const viewsOfToken = 250

// counter sees what a mounted room sends.
type counter struct{ x *exchange }

func (c *counter) Header() http.Header { return c.x.w.Header() }

func (c *counter) WriteHeader(status int) {
	if c.x.status == 0 && status >= http.StatusOK {
		c.x.status = status
	}
	c.x.w.WriteHeader(status)
}

func (c *counter) Write(p []byte) (int, error) {
	if c.x.status == 0 {
		c.x.status = http.StatusOK
	}
	n, err := c.x.w.Write(p)
	c.x.written += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController flush and set deadlines.
func (c *counter) Unwrap() http.ResponseWriter { return c.x.w }

// readParameters refuses parameters that the route does not know, or has twice.
func (x *exchange) readParameters() error {
	if slices.Equal(x.route.parameters, anyParameters) {
		return nil
	}
	values, err := url.ParseQuery(x.r.URL.RawQuery)
	if err != nil {
		return problem.New(problem.Invalid, "parameters-unreadable", "the query string of the URL cannot be read: check its %%-codes")
	}
	for name, list := range values {
		if !slices.Contains(x.route.parameters, name) {
			known := "it has none"
			if len(x.route.parameters) > 0 {
				known = "it has " + strings.Join(x.route.parameters, ", ")
			}
			return parameterError(name, "this resource has no parameter %q; %s", name, known)
		}
		if len(list) > 1 {
			return parameterError(name, "the parameter %q is there more than once", name)
		}
	}
	x.parameters = values
	return nil
}

func parameterError(name, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &problem.Error{
		Kind: problem.Invalid, Code: "parameter-invalid", Message: message,
		Details: []problem.Detail{{Parameter: name, Message: message}},
	}
}

// body reads the request's content.
func (x *exchange) body() ([]byte, error) {
	if coding := x.r.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return nil, problem.New(problem.Invalid, "content-encoding-not-supported", "send the body without a Content-Encoding")
	}
	text, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, maxBody))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, problem.New(problem.TooLarge, "body-too-large", "the body is larger than %d bytes", maxBody)
	case err != nil:
		return nil, problem.Wrap(problem.Invalid, "body-unreadable", err, "the body ended early")
	}
	return text, nil
}

// decode reads the request's content into v, which must have no other keys.
func (x *exchange) decode(v any) error {
	text, err := x.body()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v, json.RejectUnknownMembers(true)); err != nil {
		var semantic *json.SemanticError
		var syntactic *jsontext.SyntacticError
		detail := problem.Detail{Message: "this is not allowed here"}
		switch {
		case errors.As(err, &semantic):
			detail.Pointer = string(semantic.JSONPointer)
			if errors.Is(err, json.ErrUnknownName) {
				detail.Message = "there is no such key"
			}
		case errors.As(err, &syntactic):
			detail = problem.Detail{Pointer: string(syntactic.JSONPointer), Message: "this is not JSON"}
		}
		return &problem.Error{
			Kind: problem.Invalid, Code: "body-invalid", Err: err, Details: []problem.Detail{detail},
			Message: "the body is not what this resource takes (docs/openapi.yaml)",
		}
	}
	return nil
}

// scope is what the reader may see.
func (x *exchange) scope() Scope {
	return Scope{
		Store: x.reader.Store, Persons: x.reader.Persons, MinGroup: x.reader.MinGroup,
		SeesPeople: !x.reader.Pseudonymous && x.reader.May(access.SeePeople) == nil,
	}
}

// json answers with a value.
func (x *exchange) json(status int, v any) error {
	text, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return x.send(status, "application/json", append(text, '\n'))
}

// send answers with a text.
func (x *exchange) send(status int, contentType string, body []byte) error {
	x.w.Header()["Content-Type"] = []string{contentType}
	x.w.WriteHeader(status)
	x.status = status
	if x.r.Method != http.MethodHead {
		n, err := x.w.Write(body)
		x.written += int64(n)
		if err != nil {
			x.cause = err // the client has gone
		}
	}
	return nil
}

// noContent answers 204.
func (x *exchange) noContent() error {
	x.w.WriteHeader(http.StatusNoContent)
	x.status = http.StatusNoContent
	return nil
}

// finish turns a panic into a bare 500 and writes the log line.
func (x *exchange) finish() {
	if cause := recover(); cause != nil {
		if cause == http.ErrAbortHandler {
			panic(cause)
		}
		err := fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		if x.status != 0 {
			x.cause, x.code = err, "internal"
			x.log()
			panic(http.ErrAbortHandler)
		}
		x.fail(err)
	}
	x.log()
}
