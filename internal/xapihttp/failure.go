package xapihttp

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/problem"
)

// failure is the body of an error in JSON.
type failure struct {
	Error struct {
		// Code is stable and for programs.
		Code string `json:"code"`
		// Message says what was wrong, where, and what to do.
		Message string `json:"message"`
		// RequestID finds the request in the server's log.
		RequestID string           `json:"requestId"`
		Details   []problem.Detail `json:"details,omitempty"`
	} `json:"error"`
}

var basicChallenge = []string{`Basic realm="xAPI", charset="UTF-8"`}

// codeCancelled is the code for a request whose client has gone.
const codeCancelled = "cancelled"

// fail makes an error the answer. It is the one place that maps errors to
// responses: an error that is no problem.Error is a bare 500, whose cause is
// logged and never shown.
func (x *exchange) fail(err error) {
	var known *problem.Error
	switch {
	case errors.As(err, &known) && known.Kind != problem.Internal:
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		known = problem.Wrap(problem.Unavailable, codeCancelled, err, "the request was given up before it was done")
	default:
		known = &problem.Error{
			Kind: problem.Internal, Code: "internal", Err: err,
			Message: "the server could not do this; the operator finds the cause in the log under the request id",
		}
	}
	x.code, x.cause, x.refused = known.Code, known.Err, known
	x.stored = 0
	header := x.w.Header()
	switch known.Kind {
	case problem.Unauthenticated:
		header["Www-Authenticate"] = basicChallenge
	case problem.MethodNotAllowed:
		header["Allow"] = x.resource.allow
	case problem.TooMany, problem.Unavailable, problem.Full:
		header["Retry-After"] = []string{"5"}
	}
	var body failure
	body.Error.Code = known.Code
	body.Error.Message = known.Message
	body.Error.RequestID = x.id
	body.Error.Details = known.Details
	status := known.Kind.Status()
	x.answer = answer{status: status, vary: varyForm}
	switch errorType(x.r.Header["Accept"]) {
	case "text/plain":
		x.answer.contentType = "text/plain; charset=utf-8"
		x.answer.body = [][]byte{body.text(status)}
	case "text/html":
		x.answer.contentType = "text/html; charset=utf-8"
		x.answer.body = [][]byte{body.html(status)}
		x.answer.foreign = true // messages may quote the request
	default:
		x.answer.contentType = "application/json"
		x.answer.body = [][]byte{body.json()}
	}
}

// errorType chooses the form of an error by Accept (ER-02): the best of three,
// JSON when they are equal or none is acceptable.
func errorType(accept []string) string {
	best, bestQuality := "application/json", 0
	if accept == nil {
		return best
	}
	ranges := parseQualities(strings.Join(accept, ","))
	for _, media := range []string{"application/json", "text/plain", "text/html"} {
		group, _, _ := strings.Cut(media, "/")
		if quality := ranges.quality(media, group+"/*", "*/*"); quality > bestQuality {
			best, bestQuality = media, quality
		}
	}
	return best
}

func (f *failure) json() []byte {
	text, err := json.Marshal(f, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic(err) // strings alone cannot fail
	}
	return text
}

// lines are the message and the details that say more than it, as "where: what (rule)".
func (f *failure) lines() []string {
	lines := []string{f.Error.Message}
	for _, detail := range f.Error.Details {
		if detail.Message == f.Error.Message && detail.Pointer == "" {
			continue
		}
		line := detail.Message
		if detail.Pointer != "" {
			line = detail.Pointer + ": " + line
		}
		if detail.Rule != "" {
			line += " (" + detail.Rule + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

func (f *failure) text(status int) []byte {
	return fmt.Appendf(nil, "%d %s\n%s\nrequest id: %s\n",
		status, http.StatusText(status), strings.Join(f.lines(), "\n"), f.Error.RequestID)
}

func (f *failure) html(status int) []byte {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	page := fmt.Appendf(nil, "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>%s</title>\n<h1>%s</h1>\n", title, title)
	for _, line := range f.lines() {
		page = fmt.Appendf(page, "<p>%s</p>\n", html.EscapeString(line))
	}
	return fmt.Appendf(page, "<p>request id: <code>%s</code></p>\n</html>\n", html.EscapeString(f.Error.RequestID))
}
