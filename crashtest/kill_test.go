package crashtest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
)

// load runs writers against a server until it is gone or stop is closed.
// Half of them send batches, the others single statements; one counts up a
// state document. Whatever is not a success or a lost connection is an error.
func (h *history) load(t *testing.T, c *client, seed uint64, stop <-chan struct{}) *sync.WaitGroup {
	var writers sync.WaitGroup
	loop := func(write func() error) {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if write() != nil {
					return
				}
			}
		})
	}
	for n := range 6 {
		w := newWorkload(seed<<8 | uint64(n))
		loop(func() error {
			size := 1
			if n%2 == 0 {
				size = 1 + w.random.IntN(40)
			}
			b := w.batch(size)
			h.remember(b)
			status, answer, err := c.send(t.Context(), b)
			if err == nil && !b.acknowledged && status != http.StatusServiceUnavailable {
				t.Errorf("a good request gets status %d: %s", status, answer)
			}
			return err
		})
	}
	loop(func() error { return h.count(t, c) })
	return &writers
}

// aim waits for the moment to kill. It returns early when the server is gone.
type aim struct {
	name string
	wait func(dir string, random *rand.Rand, gone <-chan struct{})
}

var aims = []aim{
	{"at any moment", func(_ string, random *rand.Rand, gone <-chan struct{}) {
		pause(time.Duration(20+random.IntN(300))*time.Millisecond, gone)
	}},
	{"when a segment begins", func(dir string, random *rand.Rand, gone <-chan struct{}) {
		watch(filepath.Join(dir, "log"), 1+random.IntN(3), gone)
	}},
	{"while the index is flushed", func(dir string, random *rand.Rand, gone <-chan struct{}) {
		watch(filepath.Join(dir, "index"), 1+random.IntN(6), gone)
	}},
}

// pause waits for a time that was drawn at random: the moment itself is what
// is tried, there is no condition to wait for.
func pause(d time.Duration, gone <-chan struct{}) {
	select {
	case <-time.After(d):
	case <-gone:
	}
}

// watch returns when the names in a directory have changed so many times.
func watch(dir string, changes int, gone <-chan struct{}) {
	deadline := time.Now().Add(5 * time.Second)
	before := names(dir)
	for changes > 0 && time.Now().Before(deadline) {
		select {
		case <-gone:
			return
		default:
		}
		if now := names(dir); !slices.Equal(now, before) {
			before = now
			changes--
		}
	}
}

func names(dir string) []string {
	entries, _ := os.ReadDir(dir) // it may not be there yet
	list := make([]string, len(entries))
	for i, entry := range entries {
		list[i] = entry.Name()
	}
	return list
}

// TestKilledUnderLoadNothingAcknowledgedIsLost kills the server in many rounds
// on one data directory and checks everything after each.
func TestKilledUnderLoadNothingAcknowledgedIsLost(t *testing.T) {
	const rounds = 24
	dir := newData(t)
	h := newHistory()
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	server := start(t, dir)
	for round := range rounds {
		c := newClient(server.URL)
		aim := aims[round%len(aims)]
		when := fmt.Sprintf("round %d, killed %s", round, aim.name)
		writers := h.load(t, c, uint64(round+1), server.Ended)
		aim.wait(dir, random, server.Ended)
		server.Kill()
		writers.Wait()
		c.close()
		if round%4 == 3 {
			killWhileStarting(t, dir, random)
		}
		server = start(t, dir)
		c = newClient(server.URL)
		h.check(t, when, c)
		c.close()
		if t.Failed() {
			t.Fatalf("%s: see above\n%s", when, binarytest.Tail(server.Log()))
		}
	}
	acknowledged := 0
	for _, b := range h.batches {
		acknowledged += len(b.statements)
	}
	t.Logf("%d rounds, %d statements in %d requests", rounds, acknowledged, len(h.batches))

	c := newClient(server.URL)
	everything := h.check(t, "after the last round", c)
	c.close()
	checkExport(t, "from the running server", dir, everything)
	server.Stop(t)
	checkExport(t, "with the server stopped", dir, everything)
	checkDoctor(t, dir)
	checkRebuilt(t, dir, h)
}

// killWhileStarting kills servers that read the log again, with and without an
// index to begin from.
func killWhileStarting(t *testing.T, dir string, random *rand.Rand) {
	t.Helper()
	for n := range 3 {
		if n == 1 {
			removeIndex(t, dir)
		}
		p, _ := binarytest.Launch(t, serve(dir))
		pause(time.Duration(random.IntN(60))*time.Millisecond, p.Ended)
		p.Kill()
	}
}

func removeIndex(t *testing.T, dir string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(dir, "index")); err != nil {
		t.Fatal(err)
	}
}

// TestKilledWhileStartingForTheFirstTime kills a server that makes its data
// directory, and the commands that make a store and a key in it.
func TestKilledWhileStartingForTheFirstTime(t *testing.T) {
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	for round := range 8 {
		dir := filepath.Join(t.TempDir(), "data")
		for range 1 + random.IntN(3) {
			p, _ := binarytest.Launch(t, serve(dir))
			if round%2 == 0 {
				watch(dir, 1+random.IntN(4), p.Ended)
			} else {
				pause(time.Duration(random.IntN(80))*time.Millisecond, p.Ended)
			}
			p.Kill()
		}
		makeKey(t, dir)
		server := start(t, dir)
		c := newClient(server.URL)
		h := newHistory()
		b := newWorkload(uint64(round)).batch(5)
		h.remember(b)
		if status, answer, err := c.send(t.Context(), b); !b.acknowledged {
			t.Fatalf("round %d: the first batch gets status %d, %v: %s", round, status, err, answer)
		}
		h.check(t, fmt.Sprintf("round %d", round), c)
		c.close()
		server.Stop(t)
	}
}

// checkExport compares `lore export` with everything that is known: all lines,
// in order, voided statements too.
func checkExport(t *testing.T, when, dir string, want *storetest.Model) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.ndjson")
	binarytest.MustRun(t, lore, "export", "--data", dir, "--store", "main", "--voided", "--output", path)
	exported, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSuffix(exported, []byte("\n")), []byte("\n"))
	all := want.All()
	if len(lines) != len(all) {
		t.Fatalf("export %s: %d lines, want %d", when, len(lines), len(all))
	}
	for i, stored := range all {
		if !bytes.Equal(lines[i], stored.JSON) {
			t.Fatalf("export %s: line %d is\n%s\nwant\n%s", when, i+1, lines[i], stored.JSON)
		}
	}
}

// checkDoctor: a directory that has been through all this is in order.
func checkDoctor(t *testing.T, dir string) {
	t.Helper()
	if output, code := binarytest.Run(t, lore, "doctor", "--data", dir); code != 0 {
		t.Fatalf("doctor finds fault with a sound directory, exit code %d:\n%s", code, output)
	}
}

// checkRebuilt deletes the index and expects the same answers.
func checkRebuilt(t *testing.T, dir string, h *history) {
	t.Helper()
	removeIndex(t, dir)
	server := start(t, dir)
	c := newClient(server.URL)
	h.check(t, "with the index built anew", c)
	c.close()
	server.Stop(t)
}
