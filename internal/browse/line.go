package browse

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/sentence"
	"github.com/lore-lrs/lore/xapi"
)

// Line is a statement in one line, with what people look for in it.
type Line struct {
	sentence.Line
	Result      *Result  `json:"result,omitempty"`
	Attachments int      `json:"attachments"`
	Context     *Context `json:"context,omitempty"`
}

// Result is what came of it.
type Result struct {
	Score      *Score  `json:"score,omitempty"`
	Success    *bool   `json:"success,omitempty"`
	Completion *bool   `json:"completion,omitempty"`
	Response   *string `json:"response,omitempty"`
	Duration   string  `json:"duration,omitempty"`
}

// Score is a score as it was written.
type Score struct {
	Scaled *float64 `json:"scaled,omitempty"`
	Raw    *float64 `json:"raw,omitempty"`
	Min    *float64 `json:"min,omitempty"`
	Max    *float64 `json:"max,omitempty"`
}

// Context is where it happened.
type Context struct {
	Registration string `json:"registration,omitempty"`
	Platform     string `json:"platform,omitempty"`
	Course       string `json:"course,omitempty"`
}

// maxResponse is how much of a response a line shows, in bytes.
const maxResponse = 2000

// document is what a line needs of a statement beside its sentence.
type document struct {
	Object struct {
		ObjectType string `json:"objectType"`
		Definition struct {
			Type string `json:"type"`
		} `json:"definition"`
		// Attachments are those of a SubStatement.
		Attachments []declared `json:"attachments"`
	} `json:"object"`
	Result  *Result `json:"result"`
	Context struct {
		Registration string `json:"registration"`
		Platform     string `json:"platform"`
	} `json:"context"`
	Attachments []declared `json:"attachments"`
}

// read is a statement that was read from the log.
type read struct {
	stored lrs.Stored
	sentence.Statement
	document document
	course   string
}

func readStatement(stored lrs.Stored) (*read, error) {
	said, err := sentence.Read(stored.JSON)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", stored.ID, err)
	}
	r := &read{stored: stored, Statement: said}
	if err := json.Unmarshal(stored.JSON, &r.document, sentence.AsStored); err != nil {
		return nil, fmt.Errorf("read the statement %s: %w", stored.ID, err)
	}
	return r, nil
}

// lines shows statements, with the canonical names of what they only name by its
// id.
func (b *Browser) lines(ctx context.Context, store lrs.StoreID, list []*read, s *sight, languages xapi.LanguageRanges) ([]Line, error) {
	if err := b.name(ctx, store, list); err != nil {
		return nil, err
	}
	lines := make([]Line, len(list))
	for i, r := range list {
		s.narrow(&r.Statement)
		line := Line{Line: r.Line(languages, s.class), Result: r.document.Result, Attachments: len(r.document.attachments())}
		line.ID, line.Voided = r.stored.ID.String(), r.stored.Voided
		line.Stored = string(xapi.AppendStoredTime(nil, r.stored.Stored))
		if r.Activity() != "" {
			line.Object.Type = r.document.Object.Definition.Type
		}
		if line.Result != nil && line.Result.Response != nil && len(*line.Result.Response) > maxResponse {
			line.Result.Response = new(cut(*line.Result.Response, maxResponse))
		}
		if where := (Context{r.document.Context.Registration, r.document.Context.Platform, r.course}); where != (Context{}) {
			line.Context = &where
		}
		lines[i] = line
	}
	return lines, nil
}

// cut ends a text before a character that goes beyond the bytes.
func cut(text string, bytes int) string {
	for at := range text {
		if at > bytes {
			break
		}
		if bytes-at < 4 {
			return text[:at] + "…"
		}
	}
	return text
}

// name gives verbs and activities that a statement only names by their ids the
// names by which the store knows them.
func (b *Browser) name(ctx context.Context, store lrs.StoreID, list []*read) error {
	var verbs, activities []*read
	var verbKeys, activityKeys []xapi.Key
	for _, r := range list {
		if len(r.Verb.Display) == 0 {
			verbs, verbKeys = append(verbs, r), append(verbKeys, xapi.VerbKey(r.Verb.ID))
		}
		if id := r.Activity(); id != "" && (len(r.Object.Definition.Name) == 0 || r.document.Object.Definition.Type == "") {
			activities, activityKeys = append(activities, r), append(activityKeys, xapi.ActivityKey(id))
		}
	}
	known, err := b.describe(ctx, store, xapi.DescribesVerb, verbKeys)
	if err != nil {
		return err
	}
	for i, r := range verbs {
		if known[i] != nil {
			_ = json.Unmarshal(known[i], &r.Verb.Display, sentence.AsStored) // else its id is its name
		}
	}
	if known, err = b.describe(ctx, store, xapi.DescribesActivity, activityKeys); err != nil {
		return err
	}
	for i, r := range activities {
		var definition struct {
			Name map[string]string `json:"name"`
			Type string            `json:"type"`
		}
		if known[i] == nil || json.Unmarshal(known[i], &definition, sentence.AsStored) != nil {
			continue
		}
		if len(r.Object.Definition.Name) == 0 {
			r.Object.Definition.Name = definition.Name
		}
		if r.document.Object.Definition.Type == "" {
			r.document.Object.Definition.Type = definition.Type
		}
	}
	return nil
}

func (b *Browser) describe(ctx context.Context, store lrs.StoreID, kind xapi.DescriptionKind, keys []xapi.Key) ([][]byte, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	known, err := b.config.Statements.DescribeAll(ctx, store, kind, keys)
	if err != nil {
		return nil, fmt.Errorf("find names: %w", err)
	}
	return known, nil
}
