package meaning

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/db"
)

const (
	// staleAfter is how long this process trusts its memory without a look at
	// the versions, which other processes and nodes change.
	staleAfter = 2 * time.Second
	// lookTimeout bounds that look: what it saw may be as old. With staleAfter it
	// stays below the 5 s within which a change takes effect everywhere.
	lookTimeout = 2 * time.Second
	// maxRemembered bounds the memory: stores that are asked about at the same
	// time.
	maxRemembered = 1000
)

// memory has the decisions in force of the stores that were asked about.
type memory struct {
	mu       sync.RWMutex
	meanings map[int64]*Meaning
	// checked is when the versions were looked at; zero when the memory must not
	// be trusted.
	checked time.Time
	// generation grows whenever trust ends: what was read before must not be
	// trusted after.
	generation uint64
	// look is the look at the versions that is under way, nil for none.
	look *look
}

// look is shared by all who wait for it.
type look struct {
	done chan struct{}
	err  error // set before done is closed
}

// Meaning returns the decisions in force for a store. The caller must not change
// it; it is another one after every change.
func (r *Registry) Meaning(ctx context.Context, store int64) (*Meaning, error) {
	if err := r.refresh(ctx); err != nil {
		return nil, fmt.Errorf("read what was decided: %w", err)
	}
	m := &r.remembered
	m.mu.RLock()
	found, generation := m.meanings[store], m.generation
	m.mu.RUnlock()
	if found != nil {
		return found, nil
	}
	found, err := r.load(ctx, store)
	if err != nil {
		return nil, fmt.Errorf("read what was decided: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.generation != generation {
		return found, nil
	}
	// Versions only grow: others may have read a later one meanwhile.
	if others := m.meanings[store]; others != nil && others.Version >= found.Version {
		return others, nil
	}
	if m.meanings == nil {
		m.meanings = make(map[int64]*Meaning)
	}
	if len(m.meanings) >= maxRemembered {
		for other := range m.meanings { // any one: the order of a map is random
			delete(m.meanings, other)
			break
		}
	}
	m.meanings[store] = found
	return found, nil
}

// refresh forgets the stores that somebody decided about since the last look.
// Whoever comes while one looks waits for what it sees, and looks again when
// something was changed here in the meantime.
func (r *Registry) refresh(ctx context.Context) error {
	m := &r.remembered
	now := r.now()
	for {
		m.mu.Lock()
		if m.fresh(now) {
			m.mu.Unlock()
			return nil
		}
		shared, mine := m.look, false
		if shared == nil {
			shared, mine = &look{done: make(chan struct{})}, true
			m.look = shared
		}
		generation := m.generation
		m.mu.Unlock()
		if mine {
			r.lookAtVersions(ctx, shared, now, generation)
		}
		select {
		case <-shared.done:
			if shared.err != nil {
				return shared.err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// lookAtVersions looks for all who wait, whatever becomes of the one that
// happened to come first.
func (r *Registry) lookAtVersions(ctx context.Context, shared *look, now time.Time, generation uint64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTimeout)
	defer cancel()
	versions, err := r.versions(ctx)
	m := &r.remembered
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case err != nil:
		shared.err = fmt.Errorf("look for changes: %w", err)
	case m.generation == generation:
		for store, meaning := range m.meanings {
			if meaning.Version < versions[store] {
				delete(m.meanings, store)
			}
		}
		m.checked = now
	}
	m.look = nil
	close(shared.done)
}

// versions returns the version of every store that has decisions.
func (r *Registry) versions(ctx context.Context) (map[int64]uint64, error) {
	rows, err := r.db.Read().QueryContext(ctx, `SELECT store, version FROM meaning_version`)
	if err != nil {
		return nil, db.Refusal(err)
	}
	defer rows.Close()
	versions := make(map[int64]uint64)
	for rows.Next() {
		var store int64
		var version uint64
		if err := rows.Scan(&store, &version); err != nil {
			return nil, db.Refusal(err)
		}
		versions[store] = version
	}
	return versions, db.Refusal(rows.Err())
}

// load reads a store's decisions, all in one statement: a database that commits
// changes meanwhile shows it all of one or nothing.
func (r *Registry) load(ctx context.Context, store int64) (*Meaning, error) {
	const all = `
		SELECT 'version' AS kind, '' AS name, '' AS value, version AS id FROM meaning_version WHERE store = $1
		UNION ALL
		SELECT kind, name, value, id FROM decision WHERE store = $1 AND value <> ''
		UNION ALL
		SELECT 'merge', identity, target, id FROM person_merge WHERE store = $1 AND undone = 0`
	rows, err := r.db.Read().QueryContext(ctx, all, store)
	if err != nil {
		return nil, db.Refusal(err)
	}
	defer rows.Close()
	meaning := &Meaning{
		Verbs: Seeds(), Courses: make(map[string]string), FormalSources: make(map[string]bool), TrustedClocks: make(map[string]bool),
		Segments: make(map[string]string), Promoted: make(map[string]bool),
	}
	var merges []Merge
	for rows.Next() {
		var kind, name, value string
		var id int64
		if err := rows.Scan(&kind, &name, &value, &id); err != nil {
			return nil, db.Refusal(err)
		}
		switch kind {
		case "version":
			meaning.Version = uint64(id)
		case "merge":
			merges = append(merges, Merge{ID: id, Identity: name, Target: value})
		default:
			if err := meaning.decide(decision{kind: kind, name: name, value: value}); err != nil {
				return nil, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, db.Refusal(err)
	}
	meaning.Persons = persons(merges)
	return meaning, nil
}

// fresh reports whether the memory can be trusted at a time.
func (m *memory) fresh(now time.Time) bool {
	return !m.checked.IsZero() && now.Sub(m.checked) < staleAfter
}

// distrust has the versions looked at before the memory is used again.
func (m *memory) distrust() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.checked = time.Time{}
	m.generation++
}
