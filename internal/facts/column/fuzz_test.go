package column_test

import (
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/column"
)

// FuzzSegment: no bytes make reading a segment fail in another way than by an
// error.
func FuzzSegment(f *testing.F) {
	for _, rows := range []int{1, 3, 40} {
		f.Add(column.EncodeSegment(column.Memory(campus(rows, start, rand.New(rand.NewPCG(1, uint64(rows)))), nil, nil)))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, err := column.ReadSegment(file, 0)
		if err == nil && rows > len(file) {
			t.Fatalf("%d rows in %d bytes", rows, len(file))
		}
	})
}

func FuzzManifest(f *testing.F) {
	content := `{"through":5,"promoted":["a"],"journal":12,"segments":[{"number":0,"rows":3,"size":900,"open":true}],"next":1}`
	f.Add([]byte(content))
	f.Add([]byte(`{"segments":null}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		file := append(fmt.Appendf(nil, "lore-facts 1 %08x\n", crc32.Checksum(content, crc32.MakeTable(crc32.Castagnoli))), content...)
		again, err := column.ReadManifest(file)
		if err != nil {
			return
		}
		if twice, err := column.ReadManifest(again); err != nil || string(twice) != string(again) {
			t.Fatalf("%s is written as %s and that is read as %s, %v", file, again, twice, err)
		}
	})
}

func FuzzJournal(f *testing.F) {
	h := newHistory(9, 6)
	config := column.Config{Dir: f.TempDir()}
	table := open(f, config)
	for _, end := range h.ends {
		rows, voids := h.after(table.Through(), end)
		if err := table.Add(rows, voids, end); err != nil {
			f.Fatal(err)
		}
	}
	if err := table.Close(); err != nil {
		f.Fatal(err)
	}
	journal, err := os.ReadFile(filepath.Join(config.Dir, "journal"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(journal[12:])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, sections []byte) {
		again, err := column.ReadJournalSections(sections)
		if err != nil {
			return
		}
		if _, err := column.ReadJournalSections(again); err != nil && len(again) > 0 {
			t.Fatalf("what was read is written as %x, which is not read: %v", again, err)
		}
	})
}
