package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/lore-lrs/lore/internal/problem"
)

// Save writes a backup to a file that does not exist yet. It appears under its
// name only when it is whole: fetch writes it to path with ".tmp" added, it is
// synced, read again from its beginning to its end and compared with its
// manifest, and renamed. Errors: Conflict when the file exists.
func Save(ctx context.Context, path string, fetch func(io.Writer) error) (manifest Manifest, err error) {
	err = appear(path, func(file *os.File) error {
		if err := fetch(file); err != nil {
			return err
		}
		if err := file.Sync(); err != nil {
			return fmt.Errorf("write backup: %w", err)
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("read back backup: %w", err)
		}
		if manifest, err = Verify(ctx, file); err != nil {
			return fmt.Errorf("read back backup: %w", err)
		}
		return nil
	})
	if err != nil {
		return Manifest{}, err
	}
	return manifest, nil
}

// appear makes a file that gets its name when write has written and synced it
// under path with ".tmp" added. Errors: Conflict when the file exists.
func appear(path string, write func(*os.File) error) (err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return problem.New(problem.Conflict, "backup-exists", "%s exists already; name another file, or remove it first", path)
	}
	temporary := path + ".tmp"
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	defer func() {
		err = errors.Join(err, file.Close())
		if err != nil {
			err = errors.Join(err, remove(temporary))
		}
	}()
	if err := write(file); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	if err := syncDirectory(filepath.Dir(path)); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
