package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommandRunsBesideADatabase(t *testing.T) {
	named := filepath.Join(t.TempDir(), "named")
	code, err := run([]string{"sh", "-c", `printf %s "$LORE_TEST_DATABASE" >"$0"; exit 3`, named})
	if code != 3 || err != nil {
		t.Errorf("code %d, %v; want the command's own, 3", code, err)
	}
	if url, err := os.ReadFile(named); err != nil || !strings.HasPrefix(string(url), "postgres://") {
		t.Errorf("LORE_TEST_DATABASE was %q, %v; want a URL", url, err)
	}
	if code, err := run([]string{"true"}); code != 0 || err != nil {
		t.Errorf("code %d, %v; want 0", code, err)
	}
	if _, err := run(nil); err == nil {
		t.Error("no command was taken for one")
	}
	if _, err := run([]string{filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("a command that is not there was taken for one that ended well")
	}
}
