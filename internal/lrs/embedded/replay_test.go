package embedded_test

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"runtime"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog/faultfs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
)

// scale is a file system that weighs the memory in use at each read.
type scale struct {
	seglog.FS
	most uint64
}

func (s *scale) Open(name string, readOnly bool) (seglog.File, error) {
	file, err := s.FS.Open(name, readOnly)
	return weighed{file, s}, err
}

func (s *scale) weigh() {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	s.most = max(s.most, stats.HeapAlloc)
}

type weighed struct {
	seglog.File
	scale *scale
}

func (f weighed) ReadAt(b []byte, at int64) (int, error) {
	f.scale.weigh()
	return f.File.ReadAt(b, at)
}

// Statements may be as big as a request; a start must not need the memory for
// thousands of them.
func TestAStartTakesBigStatementsAFewAtATime(t *testing.T) {
	const count, size = 40, 2 << 20
	config := embedded.Config{Dir: t.TempDir(), FS: &faultfs.FS{Lazy: true}}
	s := openStore(t, config.WithIndexIn(vfs.NewMem()))
	noise := make([]byte, size/2) // it must not compress into a single read
	for range count {
		rand.Read(noise) // it never fails
		record, err := storetest.MakeRecord(fmt.Appendf(nil,
			`{"actor":{"mbox":"mailto:a@example.com"},"verb":{"id":"http://example.com/v"},"object":{"id":"http://example.com/a"},"context":{"extensions":{"http://example.com/e":"%s"}}}`,
			hex.EncodeToString(noise)), storetest.DefaultOrigin())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Append(t.Context(), 1, []lrs.Record{record}); err != nil {
			t.Fatal(err)
		}
	}
	closeStore(t, s)
	s = nil
	before := scale{}
	before.weigh()
	during := scale{FS: config.FS}
	config.FS = &during
	openStore(t, config.WithIndexIn(vfs.NewMem()))
	if used := during.most - before.most; used > count*size/2 {
		t.Errorf("the start held %d MiB in memory for a log of %d MiB", used>>20, count*size>>20)
	}
}
