package embedded

import (
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Flush does now what the flusher does in the background.
func (s *Store) Flush() error { return s.flush() }

// WithIndexIn returns the configuration with the index in another file system.
func (c Config) WithIndexIn(fs vfs.FS) Config {
	c.indexFS = fs
	return c
}
