package browse

import (
	"context"
	"fmt"
	"sync"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Page is a part of a query's answer, in its order.
type Page struct {
	Statements []Line     `json:"statements"`
	Next       string     `json:"next,omitempty"`
	Meta       query.Meta `json:"meta"`
}

const (
	// maxPage is the greatest page, in statements.
	maxPage = 1000
	// readAtOnce is how many statements are read from the log at the same time:
	// on a database each is a question.
	readAtOnce = 4
)

// Page answers a query of kind statements with lines, in the languages that are
// preferred, as Accept-Language says it. Errors are those of the
// engine, and Invalid for pages that are too large.
func (b *Browser) Page(ctx context.Context, viewer Viewer, q *query.Query, language string) (*Page, error) {
	if q.Limit > maxPage {
		return nil, problem.New(problem.Invalid, "page-too-large", "a page has at most %d statements: ask with a smaller limit, and for the next page with the cursor", maxPage)
	}
	s, err := b.sight(ctx, viewer)
	if err != nil {
		return nil, err
	}
	found, err := b.config.Find(ctx, viewer, q)
	if err != nil {
		return nil, err
	}
	list, err := b.readAll(ctx, viewer, found.Statements)
	if err != nil {
		return nil, err
	}
	page := &Page{Next: found.Meta.Next, Meta: found.Meta}
	page.Statements, err = b.lines(ctx, viewer.store(), list, s, b.languages(language))
	return page, err
}

// readAll reads statements from the log, in their order.
func (b *Browser) readAll(ctx context.Context, viewer Viewer, found []FoundStatement) ([]*read, error) {
	list, errs := make([]*read, len(found)), make([]error, readAtOnce)
	var reading sync.WaitGroup
	for worker := range readAtOnce {
		reading.Go(func() {
			for i := worker; i < len(found) && errs[worker] == nil; i += readAtOnce {
				list[i], errs[worker] = b.get(ctx, viewer, found[i].ID)
				if list[i] != nil {
					list[i].course = found[i].Course
				}
			}
		})
	}
	reading.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// get reads a statement. Errors: NotFound.
func (b *Browser) get(ctx context.Context, viewer Viewer, id xapi.UUID) (*read, error) {
	stored, err := b.config.Statements.Get(ctx, viewer.store(), id)
	if err != nil {
		return nil, fmt.Errorf("read the statement %s: %w", id, err)
	}
	return readStatement(stored)
}
