package api

import (
	"context"
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/browse"
	"github.com/lore-lrs/lore/internal/facts/query"
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
	others, err := x.otherStores()
	if err != nil {
		return err
	}
	var steps []browse.Step
	_, err = x.timed(func(ctx context.Context) (*query.Answer, error) {
		var err error
		steps, err = browser.Missing(ctx, viewerOf(x.reader), others, ask, x.language())
		return nil, err
	})
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]any{"steps": steps})
}

// otherStores is who asks in each other store where they may see single statements:
// those of their session. A token is of one store.
func (x *exchange) otherStores() (others []browse.Viewer, err error) {
	cookie, there := x.cookie()
	if x.reader.Via != access.ViaSession || !there {
		return nil, nil
	}
	_, places, err := x.handler.config.Accounts.SessionOf(x.r.Context(), cookie)
	if err != nil {
		return nil, err
	}
	for _, place := range places {
		if place.Reader.Store != x.reader.Store && place.Reader.May(access.SeePeople) == nil {
			others = append(others, viewerOf(place.Reader))
		}
	}
	return others, nil
}
