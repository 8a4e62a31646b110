package move

import (
	"context"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/xapi"
)

// Source is what is moved: a Side in this process, or the one of a running
// server (internal/control). The streams may be read again and again; each
// ends at the first error of its fn and returns it. What fn gets is its own to
// keep.
type Source interface {
	// Describe says what the source is.
	Describe(ctx context.Context) (Description, error)
	// Hold has every write refused from when it returns, by all servers on the
	// source, until release is called or the context that it returns ends, which
	// tells that the hold was lost. What was accepted before is visible to the
	// streams. Errors: problem.Conflict when somebody else holds it.
	Hold(ctx context.Context) (held context.Context, release func(), err error)
	// Rows shows the rows of one of the tables that are copied as they are.
	Rows(ctx context.Context, table string, fn func(Row) error) error
	// Documents shows all documents in the order of documents.Compare.
	Documents(ctx context.Context, fn func(documents.Kept) error) error
	// Attachments shows the names of all attachments by store and digest.
	Attachments(ctx context.Context, fn func(Attachment) error) error
	// Attachment returns the bytes of one. Errors: problem.NotFound.
	Attachment(ctx context.Context, attachment Attachment) ([]byte, error)
	// Statements shows the statements of all stores that were stored after a
	// time in microseconds, by their stored times.
	Statements(ctx context.Context, after int64, fn func(Statement) error) error
}

// Description is what a source or target is.
type Description struct {
	// Instance tells databases apart, whatever they are called.
	Instance string `json:"instance"`
	// AttachmentsAt names the object storage with the attachments; empty when
	// they are in the data directory or database itself.
	AttachmentsAt string `json:"attachmentsAt,omitempty"`
	// Stores has the stores by their numbers, with the number of buckets that
	// each is spread over.
	Stores []Store `json:"stores"`
}

// Store is a store in a Description.
type Store struct {
	ID      lrs.StoreID `json:"id"`
	Name    string      `json:"name"`
	Buckets int         `json:"buckets"`
}

// Row is a row of a table: the names of its columns, and values of the types
// int64, string and []byte.
type Row struct {
	Columns []string
	Values  []any
}

// Attachment names the bytes of an attachment.
type Attachment struct {
	Store lrs.StoreID
	SHA2  string
}

// Statement is a statement with all that a store made of it needs to know.
type Statement struct {
	Store   lrs.StoreID
	Stored  int64
	ID      xapi.UUID
	JSON    []byte
	Voided  bool
	Defines bool
}
