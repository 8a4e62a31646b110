package analyticstest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/facts/corpus"
)

// material is the statements and queries of the corpus, moved by whole days so
// that the last statement happened within the last day: what is stored now is
// then what relative times ask for.
type material struct {
	statements [][]byte
	days       int
}

func newMaterial(t testing.TB, seed uint64, n int) material {
	t.Helper()
	list := corpus.Statements(seed, n)
	last := time.UnixMicro(list[len(list)-1].Stored)
	m := material{days: int(time.Since(last) / (24 * time.Hour))}
	for _, s := range list {
		var members map[string]json.RawMessage
		if err := json.Unmarshal(s.JSON, &members); err != nil {
			t.Fatal(err)
		}
		var at time.Time
		if err := json.Unmarshal(members["timestamp"], &at); err != nil {
			t.Fatal(err)
		}
		members["timestamp"] = json.RawMessage(fmt.Sprintf("%q", at.AddDate(0, 0, m.days).Format(time.RFC3339Nano)))
		// The server says who vouches for a statement.
		delete(members, "authority")
		text, err := json.Marshal(members)
		if err != nil {
			t.Fatal(err)
		}
		m.statements = append(m.statements, text)
	}
	return m
}

// shuffled returns the statements in another order.
func (m material) shuffled(seed uint64) [][]byte {
	list := append([][]byte(nil), m.statements...)
	rand.New(rand.NewPCG(seed, 7)).Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
	return list
}

var (
	isoDate  = regexp.MustCompile(`"2026-\d\d-\d\d`)
	asOfSeqs = regexp.MustCompile(`"as_of_seq": \d+`)
)

// queries returns the corpus with its dates moved as the statements are, every
// query pinned: those that were pinned to a moment of the corpus to early, the
// others to late.
func (m material) queries(t testing.TB, early, late int64) []string {
	t.Helper()
	var all []string
	for _, text := range corpus.Queries() {
		text = isoDate.ReplaceAllStringFunc(text, func(date string) string {
			at, err := time.Parse(time.DateOnly, strings.Trim(date, `"`))
			if err != nil {
				t.Fatalf("the corpus has the date %s: %v", date, err)
			}
			return `"` + at.AddDate(0, 0, m.days).Format(time.DateOnly)
		})
		text = asOfSeqs.ReplaceAllString(text, fmt.Sprintf(`"as_of_seq": %d`, early))
		all = append(all, pinned(text, late))
	}
	return all
}
