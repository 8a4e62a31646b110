package lrs

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/lore-lrs/lore/xapi"
)

// Part is one attachment part of a multipart request, in memory or in a
// temporary file that its owner removes.
type Part struct {
	ContentType string
	// Hash is X-Experience-API-Hash as sent.
	Hash string
	// ContentLength is the part's own Content-Length, -1 when absent.
	ContentLength int64
	Content       []byte
}

// Submission is a request to store statements.
type Submission struct {
	Version xapi.Version
	// Body is the JSON: one statement or an array.
	Body []byte
	// StatementID is the parameter of a PUT, which takes one statement only
	// (PS-01, PS-02); nil for POST.
	StatementID *xapi.UUID
	// Multipart says that the request was multipart/mixed (MP-02).
	Multipart bool
	Parts     []Part
}

// StoreStatements validates a submission as a whole and stores all of it or
// nothing (ER-03). It returns the ids in order. Errors: Invalid with details,
// Conflict (PS-11), and those of Statements.Append and Blobs.Write.
func (s *Service) StoreStatements(ctx context.Context, caller Caller, submission Submission) ([]xapi.UUID, error) {
	ids, _, err := s.StoreAndCount(ctx, caller, submission)
	return ids, err
}

// StoreAndCount does the same, and says how many of the statements were stored already
// when these came: of two that store the same at once, one has stored it.
func (s *Service) StoreAndCount(ctx context.Context, caller Caller, submission Submission) (ids []xapi.UUID, known int, err error) {
	batch, err := s.parse(submission)
	if err != nil {
		return nil, 0, err
	}
	attached, err := s.matchParts(batch, submission)
	if err != nil {
		return nil, 0, err
	}
	records := records(caller, submission, batch.statements)
	// First the bytes, then the statements that name them: a statement whose
	// attachment is missing would be a loss, bytes without one are not.
	for sha2, content := range attached {
		if err := s.config.Blobs.Write(ctx, caller.Store, sha2, content); err != nil {
			return nil, 0, fmt.Errorf("store attachments: %w", err)
		}
	}
	if len(records) > 0 {
		if err := s.config.Statements.Append(ctx, caller.Store, records); err != nil {
			return nil, 0, fmt.Errorf("store statements: %w", err)
		}
	}
	ids = make([]xapi.UUID, len(records))
	for i := range records {
		ids[i] = records[i].ID
		if records[i].Known {
			known++
		}
	}
	if known > 0 && s.config.Resent != nil {
		s.config.Resent(caller, known)
	}
	return ids, known, nil
}

// batch is a submission's statements, valid each by itself.
type batch struct {
	statements []xapi.Statement
	array      bool
}

// pointer returns the JSON pointer of a statement in the body.
func (b *batch) pointer(index int) string {
	if !b.array {
		return ""
	}
	return "/" + strconv.Itoa(index)
}

func (s *Service) parse(submission Submission) (*batch, error) {
	statements, array, err := xapi.Parse(submission.Body, submission.Version, s.config.Limits)
	if err != nil {
		details, err := faults(err, "")
		if err != nil {
			return nil, fmt.Errorf("parse statements: %w", err)
		}
		return nil, invalid(details)
	}
	if id := submission.StatementID; id != nil {
		if array {
			return nil, invalidAt("", "PS-02", "PUT takes one statement, not an array; use POST for a batch")
		}
		if statements[0].HasID && statements[0].ID != *id {
			return nil, invalidAt("/id", "PS-02", "the id is %s, but the parameter statementId is %s; they must be the same", statements[0].ID, *id)
		}
	}
	return &batch{statements, array}, nil
}

// assignedLength is about what the LRS adds to a statement besides the
// authority, in bytes: id, stored, timestamp, version.
const assignedLength = 200

// records returns the statements as they are to be kept.
func records(caller Caller, submission Submission, statements []xapi.Statement) []Record {
	size := 0
	for i := range statements {
		size += len(statements[i].JSON) + len(caller.Authority) + assignedLength
	}
	text := make([]byte, 0, size)
	records := make([]Record, len(statements))
	for i := range statements {
		statement := &statements[i]
		set := xapi.Assigned{ID: statement.ID, Authority: caller.Authority, Version: submission.Version}
		switch {
		case statement.HasID:
		case submission.StatementID != nil:
			set.ID = *submission.StatementID
		default:
			set.ID = xapi.NewUUID()
		}
		authorityIndex := caller.AuthorityIndex
		if caller.Trusted && statement.Authority != nil {
			set.Authority, authorityIndex = statement.Authority, statement.AuthorityIndex
		}
		record := &records[i]
		record.ID = set.ID
		record.Index = slices.Concat(statement.Index, authorityIndex)
		record.Target, record.IsReference, record.Voids = statement.Target, statement.IsReference, statement.Voids
		if caller.Define {
			record.Defines, record.Descriptions = true, statement.Descriptions
		}
		if caller.Trusted && statement.HasStored {
			record.Stored = statement.Stored
		}
		start := len(text)
		text, record.StoredAt = statement.AppendStored(text, set)
		record.JSON = text[start:len(text):len(text)]
		for j := range record.StoredAt {
			record.StoredAt[j] -= start
		}
	}
	return records
}
