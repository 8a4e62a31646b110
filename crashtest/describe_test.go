package crashtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/xapi"
)

// TestRebuiltIndexDescribesTheSame: definitions come out of the log again,
// those of writers without the scope define not among them (Record.Defines).
func TestRebuiltIndexDescribesTheSame(t *testing.T) {
	dir := t.TempDir()
	engine, err := embedded.Open(smallConfig(dir, seglog.OS{}))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorkload(1)
	for i, language := range []string{"en", "de", "fr", "en"} {
		text := fmt.Appendf(nil, `{"id":%q,"actor":{"mbox":"mailto:a@example.com"},"verb":{"id":"http://example.com/v"},`+
			`"object":{"id":"http://example.com/a","definition":{"name":{%q:"name %d"}}}}`, w.newID(), language, i)
		origin := storetest.DefaultOrigin()
		origin.Define = i != 2
		record, err := storetest.MakeRecord(text, origin)
		if err != nil {
			t.Fatal(err)
		}
		if err := engine.Append(t.Context(), store, []lrs.Record{record}); err != nil {
			t.Fatal(err)
		}
	}
	describe := func() string {
		t.Helper()
		text, err := engine.Describe(t.Context(), store, xapi.DescribesActivity, xapi.ActivityKey("http://example.com/a"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	const want = `{"name":{"en":"name 3","de":"name 1"}}`
	if got := describe(); got != want {
		t.Fatalf("described as %s, want %s", got, want)
	}
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "index")); err != nil {
		t.Fatal(err)
	}
	if engine, err = embedded.Open(smallConfig(dir, seglog.OS{})); err != nil {
		t.Fatal(err)
	}
	if got := describe(); got != want {
		t.Errorf("with the index built anew described as %s, want %s", got, want)
	}
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
}
