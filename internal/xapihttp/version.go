package xapihttp

import (
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

const versionHeader = "X-Experience-Api-Version" // in net/http's canonical form

// versionValues are the values of the header in responses (VR-01), shared by
// all and never changed.
var versionValues = [...][]string{
	xapi.Version1: {xapi.Version1.String()},
	xapi.Version2: {xapi.Version2.String()},
}

// negotiate finds the version whose rules the request is held to (VR-02 to
// VR-04) and sets x.version, to the default when there is none. It returns
// zero and the error then, which a public route passes over.
func (x *exchange) negotiate() (xapi.Version, error) {
	x.version = x.handler.config.DefaultVersion
	values := x.r.Header[versionHeader]
	if x.form != nil {
		if value, ok := x.form.headers[versionHeader]; ok {
			values = []string{value}
		}
	}
	switch len(values) {
	case 0:
		return 0, x.badVersion("version-missing", "the header X-Experience-API-Version is missing")
	case 1:
	default:
		return 0, x.badVersion("version-ambiguous", "the header X-Experience-API-Version was sent more than once")
	}
	version := parseVersion(values[0])
	if !slices.Contains(x.handler.config.Versions, version) {
		return 0, x.badVersion("version-not-supported",
			"the header X-Experience-API-Version names a version that is not offered here")
	}
	x.version = version
	return version, nil
}

func (x *exchange) badVersion(code, message string) error {
	offered := make([]string, len(x.handler.config.Versions))
	for i, version := range x.handler.config.Versions {
		offered[i] = version.String()
	}
	err := problem.New(problem.Invalid, code, "%s; send %s", message, strings.Join(offered, " or "))
	err.Details = []problem.Detail{{Parameter: "X-Experience-API-Version", Rule: "VR-03", Message: err.Message}}
	return err
}

// parseVersion reads "1.0", "1.0.x", "2.0" and "2.0.x"; 0 is any other.
func parseVersion(text string) xapi.Version {
	var version xapi.Version
	switch {
	case strings.HasPrefix(text, "1.0"):
		version = xapi.Version1
	case strings.HasPrefix(text, "2.0"):
		version = xapi.Version2
	default:
		return 0
	}
	patch := text[len("1.0"):]
	if patch == "" {
		return version
	}
	digits := patch[1:]
	if patch[0] != '.' || digits == "" || len(digits) > 9 || digits != "0" && digits[0] == '0' {
		return 0
	}
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0
		}
	}
	return version
}
