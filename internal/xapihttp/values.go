package xapihttp

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// reader reads parameters as the values they stand for, by the formats that
// the same values have in statements (GEN-13, GS-05), and collects every
// fault, so that a client learns of all of them at once.
type reader struct {
	parameters parameters
	version    xapi.Version
	faults     []problem.Detail
}

func (x *exchange) reader() *reader {
	return &reader{parameters: x.parameters, version: x.version}
}

// err returns one error for all faults found so far, or nil.
func (v *reader) err() error {
	if v.faults == nil {
		return nil
	}
	return invalidParameters(v.faults)
}

func (v *reader) fault(name, rule, format string, args ...any) {
	v.faults = append(v.faults, problem.Detail{
		Parameter: name, Rule: rule, Message: fmt.Sprintf("the parameter "+name+" "+format, args...),
	})
}

// require notes a fault for each of the named parameters that is absent.
func (v *reader) require(rule string, names ...string) {
	for _, name := range names {
		if !v.parameters.has(name) {
			v.fault(name, rule, "is missing")
		}
	}
}

// allowOnly notes a fault for each parameter that may not stand beside the
// named one.
func (v *reader) allowOnly(name, rule string, beside ...string) {
	for _, p := range v.parameters {
		if p.name != name && !slices.Contains(beside, p.name) {
			v.fault(p.name, rule, "must not be sent together with %s", name)
		}
	}
}

// text returns a string that, if present, must not be empty.
func (v *reader) text(name, rule string) string {
	value, ok := v.parameters.lookup(name)
	if ok && value == "" {
		v.fault(name, rule, "is empty")
	}
	return value
}

func (v *reader) iri(name string) string {
	value, ok := v.parameters.lookup(name)
	if ok && !xapi.ValidIRI(value) {
		v.fault(name, "IRI-01", "must be an absolute IRI with a scheme, such as https://example.org/x%s", plusHint(value))
	}
	return value
}

// plusHint says how a "+" is sent when a value has spaces where it may have
// none: most likely they were pluses.
func plusHint(value string) string {
	if !strings.Contains(value, " ") {
		return ""
	}
	return `, without spaces (a "+" in it is sent as %2B)`
}

// uuid returns nil when the parameter is absent or faulty.
func (v *reader) uuid(name string) *xapi.UUID {
	value, ok := v.parameters.lookup(name)
	if !ok {
		return nil
	}
	id, ok := xapi.ParseUUID(value)
	if !ok {
		v.fault(name, "UUID-01", "must be a UUID of 8-4-4-4-12 hex digits")
		return nil
	}
	return &id
}

// timestamp returns microseconds, ok false when the parameter is absent or faulty.
func (v *reader) timestamp(name string) (micros int64, ok bool) {
	value, ok := v.parameters.lookup(name)
	if !ok {
		return 0, false
	}
	// A "+" that was not escaped arrives as a space, which no timestamp has.
	micros, ok = xapi.ParseTimestamp(strings.ReplaceAll(value, " ", "+"))
	if !ok {
		v.fault(name, "TS-01", "must be an ISO 8601 timestamp such as 2030-01-02T03:04:05.678Z")
	}
	return micros, ok
}

func (v *reader) boolean(name string) bool {
	value, ok := v.parameters.lookup(name)
	if ok && value != "true" && value != "false" {
		v.fault(name, "GS-05", "must be true or false")
	}
	return value == "true"
}

// count returns a non-negative integer; one beyond any page, however many
// digits it has, means the server's maximum (GS-09).
func (v *reader) count(name string) int {
	value, ok := v.parameters.lookup(name)
	if !ok {
		return 0
	}
	if value == "" || strings.Trim(value, "0123456789") != "" {
		v.fault(name, "GS-05", "must be a non-negative integer, in digits only")
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return math.MaxInt
	}
	return n
}

func (v *reader) format() xapi.Format {
	value, ok := v.parameters.lookup("format")
	if !ok {
		return xapi.Exact
	}
	format, ok := xapi.ParseFormat(value)
	if !ok {
		v.fault("format", "GS-05", "must be ids, exact or canonical")
	}
	return format
}

// agent returns an Agent or identified Group (QX-07), nil when the parameter is
// absent or faulty.
func (v *reader) agent() *xapi.Agent {
	value, ok := v.parameters.lookup("agent")
	if !ok {
		return nil
	}
	agent, err := xapi.ParseAgent([]byte(value), v.version)
	if err != nil {
		var invalid *xapi.ValidationError
		if !errors.As(err, &invalid) {
			v.fault("agent", "GS-05", "must be the JSON of an Agent or identified Group")
			return nil
		}
		for _, fault := range invalid.Faults {
			hint := ""
			if fault.Rule == "MB-01" {
				hint = plusHint(value)
			}
			v.faults = append(v.faults, problem.Detail{
				Parameter: "agent", Pointer: fault.Pointer, Rule: fault.Rule,
				Message: "the parameter agent: " + fault.Message + hint,
			})
		}
		return nil
	}
	if agent.Identifier.Kind == 0 {
		v.fault("agent", "GS-05", "must be an Agent or an identified Group; an anonymous Group identifies nobody")
		return nil
	}
	return &agent
}
