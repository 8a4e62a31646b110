package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// NameQuery asks for the names of what answers name by ids.
type NameQuery struct {
	Persons, Activities, Verbs []string
	// Languages are the tags that are wanted, the most wanted first.
	Languages []string
}

// ActivityName is what an activity is called.
type ActivityName struct {
	// Name is empty where only the type is known.
	Name, Type, Description string
}

// VerbName is how a verb is shown.
type VerbName struct {
	// Display is empty where only the class is known.
	Display, Class string
}

// Names are names by ids.
type Names struct {
	Persons    map[string]string
	Activities map[string]ActivityName
	Verbs      map[string]VerbName
}

// Names tells the names of people, activities and verbs; what has none is not
// there. People are named to those who see people, and to those who see some
// people only, these. What activities and verbs are called is told to whoever knows
// their ids: no answer has an id that its reader may not see.
func (e *Engine) Names(ctx context.Context, scope Scope, ask NameQuery) (Names, error) {
	snapshot, through, err := e.config.Snapshot(ctx, scope.Store)
	if err != nil {
		return Names{}, fmt.Errorf("open the facts: %w", err)
	}
	inForce, err := e.config.Meaning(ctx, scope.Store)
	if err != nil {
		return Names{}, fmt.Errorf("read the meaning of words: %w", err)
	}
	v := &view{
		engine: e, scope: scope, query: &query.Query{}, snapshot: snapshot, meaning: inForce, now: through,
		names: e.known.of(scope.Store, snapshot, inForce, through).names,
	}
	v.restrict()
	names := Names{
		Persons: make(map[string]string), Activities: make(map[string]ActivityName, len(ask.Activities)),
		Verbs: make(map[string]VerbName, len(ask.Verbs)),
	}
	if err := v.namePersons(ctx, ask.Persons, names.Persons); err != nil {
		return Names{}, err
	}
	if err := v.nameActivities(ctx, &ask, names.Activities); err != nil {
		return Names{}, err
	}
	if err := v.nameVerbs(ctx, &ask, names.Verbs); err != nil {
		return Names{}, err
	}
	return names, nil
}

// namePersons finds the last name that any statement gave to each person who may
// be named.
func (v *view) namePersons(ctx context.Context, ids []string, names map[string]string) error {
	if !v.scope.SeesPeople {
		return nil
	}
	var keys []xapi.Key
	var known []string
	for _, id := range ids {
		ifi, ok := xapi.ParseIFI(id)
		if ok && v.mayName(id) {
			keys, known = append(keys, ifi.Key()), append(known, id)
		}
	}
	texts, err := v.engine.config.Log.DescribeAll(ctx, v.scope.Store, xapi.NamesAgent, keys)
	if err != nil {
		return fmt.Errorf("find the names of people: %w", err)
	}
	for i, text := range texts {
		if name := lastName(text); name != "" {
			names[known[i]] = name
		}
	}
	return nil
}

// mayName reports whether the scope may see the person with the identity.
func (v *view) mayName(identity string) bool {
	if v.allowed == nil {
		return true
	}
	if merged, ok := v.meaning.Persons[identity]; ok {
		identity = merged
	}
	number, known := v.names.PersonNumber(identity)
	return known && v.allowed[number]
}

// asStored reads what the store has checked already: half a surrogate pair in a text
// is no fault (internal/sentence.AsStored), and becomes U+FFFD.
var asStored = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// lastName is the last of the names that an agent was given, as a JSON array; ""
// where there is none.
func lastName(text []byte) string {
	var list []string
	if len(text) == 0 || json.Unmarshal(text, &list, asStored) != nil || len(list) == 0 {
		return ""
	}
	return strings.TrimSpace(list[len(list)-1])
}

// nameActivities finds name, type and description of activities.
func (v *view) nameActivities(ctx context.Context, ask *NameQuery, names map[string]ActivityName) error {
	keys := make([]xapi.Key, len(ask.Activities))
	for i, id := range ask.Activities {
		keys[i] = xapi.ActivityKey(id)
	}
	texts, err := v.engine.config.Log.DescribeAll(ctx, v.scope.Store, xapi.DescribesActivity, keys)
	if err != nil {
		return fmt.Errorf("find the names of activities: %w", err)
	}
	for i, id := range ask.Activities {
		var called ActivityName
		if len(texts[i]) > 0 {
			var definition struct {
				Name        map[string]string `json:"name"`
				Description map[string]string `json:"description"`
			}
			if err := json.Unmarshal(texts[i], &definition, asStored); err != nil {
				return fmt.Errorf("read the description of %s: %w", id, err)
			}
			called.Name = inLanguage(definition.Name, ask.Languages)
			called.Description = inLanguage(definition.Description, ask.Languages)
		}
		if code, ok := v.snapshot.Code(column.Activities, id); ok {
			called.Type = v.snapshot.Word(column.Types, v.names.TypeOf(code))
		}
		if called != (ActivityName{}) {
			names[id] = called
		}
	}
	return nil
}

// nameVerbs finds display and class of verbs.
func (v *view) nameVerbs(ctx context.Context, ask *NameQuery, names map[string]VerbName) error {
	keys := make([]xapi.Key, len(ask.Verbs))
	for i, id := range ask.Verbs {
		keys[i] = xapi.VerbKey(id)
	}
	texts, err := v.engine.config.Log.DescribeAll(ctx, v.scope.Store, xapi.DescribesVerb, keys)
	if err != nil {
		return fmt.Errorf("find the names of verbs: %w", err)
	}
	for i, id := range ask.Verbs {
		class, known := v.meaning.Verbs[id]
		called := VerbName{Class: class.String()}
		if len(texts[i]) > 0 {
			var display map[string]string
			if err := json.Unmarshal(texts[i], &display, asStored); err != nil {
				return fmt.Errorf("read the description of %s: %w", id, err)
			}
			called.Display = inLanguage(display, ask.Languages)
		}
		if called.Display != "" || known && class != meaning.Other {
			names[id] = called
		}
	}
	return nil
}

// inLanguage chooses among texts by their language tags: for each tag wanted, the
// most wanted first, the text in it or else in a prefix of it (de-CH, then de),
// each also with what is more special (de-AT); else English, else the one without a
// language (und), else the first tag of the alphabet.
func inLanguage(texts map[string]string, wanted []string) string {
	tags := make([]string, 0, len(texts))
	for tag, text := range texts {
		if strings.TrimSpace(text) != "" {
			tags = append(tags, tag)
		}
	}
	if len(tags) == 0 {
		return ""
	}
	slices.SortFunc(tags, func(a, b string) int {
		return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
	})
	for _, tag := range append(slices.Clip(wanted), "en", "und") {
		for tag != "" {
			for _, exact := range []bool{true, false} {
				for _, have := range tags {
					if strings.EqualFold(have, tag) || !exact && len(have) > len(tag) && strings.EqualFold(have[:len(tag)], tag) && have[len(tag)] == '-' {
						return texts[have]
					}
				}
			}
			tag = tag[:max(strings.LastIndexByte(tag, '-'), 0)]
		}
	}
	return texts[tags[0]]
}
