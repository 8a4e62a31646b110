package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/problem"
)

// failure is a problem document (RFC 9457).
type failure struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Detail says what was wrong, where, and what to do.
	Detail string `json:"detail"`
	// Code is stable and for programs.
	Code string `json:"code"`
	// RequestID finds the request in the server's log.
	RequestID string           `json:"request_id,omitempty"`
	Errors    []problem.Detail `json:"errors,omitempty"`
}

// codeCancelled is the code for a request whose client has gone.
const codeCancelled = "cancelled"

// known makes of any error one that a client may see. An error that is no
// problem.Error is a bare internal one, whose cause is logged and never shown.
func known(err error) *problem.Error {
	var found *problem.Error
	switch {
	case errors.As(err, &found) && found.Kind != problem.Internal:
		return found
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return problem.Wrap(problem.Unavailable, codeCancelled, err, "the request was given up before it was done")
	default:
		return &problem.Error{
			Kind: problem.Internal, Code: "internal", Err: err,
			Message: "the server could not do this; the operator finds the cause in the log under the request id",
		}
	}
}

// document writes an error as a problem document.
func document(e *problem.Error, requestID string) *failure {
	status := e.Kind.Status()
	return &failure{
		Type: "urn:lore:problem:" + e.Code, Title: http.StatusText(status), Status: status,
		Detail: e.Message, Code: e.Code, RequestID: requestID, Errors: e.Details,
	}
}

// fail answers with an error: the one place that makes a response of one. Once
// something was sent it can only be logged.
func (x *exchange) fail(err error) {
	e := known(err)
	x.code, x.cause = e.Code, e.Err
	if x.status != 0 {
		return
	}
	header := x.w.Header()
	switch e.Kind {
	case problem.Unauthenticated:
		header["Www-Authenticate"] = []string{`Bearer realm="Lore"`}
		if x.route != nil && x.route.keys {
			header["Www-Authenticate"] = []string{`Basic realm="xAPI", charset="UTF-8"`, `Bearer realm="Lore"`}
		}
	case problem.TooMany, problem.Unavailable, problem.Full:
		if after, ok := access.RetryAfter(err); ok {
			header["Retry-After"] = []string{strconv.Itoa(int(after/time.Second) + 1)}
		}
		if header.Get("Retry-After") == "" {
			header["Retry-After"] = []string{"5"}
		}
	}
	header.Del("Content-Disposition")
	text, marshalErr := json.Marshal(document(e, x.id), jsontext.AllowInvalidUTF8(true))
	if marshalErr != nil {
		panic(marshalErr) // strings and a number alone cannot fail
	}
	_ = x.send(e.Kind.Status(), "application/problem+json", append(text, '\n'))
}
