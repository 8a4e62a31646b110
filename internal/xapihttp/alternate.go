package xapihttp

import (
	"net/http"
	"slices"

	"github.com/lore-lrs/lore/internal/problem"
)

// form is a request in the alternate request syntax (chapter AL).
type form struct {
	// headers are the form fields that stand for headers, by canonical name (AL-03).
	headers map[string]string
	// content is the field content (AL-02).
	content []byte
}

// formHeaders are the fields that act as headers.
var formHeaders = []string{
	"Authorization", versionHeader, "Content-Type", "Content-Length", "If-Match", "If-None-Match",
}

// maxForm bounds a form: it is read before it is known who sent it.
const maxForm = 8 << 20

var alternateMethods = []string{
	http.MethodGet, http.MethodHead, http.MethodPut, http.MethodPost, http.MethodDelete,
}

// readForm takes apart a POST with the query parameter method (AL-01 to AL-04)
// and makes it the request that it stands for. queryErr is what was wrong with
// the query.
func (x *exchange) readForm(queryErr error) error {
	if queryErr != nil {
		return queryErr
	}
	method, _ := x.parameters.lookup("method")
	if len(x.parameters) > 1 {
		return alternateError("AL-01", "the query has other parameters than method; with it they belong in the form")
	}
	if !slices.Contains(alternateMethods, method) {
		return alternateError("AL-01", "the parameter method must be GET, HEAD, PUT, POST or DELETE")
	}
	if mediaType(x.r.Header.Get("Content-Type")) != "application/x-www-form-urlencoded" {
		return alternateError("AL-01", "a POST with the query parameter method needs the Content-Type application/x-www-form-urlencoded")
	}
	body, err := x.httpBody(min(maxForm, x.handler.config.MaxBody))
	x.received = nil // the form may hold the credentials
	if err != nil {
		return err
	}
	fields, err := parseParameters(string(body))
	if err != nil {
		return err
	}
	x.form, x.parameters, err = takeApart(fields)
	if err != nil {
		return err
	}
	x.method = method
	if x.form.content == nil && (method == http.MethodPut || method == http.MethodPost) {
		return alternateError("AL-02", "the form has no field content, which holds the body of a %s", method)
	}
	return nil
}

// takeApart sorts the fields of a form into headers, content and parameters.
func takeApart(fields parameters) (*form, parameters, error) {
	taken := &form{headers: make(map[string]string, len(formHeaders))}
	var rest parameters
	for _, field := range fields {
		name := http.CanonicalHeaderKey(field.name)
		_, doubled := taken.headers[name]
		switch {
		case slices.Contains(formHeaders, name):
			taken.headers[name] = field.value
		case field.name == "content":
			doubled = taken.content != nil
			taken.content = []byte(field.value)
		default:
			rest = append(rest, field)
		}
		if doubled {
			return nil, nil, alternateError("HT-06", "the form has the field %s more than once", field.name)
		}
	}
	return taken, rest, nil
}

// methodUnknown is the error for the alternate request syntax outside of 1.0.x (AL-06).
func methodUnknown() error {
	return alternateError("AL-06", "the parameter method is not known in xAPI 2.0: the alternate request syntax belongs to 1.0.x")
}

func alternateError(rule, format string, args ...any) error {
	err := problem.New(problem.Invalid, "invalid-alternate-request", format, args...)
	err.Details = []problem.Detail{{Parameter: "method", Rule: rule, Message: err.Message}}
	return err
}
