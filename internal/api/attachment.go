package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
)

func attachmentRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "attachments/{sha2}", action: access.ReadStatements, parameters: []string{"type", "name"}, handle: (*exchange).getAttachment},
	}
}

// getAttachment answers GET /attachments/{sha2} with the bytes.
func (x *exchange) getAttachment() error {
	browser, err := x.browser()
	if err != nil {
		return err
	}
	return browser.ServeAttachment(&counter{x}, x.r, viewerOf(x.reader), x.values["sha2"], x.parameters.Get("type"), x.parameters.Get("name"))
}
