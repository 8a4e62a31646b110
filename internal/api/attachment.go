package api

import (
	"context"
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
	// They are read into memory, and sent as slowly as whoever asks reads.
	waiting, cancel := context.WithTimeout(x.r.Context(), x.handler.config.Timeout)
	defer cancel()
	leave, err := x.handler.files.wait(waiting, x.reader.Holder())
	if err != nil {
		x.w.Header()["Retry-After"] = []string{"1"}
		return err
	}
	defer leave()
	return browser.ServeAttachment(&counter{x}, x.r, viewerOf(x.reader), x.values["sha2"], x.parameters.Get("type"), x.parameters.Get("name"))
}
