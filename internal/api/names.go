package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// mostNames is how many names of a kind are told at once.
const mostNames = 1000

// NameQuery asks for the names of what answers name by ids.
type NameQuery struct {
	Persons, Activities, Verbs []string
	// Languages are the tags that are wanted, the most wanted first.
	Languages []string
}

// ActivityName is what an activity is called.
type ActivityName struct {
	// Name is empty where only the type is known.
	Name        string `json:"name"`
	Type        string `json:"type,omitzero"`
	Description string `json:"description,omitzero"`
}

// VerbName is how a verb is shown.
type VerbName struct {
	// Display is empty where only the class is known.
	Display string `json:"display"`
	Class   string `json:"class"`
}

// Names are names by ids. What has none, or may not be named, is not there.
type Names struct {
	Persons    map[string]string       `json:"persons"`
	Activities map[string]ActivityName `json:"activities"`
	Verbs      map[string]VerbName     `json:"verbs"`
}

func nameRoutes() []route {
	return []route{{method: http.MethodPost, path: "names", action: access.QueryAnswers, handle: (*exchange).postNames}}
}

// postNames tells the names of people, activities and verbs.
func (x *exchange) postNames() error {
	var body struct {
		Persons    []string `json:"persons"`
		Activities []string `json:"activities"`
		Verbs      []string `json:"verbs"`
		Language   string   `json:"language"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	for _, list := range []struct {
		key string
		ids []string
	}{{"persons", body.Persons}, {"activities", body.Activities}, {"verbs", body.Verbs}} {
		if len(list.ids) > mostNames {
			return bodyError("/"+list.key, "there are %d ids: ask for at most %d at once", len(list.ids), mostNames)
		}
	}
	if len(body.Language) > 100 {
		return bodyError("/language", "this is a language tag, such as de-CH")
	}
	ask := NameQuery{Persons: body.Persons, Activities: body.Activities, Verbs: body.Verbs}
	if body.Language != "" {
		ask.Languages = append(ask.Languages, body.Language)
	}
	names, err := x.names(ask)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, names)
}

// names asks for names, with the language of the store behind those wanted, within
// the bounds of queries.
func (x *exchange) names(ask NameQuery) (names Names, err error) {
	if language := x.handler.config.Language; language != nil {
		ofStore, err := language(x.r.Context(), x.reader.StoreName)
		if err != nil {
			return Names{}, fmt.Errorf("find the language of the store: %w", err)
		}
		if ofStore != "" {
			ask.Languages = append(ask.Languages, ofStore)
		}
	}
	_, err = x.timed(func(ctx context.Context) (*query.Answer, error) {
		names, err = x.handler.config.Engine.Names(ctx, x.scope(), ask)
		return nil, err
	})
	return names, err
}

func bodyError(pointer, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &problem.Error{
		Kind: problem.Invalid, Code: "body-invalid", Message: message,
		Details: []problem.Detail{{Pointer: pointer, Message: message}},
	}
}
