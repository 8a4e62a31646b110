package corpus_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/facts/corpus"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/xapi"
)

func TestQueriesAreManyAndValid(t *testing.T) {
	texts := corpus.Queries()
	if len(texts) < 300 {
		t.Errorf("the corpus has %d queries, at least 300 are wanted", len(texts))
	}
	kinds := make(map[query.Kind]int)
	for _, text := range texts {
		q, err := query.Decode([]byte(text), corpus.Segments())
		if err != nil {
			t.Errorf("the query is refused: %v\n%s", err, text)
			continue
		}
		kinds[q.Kind]++
	}
	for _, kind := range query.Kinds() {
		if kinds[kind] < 10 {
			t.Errorf("the corpus has %d queries of kind %s, at least 10 are wanted", kinds[kind], kind)
		}
	}
}

func TestRandomQueriesAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := corpus.RandomQuery(t)
		if _, err := query.Decode([]byte(text), corpus.Segments()); err != nil {
			t.Fatalf("the query is refused: %v\n%s", err, text)
		}
	})
}

func TestStatementsAreValidInOrderAndTheSameAgain(t *testing.T) {
	for name, make := range map[string]func() []corpus.Statement{
		"statements": func() []corpus.Statement { return corpus.Statements(3, 2000) },
		"exam":       func() []corpus.Statement { return corpus.Exam(3, 100) },
	} {
		t.Run(name, func(t *testing.T) {
			list, again := make(), make()
			for i, s := range list {
				parsed, _, err := xapi.Parse(s.JSON, xapi.Version1, xapi.Limits{})
				if err != nil || len(parsed) != 1 {
					t.Fatalf("statement %d is not valid: %v\n%s", i, err, s.JSON)
				}
				if i > 0 && s.Stored <= list[i-1].Stored {
					t.Fatalf("statement %d is stored at %d, not after the one before, %d", i, s.Stored, list[i-1].Stored)
				}
				if !bytes.Equal(s.JSON, again[i].JSON) || s.Stored != again[i].Stored || s.ID != again[i].ID {
					t.Fatalf("statement %d is another one the second time", i)
				}
			}
		})
	}
}
