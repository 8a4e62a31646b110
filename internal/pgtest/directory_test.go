package pgtest

import (
	"errors"
	"os"
	"testing"
	"time"
)

func TestOnlyStaleDirectoriesAreRemoved(t *testing.T) {
	base := t.TempDir()
	old := time.Now().Add(-2 * settling)
	make := func() string {
		t.Helper()
		path, err := os.MkdirTemp(base, directoryPrefix)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	stale, fresh, held := make(), make(), make()
	lock, err := lockDirectory(held)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	for _, path := range []string{stale, held} {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	removeStale(base)
	if _, err := os.Stat(stale); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the directory of a dead process is still there (%v)", err)
	}
	for name, path := range map[string]string{"new": fresh, "locked": held} {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("the %s directory is gone: %v", name, err)
		}
	}
}
