package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/lore-lrs/lore/internal/problem"
)

// source is a data directory of plain files.
func source(t testing.TB) Source {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"log/1.log":             strings.Repeat("statements", 10_000) + "not committed yet",
		"blobs/1/ab/abcd":       "attachment",
		"blobs/.incoming/12345": "half an attachm",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return Source{
		Log: func(context.Context) ([]File, func(), error) {
			return []File{{Name: "log/1.log", Path: filepath.Join(dir, "log", "1.log"), Size: 100_000}}, func() {}, nil
		},
		Database:     func(_ context.Context, path string) error { return os.WriteFile(path, []byte("database"), 0o600) },
		DatabaseName: "lore.db",
		Blobs:        filepath.Join(dir, "blobs"),
		BlobsName:    "blobs",
		Scratch:      dir,
	}
}

func write(t testing.TB, from Source) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := Write(t.Context(), &out, from); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// tree returns the files below a directory with their contents.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, relErr := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(content)
		return errors.Join(err, relErr)
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestRestoreBringsBackWhatWasCommitted(t *testing.T) {
	from := source(t)
	saved := write(t, from)
	for name, dir := range map[string]string{"missing": filepath.Join(t.TempDir(), "deep", "data"), "empty": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			manifest, err := Restore(t.Context(), bytes.NewReader(saved), dir)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{
				"log/1.log":       strings.Repeat("statements", 10_000),
				"lore.db":         "database",
				"blobs/1/ab/abcd": "attachment",
			}
			if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
				t.Errorf("restored (-want +got):\n%s", diff)
			}
			if manifest.Bytes() != 100_018 || len(manifest.Files) != 3 {
				t.Errorf("manifest %+v, want three files with 100018 bytes", manifest)
			}
			if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("mode %v (%v), want 0700", info.Mode(), err)
			}
		})
	}
	if left, _ := filepath.Glob(filepath.Join(from.Scratch, "lore-backup-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Whatever byte is changed, wherever the file is cut: nothing is restored,
// unless it made no difference (zstd has a few bits that say nothing).
func TestDamageIsFoundBeforeAnythingIsInPlace(t *testing.T) {
	saved := write(t, source(t))
	whole := filepath.Join(t.TempDir(), "whole")
	if _, err := Restore(t.Context(), bytes.NewReader(saved), whole); err != nil {
		t.Fatal(err)
	}
	want := tree(t, whole)
	parent := t.TempDir()
	try := func(what string, at int, saved []byte) {
		t.Helper()
		dir := filepath.Join(parent, "data")
		_, err := Restore(t.Context(), bytes.NewReader(saved), dir)
		if err == nil {
			if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
				t.Errorf("%s at byte %d was not found:\n%s", what, at, diff)
			}
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}
		if entries, _ := os.ReadDir(parent); len(entries) > 0 {
			t.Fatalf("%s at byte %d left %s behind", what, at, entries[0].Name())
		}
	}
	for at := 0; at < len(saved); at += 1 + len(saved)/100 {
		changed := bytes.Clone(saved)
		changed[at] ^= 0x20
		try("a changed byte", at, changed)
		try("cut off", at, saved[:at])
	}
	try("cut off", len(saved)-1, saved[:len(saved)-1])
}

func TestRestoreRefusesADirectoryInUse(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(dir, "kept")
	if err := os.WriteFile(kept, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), bytes.NewReader(write(t, source(t))), dir); !problem.Is(err, problem.Conflict) {
		t.Errorf("error %v, want Conflict", err)
	}
	if diff := cmp.Diff(map[string]string{"kept": "x"}, tree(t, dir)); diff != "" {
		t.Errorf("the directory changed:\n%s", diff)
	}
}

func TestNamesStayWithinTheDirectory(t *testing.T) {
	for name, want := range map[string]bool{
		"log/1.log": true, "lore.db": true, "": false, "/etc/passwd": false, "..": false, "../x": false,
		"a/../../x": false, "a//b": false, "./a": false, `a\..\b`: false, "a/": false,
	} {
		if safe(name) != want {
			t.Errorf("safe(%q) is %t, want %t", name, !want, want)
		}
	}
}

func TestSaveAppearsOnlyWhenItIsWhole(t *testing.T) {
	saved := write(t, source(t))
	dir := t.TempDir()
	path := filepath.Join(dir, "backup")
	failed := errors.New("connection lost")
	for name, fetch := range map[string]func(io.Writer) error{
		"broken off": func(w io.Writer) error { _, err := w.Write(saved[:100]); return errors.Join(err, failed) },
		"damaged":    func(w io.Writer) error { _, err := w.Write(saved[:len(saved)-10]); return err },
	} {
		if _, err := Save(t.Context(), path, fetch); err == nil {
			t.Errorf("%s: saved without an error", name)
		}
		if files := tree(t, dir); len(files) > 0 {
			t.Errorf("%s: left %v behind", name, files)
		}
	}
	whole := func(w io.Writer) error { _, err := w.Write(saved); return err }
	if _, err := Save(t.Context(), path, whole); err != nil {
		t.Fatal(err)
	}
	if files := tree(t, dir); len(files) != 1 || files["backup"] != string(saved) {
		t.Error("the saved file is not what was fetched")
	}
	if _, err := Save(t.Context(), path, whole); !problem.Is(err, problem.Conflict) {
		t.Errorf("a second time: %v, want Conflict", err)
	}
}

func TestBackupsOfANewerFormatAreRefused(t *testing.T) {
	var out bytes.Buffer
	compressor, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	w := &writer{ctx: t.Context(), tar: tar.NewWriter(compressor)}
	if err := errors.Join(w.json(headerName, header{Format: formatVersion + 1}), w.tar.Close(), compressor.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(t.Context(), &out); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Errorf("error %v, want one that says that the format is newer", err)
	}
}

func TestABackupSaysThatAttachmentsAreElsewhere(t *testing.T) {
	from := source(t)
	from.Blobs = ""
	manifest, err := Verify(t.Context(), bytes.NewReader(write(t, from)))
	if err != nil || !manifest.AttachmentsElsewhere || len(manifest.Files) != 2 {
		t.Errorf("manifest %+v, %v; want two files and attachments elsewhere", manifest, err)
	}
}

func TestAFailingSourceFailsTheBackup(t *testing.T) {
	failed := errors.New("disk on fire")
	for name, spoil := range map[string]func(*Source){
		"log":      func(s *Source) { s.Log = func(context.Context) ([]File, func(), error) { return nil, nil, failed } },
		"database": func(s *Source) { s.Database = func(context.Context, string) error { return failed } },
		"short": func(s *Source) {
			log := s.Log
			s.Log = func(ctx context.Context) ([]File, func(), error) {
				files, release, err := log(ctx)
				files[0].Size += 1000
				return files, release, err
			}
		},
	} {
		from := source(t)
		spoil(&from)
		var out bytes.Buffer
		if _, err := Write(t.Context(), &out, from); err == nil {
			t.Errorf("%s: no error", name)
		}
		if _, err := Verify(t.Context(), &out); err == nil {
			t.Errorf("%s: what was written passes for a backup", name)
		}
	}
}
