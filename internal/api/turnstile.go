package api

import (
	"context"
	"sync"

	"github.com/lore-lrs/lore/internal/problem"
)

// turnstile lets so many queries, or the like, of each token run at once.
type turnstile struct {
	most int
	// what they are, to people.
	what string

	mu     sync.Mutex
	inside map[string]int // by token; those with none are not there
	// left is closed and replaced when one of any token ends.
	left chan struct{}
}

func newTurnstile(most int, what string) *turnstile {
	return &turnstile{most: most, what: what, inside: make(map[string]int), left: make(chan struct{})}
}

// enter lets a query of the token begin; leave must be called when it ends. The
// error is of kind TooMany.
func (t *turnstile) enter(token string) (leave func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.inside[token] >= t.most {
		return nil, problem.New(problem.TooMany, "too-many-queries",
			"%d %s of this token are running, which is as many as may at once: try again when one of them is over", t.most, t.what)
	}
	t.inside[token]++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.inside[token]--; t.inside[token] == 0 {
			delete(t.inside, token)
		}
		close(t.left)
		t.left = make(chan struct{})
	}, nil
}

// wait does the same, but waits for one of the token to end, until ctx does: for what a
// browser asks for by itself, such as the pictures of a page, and does not ask again.
func (t *turnstile) wait(ctx context.Context, token string) (leave func(), err error) {
	for {
		t.mu.Lock()
		left := t.left
		t.mu.Unlock()
		if leave, err = t.enter(token); err == nil {
			return leave, nil
		}
		select {
		case <-left:
		case <-ctx.Done():
			return nil, err
		}
	}
}
