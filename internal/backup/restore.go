package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// Restore makes a data directory of a backup. dir must be missing or empty; it
// appears, complete, only after every file was compared with the manifest and
// is on disk. Errors: Conflict when dir holds something; those of Verify.
func Restore(ctx context.Context, from io.Reader, dir string) (manifest Manifest, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return Manifest{}, fmt.Errorf("restore: %w", err)
	}
	if err := checkEmpty(dir); err != nil {
		return Manifest{}, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return Manifest{}, fmt.Errorf("restore: %w", err)
	}
	// Beside the directory, so that it can be renamed into place.
	building, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+".restoring-")
	if err != nil {
		return Manifest{}, fmt.Errorf("restore: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(building))
		}
	}()
	r := restorer{root: building}
	if manifest, err = read(ctx, from, r.create); err != nil {
		return Manifest{}, err
	}
	if err := r.sync(); err != nil {
		return Manifest{}, fmt.Errorf("restore: %w", err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(building, dir); err != nil {
		return Manifest{}, fmt.Errorf("restore: %w", err)
	}
	if err := syncDirectory(filepath.Dir(dir)); err != nil {
		return Manifest{}, fmt.Errorf("restore: %w", err)
	}
	return manifest, nil
}

func checkEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if len(entries) > 0 {
		return problem.New(problem.Conflict, "restore-not-empty",
			"%s is not empty; restore into a directory that is missing or empty, and move it into place yourself", dir)
	}
	return nil
}

// restorer writes the files of a backup below root.
type restorer struct {
	root        string
	directories []string // made, parents first
}

func (r *restorer) create(name string, _ int64) (io.WriteCloser, error) {
	path := filepath.Join(r.root, filepath.FromSlash(name))
	if err := r.makeDirectory(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("restore %s: %w", name, err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("restore %s: %w", name, err)
	}
	return &durable{file}, nil
}

// durable is a file that is on disk once it is closed.
type durable struct{ *os.File }

func (d *durable) Close() error {
	return errors.Join(d.Sync(), d.File.Close())
}

func (r *restorer) makeDirectory(path string) error {
	if !strings.HasPrefix(path, r.root+string(filepath.Separator)) {
		return nil // the root is there
	}
	if err := r.makeDirectory(filepath.Dir(path)); err != nil {
		return err
	}
	err := os.Mkdir(path, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		r.directories = append(r.directories, path)
	}
	return err
}

// sync makes the directories durable.
func (r *restorer) sync() error {
	for _, path := range append(r.directories, r.root) {
		if err := syncDirectory(path); err != nil {
			return err
		}
	}
	return nil
}

func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
