package architecture

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/query"
)

var (
	jsonBlock = regexp.MustCompile("(?s)```json\n(.*?)```")
	// queryStart is how a query begins that stands by itself.
	queryStart = regexp.MustCompile(`^\s*\{\s*"kind"`)
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	// posted is what a command sends, between single quotes.
	posted = regexp.MustCompile(`(?s)(?:-d|ask) '\s*(\{.*?\})'`)
)

// A query that a reader copies from the documents must be one.
func TestQueriesInDocumentsAreUnderstood(t *testing.T) {
	files, err := filepath.Glob(root + "/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range append(files, root+"/README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, written := range queriesIn(text) {
			seen++
			if _, err := query.Decode(written, map[string]string{"withdrew": `["exists","person"]`}); err != nil {
				t.Errorf("%s has a query that is refused: %v\n%s", filepath.Base(file), err, written)
			}
		}
	}
	if seen < 15 {
		t.Errorf("only %d queries were found in the documents", seen)
	}
}

// queriesIn finds the queries of a document: by themselves, and in commands,
// also below «query».
func queriesIn(text []byte) (queries [][]byte) {
	for _, block := range jsonBlock.FindAllSubmatch(text, -1) {
		if queryStart.Match(block[1]) {
			queries = append(queries, block[1])
		}
	}
	for _, block := range shellBlock.FindAllSubmatch(text, -1) {
		for _, sent := range posted.FindAllSubmatch(block[1], -1) {
			var about struct{ Query json.RawMessage }
			switch {
			case queryStart.Match(sent[1]):
				queries = append(queries, sent[1])
			case json.Unmarshal(sent[1], &about) == nil && about.Query != nil:
				queries = append(queries, about.Query)
			}
		}
	}
	return queries
}
