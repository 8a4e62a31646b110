package engine

import (
	"sync/atomic"

	"github.com/lore-lrs/lore/internal/problem"
)

// defaultHeldBytes is Config.HeldBytes where that is 0.
const defaultHeldBytes = 512 << 20

// heldMemory is what the cells and rows of all running queries take, about.
type heldMemory struct {
	limit int64
	taken atomic.Int64 // bytes
}

// holding is the part of one query.
type holding struct {
	of   *heldMemory
	mine atomic.Int64 // bytes
}

// take asks for so many bytes more, and reports whether they may be had.
func (h *holding) take(bytes int64) bool {
	if h == nil {
		return true
	}
	if h.of.taken.Add(bytes) > h.of.limit {
		h.of.taken.Add(-bytes)
		return false
	}
	h.mine.Add(bytes)
	return true
}

// release gives everything back.
func (h *holding) release() { h.of.taken.Add(-h.mine.Swap(0)) }

// refusal is why no more may be had: other queries have it, or this one asks for
// too much by itself.
func (h *holding) refusal() error {
	if h != nil && h.of.taken.Load() > h.mine.Load() {
		return problem.New(problem.Unavailable, "server-busy",
			"the server works on other large queries, beside which this one does not fit into memory: try again in a moment, or ask with fewer dimensions or a filter")
	}
	return problem.New(problem.TooLarge, "too-many-cells",
		"the query makes more than %d cells, a number for each bucket of each group, or more than fit into memory: ask with fewer dimensions, longer buckets or a filter", maxCells)
}
