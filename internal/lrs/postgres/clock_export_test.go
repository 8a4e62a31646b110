package postgres

import "time"

// WithStalledAfter returns the configuration with another time for which a
// writer may be silent.
func (c Config) WithStalledAfter(after time.Duration) Config {
	c.stalledAfter = after
	return c
}
