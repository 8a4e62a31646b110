package embedded_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog/faultfs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// crashState is what a crash at one moment leaves, and how many batches had
// been acknowledged by then.
type crashState struct {
	name  string
	dir   string // with the directory log in it
	index vfs.FS
	acked int
}

// camera takes crash states of a store at work.
type camera struct {
	t       testing.TB
	log     *faultfs.FS
	index   *vfs.MemFS
	dir     string
	rng     *rand.Rand
	mu      sync.Mutex
	acked   int
	steps   int
	states  []crashState
	stopped bool
}

// shoot takes the state of one moment, in turn as the kill of the process, a
// loss of power and a loss of power after which some unsynced pages are there.
func (c *camera) shoot(step string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return
	}
	c.steps++
	state := crashState{dir: c.t.TempDir(), acked: c.acked}
	if err := os.Mkdir(filepath.Join(state.dir, "log"), 0o700); err != nil {
		c.t.Error(err)
		return
	}
	how := "process killed"
	err := c.log.Hold(func() error {
		into := filepath.Join(state.dir, "log")
		switch c.steps % 3 {
		case 0:
			state.index = c.index.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: 100, RNG: c.rng})
			return faultfs.Copy(filepath.Join(c.dir, "log"), into)
		case 1:
			how = "power lost"
			state.index = c.index.CrashClone(vfs.CrashCloneCfg{})
		default:
			how = "power lost, some pages written"
			state.index = c.index.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: 50, RNG: c.rng})
		}
		return c.log.CopyDurable(into)
	})
	if err != nil {
		c.t.Error(err)
	}
	state.name = fmt.Sprintf("%d %s, %s", c.steps, step, how)
	c.states = append(c.states, state)
}

func TestACrashAtAnyStepLosesNothingAndEveryAnswerIsRight(t *testing.T) {
	c := &camera{t: t, dir: t.TempDir(), log: &faultfs.FS{Lazy: true}, index: vfs.NewCrashableMem(), rng: rand.New(rand.NewPCG(1, 2))}
	c.log.Before = func(op faultfs.Op, name string) error {
		c.shoot(fmt.Sprintf("before %s of %s", op, filepath.Base(name)))
		return nil
	}
	indexFS := errorfs.Wrap(c.index, errorfs.InjectorFunc(func(op errorfs.Op) error {
		if op.Kind.ReadOrWrite() == errorfs.OpIsWrite {
			c.shoot(fmt.Sprintf("before index %d of %s", op.Kind, filepath.Base(op.Path)))
		}
		return nil
	}))
	s := openStore(t, embedded.Config{Dir: c.dir, FS: c.log, SegmentSize: 6 << 10, FlushStatements: 20}.WithIndexIn(indexFS))
	w := makeWorkload(t, 40)
	for b := range w.batches {
		w.append(t, s, b)
		c.mu.Lock()
		c.acked++
		c.mu.Unlock()
		if b%8 == 7 { // however slow the machine
			if err := s.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.mu.Lock()
	c.stopped = true
	c.mu.Unlock()
	stats, err := s.Stats()
	if err != nil {
		t.Fatal(err)
	}
	if stats.Segments < 4 || stats.Flushes < 4 || len(c.states) < 150 {
		t.Fatalf("the test has %d segments, %d flushes and %d states, too few to mean much", stats.Segments, stats.Flushes, len(c.states))
	}
	for _, state := range c.states {
		t.Run(state.name, func(t *testing.T) { w.checkCrash(t, state) })
	}
}

// checkCrash opens what a crash left.
func (w workload) checkCrash(t *testing.T, state crashState) {
	config := embedded.Config{Dir: state.dir, FS: &faultfs.FS{Lazy: true}}
	s := openStore(t, config.WithIndexIn(state.index))
	whole := 0
	for b := range w.batches {
		found := 0
		for _, record := range w.batches[b] {
			stored, err := s.Get(context.Background(), w.store(b), record.ID)
			if problem.Is(err, problem.NotFound) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			want := bytes.Clone(record.JSON)
			xapi.PutStored(want, record.StoredAt, stored.Stored)
			if !bytes.Equal(stored.JSON, want) {
				t.Fatalf("statement %s of batch %d\n is %s\nwas %s", record.ID, b, stored.JSON, want)
			}
			found++
		}
		switch {
		case found == len(w.batches[b]) && whole == b:
			whole++
		case found != 0:
			t.Fatalf("batch %d has %d of its %d statements, %d batches before it are whole", b, found, len(w.batches[b]), whole)
		}
	}
	if whole < state.acked {
		t.Fatalf("%d batches are left of %d that were acknowledged", whole, state.acked)
	}
	// What the index answers is what one made from nothing answers, and so it
	// is after the rest was appended.
	w.compareWithRebuilt(t, s, config)
	for b := whole; b < len(w.batches); b++ {
		w.append(t, s, b)
	}
	w.compareWithRebuilt(t, s, config)
}

// compareWithRebuilt compares a store's answers with those of one whose index
// was made anew from a copy of its log.
func (w workload) compareWithRebuilt(t *testing.T, s *embedded.Store, config embedded.Config) {
	t.Helper()
	copied := t.TempDir()
	if err := os.Mkdir(filepath.Join(copied, "log"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := faultfs.Copy(filepath.Join(config.Dir, "log"), filepath.Join(copied, "log")); err != nil {
		t.Fatal(err)
	}
	rebuilt := openStore(t, embedded.Config{Dir: copied, FS: config.FS, FlushStatements: 7}.WithIndexIn(vfs.NewMem()))
	if got, want := dump(t, s), dump(t, rebuilt); got != want {
		t.Fatalf("the index answers otherwise than one made anew from the log (-rebuilt +store):\n%s", diffLines(want, got))
	}
	closeStore(t, rebuilt)
}
