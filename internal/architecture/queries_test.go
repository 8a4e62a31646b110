package architecture

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/query"
)

var jsonBlock = regexp.MustCompile("(?s)```json\n(.*?)```")

// A query that a reader copies from the documents must be one.
func TestQueriesInDocumentsAreUnderstood(t *testing.T) {
	files, err := filepath.Glob(root + "/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range jsonBlock.FindAllSubmatch(text, -1) {
			var kind struct{ Kind string }
			if json.Unmarshal(block[1], &kind) != nil || kind.Kind == "" {
				continue // an answer, or something else
			}
			seen++
			if _, err := query.Decode(block[1], nil); err != nil {
				t.Errorf("%s has a query that is refused: %v\n%s", filepath.Base(file), err, block[1])
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d queries were found in the documents", seen)
	}
}
