package embedded

import (
	"context"
	"fmt"
	"sync"
)

// hold keeps appends out, and knows when those under way have ended.
type hold struct {
	mu      sync.Mutex
	refusal error // nil while appends are let in
	inside  int
	idle    *sync.Cond // signalled when nobody is inside
}

func (h *hold) enter() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.refusal == nil {
		h.inside++
	}
	return h.refusal
}

func (h *hold) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.inside--; h.inside == 0 {
		h.idle.Broadcast()
	}
}

// Hold has every Append refused with the error, until release is called. Those
// that came before have ended when it returns. One may hold at a time.
func (s *Store) Hold(ctx context.Context, refusal error) (release func(), err error) {
	h := &s.hold
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.refusal != nil {
		return nil, fmt.Errorf("appends are held already: %w", h.refusal)
	}
	h.refusal = refusal
	defer context.AfterFunc(ctx, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.idle.Broadcast()
	})()
	for h.inside > 0 && ctx.Err() == nil {
		h.idle.Wait()
	}
	release = func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.refusal = nil
	}
	if err := ctx.Err(); err != nil {
		h.refusal = nil
		return nil, err
	}
	return release, nil
}
