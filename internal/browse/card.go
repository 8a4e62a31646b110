package browse

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/sentence"
	"github.com/lore-lrs/lore/xapi"
)

// Card is one statement and what it has to do with others.
type Card struct {
	// Statement is nil for viewers who may not read whole statements.
	Statement jsontext.Value `json:"statement"`
	Line      Line           `json:"line"`
	Stored    string         `json:"stored"`
	VoidedBy  string         `json:"voided_by,omitempty"`
	Voids     string         `json:"voids,omitempty"`
	RefersTo  string         `json:"refers_to,omitempty"`
	// ReferredBy are others that refer to it, at most maxReferring.
	ReferredBy  []string     `json:"referred_by"`
	Attachments []Attachment `json:"attachments"`
}

const (
	// maxReferring is how many statements a card names that refer to its own.
	maxReferring = 20
	// askReferring is how many are looked at for those.
	askReferring = 60

	voidedVerb = "http://adlnet.gov/expapi/verbs/voided"
)

// Card returns a statement by its id, voided or not. Errors: NotFound, also for one about
// somebody whom the viewer may not see.
func (b *Browser) Card(ctx context.Context, viewer Viewer, statement, language string) (*Card, error) {
	id, ok := xapi.ParseUUID(statement)
	if !ok {
		return nil, problem.New(problem.NotFound, "statement-unknown", "%q is no id of a statement: that is a UUID", statement)
	}
	languages := b.languages(language)
	s, err := b.sight(ctx, viewer)
	if err != nil {
		return nil, err
	}
	r, err := b.visible(ctx, viewer, s, id)
	if err != nil {
		return nil, err
	}
	if r.course, err = b.courseOf(ctx, viewer, id); err != nil {
		return nil, err
	}
	object := r.Object
	lines, err := b.lines(ctx, viewer.store(), []*read{r}, s, languages)
	if err != nil {
		return nil, err
	}
	card := &Card{Line: lines[0], Stored: lines[0].Stored, ReferredBy: []string{}}
	if viewer.Statements {
		card.Statement = r.stored.JSON
	}
	if target, ok := xapi.ParseUUID(object.ID); ok && object.ObjectType == "StatementRef" {
		if err := b.refer(ctx, viewer, s, card, r.Verb.ID == voidedVerb, target); err != nil {
			return nil, err
		}
	}
	if err := b.referring(ctx, viewer, s, card, r); err != nil {
		return nil, err
	}
	card.Attachments, err = b.attachments(ctx, viewer, r, languages)
	return card, err
}

// visible reads a statement that the viewer may see. Errors: NotFound, the same
// for one that is hidden as for one that never was.
func (b *Browser) visible(ctx context.Context, viewer Viewer, s *sight, id xapi.UUID) (*read, error) {
	r, err := b.get(ctx, viewer, id)
	if problem.Is(err, problem.NotFound) || err == nil && !s.shows(&r.Statement) {
		return nil, problem.New(problem.NotFound, "statement-unknown", "there is no statement with the id %s here", id)
	}
	return r, err
}

// sees reports whether the viewer may see a statement.
func (b *Browser) sees(ctx context.Context, viewer Viewer, s *sight, id xapi.UUID) (bool, error) {
	if s.persons == nil {
		return true, nil
	}
	_, err := b.visible(ctx, viewer, s, id)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// refer names what the statement refers to, or voids.
func (b *Browser) refer(ctx context.Context, viewer Viewer, s *sight, card *Card, voids bool, target xapi.UUID) error {
	seen, err := b.sees(ctx, viewer, s, target)
	switch {
	case err != nil || !seen:
		return err
	case voids:
		card.Voids = target.String()
	default:
		card.RefersTo = target.String()
	}
	return nil
}

// referring names the statements that refer to the card's.
func (b *Browser) referring(ctx context.Context, viewer Viewer, s *sight, card *Card, r *read) error {
	references, err := b.config.Statements.Referring(ctx, viewer.store(), r.stored.ID, askReferring)
	if err != nil {
		return fmt.Errorf("find what refers to a statement: %w", err)
	}
	for _, from := range references {
		if len(card.ReferredBy) == maxReferring {
			break
		}
		seen, err := b.sees(ctx, viewer, s, from.ID)
		switch {
		case err != nil:
			return err
		case !seen:
		case from.Voids && r.stored.Voided && card.VoidedBy == "":
			card.VoidedBy = from.ID.String()
		default:
			card.ReferredBy = append(card.ReferredBy, from.ID.String())
		}
	}
	return nil
}

// courseOf is the course to which analytics count a statement; "" for none, and
// for what they do not count.
func (b *Browser) courseOf(ctx context.Context, viewer Viewer, id xapi.UUID) (string, error) {
	q, err := query.Decode(slices.Concat([]byte(`{"kind":"statements","limit":1,"filter":["is","statement_id",["`), []byte(id.String()), []byte(`"]]}`)), nil)
	if err != nil {
		return "", fmt.Errorf("ask for a statement: %w", err)
	}
	found, err := b.config.Find(ctx, viewer, q)
	if err != nil || len(found.Statements) == 0 {
		return "", err
	}
	return found.Statements[0].Course, nil
}

// attachments lists what is attached to a statement.
func (b *Browser) attachments(ctx context.Context, viewer Viewer, r *read, languages xapi.LanguageRanges) ([]Attachment, error) {
	list := []Attachment{}
	for _, a := range r.document.attachments() {
		here, err := b.holds(ctx, viewer, a.SHA2)
		if err != nil {
			return nil, err
		}
		list = append(list, Attachment{
			UsageType: a.UsageType, Display: sentence.Chosen(a.Display, languages), Description: sentence.Chosen(a.Description, languages),
			ContentType: a.ContentType, Length: a.Length, SHA2: a.SHA2, FileURL: a.FileURL, Here: here,
		})
	}
	return list, nil
}
