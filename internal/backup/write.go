package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/klauspost/compress/zstd"
)

// Write saves the source into one stream. Statements, documents and keys that
// were acknowledged before it began are in it.
func Write(ctx context.Context, to io.Writer, source Source) (Manifest, error) {
	// What is saved is compressed already, or small.
	compressor, err := zstd.NewWriter(to, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return Manifest{}, fmt.Errorf("start backup: %w", err)
	}
	w := &writer{ctx: ctx, tar: tar.NewWriter(compressor), started: time.Now().UTC().Truncate(time.Second)}
	w.manifest = Manifest{Format: formatVersion, Created: w.started.Format(time.RFC3339), AttachmentsElsewhere: source.Blobs == ""}
	err = w.write(source)
	if closeErr := compressor.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("write backup: %w", err)
	}
	return w.manifest, nil
}

type writer struct {
	ctx      context.Context
	tar      *tar.Writer
	started  time.Time
	manifest Manifest
}

func (w *writer) write(source Source) error {
	if err := w.json(headerName, header{formatVersion, w.manifest.Created}); err != nil {
		return err
	}
	if err := w.log(source); err != nil {
		return err
	}
	if err := w.database(source); err != nil {
		return err
	}
	if source.Blobs != "" {
		if err := w.blobs(source); err != nil {
			return err
		}
	}
	if err := w.json(manifestName, w.manifest); err != nil {
		return err
	}
	return w.tar.Close()
}

func (w *writer) log(source Source) error {
	files, release, err := source.Log(w.ctx)
	if err != nil {
		return fmt.Errorf("list the log: %w", err)
	}
	defer release()
	for _, file := range files {
		if err := w.file(file); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) database(source Source) (err error) {
	scratch, err := os.MkdirTemp(source.Scratch, "lore-backup-")
	if err != nil {
		return fmt.Errorf("make room for a copy of the database: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	copied := filepath.Join(scratch, "database")
	if err := source.Database(w.ctx, copied); err != nil {
		return err
	}
	info, err := os.Stat(copied)
	if err != nil {
		return fmt.Errorf("look at the copy of the database: %w", err)
	}
	return w.file(File{Name: source.DatabaseName, Path: copied, Size: info.Size()})
}

// blobs saves the attachments. Files appear under their names only when they
// are whole; what is on its way is in a directory whose name begins with a dot.
func (w *writer) blobs(source Source) error {
	return filepath.WalkDir(source.Blobs, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("list the attachments: %w", err)
		}
		if entry.IsDir() && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("list the attachments: %w", err)
		}
		relative, err := filepath.Rel(source.Blobs, name)
		if err != nil {
			return fmt.Errorf("list the attachments: %w", err)
		}
		return w.file(File{Name: path.Join(source.BlobsName, filepath.ToSlash(relative)), Path: name, Size: info.Size()})
	})
}

// file saves one file and notes its digest.
func (w *writer) file(file File) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	in, err := os.Open(file.Path)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := w.tar.WriteHeader(&tar.Header{Name: file.Name, Mode: 0o600, Size: file.Size, ModTime: w.started, Format: tar.FormatPAX}); err != nil {
		return err
	}
	digest := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(w.tar, digest), in, file.Size); err != nil {
		return fmt.Errorf("save %s: %w", file.Name, err)
	}
	w.manifest.Files = append(w.manifest.Files, Entry{file.Name, file.Size, sum(digest)})
	return nil
}

func (w *writer) json(name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text)), ModTime: w.started, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err = w.tar.Write(text)
	return err
}

func sum(digest hash.Hash) string { return hex.EncodeToString(digest.Sum(nil)) }
