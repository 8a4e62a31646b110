package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Word is something that statements of a store have.
type Word struct {
	// ID is as filters ask for it; Name is for people, empty when none was given.
	ID, Name string
	// Type is an activity's, Class a verb's.
	Type, Class string
	// Rows is how many visible rows have it.
	Rows int64
}

// extensionSample is how many of the newest statements are looked at for the
// extensions that they have.
const extensionSample = 2000

// Words lists what is really seen in a store: "verbs", "activities", "types",
// "sources", "platforms" or "extensions" that begin with the prefix, or have a
// name or a last part that does, whatever the case: at most limit, the most
// frequent first.
func (e *Engine) Words(ctx context.Context, scope Scope, of, prefix string, limit int) ([]Word, error) {
	everything := &query.Query{Kind: query.Table, Time: query.Time{Range: "all", Zone: time.UTC}}
	v, err := e.open(ctx, scope, everything, Effort{})
	if err != nil {
		return nil, err
	}
	if of == "extensions" {
		return v.extensionWords(ctx, prefix, limit)
	}
	field, ok := map[string]query.FieldID{
		"verbs": query.Verb, "activities": query.Activity, "types": query.ActivityType, "sources": query.Source, "platforms": query.Platform,
	}[of]
	if !ok {
		return nil, problem.New(problem.Invalid, "list-unknown", "there is no list of %q", of)
	}
	d, err := v.dimension(query.Field{ID: field})
	if err != nil {
		return nil, err
	}
	defer v.held.release()
	p := &plan{dimensions: []*dimension{d}, held: v.held}
	p.measures[query.StatementsCount] = true
	p.measures[query.People] = v.minGroup() > 1
	t, err := v.count(ctx, p, nil, window{v.span.From, v.span.To})
	if err != nil {
		return nil, err
	}
	var words []Word
	for _, key := range t.keys {
		id, is := d.value(key[0]).(string)
		if !is || v.small(t.peopleIn(t.group(key))) {
			continue
		}
		words = append(words, Word{ID: id, Rows: t.statements[t.group(key)]})
	}
	sortWords(words)
	return v.choose(ctx, field, words, prefix, limit)
}

func sortWords(words []Word) {
	slices.SortFunc(words, func(a, b Word) int { return cmp.Or(order(b.Rows, a.Rows), strings.Compare(a.ID, b.ID)) })
}

// choose takes the words with the prefix and finds out more about them.
func (v *view) choose(ctx context.Context, field query.FieldID, words []Word, prefix string, limit int) ([]Word, error) {
	var chosen []Word
	for _, word := range words {
		if len(chosen) == limit {
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := v.nameWord(ctx, field, &word); err != nil {
			return nil, err
		}
		if begins(word, prefix) {
			chosen = append(chosen, word)
		}
	}
	return chosen, nil
}

// begins reports whether a word, its last part or a word of its name begins with
// the prefix.
func begins(word Word, prefix string) bool {
	prefix = strings.ToLower(prefix)
	texts := append(strings.Fields(word.Name), word.ID, word.Name, word.ID[strings.LastIndexAny(word.ID, "/#:")+1:])
	return slices.ContainsFunc(texts, func(text string) bool { return strings.HasPrefix(strings.ToLower(text), prefix) })
}

// nameWord finds the name, type and class of a word.
func (v *view) nameWord(ctx context.Context, field query.FieldID, word *Word) error {
	var kind xapi.DescriptionKind
	var key xapi.Key
	switch field {
	case query.Verb:
		kind, key = xapi.DescribesVerb, xapi.VerbKey(word.ID)
		word.Class = v.meaning.Verbs[word.ID].String()
	case query.Activity:
		kind, key = xapi.DescribesActivity, xapi.ActivityKey(word.ID)
		if code, ok := v.snapshot.Code(column.Activities, word.ID); ok {
			word.Type = v.snapshot.Word(column.Types, v.names.TypeOf(code))
		}
	default:
		return nil
	}
	text, err := v.engine.config.Log.Describe(ctx, v.scope.Store, kind, key)
	if err != nil || len(text) == 0 {
		return err
	}
	names := make(map[string]string)
	if field == query.Verb {
		err = json.Unmarshal(text, &names)
	} else {
		var definition struct {
			Name map[string]string `json:"name"`
		}
		err = json.Unmarshal(text, &definition)
		names = definition.Name
	}
	if err != nil {
		return fmt.Errorf("read the description of %s: %w", word.ID, err)
	}
	word.Name = anyName(names)
	return nil
}

// anyName prefers English, else the first tag.
func anyName(names map[string]string) string {
	tags := make([]string, 0, len(names))
	for tag := range names {
		tags = append(tags, tag)
	}
	slices.SortFunc(tags, func(a, b string) int {
		return cmp.Or(flag(!strings.HasPrefix(a, "en"))-flag(!strings.HasPrefix(b, "en")), strings.Compare(a, b))
	})
	if len(tags) == 0 {
		return ""
	}
	return names[tags[0]]
}

// seenExtension is in how many statements an extension was seen, and of whom.
type seenExtension struct {
	rows   int64
	people map[string]bool
}

// extensionWords lists the extensions that the scope may ask for, of what it may
// see among the newest statements.
func (v *view) extensionWords(ctx context.Context, prefix string, limit int) ([]Word, error) {
	seen := make(map[string]*seenExtension)
	ask := lrs.Query{Limit: 500}
	for range extensionSample / ask.Limit {
		page, err := v.engine.config.Log.Query(ctx, v.scope.Store, ask)
		if err != nil {
			return nil, fmt.Errorf("look for extensions: %w", err)
		}
		for _, stored := range page.Statements {
			v.seeExtensions(seen, stored)
			ask.After = stored.Position
		}
		ask.Through = page.Through
		if !page.More {
			break
		}
	}
	var words []Word
	for path, of := range seen {
		if !v.small(int64(len(of.people))) {
			words = append(words, Word{ID: path, Rows: of.rows})
		}
	}
	sortWords(words)
	return v.choose(ctx, query.Extension, words, prefix, limit)
}

// seeExtensions counts the extensions of a statement, if it tells of somebody
// who may be seen.
func (v *view) seeExtensions(seen map[string]*seenExtension, stored lrs.Stored) {
	read, err := fact.From(stored.Stored, stored.ID, stored.JSON, nil)
	if err != nil {
		return // no record store would keep it
	}
	people := v.peopleOf(read.Rows)
	if v.allowed != nil && len(people) == 0 {
		return
	}
	fact.Extensions(stored.JSON, func(path string) {
		if !v.scope.SeesPeople && !v.meaning.Promoted[path] {
			return
		}
		if seen[path] == nil {
			seen[path] = &seenExtension{people: make(map[string]bool)}
		}
		seen[path].rows++
		for _, person := range people {
			seen[path].people[person] = true
		}
	})
}

// peopleOf lists the people of rows who may be seen.
func (v *view) peopleOf(rows []fact.Row) (people []string) {
	for _, row := range rows {
		person := row.Actor
		if merged, ok := v.meaning.Persons[person]; ok {
			person = merged
		}
		number, known := v.names.PersonNumber(person)
		switch {
		case row.IsGroup:
		case v.allowed == nil || known && v.allowed[number]:
			people = append(people, person)
		}
	}
	return people
}
