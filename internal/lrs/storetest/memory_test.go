package storetest

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// memory is the smallest store that passes the suite: rows in a slice, and
// queries that walk over all of them. Unlike the model it looks at index
// entries only, so that the two check each other.
type memory struct {
	mu           sync.Mutex
	rows         []row
	last         int64 // the highest stored time handed out
	promised     int64 // the highest safe time told
	descriptions map[described][]byte
}

type row struct {
	store  lrs.StoreID
	record lrs.Record
	stored lrs.Stored
}

func newMemory() *memory { return &memory{descriptions: make(map[described][]byte)} }

func openMemory(testing.TB) *Engine {
	store := newMemory()
	return &Engine{
		Statements: store,
		Reopen:     func() lrs.Statements { return store },
		Flush:      func() {},
		Close:      func() {},
	}
}

func (m *memory) find(store lrs.StoreID, id xapi.UUID) (row, bool) {
	i := slices.IndexFunc(m.rows, func(r row) bool { return r.store == store && r.record.ID == id })
	if i < 0 {
		return row{}, false
	}
	return m.rows[i], true
}

func (m *memory) Append(_ context.Context, store lrs.StoreID, batch []lrs.Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var fresh []lrs.Record
	for i, record := range batch {
		known, ok := m.find(store, record.ID)
		batch[i].Known = ok
		if ok && !xapi.Equal(known.stored.JSON, record.JSON) {
			return problem.New(problem.Conflict, "statement-conflict", "statement %s is stored already and differs", record.ID)
		}
		if !ok {
			fresh = append(fresh, record)
		}
	}
	last := m.last
	for _, record := range fresh {
		kept := record.Stored > last && record.Stored >= m.promised && record.Stored <= time.Now().UnixMicro()
		if record.Exactly && !kept {
			return lrs.TimeNotKept()
		}
		last = record.Stored
	}
	for _, record := range fresh {
		now := time.Now().UnixMicro()
		at := max(now, m.last+1, m.promised)
		if record.Stored > m.last && record.Stored >= m.promised && record.Stored <= now {
			at = record.Stored
		}
		m.last = at
		text := slices.Clone(record.JSON)
		xapi.PutStored(text, record.StoredAt, at)
		m.rows = append(m.rows, row{store, record, lrs.Stored{
			Position: lrs.Position{Stored: at, ID: record.ID}, JSON: text, Defines: record.Defines,
		}})
		for _, d := range record.Descriptions {
			key := described{store, d.Kind, d.Key}
			m.descriptions[key] = xapi.MergeDescription(d.Kind, m.descriptions[key], d.Value)
		}
	}
	return nil
}

func (m *memory) Get(_ context.Context, store lrs.StoreID, id xapi.UUID) (lrs.Stored, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.find(store, id)
	if !ok {
		return lrs.Stored{}, problem.New(problem.NotFound, "statement-not-found", "there is no statement %s", id)
	}
	return m.seen(r), nil
}

// seen returns a row's statement with its flag.
func (m *memory) seen(r row) lrs.Stored {
	r.stored.Voided = !r.record.Voids && slices.ContainsFunc(m.rows, func(v row) bool {
		return v.store == r.store && v.record.Voids && v.record.Target == r.record.ID
	})
	return r.stored
}

func (m *memory) Query(_ context.Context, store lrs.StoreID, q lrs.Query) (lrs.Page, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if q.Through == 0 {
		q.Through = m.last
	}
	rows := slices.Clone(m.rows)
	if !q.Ascending {
		slices.Reverse(rows)
	}
	page := lrs.Page{Through: q.Through}
	for _, r := range rows {
		at := r.stored.Position
		behind := ComparePositions(at, q.After)
		switch {
		case r.store != store || at.Stored > q.Through || q.Since != 0 && at.Stored <= q.Since || q.Until != 0 && at.Stored > q.Until:
		case q.After != (lrs.Position{}) && (q.Ascending && behind <= 0 || !q.Ascending && behind >= 0):
		case q.Authority != nil && !r.has(*q.Authority, xapi.ByAuthority):
		case !m.matches(r, q) || m.seen(r).Voided:
		case len(page.Statements) == q.Limit:
			page.More = true
			return page, nil
		default:
			page.Statements = append(page.Statements, r.stored)
		}
	}
	return page, nil
}

func (r row) has(key xapi.Key, kinds ...xapi.IndexKind) bool {
	return slices.ContainsFunc(r.record.Index, func(e xapi.IndexEntry) bool {
		return e.Key == key && slices.Contains(kinds, e.Kind)
	})
}

func (m *memory) matches(r row, q lrs.Query) bool {
	agents, activities := []xapi.IndexKind{xapi.ByAgent}, []xapi.IndexKind{xapi.ByActivity}
	if q.RelatedAgents {
		agents = append(agents, xapi.ByRelatedAgent, xapi.ByAuthority)
	}
	if q.RelatedActivities {
		activities = append(activities, xapi.ByRelatedActivity)
	}
	for range len(m.rows) {
		if (q.Agent == nil || r.has(*q.Agent, agents...)) &&
			(q.Verb == nil || r.has(*q.Verb, xapi.ByVerb)) &&
			(q.Activity == nil || r.has(*q.Activity, activities...)) &&
			(q.Registration == nil || r.has(*q.Registration, xapi.ByRegistration)) {
			return true
		}
		next, ok := m.find(r.store, r.record.Target)
		if !r.record.IsReference || !ok {
			return false
		}
		r = next
	}
	return false
}

func (m *memory) Scan(_ context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error {
	m.mu.Lock()
	var behind []lrs.Stored
	for _, r := range m.rows {
		if r.store == store && ComparePositions(r.stored.Position, after) > 0 {
			behind = append(behind, m.seen(r))
		}
	}
	m.mu.Unlock()
	for _, stored := range behind {
		if err := fn(stored); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) Newer(_ context.Context, stores []lrs.StoreID, after int64) (newer []lrs.StoreID, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, store := range stores {
		if slices.ContainsFunc(m.rows, func(r row) bool { return r.store == store && r.stored.Stored > after }) {
			newer = append(newer, store)
		}
	}
	return newer, nil
}

func (m *memory) Describe(_ context.Context, store lrs.StoreID, kind xapi.DescriptionKind, key xapi.Key) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.descriptions[described{store, kind, key}], nil
}

func (m *memory) DescribeAll(ctx context.Context, store lrs.StoreID, kind xapi.DescriptionKind, keys []xapi.Key) (texts [][]byte, err error) {
	for _, key := range keys {
		text, err := m.Describe(ctx, store, kind, key)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

func (m *memory) Referring(_ context.Context, store lrs.StoreID, id xapi.UUID, limit int) ([]lrs.Reference, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []lrs.Reference
	for _, r := range m.rows {
		if r.store == store && r.record.IsReference && r.record.Target == id {
			list = append(list, lrs.Reference{ID: r.record.ID, Voids: r.record.Voids})
		}
	}
	slices.SortFunc(list, func(a, b lrs.Reference) int {
		if a.Voids != b.Voids {
			return cmp.Compare(toInt(b.Voids), toInt(a.Voids))
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	return list[:min(limit, len(list))], nil
}

func toInt(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (m *memory) SafeTime(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.promised = max(time.Now().UnixMicro(), m.last+1, m.promised)
	return m.promised, nil
}

// TestSuitePassesAStoreThatIsRight runs everything on the smallest store.
func TestSuitePassesAStoreThatIsRight(t *testing.T) { Run(t, openMemory) }
