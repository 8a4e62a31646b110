package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// incoming is the directory for files that are being written. What is found
// there at start was left by a crash.
const incoming = ".incoming"

// Directory keeps blobs as files DIR/STORE/FIRST TWO DIGITS/DIGEST. One process
// writes to it at a time.
type Directory struct {
	path string

	// making guards made: the directories known to be there, and on disk.
	making sync.Mutex
	made   map[string]bool
}

var _ Store = (*Directory)(nil)

// OpenDirectory returns a Directory, making it when absent.
func OpenDirectory(path string) (*Directory, error) {
	d := &Directory{path: path, made: make(map[string]bool)}
	if err := os.RemoveAll(filepath.Join(path, incoming)); err != nil {
		return nil, fmt.Errorf("open the attachments: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(path, incoming), 0o700); err != nil {
		return nil, fmt.Errorf("open the attachments: %w", err)
	}
	return d, nil
}

func (d *Directory) file(store lrs.StoreID, sha2 string) (string, error) {
	name, err := name(store, sha2)
	if err != nil {
		return "", err
	}
	return filepath.Join(d.path, filepath.FromSlash(name)), nil
}

// Has reports whether the store holds the bytes with this digest.
func (d *Directory) Has(_ context.Context, store lrs.StoreID, sha2 string) (bool, error) {
	path, err := d.file(store, sha2)
	if err != nil {
		return false, fmt.Errorf("look for an attachment: %w", err)
	}
	_, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for an attachment: %w", err)
	}
	return true, nil
}

// Read returns the bytes. Errors: problem.NotFound; ErrDamaged.
func (d *Directory) Read(_ context.Context, store lrs.StoreID, sha2 string) ([]byte, error) {
	path, err := d.file(store, sha2)
	if err != nil {
		return nil, fmt.Errorf("read an attachment: %w", err)
	}
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notFound(sha2)
	}
	if err != nil {
		return nil, fmt.Errorf("read an attachment: %w", err)
	}
	return content, check(content, sha2, path)
}

// Write keeps the bytes and returns when they are on disk. Errors:
// problem.Full.
func (d *Directory) Write(_ context.Context, store lrs.StoreID, sha2 string, content []byte) error {
	path, err := d.file(store, sha2)
	if err != nil {
		return fmt.Errorf("keep an attachment: %w", err)
	}
	if err := d.write(path, sha2, content); err != nil {
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
			return problem.Wrap(problem.Full, "disk-full", err, "there is no space left on the disk of the attachments; make room, then send the request again")
		}
		return fmt.Errorf("keep an attachment: %w", err)
	}
	return nil
}

func (d *Directory) write(path, sha2 string, content []byte) error {
	if err := d.ensure(filepath.Dir(path)); err != nil {
		return err
	}
	kept, err := os.ReadFile(path)
	if err == nil && len(kept) == len(content) && check(kept, sha2, path) == nil {
		// Somebody may have renamed it just now, and not synced yet.
		return syncDirectory(filepath.Dir(path))
	}
	file, err := os.CreateTemp(filepath.Join(d.path, incoming), "")
	if err != nil {
		return err
	}
	err = errors.Join(fill(file, content), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return syncDirectory(filepath.Dir(path))
}

func fill(file *os.File, content []byte) error {
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.Sync()
}

// ensure makes a directory of blobs and those above it, each on disk before
// anything is put into it.
func (d *Directory) ensure(path string) error {
	d.making.Lock()
	defer d.making.Unlock()
	return d.ensureLocked(path)
}

func (d *Directory) ensureLocked(path string) error {
	if d.made[path] {
		return nil
	}
	if path != d.path {
		if err := d.ensureLocked(filepath.Dir(path)); err != nil {
			return err
		}
		if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if err := syncDirectory(filepath.Dir(path)); err != nil {
		return err
	}
	d.made[path] = true
	return nil
}

func syncDirectory(path string) error {
	handle, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(handle.Sync(), handle.Close())
}

// Each calls fn with the digest of every blob of a store, in ascending order.
// It stops at fn's first error and returns it.
func (d *Directory) Each(ctx context.Context, store lrs.StoreID, fn func(sha2 string) error) error {
	// By name, which is also the order of the digests: they begin with the name
	// of their directory.
	return filepath.WalkDir(filepath.Join(d.path, strconv.FormatInt(int64(store), 10)), func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // the store has none
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("list attachments: %w", err)
		}
		if entry.IsDir() || !isDigest(entry.Name()) {
			return nil
		}
		return fn(entry.Name())
	})
}

// Place is empty: it is where everything else is.
func (d *Directory) Place() string { return "" }
