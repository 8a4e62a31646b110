package blob

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
)

func TestDirectory(t *testing.T) {
	d, err := OpenDirectory(filepath.Join(t.TempDir(), "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	testBlobs(t, d, func(store lrs.StoreID, sha2 string) {
		path, err := d.file(store, sha2)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("SOUND"), 0o600); err != nil {
			t.Fatal(err)
		}
	})
	if left := files(t, filepath.Join(d.path, incoming)); len(left) != 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestWritingAgainLeavesAGoodFileAndMendsADamagedOne(t *testing.T) {
	d, err := OpenDirectory(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	content := []byte("sound")
	sha2 := lrs.SHA2(content, 64)
	path := filepath.Join(d.path, "1", sha2[:2], sha2)
	write := func() os.FileInfo {
		t.Helper()
		if err := d.Write(t.Context(), 1, sha2, content); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	first := write()
	if !os.SameFile(first, write()) {
		t.Error("a good file was written anew")
	}
	if err := os.WriteFile(path, []byte("SOUND"), 0o600); err != nil {
		t.Fatal(err)
	}
	if os.SameFile(first, write()) {
		t.Error("a damaged file was not replaced")
	}
	expect(t, d, 1, sha2, content)
}

func TestCrashLeftoversAreRemovedAtStart(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenDirectory(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, incoming, "half"), []byte("ha"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenDirectory(dir); err != nil {
		t.Fatal(err)
	}
	if left := files(t, filepath.Join(dir, incoming)); len(left) != 0 {
		t.Errorf("after opening again there is %v", left)
	}
}
