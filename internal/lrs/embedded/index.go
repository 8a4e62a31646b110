package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"
	"syscall"

	"github.com/cockroachdb/pebble/v2"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/xapi"
)

// index is the Pebble database that follows the log. Reads may run
// concurrently with one write.
type index struct {
	dir    string
	config Config
	db     *pebble.DB
	cache  *pebble.Cache

	// watermark is the last position whose entries are in the index, first the
	// log's first one. Owned by whoever opens and then by the flusher.
	watermark, first int64
	// hasLate and hasVoided spare the queries the rows that nobody has.
	hasLate, hasVoided atomic.Bool
	// flushing is closed when the flush that was begun last has ended; nil when
	// it is known to have. Owned like watermark.
	flushing <-chan struct{}
	// trouble is the last error of a flush, nil when one has succeeded since;
	// when it is set, onTrouble is called and troubled, which is buffered,
	// wakes who waits.
	trouble   atomic.Pointer[error]
	onTrouble func()
	troubled  chan struct{}
}

// indexVersion is the version of the rows' format.
const indexVersion = 1

// openIndex opens the index. One that is missing, broken or of another version
// is started anew: all of it can be read from the log again.
func openIndex(dir string, config Config, onTrouble func()) (*index, error) {
	x := &index{
		dir: dir, config: config, cache: newCache(config.IndexCacheBytes),
		onTrouble: onTrouble, troubled: make(chan struct{}, 1),
	}
	err := x.open()
	switch {
	case err == nil:
		return x, nil
	case pebble.IsCorruptionError(err), errors.Is(err, fs.ErrNotExist), errors.Is(err, errIndexVersion):
		config.Logger.Warn("the index cannot be used and is built anew from the statement log", "index", dir, "error", err)
		if err = x.replace(); err == nil {
			return x, nil
		}
	}
	if !errors.Is(err, fs.ErrPermission) && !errors.Is(err, syscall.EROFS) {
		err = fmt.Errorf("%w (the directory may be deleted while the server is stopped: it is built anew from the log)", err)
	}
	return nil, errors.Join(err, x.close())
}

var errIndexVersion = errors.New("the index has another format version")

func (x *index) open() error {
	if err := x.config.indexFS.MkdirAll(x.dir, 0o700); err != nil {
		return err
	}
	db, err := pebble.Open(x.dir, x.options())
	if err != nil {
		return err
	}
	x.db = db
	if err := x.readMeta(); err != nil {
		return err
	}
	for row, has := range map[byte]*atomic.Bool{rowLate: &x.hasLate, rowVoided: &x.hasVoided} {
		found, err := x.hasRow(row)
		if err != nil {
			return err
		}
		has.Store(found)
	}
	return nil
}

// replace starts an empty index.
func (x *index) replace() error {
	if x.db != nil {
		if err := x.db.Close(); err != nil {
			x.config.Logger.Warn("the old index did not close", "error", err)
		}
		x.db = nil
	}
	if err := x.config.indexFS.RemoveAll(x.dir); err != nil {
		return err
	}
	x.watermark, x.first = 0, 0
	return x.open()
}

func (x *index) close() error {
	var err error
	if x.db != nil {
		err = x.db.Close()
		x.db = nil
	}
	if x.cache != nil {
		x.cache.Unref()
		x.cache = nil
	}
	return err
}

func (x *index) readMeta() error {
	value, err := x.get([]byte{rowMeta})
	if err != nil || value == nil {
		return err
	}
	if value[0] != indexVersion || len(value) != 17 {
		return fmt.Errorf("%w: %d, this program writes %d", errIndexVersion, value[0], indexVersion)
	}
	x.watermark = int64(binary.BigEndian.Uint64(value[1:]))
	x.first = int64(binary.BigEndian.Uint64(value[9:]))
	return nil
}

// fits reports whether the index was made from this log, or a longer part of it
// is still to come.
func (x *index) fits(log *seglog.Log) (bool, error) {
	if x.watermark == 0 {
		return true, nil
	}
	if x.watermark > log.Last() || x.first != log.First() {
		return false, nil
	}
	_, err := log.Read(x.watermark)
	if damage := (*seglog.DamageError)(nil); errors.As(err, &damage) {
		return false, err
	}
	return err == nil, nil
}

// get returns a copy of a row's value, nil when there is no such row.
func (x *index) get(key []byte) ([]byte, error) {
	value, closer, err := x.db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the index: %w", err)
	}
	defer closer.Close()
	return append([]byte{}, value...), nil
}

func (x *index) hasRow(row byte) (bool, error) {
	found := false
	err := x.each([]byte{row}, func(_, _ []byte) bool {
		found = true
		return false
	})
	return found, err
}

// each calls fn for the rows whose keys begin with prefix until it returns
// false. Keys and values are good during the call only.
func (x *index) each(prefix []byte, fn func(key, value []byte) bool) error {
	rows, err := x.rows(prefix)
	if err != nil {
		return err
	}
	for ok := rows.First(); ok && fn(rows.Key(), rows.Value()); ok = rows.Next() {
	}
	return errors.Join(rows.Error(), rows.Close())
}

// rows returns an iterator over the rows whose keys begin with prefix.
func (x *index) rows(prefix []byte) (*pebble.Iterator, error) {
	// What follows a prefix is a position, which begins with a byte below 0x80,
	// or the rest of an identity, shorter than this.
	upper := append(append(make([]byte, 0, len(prefix)+64), prefix...), last[:]...)
	rows, err := x.db.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: upper})
	if err != nil {
		return nil, fmt.Errorf("read the index: %w", err)
	}
	return rows, nil
}

// last sorts behind every rest of a key.
var last = func() (b [40]byte) {
	for i := range b {
		b[i] = 0xFF
	}
	return b
}()

// statement looks an id up.
func (x *index) statement(key statementKey) (located, bool, error) {
	var space [32]byte
	value, closer, err := x.db.Get(key.append(space[:0], rowStatement))
	if errors.Is(err, pebble.ErrNotFound) {
		return located{}, false, nil
	}
	if err != nil {
		return located{}, false, fmt.Errorf("read the index: %w", err)
	}
	defer closer.Close()
	return located{int64(binary.BigEndian.Uint64(value)), seglog.Flags(value[positionSize])}, true, nil
}

func (x *index) isVoided(store lrs.StoreID, position int64) (bool, error) {
	if !x.hasVoided.Load() {
		return false, nil
	}
	value, err := x.get(appendPosition(appendStore(nil, rowVoided, store), position))
	return value != nil, err
}

func (x *index) isDangling(target statementKey) (bool, error) {
	value, err := x.get(target.append(nil, rowDangling))
	return value != nil, err
}

// danglingTargets returns up to limit targets that have not arrived.
func (x *index) danglingTargets(limit int) (targets map[statementKey]bool, more bool, err error) {
	targets = map[statementKey]bool{}
	err = x.each([]byte{rowDangling}, func(key, _ []byte) bool {
		if more = len(targets) == limit; more {
			return false
		}
		targets[statementKey{lrs.StoreID(binary.BigEndian.Uint64(key[1:])), xapi.UUID(key[9:])}] = true
		return true
	})
	return targets, more, err
}

// appendReferrers appends the statements that refer to the target.
func (x *index) appendReferrers(list []referrer, target statementKey) ([]referrer, error) {
	err := x.each(target.append(nil, rowReferrer), func(key, value []byte) bool {
		list = append(list, referrer{endPosition(key), seglog.Flags(value[0]), xapi.UUID(value[1:])})
		return true
	})
	return list, err
}

// description returns the canonical description of a thing, nil if none.
func (x *index) description(key descriptionKey) ([]byte, error) {
	return x.get(key.append(nil))
}
