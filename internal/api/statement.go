package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/browse"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

func statementRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "statements", action: access.SeePeople, parameters: []string{"q", "language"}, handle: (*exchange).getStatements},
		{method: http.MethodGet, path: "statements/{id}", action: access.SeePeople, parameters: []string{"language"}, handle: (*exchange).getStatement},
	}
}

// browser is what shows single statements. Errors: NotFound where there is none.
func (x *exchange) browser() (*browse.Browser, error) {
	if x.handler.config.Browser == nil {
		return nil, problem.New(problem.NotFound, "not-offered", "this server does not offer /api/v1/%s", x.route.path)
	}
	return x.handler.config.Browser, nil
}

// viewerOf is a reader as single statements are shown to them.
func viewerOf(reader access.Reader) browse.Viewer {
	return browse.Viewer{
		Store: reader.Store, StoreName: reader.StoreName, Persons: reader.Persons,
		Statements: reader.May(access.ReadStatements) == nil, Quality: reader.May(access.SeeQuality) == nil,
	}
}

// language is what the client wants names in, as Accept-Language says it.
func (x *exchange) language() string {
	if x.parameters.Has("language") {
		return x.parameters.Get("language")
	}
	return x.r.Header.Get("Accept-Language")
}

// getStatements answers GET /statements: a page of lines.
func (x *exchange) getStatements() error {
	browser, err := x.browser()
	if err != nil {
		return err
	}
	if !x.parameters.Has("q") {
		return parameterError("q", "the parameter q is missing: a query of the kind statements as JSON, %%-coded")
	}
	q, _, err := x.readQuery([]byte(x.parameters.Get("q")))
	if err != nil {
		return err
	}
	if q.Kind != query.Statements {
		return parameterError("q", "the query is of the kind %s; this resource has pages of the kind statements", q.Kind)
	}
	var page *browse.Page
	_, err = x.timed(func(ctx context.Context) (*query.Answer, error) {
		var err error
		page, err = browser.Page(ctx, viewerOf(x.reader), q, x.language())
		return nil, err
	})
	if err != nil {
		return err
	}
	return x.asStored(page)
}

// getStatement answers GET /statements/{id}.
func (x *exchange) getStatement() error {
	browser, err := x.browser()
	if err != nil {
		return err
	}
	var card *browse.Card
	_, err = x.timed(func(ctx context.Context) (*query.Answer, error) {
		var err error
		card, err = browser.Card(ctx, viewerOf(x.reader), x.values["id"], x.language())
		return nil, err
	})
	if err != nil {
		return err
	}
	return x.asStored(card)
}

// asStored answers with what has parts of stored statements in it, in whose texts
// half a surrogate pair may stand.
func (x *exchange) asStored(v any) error {
	text, err := json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return x.send(http.StatusOK, "application/json", append(text, '\n'))
}
