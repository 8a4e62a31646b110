package lrs

import (
	"context"
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Rendering is how statements are to be returned.
type Rendering struct {
	Format    xapi.Format
	Languages xapi.LanguageRanges
	// Attachments asks for the raw data too (GS-30).
	Attachments bool
}

// AttachedData is one attachment's bytes to return, each digest once.
type AttachedData struct {
	ContentType string
	SHA2        string
	Content     []byte
}

// Result is an answer with statements.
type Result struct {
	// JSON is a statement or a StatementResult; the HTTP binding writes it as
	// it is.
	JSON []byte
	// LastStored is the greatest stored of the statements in it, in
	// microseconds; 0 when it is empty (GS-41).
	LastStored int64
	Attached   []AttachedData
	// Rendering is what was asked, or what the `more` token kept.
	Rendering Rendering
}

// Statement returns the statement with this id if it is not voided, or, with
// voided, if it is (GS-01, GS-02, VO-05). Errors: NotFound.
func (s *Service) Statement(ctx context.Context, caller Caller, id xapi.UUID, voided bool, rendering Rendering) (Result, error) {
	stored, err := s.config.Statements.Get(ctx, caller.Store, id)
	if err != nil {
		return Result{}, fmt.Errorf("get a statement: %w", err)
	}
	mine, err := isMine(caller, stored)
	if err != nil {
		return Result{}, fmt.Errorf("get a statement: %w", err)
	}
	switch {
	case !mine:
		// As if it were not there: its existence is not the caller's business.
		return Result{}, problem.New(problem.NotFound, "statement-unknown", "there is no statement with the id %s", id)
	case stored.Voided && !voided:
		return Result{}, problem.New(problem.NotFound, "statement-voided", "the statement %s is voided; ask for it with voidedStatementId", id)
	case voided && !stored.Voided:
		return Result{}, problem.New(problem.NotFound, "statement-not-voided", "the statement %s is not voided; ask for it with statementId", id)
	}
	result := Result{LastStored: stored.Stored, Rendering: rendering}
	if rendering.Attachments {
		// One statement is given whole, however much is attached to it.
		if result.Attached, _, err = s.attached(ctx, caller.Store, []Stored{stored}); err != nil {
			return Result{}, err
		}
	}
	if result.JSON, err = s.renderer(ctx, caller.Store, rendering).append(nil, stored.JSON); err != nil {
		return Result{}, err
	}
	return result, nil
}

// isMine reports whether the caller may read a statement.
func isMine(caller Caller, stored Stored) (bool, error) {
	if !caller.OnlyMine {
		return true, nil
	}
	mine, err := authorityKey(caller)
	if err != nil {
		return false, err
	}
	statement, err := xapi.ParseStored(stored.JSON)
	if err != nil {
		return false, fmt.Errorf("read the stored statement %s: %w", stored.ID, err)
	}
	return slices.Contains(statement.Index, xapi.IndexEntry{Kind: xapi.ByAuthority, Key: mine}), nil
}

// authorityKey returns the key by which the caller's own statements are found.
func authorityKey(caller Caller) (xapi.Key, error) {
	for _, entry := range caller.AuthorityIndex {
		if entry.Kind == xapi.ByAuthority {
			return entry.Key, nil
		}
	}
	return xapi.Key{}, fmt.Errorf("the caller's authority has no key")
}

// maxAttached is how many bytes of attachments a page may carry before it is
// cut short: they are held in memory.
const maxAttached = 64 << 20

// attached returns the bytes that the store holds of the statements'
// attachments, each digest once, and how many of the statements they are
// complete for: at least one (GS-30).
func (s *Service) attached(ctx context.Context, store StoreID, statements []Stored) (data []AttachedData, complete int, err error) {
	seen := make(map[string]bool)
	total := 0
	for i, stored := range statements {
		statement, err := xapi.ParseStored(stored.JSON)
		if err != nil {
			return nil, 0, fmt.Errorf("read the stored statement %s: %w", stored.ID, err)
		}
		before := len(data)
		for _, attachment := range statement.Attachments {
			if seen[attachment.SHA2] {
				continue
			}
			seen[attachment.SHA2] = true
			content, err := s.config.Blobs.Read(ctx, store, attachment.SHA2)
			if problem.Is(err, problem.NotFound) {
				continue // it was given by fileUrl alone
			}
			if err != nil {
				return nil, 0, fmt.Errorf("read the attachments of the statement %s: %w", stored.ID, err)
			}
			total += len(content)
			data = append(data, AttachedData{attachment.ContentType, attachment.SHA2, content})
		}
		if total > maxAttached && i > 0 {
			return data[:before], i, nil
		}
	}
	return data, len(statements), nil
}
