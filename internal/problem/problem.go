// Package problem is the one error type that crosses rooms.
//
// Whoever detects that a caller did something wrong, or that the caller must
// know why it failed, returns an *Error: a kind that a client can decide on,
// a stable code, a message for people, and a private cause that is logged and
// never shown. Any other error is an internal one: a bare 500 to the client.
// The HTTP status of each kind is in one table, here.
package problem

import (
	"errors"
	"fmt"
	"net/http"
)

// Kind is what a caller can decide on.
type Kind uint8

// The kinds, each with its HTTP status (notes ER-01).
const (
	Internal           Kind = iota // 500: a fault of ours
	Invalid                        // 400: malformed or not allowed
	Unauthenticated                // 401: no or wrong credentials
	Forbidden                      // 403: valid credentials without the permission
	NotFound                       // 404: a single thing that is not there
	MethodNotAllowed               // 405
	Conflict                       // 409: same id, other content; or no precondition given
	PreconditionFailed             // 412: If-Match or If-None-Match does not hold
	TooLarge                       // 413: over a configured limit
	TooMany                        // 429: try later
	Unavailable                    // 503: cannot be served now
	Full                           // 507: no space left to store it
)

var statuses = [...]int{
	Internal:           http.StatusInternalServerError,
	Invalid:            http.StatusBadRequest,
	Unauthenticated:    http.StatusUnauthorized,
	Forbidden:          http.StatusForbidden,
	NotFound:           http.StatusNotFound,
	MethodNotAllowed:   http.StatusMethodNotAllowed,
	Conflict:           http.StatusConflict,
	PreconditionFailed: http.StatusPreconditionFailed,
	TooLarge:           http.StatusRequestEntityTooLarge,
	TooMany:            http.StatusTooManyRequests,
	Unavailable:        http.StatusServiceUnavailable,
	Full:               http.StatusInsufficientStorage,
}

// Status returns the HTTP status of the kind.
func (k Kind) Status() int {
	if int(k) < len(statuses) {
		return statuses[k]
	}
	return http.StatusInternalServerError
}

// Detail is one thing that is wrong within a larger input.
type Detail struct {
	// Pointer is a JSON pointer (RFC 6901) into the body, or empty.
	Pointer string `json:"pointer,omitempty"`
	// Parameter names a query parameter, header or form field, or is empty.
	Parameter string `json:"parameter,omitempty"`
	// Rule is the id of the rule that was broken (docs/conformance.md), or empty.
	Rule string `json:"rule,omitempty"`
	// Message says what is wrong and what to do, for people.
	Message string `json:"message"`
}

// Error is an error that a caller may see.
type Error struct {
	Kind Kind
	// Code is stable and for programs: "statement-conflict".
	Code string
	// Message is for people: what was wrong, where, and what to do.
	Message string
	// Details lists the single faults where there are several.
	Details []Detail
	// Err is the private cause: logged, never shown.
	Err error
}

// Error returns the public message and, for logs, the private cause.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message + ": " + e.Err.Error()
	}
	return e.Message
}

// Unwrap returns the private cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error with a formatted public message.
func New(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap returns an error with a public message and a private cause.
func Wrap(kind Kind, code string, err error, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...), Err: err}
}

// KindOf returns the kind of the first *Error in err's chain, else Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err's chain holds an *Error of the kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}
