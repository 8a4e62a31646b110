package access

import (
	"context"
	"database/sql"
	"maps"
	"sync"
	"time"
)

// seenEvery is how often what was seen is written.
const seenEvery = time.Minute

// seen holds when sessions and keys were last seen on this node, until that is
// written: a request never waits for it. Its zero value works.
type seen struct {
	mu sync.Mutex
	// sessions and keys have the time in microseconds, by id.
	sessions, keys map[string]int64
}

func (s *seen) session(id string, now int64) { s.note(&s.sessions, id, now) }

func (s *seen) key(id string, now int64) { s.note(&s.keys, id, now) }

func (s *seen) note(where *map[string]int64, id string, now int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if *where == nil {
		*where = make(map[string]int64)
	}
	if _, known := (*where)[id]; known || len(*where) < maxRemembered {
		(*where)[id] = now
	}
}

func (s *seen) lastSession(id string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions[id]
}

// keepSeen writes what was seen, once a minute and at the end, until ctx ends.
func (r *Registry) keepSeen(ctx context.Context) {
	ticker := time.NewTicker(seenEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			_ = r.writeSeen(ctx) // the next minute tries again
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTimeout)
			defer cancel()
			_ = r.writeSeen(last)
			return
		}
	}
}

// writeSeen writes what was seen and forgets it; what could not be written stays.
func (r *Registry) writeSeen(ctx context.Context) error {
	s := &r.seen
	s.mu.Lock()
	sessions, keys := maps.Clone(s.sessions), maps.Clone(s.keys)
	s.mu.Unlock()
	if len(sessions)+len(keys) == 0 {
		return nil
	}
	err := r.db.Write(ctx, func(tx *sql.Tx) error {
		for id, at := range sessions {
			const session = `UPDATE user_session SET last_seen = $1 WHERE id = $2 AND last_seen < $1`
			const user = `UPDATE app_user SET last_seen = $1 WHERE id = (SELECT user_id FROM user_session WHERE id = $2) AND last_seen < $1`
			for _, statement := range []string{session, user} {
				if _, err := tx.ExecContext(ctx, statement, at, id); err != nil {
					return err
				}
			}
		}
		for id, at := range keys {
			const key = `UPDATE access_key SET last_used = $1 WHERE id = $2 AND last_used < $1`
			if _, err := tx.ExecContext(ctx, key, at, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	forget := func(where, written map[string]int64) {
		for id, at := range written {
			if where[id] == at {
				delete(where, id)
			}
		}
	}
	forget(s.sessions, sessions)
	forget(s.keys, keys)
	return nil
}
