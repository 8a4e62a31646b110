// Package docs has the one page of the documentation that the server shows too.
package docs

import (
	_ "embed" // the page
	"slices"
)

//go:embed openapi.yaml
var openAPI []byte

// OpenAPI returns the OpenAPI description of the HTTP API, as YAML.
func OpenAPI() []byte { return slices.Clone(openAPI) }
