package move

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/problem"
)

// copyStores copies stores, what numbers them, and secrets.
func (m *mover) copyStores(ctx context.Context) error {
	for _, t := range storeTables {
		if err := m.copyTable(ctx, t); err != nil {
			return err
		}
	}
	if m.To.Buckets == nil {
		return nil
	}
	target, err := m.To.Describe(ctx)
	if err != nil {
		return err
	}
	has := map[Store]bool{}
	for _, store := range target.Stores {
		has[store] = true
	}
	for _, store := range m.source.Stores {
		if has[store] {
			continue
		}
		if err := m.To.Buckets.SetBuckets(ctx, store.ID, store.Buckets); err != nil {
			return fmt.Errorf("spread the store %s: %w", store.Name, err)
		}
	}
	return nil
}

func (m *mover) copyKeys(ctx context.Context) error {
	for _, t := range keyTables {
		if err := m.copyTable(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// copyTable makes the rows of a table what they are at the source, all in one
// transaction. They are few, and rows are never deleted from these tables.
func (m *mover) copyTable(ctx context.Context, t table) error {
	all, err := allRows(ctx, m.From, t)
	if err != nil {
		return err
	}
	err = m.To.Database.Write(ctx, func(tx *sql.Tx) error {
		for _, row := range all {
			if err := t.put(ctx, tx, row); err != nil {
				return fmt.Errorf("write the row %q of the %s: %w", t.id(row), t.what, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	m.count(len(all))
	return nil
}

func allRows(ctx context.Context, side Source, t table) (all []Row, err error) {
	err = side.Rows(ctx, t.name, func(row Row) error {
		all = append(all, row)
		return nil
	})
	return all, err
}

// copyAttachments copies the attachments that the target lacks.
func (m *mover) copyAttachments(ctx context.Context) error {
	if m.sharesAttachments() {
		return nil
	}
	names := newFeed(ctx, 100, m.From.Attachments)
	defer names.stop()
	for {
		attachment, ok, err := names.next()
		if err != nil || !ok {
			return err
		}
		if err := m.copyAttachment(ctx, attachment); err != nil {
			return err
		}
		m.count(1)
	}
}

// copyAttachment copies an attachment that the target lacks.
func (m *mover) copyAttachment(ctx context.Context, attachment Attachment) error {
	has, err := m.To.Blobs.Has(ctx, attachment.Store, attachment.SHA2)
	if err != nil || has {
		return err
	}
	content, err := m.From.Attachment(ctx, attachment)
	if err != nil {
		return fmt.Errorf("read the attachment %s of the store %s: %w", attachment.SHA2, m.storeName(int64(attachment.Store)), err)
	}
	return m.To.Blobs.Write(ctx, attachment.Store, attachment.SHA2, content)
}

// The bounds of what is written to documents at once.
const (
	documentBatch      = 200
	documentBatchBytes = 8 << 20
)

// copyDocuments makes the target's documents those of the source. Between two
// runs of a move some may have been changed or deleted.
func (m *mover) copyDocuments(ctx context.Context) error {
	target := documents.New(m.To.Database)
	var put, remove []documents.Kept
	size := 0
	flush := func() error {
		err := target.Put(ctx, put, remove)
		put, remove, size = put[:0], remove[:0], 0
		return err
	}
	add := func(list *[]documents.Kept, document documents.Kept) error {
		*list = append(*list, document)
		size += len(document.Content)
		if len(put)+len(remove) < documentBatch && size < documentBatchBytes {
			return nil
		}
		return flush()
	}
	theirs, ours := newFeed(ctx, 1, m.From.Documents), newFeed(ctx, 1, m.To.Documents)
	defer theirs.stop()
	defer ours.stop()
	err := parallel(theirs, ours, documents.Compare,
		func(theirs, ours documents.Kept) error {
			m.count(1)
			if sameDocument(theirs, ours) {
				return nil
			}
			return add(&put, theirs)
		},
		func(theirs documents.Kept) error {
			m.count(1)
			return add(&put, theirs)
		},
		func(ours documents.Kept) error {
			ours.Content = nil
			return add(&remove, ours)
		})
	if err != nil {
		return err
	}
	return flush()
}

func sameDocument(a, b documents.Kept) bool {
	return a.Updated == b.Updated && a.ContentType == b.ContentType && bytes.Equal(a.Content, b.Content)
}

// tooFarAhead refuses statements of a future that is long in coming.
func tooFarAhead(stored int64) error {
	return problem.New(problem.Unavailable, "source-ahead",
		"the last statements of the source were stored at %s, which the clock of the target has not reached: the source's clock was ahead once. Run the move again after that time", day(stored))
}
