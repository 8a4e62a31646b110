package lrs

import (
	"context"

	"github.com/lore-lrs/lore/xapi"
)

// StoreID is the number of a store (tenant), given when it is created, from 1.
type StoreID int64

// Position is a statement's place in the order of its store: (stored, id).
// Stored is in microseconds since 1970 UTC, exactly as it is returned to
// clients (GS-11, AU-02). The zero Position is before everything.
type Position struct {
	Stored int64
	ID     xapi.UUID
}

// Record is one statement ready to be kept.
type Record struct {
	ID xapi.UUID
	// JSON is the final form, with everything the LRS sets already in it; only
	// the text of `stored` (and of a `timestamp` the LRS sets) is still to be
	// written, at StoredAt, by xapi.PutStored.
	JSON     []byte
	StoredAt []int
	// Index lists how the statement is found, authority included.
	Index []xapi.IndexEntry
	// Target has meaning when IsReference: the object is a StatementRef (GS-20).
	Target      xapi.UUID
	IsReference bool
	// Voids is true for a voiding statement: Target is to be voided (VO-03).
	Voids bool
	// Descriptions are merged into the canonical definitions, in order, when
	// the statement is stored. Empty when the writer lacks the scope define.
	Descriptions []xapi.Description
	// Defines is kept in the log, so that a rebuilt index comes to the same
	// canonical definitions.
	Defines bool
	// Stored asks for this stored time (microseconds); it is kept only where
	// that preserves order: when it is above every stored time handed out so
	// far by the whole engine and not in the future. 0 lets the store choose.
	Stored int64
	// Exactly refuses the batch with problem.Conflict when Stored cannot be kept
	// for it as a whole.
	Exactly bool
	// Known is set by Append: whether the record was skipped, because an equal
	// statement with its id is stored already. It says nothing when Append fails.
	Known bool
}

// Stored is one statement as it is kept.
type Stored struct {
	Position
	// JSON is the final form, to be copied, never changed.
	JSON []byte
	// Voided is true when a stored voiding statement refers to it (VO-03).
	Voided bool
	// Defines is that of its Record, so that a store made of this one comes to
	// the same canonical definitions. Scan fills it in; Get and Query need not.
	Defines bool
}

// Query selects statements. Keys filter by AND (GS-06). A statement whose
// object is a StatementRef also matches Agent, Verb, Activity and Registration
// when its target matches all of them, recursively (GS-20, GS-22, QX-05);
// Authority, Since and Until always ask the statement itself. Voided
// statements never appear (GS-23).
type Query struct {
	Agent             *xapi.Key
	RelatedAgents     bool // Agent also asks ByRelatedAgent and ByAuthority
	Verb              *xapi.Key
	Activity          *xapi.Key
	RelatedActivities bool // Activity also asks ByRelatedActivity
	Registration      *xapi.Key
	// Authority narrows to statements stored with this authority
	// (statements/read/mine).
	Authority *xapi.Key
	// Since (exclusive) and Until (inclusive) bound stored, in microseconds; 0
	// is no bound.
	Since, Until int64
	Ascending    bool
	// Limit is the page's size, at least 1.
	Limit int
	// Through is the upper bound of stored, fixed at the first page: 0 lets the
	// store choose the highest visible one and say so in Page.Through (PG-03).
	Through int64
	// After continues behind this position in the query's direction; the zero
	// Position starts.
	After Position
}

// Page is a part of a query's answer, in order.
type Page struct {
	// Statements are at most Query.Limit, and fewer where more would be too many
	// bytes at once.
	Statements []Stored
	// More is true when at least one further statement matches (PG-05).
	More bool
	// Through is the upper bound in force; pass it on for the next page.
	Through int64
}

// Reference is a statement that refers to another one.
type Reference struct {
	ID xapi.UUID
	// Voids: it is a voiding statement.
	Voids bool
}

// Statements is the statement log of an engine: what the request path and the
// followers need. All methods may be called concurrently.
type Statements interface {
	// Append stores all records of the batch or none, and returns when they are
	// durable and visible to every later call. A record whose id is stored
	// already is skipped, and marked as Known, when xapi.Equal says that both
	// statements are equal (PS-10, PS-11); else nothing is stored and the error is of kind
	// problem.Conflict. Ids within a batch are distinct (PS-06). References and
	// voiding inside one batch work in any order (PS-14).
	// Errors: Conflict, also for times that cannot be kept exactly (TimeNotKept);
	// Full when the disk is full; Unavailable when the engine
	// has stopped after a write error.
	Append(ctx context.Context, store StoreID, batch []Record) error
	// Get returns the statement, voided or not. Errors: problem.NotFound.
	Get(ctx context.Context, store StoreID, id xapi.UUID) (Stored, error)
	// Query returns one page.
	Query(ctx context.Context, store StoreID, query Query) (Page, error)
	// Scan calls fn for each statement of the store behind after, in order, up
	// to the safe time; voided ones too. It stops at fn's first error and
	// returns it.
	Scan(ctx context.Context, store StoreID, after Position, fn func(Stored) error) error
	// Newer returns which of the stores, in the order given, have a statement
	// stored after the time (microseconds, exclusive) that Scan would report now.
	// When there is none it costs next to nothing, so that followers may ask many
	// times a second; it promises no safe time. What it has not reported, no later
	// Scan will show at or below the highest stored time that any Scan of this
	// engine had shown before the call.
	Newer(ctx context.Context, stores []StoreID, after int64) ([]StoreID, error)
	// Referring returns the statements whose object is a StatementRef to the
	// statement with this id, be it stored or not: first those that void, then by
	// id, at most limit.
	Referring(ctx context.Context, store StoreID, id xapi.UUID, limit int) ([]Reference, error)
	// Describe returns the canonical description of an activity (a definition
	// object), a verb (a display map) or an agent (a JSON array of the names
	// seen): nil when there is none.
	Describe(ctx context.Context, store StoreID, kind xapi.DescriptionKind, key xapi.Key) ([]byte, error)
	// DescribeAll returns what Describe does for each of the keys, in their order,
	// at the cost of one question.
	DescribeAll(ctx context.Context, store StoreID, kind xapi.DescriptionKind, keys []xapi.Key) ([][]byte, error)
	// SafeTime returns the time, in microseconds, below which every statement
	// that will ever exist is visible now (GS-40). It moves on while idle.
	SafeTime(ctx context.Context) (int64, error)
}

// Resource is a kind of document.
type Resource uint8

const (
	// State documents belong to an activity, an agent and perhaps a registration.
	State Resource = 1 + iota
	// ActivityProfile documents belong to an activity.
	ActivityProfile
	// AgentProfile documents belong to an agent.
	AgentProfile
)

// DocumentContext is where documents live; fields that the resource does not
// have are empty.
type DocumentContext struct {
	Resource Resource
	// Activity is the activity id as given (IRI-04).
	Activity string
	// Agent is the agent's key (xapi.IFI.Key).
	Agent xapi.Key
	// Registration is part of a State document's key; HasRegistration false
	// means «none» for a single document and «any» for lists and DELETE of all
	// (DC-08, QX-03).
	Registration    xapi.UUID
	HasRegistration bool
}

// DocumentKey names one document: its context and its stateId or profileId.
type DocumentKey struct {
	DocumentContext
	ID string
}

// Document is what is kept under a key.
type Document struct {
	ContentType string
	Content     []byte
	// Updated is the time of the last write in microseconds, strictly
	// increasing per document.
	Updated int64
}

// DocumentInfo is a line of a list.
type DocumentInfo struct {
	ID      string
	Updated int64
}

// Documents keeps the three document resources. All methods may be called
// concurrently.
type Documents interface {
	// GetDocument returns the document. Errors: problem.NotFound.
	GetDocument(ctx context.Context, store StoreID, key DocumentKey) (Document, error)
	// UpdateDocument reads the document (nil when absent), asks decide what to
	// keep (nil deletes), and writes it, all in one atomic step (CC-05).
	// decide's error ends it without a change and is returned; decide may be
	// called more than once.
	UpdateDocument(ctx context.Context, store StoreID, key DocumentKey, decide func(current *Document) (*Document, error)) error
	// ListDocuments returns the ids in the context that were written after
	// since (microseconds, exclusive; 0 for all), sorted by id, each once.
	ListDocuments(ctx context.Context, store StoreID, where DocumentContext, since int64) ([]DocumentInfo, error)
	// DeleteDocuments deletes every document of the context.
	DeleteDocuments(ctx context.Context, store StoreID, where DocumentContext) error
}

// Blobs keeps attachment bytes by content hash, for each store its own.
type Blobs interface {
	// Has reports whether the store holds the bytes with this digest
	// (lower-case hex of SHA-224/256/384/512).
	Has(ctx context.Context, store StoreID, sha2 string) (bool, error)
	// Read returns the bytes. Errors: problem.NotFound.
	Read(ctx context.Context, store StoreID, sha2 string) ([]byte, error)
	// Write keeps the bytes durably under the digest, which the caller checked.
	Write(ctx context.Context, store StoreID, sha2 string, content []byte) error
}
