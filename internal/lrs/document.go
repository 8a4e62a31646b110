package lrs

import (
	"context"
	"fmt"

	"github.com/lore-lrs/lore/internal/problem"
)

// Document returns one document. Errors: NotFound.
func (s *Service) Document(ctx context.Context, caller Caller, key DocumentKey) (Document, error) {
	return s.config.Documents.GetDocument(ctx, caller.Store, key)
}

// PutDocument replaces a document; its bytes are not looked at (DC-05).
// Errors: Invalid (QX-21), Conflict, PreconditionFailed.
func (s *Service) PutDocument(ctx context.Context, caller Caller, key DocumentKey, document Document, precondition Precondition) error {
	return s.config.Documents.UpdateDocument(ctx, caller.Store, key, func(current *Document) (*Document, error) {
		if err := precondition.checkPut(key.Resource, current); err != nil {
			return nil, err
		}
		return &document, nil
	})
}

// PostDocument merges into a document or stores a new one (DC-20 to DC-25).
// Errors: Invalid, PreconditionFailed, TooLarge.
func (s *Service) PostDocument(ctx context.Context, caller Caller, key DocumentKey, document Document, precondition Precondition) error {
	if isJSON(document.ContentType) {
		// DC-23: this much is asked of a new document, too.
		if err := checkJSON(document.Content); err != nil {
			return err
		}
	}
	return s.config.Documents.UpdateDocument(ctx, caller.Store, key, func(current *Document) (*Document, error) {
		if err := precondition.check(current); err != nil {
			return nil, err
		}
		if current == nil {
			return &document, nil
		}
		merged, err := mergeDocuments(*current, document)
		if err != nil {
			return nil, err
		}
		if int64(len(merged.Content)) > s.config.MaxDocument {
			return nil, problem.New(problem.TooLarge, "document-too-large",
				"the merged document would have %d bytes, the limit is %d; keep less in one document", len(merged.Content), s.config.MaxDocument)
		}
		return &merged, nil
	})
}

// DeleteDocument deletes a document; an absent one is no error (DC-04), unless
// If-Match was given. Errors: PreconditionFailed.
func (s *Service) DeleteDocument(ctx context.Context, caller Caller, key DocumentKey, precondition Precondition) error {
	return s.config.Documents.UpdateDocument(ctx, caller.Store, key, func(current *Document) (*Document, error) {
		return nil, precondition.check(current)
	})
}

// ListDocuments returns the ids of a context (DC-06) and the time of the
// latest write among them, in microseconds, 0 when there are none.
func (s *Service) ListDocuments(ctx context.Context, caller Caller, where DocumentContext, since int64) (ids []string, updated int64, err error) {
	list, err := s.config.Documents.ListDocuments(ctx, caller.Store, where, since)
	if err != nil {
		return nil, 0, err
	}
	ids = make([]string, len(list))
	for i, info := range list {
		ids[i] = info.ID
		updated = max(updated, info.Updated)
	}
	return ids, updated, nil
}

// DeleteDocuments deletes every document of a context (DC-07), without
// preconditions (CC-07). Errors: Invalid for profiles, which are deleted one
// by one.
func (s *Service) DeleteDocuments(ctx context.Context, caller Caller, where DocumentContext) error {
	if where.Resource != State {
		return problem.New(problem.Invalid, "profile-id-missing", "profiles are deleted one by one: give the parameter profileId")
	}
	if err := s.config.Documents.DeleteDocuments(ctx, caller.Store, where); err != nil {
		return fmt.Errorf("delete all states: %w", err)
	}
	return nil
}
