// Package lrs is what a record store does, in the terms of xAPI: it takes in
// statements and documents, answers questions about them, and holds every
// rule that is neither HTTP nor storage: authority, signatures, attachments,
// immutability, voiding, formats, paging, merging and preconditions.
//
// It declares the engine it needs (Statements, Documents, Blobs); the HTTP
// binding and imports call Service.
package lrs

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"time"

	"github.com/lore-lrs/lore/xapi"
)

// Caller is who asks, and what they may do beyond the method itself.
type Caller struct {
	Store StoreID
	// Authority is the JSON object that statements get (AU-11), and
	// AuthorityIndex the entries by which they are found.
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
	// CursorKey signs `more` tokens: 32 bytes, the same on every node and after
	// every start. Without one it is random, and tokens end with the process.
	CursorKey []byte
	// SignatureRoots is the trust store for signed statements; nil checks the
	// signature alone (SG-07).
	SignatureRoots *x509.CertPool
	// PageSize is the server's maximum for a page of statements (GS-09):
	// default 100, at most 1,000.
	PageSize int
	// MaxDocument is the greatest document that merging may make, in bytes:
	// default 64 MiB. The size of a request is the HTTP binding's business.
	MaxDocument int64
	// Limits bounds statement parsing.
	Limits xapi.Limits
	// Resent, if not nil, is told how many statements of a submission were stored
	// already and sent once more; at least one. It must not block.
	Resent func(caller Caller, statements int)
}

// Service is the record store. Its methods may be called concurrently.
type Service struct {
	config Config
	now    func() time.Time
}

const (
	defaultPageSize    = 100 // statements
	maxPageSize        = 1000
	defaultMaxDocument = 64 << 20 // bytes
)

// New returns a Service.
func New(config Config) *Service {
	if config.PageSize <= 0 {
		config.PageSize = defaultPageSize
	}
	config.PageSize = min(config.PageSize, maxPageSize)
	config.MaxDocument = cmp.Or(config.MaxDocument, defaultMaxDocument)
	if len(config.CursorKey) == 0 {
		config.CursorKey = make([]byte, sha256.Size)
		rand.Read(config.CursorKey) // it never fails: the documentation of crypto/rand
	}
	return &Service{config: config, now: time.Now}
}

// ConsistentThrough is the safe time in microseconds (GS-40).
func (s *Service) ConsistentThrough(ctx context.Context) (int64, error) {
	return s.config.Statements.SafeTime(ctx)
}
