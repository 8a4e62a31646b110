package move

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/problem"
)

// Engine is what an engine for statements must tell besides.
type Engine interface {
	lrs.Statements
	// Untouched reports whether no statement was ever stored and no safe time
	// ever told: whether any stored time of the past is still kept.
	Untouched(ctx context.Context) (bool, error)
	// Rewind forgets the times that were handed out behind the last statement,
	// and returns that one's, 0 when there is none. It is for a target that
	// nobody but a move uses.
	Rewind(ctx context.Context) (last int64, err error)
	// Clock is the present by which Append tells whether a stored time lies in
	// the future, in microseconds.
	Clock(ctx context.Context) (int64, error)
}

// Buckets is an engine that spreads stores over buckets.
type Buckets interface {
	// Buckets returns the number of buckets of the stores that have more than
	// one.
	Buckets(ctx context.Context) (map[lrs.StoreID]int, error)
	// SetBuckets chooses the number of buckets of a store without statements.
	SetBuckets(ctx context.Context, store lrs.StoreID, buckets int) error
}

// Attachments is a place for attachments that tells what it holds.
type Attachments interface {
	lrs.Blobs
	// Each calls fn with the digest of every attachment of a store, in order.
	Each(ctx context.Context, store lrs.StoreID, fn func(sha2 string) error) error
}

// Side is an open data directory or database: what is moved, or what it is
// moved into. All fields but Buckets, AttachmentsAt and Refuse are needed.
type Side struct {
	Engine   Engine
	Database *db.DB
	Blobs    Attachments
	// Buckets is nil where every store has one bucket.
	Buckets Buckets
	// AttachmentsAt names the object storage behind Blobs; empty when they are in
	// the data directory or database itself.
	AttachmentsAt string
	// Refuse has every write refused: it is Hold of a Source. Targets need none.
	Refuse func(ctx context.Context) (held context.Context, release func(), err error)
}

var _ Source = (*Side)(nil)

// Describe says what the side is. At the first call it makes the database's
// identity.
func (s *Side) Describe(ctx context.Context) (Description, error) {
	instance, err := s.Database.Secret(ctx, instanceSecret)
	if err != nil {
		return Description{}, err
	}
	description := Description{Instance: hex.EncodeToString(instance), AttachmentsAt: s.AttachmentsAt}
	buckets := map[lrs.StoreID]int{}
	if s.Buckets != nil {
		if buckets, err = s.Buckets.Buckets(ctx); err != nil {
			return Description{}, fmt.Errorf("look how stores are spread: %w", err)
		}
	}
	err = rows(ctx, s.Database, storeTables[0], func(row Row) error {
		var store Store
		for i, column := range row.Columns {
			switch column {
			case "id":
				id, _ := row.Values[i].(int64)
				store.ID = lrs.StoreID(id)
			case "name":
				store.Name, _ = row.Values[i].(string)
			}
		}
		store.Buckets = max(1, buckets[store.ID])
		description.Stores = append(description.Stores, store)
		return nil
	})
	return description, err
}

func (s *Side) stores(ctx context.Context) ([]lrs.StoreID, error) {
	description, err := s.Describe(ctx)
	if err != nil {
		return nil, err
	}
	stores := make([]lrs.StoreID, len(description.Stores))
	for i, store := range description.Stores {
		stores[i] = store.ID
	}
	return stores, nil
}

// Hold has every write refused.
func (s *Side) Hold(ctx context.Context) (held context.Context, release func(), err error) {
	return s.Refuse(ctx)
}

// Rows shows the rows of a table that is copied as it is.
func (s *Side) Rows(ctx context.Context, name string, fn func(Row) error) error {
	for _, t := range movedTables() {
		if t.name == name {
			return rows(ctx, s.Database, t, fn)
		}
	}
	return problem.New(problem.Invalid, "bad-command", "the table %q is not one that is moved", name)
}

// Documents shows all documents.
func (s *Side) Documents(ctx context.Context, fn func(documents.Kept) error) error {
	return documents.New(s.Database).Every(ctx, fn)
}

// Attachments shows the names of all attachments.
func (s *Side) Attachments(ctx context.Context, fn func(Attachment) error) error {
	stores, err := s.stores(ctx)
	if err != nil {
		return err
	}
	for _, store := range stores {
		if err := s.Blobs.Each(ctx, store, func(sha2 string) error { return fn(Attachment{store, sha2}) }); err != nil {
			return err
		}
	}
	return nil
}

// Attachment returns the bytes of one.
func (s *Side) Attachment(ctx context.Context, attachment Attachment) ([]byte, error) {
	return s.Blobs.Read(ctx, attachment.Store, attachment.SHA2)
}

// Statements shows the statements of all stores by their stored times.
func (s *Side) Statements(ctx context.Context, after int64, fn func(Statement) error) error {
	stores, err := s.stores(ctx)
	if err != nil {
		return err
	}
	return merged(ctx, s.Engine, stores, after, fn)
}
