package browse

import (
	"bytes"
	"context"
	"strings"

	"github.com/lore-lrs/lore/internal/rejection"
	"github.com/lore-lrs/lore/xapi"
)

// These steps look beyond the statements of the store: at what was refused, sent
// again, is on its way to analytics, or in other stores.

func (s *search) rejected(ctx context.Context) error {
	if !s.viewer.Quality {
		return nil
	}
	step := Step{}
	wanted := s.words()
	filter := rejection.Filter{Since: s.ask.Since}
	err := s.browser.config.Rejections.Each(ctx, int64(s.viewer.store()), filter, func(r *rejection.Rejection) {
		text := bytes.ToLower(bytes.ReplaceAll(append([]byte(r.Message+"\n"), r.Sample...), []byte(`\/`), []byte("/")))
		for _, word := range wanted {
			if !bytes.Contains(text, word) {
				return
			}
		}
		shown := r.Explained()
		step.add(r.Count, Example{Rejection: &shown})
	})
	if err != nil {
		return err
	}
	s.step("rejected", step)
	return nil
}

// words are what the body of a request with the statement has in it, in lower
// case.
func (s *search) words() (words [][]byte) {
	add := func(text string) {
		if text != "" {
			words = append(words, bytes.ToLower([]byte(text)))
		}
	}
	if s.id != nil {
		add(s.id.String())
		return words
	}
	if identifier, ok := xapi.ParseIFI(s.ask.Actor); ok {
		add(strings.TrimPrefix(identifier.Value, "mailto:"))
		add(identifier.HomePage)
	}
	add(s.ask.Verb)
	add(s.ask.Activity)
	return words
}

func (s *search) otherStore(ctx context.Context, others []Viewer) error {
	if len(others) == 0 {
		return nil
	}
	step := Step{}
	for _, other := range others {
		inSight, err := s.browser.sight(ctx, other)
		if err != nil {
			return err
		}
		there := &search{browser: s.browser, viewer: other, ask: s.ask, id: s.id, sight: inSight, languages: s.languages}
		if err := there.look(ctx); err != nil {
			return err
		}
		if len(there.statements) > 0 {
			e := there.example(there.statements[0])
			e.Store = other.StoreName
			step.add(int64(len(there.statements)), e)
			step.More = step.More || there.more
		}
	}
	s.step("other_store", step)
	return nil
}

func (s *search) resent(ctx context.Context) error {
	if !s.viewer.Quality || s.browser.config.Resends == nil {
		return nil
	}
	list, err := s.browser.config.Resends(ctx, s.viewer.store(), s.ask.Since)
	if err != nil {
		return err
	}
	step := Step{}
	for _, r := range list {
		step.add(r.Count, Example{Source: r.Source})
	}
	s.step("resent", step)
	return nil
}

// followers finds those that do not have the newest of the statements yet, or that
// do not work.
func (s *search) followers(ctx context.Context) error {
	if !s.viewer.Quality || s.browser.config.Followers == nil {
		return nil
	}
	list, err := s.browser.config.Followers(ctx, s.viewer.store())
	if err != nil {
		return err
	}
	newest := int64(0)
	for _, r := range s.statements {
		newest = max(newest, r.stored.Stored)
	}
	step := Step{}
	for _, f := range list {
		if f.Through <= newest || f.State == "paused" || f.State == "failing" || f.State == "stopped" {
			step.add(1, Example{Source: f.Name, State: f.State, Through: string(xapi.AppendStoredTime(nil, f.Through))})
		}
	}
	s.step("followers", step)
	return nil
}
