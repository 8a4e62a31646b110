package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
)

// WordQuery asks for what was really seen in a store.
type WordQuery struct {
	// Of is one of verbs, activities, types, sources, platforms, extensions.
	Of string
	// Prefix is how the word, or a word of its name, begins, whatever the case;
	// empty for all.
	Prefix string
	// Limit is the most words, those that most statements have.
	Limit int
}

// Word is something that statements have.
type Word struct {
	// ID is as filters ask for it.
	ID string `json:"id"`
	// Name is for people; empty when none was given.
	Name string `json:"name,omitzero"`
	// Type is an activity's, Class a verb's.
	Type  string `json:"type,omitzero"`
	Class string `json:"class,omitzero"`
	// Rows is how many rows of the facts have it.
	Rows int64 `json:"rows"`
}

// wordLists are the lists of what was seen.
var wordLists = []string{"verbs", "activities", "types", "sources", "platforms", "extensions"}

type fieldInWords struct {
	Name      string          `json:"name"`
	Aliases   []string        `json:"aliases"`
	Type      query.FieldType `json:"type"`
	Dimension bool            `json:"dimension"`
	Filter    bool            `json:"filter"`
	Column    bool            `json:"column"`
}

type metricInWords struct {
	Name      string           `json:"name"`
	Type      query.ColumnType `json:"type"`
	People    bool             `json:"people"`
	TrendOnly bool             `json:"trend_only"`
}

type vocabulary struct {
	Kinds    []query.Kind    `json:"kinds"`
	Fields   []fieldInWords  `json:"fields"`
	Metrics  []metricInWords `json:"metrics"`
	Classes  []string        `json:"verb_classes"`
	Segments []string        `json:"segments"`
	// Seen has the lists that were asked for.
	Seen map[string][]Word `json:"seen"`
}

// getSchema answers what queries can be made of: the words of the language, and
// those that statements have.
func (x *exchange) getSchema() error {
	lists := wordLists
	if of := x.parameters.Get("of"); of != "" {
		lists = strings.Split(of, ",")
		for _, list := range lists {
			if !slices.Contains(wordLists, list) {
				return parameterError("of", "there is no list %q; there are %s", list, strings.Join(wordLists, ", "))
			}
		}
	}
	limit := 20
	if text := x.parameters.Get("limit"); text != "" {
		var err error
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > 1000 {
			return parameterError("limit", "the limit is a whole number from 1 to 1,000")
		}
	}
	inForce, err := x.handler.config.Meanings.Meaning(x.r.Context(), x.reader.Store)
	if err != nil {
		return fmt.Errorf("read the meaning of words: %w", err)
	}
	v := language(x.segments(inForce))
	// To look for words takes what a query takes, and is held to the same bounds.
	_, err = x.timed(func(ctx context.Context) (*query.Answer, error) {
		for _, list := range lists {
			words, err := x.handler.config.Engine.Words(ctx, x.scope(), WordQuery{Of: list, Prefix: x.parameters.Get("prefix"), Limit: limit})
			if err != nil {
				return nil, fmt.Errorf("list the %s: %w", list, err)
			}
			if words == nil {
				words = []Word{}
			}
			v.Seen[list] = words
		}
		return nil, nil
	})
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, v)
}

// language lists the words that every store has, and saved filters.
func language(segments map[string]string) *vocabulary {
	v := &vocabulary{Kinds: query.Kinds(), Segments: []string{}, Seen: make(map[string][]Word)}
	for _, field := range query.Fields() {
		aliases := field.Aliases()
		if aliases == nil {
			aliases = []string{}
		}
		v.Fields = append(v.Fields, fieldInWords{
			field.Name(), aliases, field.Type(), field.MayGroup(), field.MayFilter(), field.MayShow(),
		})
	}
	for measure := range query.Measures {
		v.Metrics = append(v.Metrics, metricInWords{measure.String(), measure.Type(), measure.OfPeople(), measure.Windowed()})
	}
	for class := range meaning.Classes {
		v.Classes = append(v.Classes, class.String())
	}
	for name := range segments {
		v.Segments = append(v.Segments, name)
	}
	slices.Sort(v.Segments)
	return v
}
