package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/klauspost/compress/zstd"

	"github.com/lore-lrs/lore/internal/problem"
)

// maxManifest bounds the manifest in memory, in bytes.
const maxManifest = 1 << 30

// Verify reads a backup whole and compares every file with the manifest.
// Errors: Invalid when it is no backup, is cut off or damaged.
func Verify(ctx context.Context, from io.Reader) (Manifest, error) {
	return read(ctx, from, func(string, int64) (io.WriteCloser, error) { return nopCloser{io.Discard}, nil })
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// read takes a backup apart: each file goes into what create returns. It
// returns the manifest when everything agrees with it.
func read(ctx context.Context, from io.Reader, create func(name string, size int64) (io.WriteCloser, error)) (Manifest, error) {
	unzip, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return Manifest{}, fmt.Errorf("read backup: %w", err)
	}
	defer unzip.Close()
	archive := tar.NewReader(unzip)
	if err := readHeader(archive); err != nil {
		return Manifest{}, err
	}
	var found []Entry
	for {
		if err := ctx.Err(); err != nil {
			return Manifest{}, err
		}
		entry, err := archive.Next()
		if err == io.EOF {
			return Manifest{}, spoiled("it ends without its manifest; was it cut off?")
		}
		if err != nil {
			return Manifest{}, spoiled("after %s nothing can be read (%v)", lastOf(found), err)
		}
		if entry.Name == manifestName {
			manifest, err := readManifest(archive, found)
			if err != nil {
				return Manifest{}, err
			}
			if _, err := archive.Next(); err != io.EOF {
				return Manifest{}, spoiled("something follows its manifest")
			}
			// The rest of the stream carries the checksum of the compression.
			if _, err := io.Copy(io.Discard, unzip); err != nil {
				return Manifest{}, spoiled("its end cannot be read (%v)", err)
			}
			return manifest, nil
		}
		if !safe(entry.Name) || entry.Typeflag != tar.TypeReg {
			return Manifest{}, spoiled("it holds %q, which is no file of a data directory", entry.Name)
		}
		to, err := create(entry.Name, entry.Size)
		if err != nil {
			return Manifest{}, err
		}
		digest := sha256.New()
		reading := &readFailure{in: archive}
		n, err := io.Copy(io.MultiWriter(to, digest), reading)
		if closeErr := to.Close(); err == nil {
			err = closeErr
		}
		if reading.err != nil {
			return Manifest{}, spoiled("%s cannot be read (%v)", entry.Name, reading.err)
		}
		if err != nil {
			return Manifest{}, fmt.Errorf("restore %s: %w", entry.Name, err)
		}
		found = append(found, Entry{entry.Name, n, sum(digest)})
	}
}

// readFailure tells an error of reading from one of writing.
type readFailure struct {
	in  io.Reader
	err error
}

func (r *readFailure) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

func readHeader(archive *tar.Reader) error {
	entry, err := archive.Next()
	if err != nil || entry.Name != headerName {
		return problem.New(problem.Invalid, "no-backup", "this is not a file that `lore backup` wrote")
	}
	var first header
	if err := json.UnmarshalRead(io.LimitReader(archive, 1<<16), &first); err != nil {
		return spoiled("its header cannot be read (%v)", err)
	}
	if first.Format > formatVersion {
		return problem.New(problem.Invalid, "backup-newer",
			"the backup has format %d, this version reads up to %d; use the version of Lore that wrote it, or a newer one", first.Format, formatVersion)
	}
	return nil
}

func readManifest(archive *tar.Reader, found []Entry) (Manifest, error) {
	var manifest Manifest
	if err := json.UnmarshalRead(io.LimitReader(archive, maxManifest), &manifest); err != nil {
		return Manifest{}, spoiled("its manifest cannot be read (%v)", err)
	}
	if slices.Equal(found, manifest.Files) {
		return manifest, nil
	}
	for i, want := range manifest.Files {
		if i >= len(found) || found[i].Name != want.Name {
			return Manifest{}, spoiled("%s is missing", want.Name)
		}
		if found[i] != want {
			return Manifest{}, spoiled("%s is not what was saved", want.Name)
		}
	}
	return Manifest{}, spoiled("it holds files that its manifest does not name")
}

// safe reports whether a name stays within the directory it is restored to.
func safe(name string) bool {
	return name != "" && path.Clean(name) == name && !path.IsAbs(name) && name != ".." && !strings.HasPrefix(name, "../") && !strings.Contains(name, `\`)
}

func lastOf(found []Entry) string {
	if len(found) == 0 {
		return "its header"
	}
	return found[len(found)-1].Name
}
