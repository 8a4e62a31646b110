package api

import (
	"slices"

	"github.com/lore-lrs/lore/internal/problem"
)

// The orders that a follower can be given.
const (
	Pause   = "pause"
	Resume  = "resume"
	Rebuild = "rebuild"
)

// postFollower orders a follower on every node.
func (x *exchange) postFollower() error {
	if x.handler.config.OrderFollower == nil {
		return problem.New(problem.NotFound, "not-offered", "the followers of this server take no orders")
	}
	order := x.values["order"]
	if !slices.Contains([]string{Pause, Resume, Rebuild}, order) {
		return problem.New(problem.NotFound, "order-unknown", "a follower can be told to %s, %s or %s, not to %q", Pause, Resume, Rebuild, order)
	}
	return x.decided(x.handler.config.OrderFollower(x.r.Context(), x.values["name"], order))
}
