package db

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

func TestDamageIsFoundAndLeftAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lore.db")
	db := open(t, path)
	if err := db.Write(t.Context(), func(tx *sql.Tx) error {
		for i := range int64(200) {
			if err := addStore(t.Context(), tx, i, strings.Repeat("a", 40)+string(rune('a'+i%26))+strings.Repeat("b", int(i))); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Verify(t.Context()); err != nil {
		t.Errorf("open and whole: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := VerifyFile(t.Context(), path); err != nil {
		t.Errorf("closed and whole: %v", err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The last page belongs to the table or its index: all of it is used.
	copy(content[len(content)-4096:], bytes.Repeat([]byte{0xff}, 4096))
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := VerifyFile(context.Background(), path); !problem.Is(err, problem.Internal) {
		t.Errorf("damaged: %v, want the damage", err)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(after, content) {
		t.Error("looking at the file changed it")
	}
	if err := VerifyFile(t.Context(), filepath.Join(t.TempDir(), "none.db")); err == nil {
		t.Error("a file that is not there is whole")
	}
}
