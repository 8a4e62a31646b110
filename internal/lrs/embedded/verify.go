package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cockroachdb/pebble/v2"

	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
)

// VerifyClosed reads the log of a store that nobody has open and checks it,
// without a change to any file. The index is asked how far the log must reach:
// a last block that is damaged looks else like one that was never finished.
// Errors: *seglog.DamageError for the first damage.
func VerifyClosed(ctx context.Context, dir string) error {
	known, err := indexedUpTo(filepath.Join(dir, "index"))
	if err != nil {
		return fmt.Errorf("ask the index: %w", err)
	}
	return seglog.VerifyDir(ctx, seglog.OS{}, filepath.Join(dir, "log"), known, nil)
}

// indexedUpTo returns the last position that an index knows, 0 when there is no
// index that can be read: a start would build it anew.
func indexedUpTo(dir string) (position int64, err error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	config := Config{}.withDefaults()
	x := &index{dir: dir, config: config, cache: newCache(1 << 20), onTrouble: func() {}, troubled: make(chan struct{}, 1)}
	defer func() { err = errors.Join(err, x.close()) }()
	options := x.options()
	options.ReadOnly = true
	if x.db, err = pebble.Open(dir, options); err == nil {
		err = x.readMeta()
	}
	if pebble.IsCorruptionError(err) || errors.Is(err, errIndexVersion) || errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	return x.watermark, err
}
