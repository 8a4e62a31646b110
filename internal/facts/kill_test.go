package facts_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
)

// childVariable is set in the environment of a process that only follows, to
// the data directory.
const childVariable = "LORE_FACTS_FOLLOW"

// killConfig seals and saves all the time.
func killConfig(dir string, s *embedded.Store) facts.Config {
	return facts.Config{Dir: filepath.Join(dir, "facts"), Statements: s, From: simple, SealRows: 64, SaveEvery: time.Nanosecond}
}

// followAsChild follows both stores and prints a line before each batch.
func followAsChild(dir string) {
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	s, err := embedded.Open(embedded.Config{Dir: dir, MinFree: -1})
	fail(err)
	p, err := facts.Open(killConfig(dir, s))
	fail(err)
	for store := lrs.StoreID(1); store <= 2; store++ {
		fail(followAll(context.Background(), s, p, store, 10, func() bool {
			fmt.Println("batch")
			return true
		}))
	}
	fail(p.Close())
	fail(s.Close())
}

// TestKilledWhileFollowingTheFactsEqualARebuild kills a process that follows,
// saves and seals, again and again on one directory.
func TestKilledWhileFollowingTheFactsEqualARebuild(t *testing.T) {
	const rounds = 20
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	dir := t.TempDir()
	killed := 0
	for round := range rounds {
		s := openStore(t, dir)
		for store := lrs.StoreID(1); store <= 2; store++ {
			if err := s.Append(t.Context(), store, statements(t, round*150, 150, random)); err != nil {
				t.Fatal(err)
			}
		}
		closeAll(t, s)

		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), childVariable+"="+dir)
		child.Stderr = os.Stderr
		output, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(output)
		for batches := random.IntN(30); batches > 0 && lines.Scan(); batches-- {
		}
		// Somewhere in the middle of the next one.
		<-time.After(time.Duration(random.IntN(4000)) * time.Microsecond)
		_ = child.Process.Kill() // it may have come to its end
		if err := child.Wait(); err != nil {
			killed++
		}

		s = openStore(t, dir)
		p := openFacts(t, killConfig(dir, s))
		for store := lrs.StoreID(1); store <= 2; store++ {
			check(t, s, p, store, nil)
		}
		if round%3 == 2 {
			for store := lrs.StoreID(1); store <= 2; store++ {
				if err := followAll(t.Context(), s, p, store, 40, nil); err != nil {
					t.Fatal(err)
				}
				check(t, s, p, store, nil)
			}
		}
		closeAll(t, p, s)
	}
	if killed == 0 {
		t.Fatal("every process came to its end before it was killed")
	}
	s := openStore(t, dir)
	p := openFacts(t, killConfig(dir, s))
	for store := lrs.StoreID(1); store <= 2; store++ {
		if err := followAll(t.Context(), s, p, store, 40, nil); err != nil {
			t.Fatal(err)
		}
		check(t, s, p, store, nil)
	}
	beside, err := p.Beside(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	followed := map[lrs.StoreID][]line{}
	for store := lrs.StoreID(1); store <= 2; store++ {
		snapshot, err := p.Snapshot(store)
		if err != nil {
			t.Fatal(err)
		}
		followed[store] = shown(snapshot)
		if err := followAll(t.Context(), s, beside, store, 100, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := beside.Swap(t.Context()); err != nil {
		t.Fatal(err)
	}
	for store, before := range followed {
		snapshot, err := p.Snapshot(store)
		if err != nil {
			t.Fatal(err)
		}
		if rebuilt := shown(snapshot); len(before) == 0 || fmt.Sprint(rebuilt) != fmt.Sprint(before) {
			t.Fatalf("store %d: %d rows, rebuilt %d, and they differ", store, len(before), len(rebuilt))
		}
	}
	t.Logf("%d of %d processes were killed before their end", killed, rounds)
	closeAll(t, p, s)
}
