package api

import (
	"sync"

	"github.com/lore-lrs/lore/internal/problem"
)

// turnstile lets so many queries of each token run at once.
type turnstile struct {
	most int

	mu     sync.Mutex
	inside map[string]int // by token; those with none are not there
}

func newTurnstile(most int) *turnstile {
	return &turnstile{most: most, inside: make(map[string]int)}
}

// enter lets a query of the token begin; leave must be called when it ends. The
// error is of kind TooMany.
func (t *turnstile) enter(token string) (leave func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.inside[token] >= t.most {
		return nil, problem.New(problem.TooMany, "too-many-queries",
			"%d queries of this token are running, which is as many as may at once: try again when one of them is answered", t.most)
	}
	t.inside[token]++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.inside[token]--; t.inside[token] == 0 {
			delete(t.inside, token)
		}
	}, nil
}
