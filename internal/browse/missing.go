package browse

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/rejection"
	"github.com/lore-lrs/lore/xapi"
)

// Missing says which statement somebody looks for in vain. Something is given.
type Missing struct {
	ID, Actor, Verb, Activity string
	Since                     time.Time
}

// Step is a place where the statement could be, or have stopped.
type Step struct {
	Step  string `json:"step"`
	Found bool   `json:"found"`
	Count int64  `json:"count"`
	// More: there are more than were looked at.
	More bool `json:"more,omitempty"`
	// TextKey names what the web app says about it.
	TextKey  string    `json:"text_key"`
	Examples []Example `json:"examples"`
}

// Example is one of what a step found; what does not matter is empty.
type Example struct {
	ID        string           `json:"id,omitempty"`
	Timestamp string           `json:"timestamp,omitempty"`
	Stored    string           `json:"stored,omitempty"`
	Sentence  string           `json:"sentence,omitempty"`
	VoidedBy  string           `json:"voided_by,omitempty"`
	Rejection *rejection.Shown `json:"rejection,omitempty"`
	Store     string           `json:"store,omitempty"`
	Source    string           `json:"source,omitempty"`
	Through   string           `json:"through,omitempty"`
	State     string           `json:"state,omitempty"`
}

const (
	// maxExamples is how many of what it found a step shows.
	maxExamples = 5
	// maxLooked is how many statements are looked at, the newest that match.
	maxLooked = 1000
	// lookedPage is how many are read at once.
	lookedPage = 200
	// lateAfter is from which lag on a statement is late (docs/data-quality.md).
	lateAfter = time.Hour
)

func (s *Step) add(count int64, e Example) {
	s.Found = true
	s.Count += count
	if len(s.Examples) < maxExamples {
		s.Examples = append(s.Examples, e)
	}
}

// search is what is known of a statement that is missed.
type search struct {
	browser *Browser
	viewer  Viewer
	ask     Missing
	// id is that of ask; nil for none.
	id        *xapi.UUID
	sight     *sight
	languages xapi.LanguageRanges
	// statements are those that match, voided ones too, newest first; more says
	// that there are more.
	statements []*read
	more       bool
	steps      []Step
}

// Missing looks for a statement in each place where it could be: in the store,
// among what was refused or sent again, elsewhere in time, in the other stores of
// the same person. Steps that the viewer may not know of are left out. Errors:
// Invalid.
func (b *Browser) Missing(ctx context.Context, viewer Viewer, others []Viewer, ask Missing, language string) ([]Step, error) {
	if ask.ID == "" && ask.Actor == "" && ask.Verb == "" && ask.Activity == "" {
		return nil, problem.New(problem.Invalid, "nothing-asked", "say what is missed: give at least one of id, actor, verb and activity")
	}
	var id *xapi.UUID
	if ask.ID != "" {
		known, ok := xapi.ParseUUID(ask.ID)
		if !ok {
			return nil, badParameter("id", "the id of a statement is a UUID")
		}
		id = &known
	}
	if ask.Since.IsZero() {
		ask.Since = b.config.Now().Add(-rejection.KeptFor)
	}
	inSight, err := b.sight(ctx, viewer)
	if err != nil {
		return nil, err
	}
	s := &search{browser: b, viewer: viewer, ask: ask, id: id, sight: inSight, languages: b.languages(language)}
	if err := s.look(ctx); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{
		s.rejected, s.present, s.voided, s.late,
		func(ctx context.Context) error { return s.otherStore(ctx, others) },
		s.clock, s.resent, s.permission, s.followers,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return s.steps, nil
}

func badParameter(name, message string) error {
	return &problem.Error{
		Kind: problem.Invalid, Code: "parameter-invalid", Message: "the parameter " + name + " cannot be used: " + message,
		Details: []problem.Detail{{Parameter: name, Message: message}},
	}
}

// step adds a step that was taken.
func (s *search) step(name string, took Step) {
	took.Step, took.TextKey = name, "missing."+name+".no"
	if took.Found {
		took.TextKey = "missing." + name + ".yes"
	}
	if took.Examples == nil {
		took.Examples = []Example{}
	}
	s.steps = append(s.steps, took)
}

// look finds the statements that match.
func (s *search) look(ctx context.Context) error {
	if s.id != nil {
		r, err := s.browser.visible(ctx, s.viewer, s.sight, *s.id)
		if problem.Is(err, problem.NotFound) {
			return nil
		}
		if err == nil {
			s.statements = []*read{r}
		}
		return err
	}
	q, err := s.query()
	if err != nil {
		return err
	}
	if s.ask.Actor != "" && !s.sight.sees(s.ask.Actor) {
		return nil // neither what there is of others, nor with whom they were in a group
	}
	for looked := 0; ; {
		page, err := s.browser.config.Statements.Query(ctx, s.viewer.store(), q)
		if err != nil {
			return fmt.Errorf("look for statements: %w", err)
		}
		for _, stored := range page.Statements {
			if err := s.take(ctx, stored); err != nil {
				return err
			}
		}
		looked += len(page.Statements)
		if !page.More || len(page.Statements) == 0 {
			return nil
		}
		if looked >= maxLooked {
			// How much there is of others is not for those who see some people only.
			s.more = s.sight.persons == nil || len(s.statements) >= maxLooked
			return nil
		}
		q.Through, q.After = page.Through, page.Statements[len(page.Statements)-1].Position
	}
}

// query asks the log for what matches.
func (s *search) query() (q lrs.Query, err error) {
	q.Limit = lookedPage
	if s.ask.Actor != "" {
		identifier, ok := xapi.ParseIFI(s.ask.Actor)
		if !ok {
			return q, badParameter("actor", "it identifies nobody: write mailto:ADDRESS, sha1:DIGEST, openid:URI or account:HOMEPAGE|NAME")
		}
		q.Agent = new(identifier.Key())
	}
	if s.ask.Verb != "" {
		q.Verb = new(xapi.VerbKey(s.ask.Verb))
	}
	if s.ask.Activity != "" {
		q.Activity = new(xapi.ActivityKey(s.ask.Activity))
	}
	return q, nil
}

// take takes a statement that matches. One that voids another is found through
// what it voids, which no query lists (GS-23): that one is what is missed.
func (s *search) take(ctx context.Context, stored lrs.Stored) error {
	r, err := readStatement(stored)
	if err != nil {
		return err
	}
	if target, ok := xapi.ParseUUID(r.Object.ID); ok && r.Object.ObjectType == "StatementRef" && r.Verb.ID == voidedVerb && s.ask.Verb != voidedVerb {
		r, err = s.browser.get(ctx, s.viewer, target)
		if problem.Is(err, problem.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	known := slices.ContainsFunc(s.statements, func(o *read) bool { return o.stored.ID == r.stored.ID })
	if !known && s.sight.shows(&r.Statement) {
		s.statements = append(s.statements, r)
	}
	return nil
}

// example shows a statement.
func (s *search) example(r *read) Example {
	s.sight.narrow(&r.Statement)
	line := r.Line(s.languages, s.sight.class)
	return Example{
		ID: r.stored.ID.String(), Timestamp: r.Timestamp,
		Stored: string(xapi.AppendStoredTime(nil, r.stored.Stored)), Sentence: line.Sentence,
	}
}

// timestamp is when it happened, in microseconds.
func (r *read) timestamp() int64 {
	if at, ok := xapi.ParseTimestamp(r.Timestamp); ok {
		return at
	}
	return r.stored.Stored
}

func (s *search) present(context.Context) error {
	step := Step{More: s.more}
	for _, r := range s.statements {
		if !r.stored.Voided {
			step.add(1, s.example(r))
		}
	}
	s.step("present", step)
	return nil
}

func (s *search) voided(ctx context.Context) error {
	step := Step{More: s.more}
	for _, r := range s.statements {
		if !r.stored.Voided {
			continue
		}
		e := s.example(r)
		if len(step.Examples) < maxExamples {
			references, err := s.browser.config.Statements.Referring(ctx, s.viewer.store(), r.stored.ID, 1)
			if err != nil {
				return fmt.Errorf("find what voids a statement: %w", err)
			}
			if len(references) > 0 && references[0].Voids {
				seen, err := s.browser.sees(ctx, s.viewer, s.sight, references[0].ID)
				if err != nil {
					return err
				}
				if seen {
					e.VoidedBy = references[0].ID.String()
				}
			}
		}
		step.add(1, e)
	}
	s.step("voided", step)
	return nil
}

// late finds what is there with a timestamp elsewhere: long before it was stored,
// or before the time from which on it is looked for.
func (s *search) late(context.Context) error {
	step := Step{More: s.more}
	for _, r := range s.statements {
		at, since := r.timestamp(), s.ask.Since.UnixMicro()
		if r.stored.Stored-at > lateAfter.Microseconds() || at < since && r.stored.Stored >= since {
			step.add(1, s.example(r))
		}
	}
	s.step("late", step)
	return nil
}

// clock finds what analytics leave out for its clock.
func (s *search) clock(context.Context) error {
	step := Step{More: s.more}
	for _, r := range s.statements {
		at := r.timestamp()
		if s.sight.inForce.TrustedClocks[r.Authority.Source()] {
			continue
		}
		if at > r.stored.Stored+maxAhead.Microseconds() || at < r.stored.Stored-maxAgo.Microseconds() {
			e := s.example(r)
			e.Source = r.Authority.Source()
			step.add(1, e)
		}
	}
	s.step("clock", step)
	return nil
}

// permission: those who see some people only are told whom they asked about
// beyond them, and nothing of whether there is something.
func (s *search) permission(context.Context) error {
	step := Step{}
	if s.sight.persons != nil && (s.ask.Actor == "" || !s.sight.sees(s.ask.Actor)) {
		step.Found, step.Count = true, int64(len(s.viewer.Persons))
	}
	s.step("permission", step)
	return nil
}
