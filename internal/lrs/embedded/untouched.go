package embedded

import "context"

// Untouched reports whether no statement was ever stored here and no safe time
// ever told: whether any stored time of the past is still kept.
func (s *Store) Untouched(context.Context) (bool, error) {
	if err := s.gate.enter(); err != nil {
		return false, err
	}
	defer s.gate.leave()
	return s.clock.untouched(), nil
}

func (c *clock) untouched() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.floor == 0 && c.promised == 0
}

// Rewind returns the stored time of the last statement, 0 when there is none.
// Times that were handed out to others are free again by themselves.
func (s *Store) Rewind(context.Context) (last int64, err error) {
	if err := s.gate.enter(); err != nil {
		return 0, err
	}
	defer s.gate.leave()
	return s.log.Last(), nil
}

// Clock is the present, by which Append tells whether a stored time lies in
// the future, in microseconds.
func (s *Store) Clock(context.Context) (int64, error) { return s.config.Now().UnixMicro(), nil }
