package engine

import (
	"sync"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/resolve"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
)

// resolutions remembers for each store what its last query worked out about the
// words and clocks, so that the next one need not.
type resolutions struct {
	mu     sync.Mutex
	stores map[lrs.StoreID]*resolution
}

// resolution belongs to one snapshot, one meaning and one moment; it never
// changes.
type resolution struct {
	snapshot *column.Snapshot
	version  uint64
	// complete: nothing in the snapshot is too new for the moment it was made for,
	// so it holds for later moments too.
	complete bool
	now      int64

	names *resolve.Resolved
	// suspects are the rows of each part whose clock is suspect and not trusted,
	// ascending.
	suspects map[column.Part][]uint32
}

func (r *resolutions) of(store lrs.StoreID, snapshot *column.Snapshot, inForce *meaning.Meaning, now int64) *resolution {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := r.stores[store]
	if last != nil && last.snapshot == snapshot && last.version == inForce.Version && (last.now == now || last.complete && now >= snapshot.Through) {
		return last
	}
	next := &resolution{
		snapshot: snapshot, version: inForce.Version, now: now, complete: now >= snapshot.Through,
		names:    resolve.New(snapshot, inForce, now),
		suspects: make(map[column.Part][]uint32, len(snapshot.Parts)),
	}
	for _, part := range snapshot.Parts {
		if last != nil && last.version == inForce.Version {
			if rows, ok := last.suspects[part]; ok {
				next.suspects[part] = rows
				continue
			}
		}
		next.suspects[part] = suspectsOf(part, next.names)
	}
	if r.stores == nil {
		r.stores = make(map[lrs.StoreID]*resolution)
	}
	r.stores[store] = next
	return next
}

// suspectsOf finds the rows of a part whose timestamp cannot be trusted.
func suspectsOf(part column.Part, names *resolve.Resolved) (rows []uint32) {
	const step = 8192
	var stored, timestamp []int64
	var sources []uint32
	for from := 0; from < part.Len(); from += step {
		to := min(from+step, part.Len())
		stored = part.Integers(column.Stored, from, to, stored)
		timestamp = part.Integers(column.Timestamp, from, to, timestamp)
		sources = nil
		for i := range stored {
			if !names.Suspect(stored[i], timestamp[i], 0) {
				continue
			}
			if sources == nil {
				sources = part.Codes(column.Source, from, to, nil)
			}
			if names.Suspect(stored[i], timestamp[i], sources[i]) {
				rows = append(rows, uint32(from+i))
			}
		}
	}
	return rows
}
