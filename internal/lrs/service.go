// Package lrs is what a record store does, in the terms of xAPI: it takes in
// statements and documents, answers questions about them, and holds every
// rule that is neither HTTP nor storage: authority, signatures, attachments,
// immutability, voiding, formats, paging, merging and preconditions.
//
// It declares the engine it needs (Statements, Documents, Blobs); the HTTP
// binding and imports call Service.
package lrs

import (
	"context"
	"crypto/x509"

	"github.com/lore-lrs/lore/xapi"
)

// Caller is who asks, and what they may do beyond the method itself.
type Caller struct {
	Store StoreID
	// Authority is the JSON object that statements get (AU-11), and Mine the
	// key by which they are found.
	Authority      []byte
	AuthorityIndex []xapi.IndexEntry
	// Define: descriptions in statements change the canonical definitions (SE-03).
	Define bool
	// OnlyMine narrows reading to statements with the caller's authority
	// (statements/read/mine).
	OnlyMine bool
	// Trusted keeps an authority and, where order allows, a stored time that
	// came with the statement (imports with --trusted).
	Trusted bool
}

// Config is what a Service is made of.
type Config struct {
	Statements Statements
	Documents  Documents
	Blobs      Blobs
	// CursorKey signs `more` tokens: 32 bytes, the same on every node.
	CursorKey []byte
	// SignatureRoots is the trust store for signed statements; nil checks the
	// signature alone (SG-07).
	SignatureRoots *x509.CertPool
	// PageSize is the server's maximum for a page of statements (GS-09):
	// default 100, at most 1,000.
	PageSize int
	// Language is preferred in canonical answers when no asked one is there.
	Language string
	// Limits bounds statement parsing.
	Limits xapi.Limits
}

// Service is the record store.
type Service struct{ config Config }

// New returns a Service.
func New(config Config) *Service { return &Service{config: config} }

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
// Conflict (PS-11), and those of Statements.Append.
func (s *Service) StoreStatements(ctx context.Context, caller Caller, submission Submission) ([]xapi.UUID, error) {
	panic("not built yet")
}

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
	// JSON is a statement or a StatementResult without `more`; the HTTP binding
	// writes it as it is.
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
	panic("not built yet")
}

// Selection is a query as a client words it.
type Selection struct {
	Agent             *xapi.Agent
	Verb, Activity    string // "" is no filter
	Registration      *xapi.UUID
	RelatedAgents     bool
	RelatedActivities bool
	Since, Until      int64 // microseconds, 0 is none
	Ascending         bool
	Limit             int // 0 asks for the server's maximum
}

// Find returns the first page of a selection as a StatementResult. morePath
// makes the `more` property: it gets a token and returns the IRL (PG-01).
func (s *Service) Find(ctx context.Context, caller Caller, selection Selection, rendering Rendering, morePath func(token string) string) (Result, error) {
	panic("not built yet")
}

// More returns the page that a token of an earlier answer leads to, which must
// have been given to the same store and permission (PG-03, PG-04). Tokens are
// good for at least 24 hours (PG-02). Errors: Invalid for a forged, foreign or
// damaged token.
func (s *Service) More(ctx context.Context, caller Caller, token string, languages xapi.LanguageRanges, morePath func(token string) string) (Result, error) {
	panic("not built yet")
}

// ConsistentThrough is the safe time in microseconds (GS-40).
func (s *Service) ConsistentThrough(ctx context.Context) (int64, error) {
	return s.config.Statements.SafeTime(ctx)
}

// Activity returns the complete Activity object (AY-02, AY-03).
func (s *Service) Activity(ctx context.Context, caller Caller, id string) ([]byte, error) {
	panic("not built yet")
}

// Person returns the Person object for an agent (AG-02, AG-03).
func (s *Service) Person(ctx context.Context, caller Caller, agent xapi.Agent) ([]byte, error) {
	panic("not built yet")
}

// Precondition is what a document request says about the present state, and
// the version whose rules apply (the table of chapter CC).
type Precondition struct {
	Version xapi.Version
	// IfMatch and IfNoneMatch are the header values; empty when absent.
	IfMatch, IfNoneMatch string
}

// ETag returns a document's entity tag: lower-case hex SHA-1 in double quotes
// (CC-01, CC-02).
func ETag(content []byte) string { panic("not built yet") }

// Document returns one document. Errors: NotFound.
func (s *Service) Document(ctx context.Context, caller Caller, key DocumentKey) (Document, error) {
	panic("not built yet")
}

// PutDocument replaces a document. Errors: Conflict, PreconditionFailed.
func (s *Service) PutDocument(ctx context.Context, caller Caller, key DocumentKey, document Document, precondition Precondition) error {
	panic("not built yet")
}

// PostDocument merges into a document or stores a new one (DC-20 to DC-25).
// Errors: Invalid, PreconditionFailed.
func (s *Service) PostDocument(ctx context.Context, caller Caller, key DocumentKey, document Document, precondition Precondition) error {
	panic("not built yet")
}

// DeleteDocument deletes a document; an absent one is no error (DC-04), unless
// If-Match was given. Errors: PreconditionFailed.
func (s *Service) DeleteDocument(ctx context.Context, caller Caller, key DocumentKey, precondition Precondition) error {
	panic("not built yet")
}

// ListDocuments returns the ids of a context (DC-06) and the time of the
// latest write among them.
func (s *Service) ListDocuments(ctx context.Context, caller Caller, where DocumentContext, since int64) (ids []string, updated int64, err error) {
	panic("not built yet")
}

// DeleteDocuments deletes every document of a context (DC-07).
func (s *Service) DeleteDocuments(ctx context.Context, caller Caller, where DocumentContext) error {
	panic("not built yet")
}
