package embedded

import (
	"fmt"
	"log/slog"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
)

// Pebble's tables in memory: their size, and how many there may be before
// writes wait.
const (
	memTableSize = 16 << 20
	memTables    = 4
)

// newCache returns a cache that holds so many bytes of blocks. Pebble takes the
// room of its tables in memory out of the same cache: without them on top it
// would keep next to no block, and a look-up of a new id would read the disk.
func newCache(bytes int64) *pebble.Cache {
	return pebble.NewCache(bytes + memTables*memTableSize)
}

// options sets Pebble up for its task: no log of its own, a bloom filter for
// look-ups of ids that mostly are not there, and little memory.
func (x *index) options() *pebble.Options {
	options := &pebble.Options{
		Cache:                       x.cache,
		FS:                          x.config.indexFS,
		DisableWAL:                  true,
		MemTableSize:                memTableSize,
		MemTableStopWritesThreshold: memTables,
		FormatMajorVersion:          pebble.FormatNewest,
		MaxOpenFiles:                256,
		Logger:                      pebbleLogger{x.config.Logger},
		EventListener: &pebble.EventListener{
			BackgroundError: x.setTrouble,
			FlushEnd: func(info pebble.FlushInfo) {
				if info.Err == nil {
					x.trouble.Store(nil)
				}
			},
		},
	}
	for i := range options.Levels {
		options.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	return options
}

func (x *index) setTrouble(err error) {
	x.trouble.Store(&err)
	select {
	case x.troubled <- struct{}{}:
	default:
	}
	x.onTrouble()
}

// pebbleLogger passes Pebble's words on.
type pebbleLogger struct{ *slog.Logger }

func (l pebbleLogger) Infof(format string, args ...any) {
	l.Debug("index", "message", fmt.Sprintf(format, args...))
}

func (l pebbleLogger) Errorf(format string, args ...any) {
	l.Error("index", "message", fmt.Sprintf(format, args...))
}

// Fatalf must not return: Pebble calls it when its manifest cannot be written
// and it does not know any more what is on the disk. Statements are safe in
// the log, and the next start repairs the index.
func (l pebbleLogger) Fatalf(format string, args ...any) {
	panic("the index cannot go on: " + fmt.Sprintf(format, args...))
}
