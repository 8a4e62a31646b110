package xapihttp

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lore-lrs/lore/internal/problem"
)

// parameter is one name and value, percent-decoded.
type parameter struct{ name, value string }

// parameters are those of a query or form, in the order sent.
type parameters []parameter

// mostParameters is far above the number that any resource knows.
const mostParameters = 64

// lookup returns the value of the first parameter of that name.
func (p parameters) lookup(name string) (value string, ok bool) {
	for i := range p {
		if p[i].name == name {
			return p[i].value, true
		}
	}
	return "", false
}

func (p parameters) has(name string) bool {
	_, ok := p.lookup(name)
	return ok
}

// parseParameters reads application/x-www-form-urlencoded text, strictly:
// broken percent escapes and bytes that are not UTF-8 are errors (GEN-13).
// With an error it returns the parameters before the broken one.
func parseParameters(text string) (parameters, error) {
	if text == "" {
		return nil, nil
	}
	parsed := make(parameters, 0, 8)
	for text != "" {
		var pair string
		pair, text, _ = strings.Cut(text, "&")
		if pair == "" {
			continue
		}
		if len(parsed) == mostParameters {
			return parsed, invalidParameters([]problem.Detail{{
				Rule: "HT-04", Message: fmt.Sprintf("there are more than %d parameters", mostParameters),
			}})
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, ok := unescape(rawName)
		if !ok {
			return parsed, invalidParameters([]problem.Detail{{
				Rule:    "GEN-13",
				Message: "a parameter's name is not properly percent-encoded UTF-8",
			}})
		}
		value, ok := unescape(rawValue)
		if !ok {
			return parsed, invalidParameters([]problem.Detail{{
				Parameter: name, Rule: "GEN-13",
				Message: fmt.Sprintf("the value of %s is not properly percent-encoded UTF-8; write %% and two hex digits for each byte that needs it", name),
			}})
		}
		parsed = append(parsed, parameter{name, value})
	}
	return parsed, nil
}

// unescape decodes percent escapes and "+".
func unescape(text string) (string, bool) {
	if !strings.ContainsAny(text, "%+") {
		return text, utf8.ValidString(text)
	}
	decoded := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '+':
			decoded = append(decoded, ' ')
		case '%':
			if i+2 >= len(text) {
				return "", false
			}
			high, low := hexDigit(text[i+1]), hexDigit(text[i+2])
			if high < 0 || low < 0 {
				return "", false
			}
			decoded = append(decoded, byte(high<<4|low))
			i += 2
		default:
			decoded = append(decoded, c)
		}
	}
	return string(decoded), utf8.Valid(decoded)
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// check holds the parameters against the known ones: unknown (HT-04), wrong in
// case (HT-05) and doubled ones (HT-06) are errors.
func (p parameters) check(known []string) error {
	var faults []problem.Detail
	for i, given := range p {
		if slices.Contains(known, given.name) {
			if p[:i].has(given.name) {
				faults = append(faults, problem.Detail{
					Parameter: given.name, Rule: "HT-06",
					Message: fmt.Sprintf("the parameter %s was sent more than once", given.name),
				})
			}
			continue
		}
		faults = append(faults, unknownParameter(given.name, known))
	}
	if faults != nil {
		return invalidParameters(faults)
	}
	return nil
}

func unknownParameter(name string, known []string) problem.Detail {
	for _, right := range known {
		if strings.EqualFold(right, name) {
			return problem.Detail{
				Parameter: name, Rule: "HT-05",
				Message: fmt.Sprintf("the parameter %s must be spelled %s", quoted(name), right),
			}
		}
	}
	message := fmt.Sprintf("the parameter %s is not known here", quoted(name))
	if len(known) > 0 {
		message += "; known are " + strings.Join(known, ", ")
	} else {
		message += ", nor is any other"
	}
	return problem.Detail{Parameter: name, Rule: "HT-04", Message: message}
}

// quoted returns a name that a client made up in a form fit for a message.
func quoted(name string) string {
	const longest = 60
	if len(name) > longest {
		cut := longest
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = name[:cut] + "…"
	}
	return fmt.Sprintf("%q", name)
}

// invalidParameters returns the error for one or more faults.
func invalidParameters(faults []problem.Detail) error {
	return &problem.Error{
		Kind: problem.Invalid, Code: "invalid-parameter",
		Message: faults[0].Message, Details: faults,
	}
}
