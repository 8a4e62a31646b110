package match

import (
	"bytes"

	"github.com/lore-lrs/lore/internal/lrs"
)

// PageBytes is the size of the statements from which a page takes no more,
// whatever its limit: a thousand as big as requests may be would not fit into
// memory.
const PageBytes = 32 << 20

// Bounds are the stored times that a page may hold, in microseconds, both
// inclusive. No statement lies between them when Low is above High.
type Bounds struct{ Low, High int64 }

// BoundsOf returns the bounds of the query's next page; visible is the last
// stored time that may be shown.
func BoundsOf(query *lrs.Query, visible int64) Bounds {
	b := Bounds{Low: max(1, query.Since+1), High: visible} // stored times are positive, bounds from outside need not be
	if query.Until != 0 {
		b.High = min(b.High, query.Until)
	}
	if query.Through != 0 {
		b.High = min(b.High, query.Through)
	}
	if query.After != (lrs.Position{}) {
		// The position itself is looked at again: see Passed.
		if query.Ascending {
			b.Low = max(b.Low, query.After.Stored)
		} else {
			b.High = min(b.High, query.After.Stored)
		}
	}
	return b
}

// Passed reports whether a statement at the cursor's stored time lies before
// the cursor or is it. A cursor need not come from a statement of this engine.
func Passed(query *lrs.Query, at lrs.Position) bool {
	if query.After == (lrs.Position{}) || at.Stored != query.After.Stored {
		return false
	}
	order := bytes.Compare(at.ID[:], query.After.ID[:])
	if query.Ascending {
		return order <= 0
	}
	return order >= 0
}
