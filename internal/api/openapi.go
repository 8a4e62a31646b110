package api

import (
	"net/http"

	"github.com/lore-lrs/lore/docs"
)

// getOpenAPI answers with the description of the API.
func (x *exchange) getOpenAPI() error {
	return x.send(http.StatusOK, "application/yaml", docs.OpenAPI())
}
