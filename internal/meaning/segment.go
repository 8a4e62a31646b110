package meaning

import (
	"context"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/problem"
)

const (
	// maxSegmentName and maxFilter bound saved filters, in bytes.
	maxSegmentName = 200
	maxFilter      = 64 << 10
)

// SaveSegment saves a filter, in place of another one of that name. Errors:
// Invalid; NotFound for the store.
func (r *Registry) SaveSegment(ctx context.Context, store int64, name string, filter []byte) error {
	if err := checkLine("segment", name, maxSegmentName); err != nil {
		return err
	}
	value := jsontext.Value(slices.Clone(filter))
	if len(filter) > maxFilter {
		return problem.New(problem.Invalid, "segment-invalid", "the filter of the segment is too long: at most %d bytes", maxFilter)
	}
	if err := value.Compact(); err != nil {
		return problem.New(problem.Invalid, "segment-invalid", "the filter of the segment is not JSON: %v", err)
	}
	if r.config.CheckSegment != nil {
		if err := r.config.CheckSegment(value); err != nil {
			return problem.New(problem.Invalid, "segment-invalid", "the filter of the segment cannot be used: %v", err)
		}
	}
	return r.put(ctx, store, kindSegment, name, string(value))
}

// RemoveSegment removes a filter. Errors: NotFound.
func (r *Registry) RemoveSegment(ctx context.Context, store int64, name string) error {
	return r.take(ctx, store, kindSegment, name, problem.New(problem.NotFound, "segment-unknown", "there is no segment %q", name))
}

// Segments returns the saved filters by name.
func (r *Registry) Segments(ctx context.Context, store int64) ([]Segment, error) {
	decided, err := r.decisions(ctx, store, kindSegment)
	segments := make([]Segment, len(decided))
	for i, d := range decided {
		segments[i] = Segment{d.name, jsontext.Value(d.value), d.changed}
	}
	return segments, err
}
