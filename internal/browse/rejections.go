package browse

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/rejection"
)

// Refusals are requests that were refused, newest first, and why.
type Refusals struct {
	Rejections []rejection.Shown `json:"rejections"`
	Reasons    []Reason          `json:"reasons"`
	// Next is the Before of the next page; 0 on the last one.
	Next int64 `json:"next,omitempty"`
}

// Reason is why requests were refused, and how many.
type Reason struct {
	Code        string `json:"code"`
	Rule        string `json:"rule,omitempty"`
	Count       int64  `json:"count"`
	Explanation string `json:"explanation"`
	Fix         string `json:"fix"`
}

// RejectionFilter narrows rejections; what is empty narrows nothing, but for Since,
// which is then as long ago as they are kept.
type RejectionFilter struct {
	Key, Code string
	Status    int
	Since     time.Time
	// Before asks for ids below it, to page back; 0 starts with the newest.
	Before int64
}

// Rejections returns the newest rejections that the filter lets through, at most
// limit, and the reasons of all since its time.
func (b *Browser) Rejections(ctx context.Context, viewer Viewer, filter RejectionFilter, limit int) (*Refusals, error) {
	if filter.Since.IsZero() {
		filter.Since = b.config.Now().Add(-rejection.KeptFor)
	}
	list, err := b.config.Rejections.Recent(ctx, viewer.Store, rejection.Filter{
		KeyID: filter.Key, Code: filter.Code, Status: filter.Status, Since: filter.Since, Before: filter.Before,
	}, limit+1)
	if err != nil {
		return nil, err
	}
	answer := &Refusals{Rejections: []rejection.Shown{}}
	if len(list) > limit {
		list = list[:limit]
		answer.Next = list[limit-1].ID
	}
	for _, r := range list {
		answer.Rejections = append(answer.Rejections, r.Explained())
	}
	answer.Reasons, err = b.reasons(ctx, viewer, filter.Key, filter.Since)
	return answer, err
}

// reasons counts what was refused since a time by code and rule, of one key or of
// all.
func (b *Browser) reasons(ctx context.Context, viewer Viewer, key string, since time.Time) ([]Reason, error) {
	known, err := b.config.Rejections.Reasons(ctx, viewer.Store, since)
	if err != nil {
		return nil, err
	}
	reasons := []Reason{}
	at := make(map[[2]string]int)
	for _, r := range known {
		if key != "" && r.KeyID != key {
			continue
		}
		what := [2]string{r.Code, r.Rule}
		i, there := at[what]
		if !there {
			i = len(reasons)
			at[what] = i
			e := rejection.Explain(r.Code)
			reasons = append(reasons, Reason{Code: r.Code, Rule: r.Rule, Explanation: e.Text, Fix: e.Fix})
		}
		reasons[i].Count += r.Requests
	}
	sortReasons(reasons)
	return reasons, nil
}

// sortReasons puts the most frequent first.
func sortReasons(reasons []Reason) {
	slices.SortFunc(reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Rule, b.Rule))
	})
}
