package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/browse"
)

func missingRoutes() []route {
	return []route{
		{
			method: http.MethodGet, path: "statements/missing", action: access.SeePeople,
			parameters: []string{"id", "actor", "verb", "activity", "since", "language"}, handle: (*exchange).getMissing,
		},
	}
}

// getMissing answers GET /statements/missing: why a statement is not there.
func (x *exchange) getMissing() error {
	browser, err := x.browser()
	if err != nil {
		return err
	}
	ask := browse.Missing{ID: x.parameters.Get("id"), Actor: x.parameters.Get("actor"), Verb: x.parameters.Get("verb"), Activity: x.parameters.Get("activity")}
	if ask.Since, err = x.since(); err != nil {
		return err
	}
	var others []browse.Viewer
	if x.handler.config.OtherStores != nil {
		readers, err := x.handler.config.OtherStores(x.r.Context(), x.reader)
		if err != nil {
			return err
		}
		for _, reader := range readers {
			if reader.May(access.SeePeople) == nil {
				others = append(others, viewerOf(reader))
			}
		}
	}
	steps, err := browser.Missing(x.r.Context(), viewerOf(x.reader), others, ask, x.language())
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]any{"steps": steps})
}
