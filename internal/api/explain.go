package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// explanation says what a query means, without an answer.
type explanation struct {
	Kind query.Kind `json:"kind"`
	// Query is the normal form: with defaults, and saved filters in their places.
	Query     jsontext.Value `json:"query"`
	QueryHash string         `json:"query_hash"`
	CountedBy []string       `json:"counted_by"`
	Range     [2]string      `json:"range"`
	Compare   *[2]string     `json:"compare,omitzero"`
	Buckets   int            `json:"buckets"`
	Zone      string         `json:"zone"`
	AsOf      int64          `json:"as_of_seq"`
	Meaning   uint64         `json:"meaning"`
	Scope     scopeInWords   `json:"scope"`
	// Reads names the fields that filters, dimensions and columns take.
	Reads    []string `json:"reads"`
	Estimate Estimate `json:"estimate"`
}

// scopeInWords says what the planner adds to the query of a reader.
type scopeInWords struct {
	Store      string      `json:"store"`
	Role       access.Role `json:"role"`
	Persons    int         `json:"persons,omitzero"`
	SeesPeople bool        `json:"sees_people"`
	MinGroup   int         `json:"min_group"`
	Words      []string    `json:"words"`
}

// postExplain answers what a query means and would take.
func (x *exchange) postExplain() error {
	text, err := x.body()
	if err != nil {
		return err
	}
	q, inForce, err := x.readQuery(text)
	if err != nil {
		return err
	}
	var estimate Estimate
	_, err = x.timed(func(ctx context.Context) (*query.Answer, error) {
		estimate, err = x.handler.config.Engine.Estimate(ctx, x.scope(), q)
		return nil, err
	})
	if err != nil {
		return err
	}
	span, zone := estimate.Span, q.Time.Zone
	e := explanation{
		Kind: q.Kind, Query: q.Encode(), QueryHash: q.Hash(), CountedBy: query.Definitions(q),
		Range: written(span, zone), Buckets: max(0, len(span.Edges)-1), Zone: zone.String(),
		AsOf: estimate.AsOf, Meaning: inForce.Version, Scope: x.scopeInWords(q), Reads: reads(q), Estimate: estimate,
	}
	if span.Previous != nil {
		compare := written(*span.Previous, zone)
		e.Compare = &compare
	}
	return x.json(http.StatusOK, e)
}

func written(span query.Span, zone *time.Location) [2]string {
	return [2]string{query.FormatTime(span.From, zone), query.FormatTime(span.To, zone)}
}

func (x *exchange) scopeInWords(q *query.Query) scopeInWords {
	scope := x.scope()
	s := scopeInWords{
		Store: x.reader.StoreName, Role: x.reader.Role, Persons: len(scope.Persons),
		SeesPeople: scope.SeesPeople, MinGroup: max(scope.MinGroup, q.MinGroup),
		Words: []string{"only statements of the store " + x.reader.StoreName},
	}
	if s.Persons > 0 {
		s.Words = append(s.Words, fmt.Sprintf("only statements about the %d persons that the token names", s.Persons))
	}
	if !s.SeesPeople {
		s.Words = append(s.Words, "people have pseudonyms, and fields that name them cannot be asked for")
	}
	if s.MinGroup > 1 {
		s.Words = append(s.Words, fmt.Sprintf("numbers about 1 to %d persons are not told", s.MinGroup-1))
	}
	return s
}

// reads names the fields that a query takes, each once.
func reads(q *query.Query) []string {
	names := []string{}
	seen := make(map[string]bool)
	add := func(fields ...query.Field) {
		for _, field := range fields {
			if name := field.Name(); name != "" && !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	add(q.FilterFields()...)
	add(q.Dimensions...)
	add(q.Columns...)
	add(q.Of)
	if q.By != nil {
		add(*q.By)
	}
	return names
}

// getFollowers answers how far the followers of the log are.
func (x *exchange) getFollowers() error {
	if x.handler.config.Followers == nil {
		return problem.New(problem.NotFound, "not-offered", "this server has no followers")
	}
	followers, err := x.handler.config.Followers(x.r.Context())
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]any{"followers": followers})
}
