package column_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

const start = 1_700_000_000_000_000

// copied returns a model that stays as it is.
func (m *model) copied() *model {
	c := *m
	c.rows, c.voids = slices.Clone(m.rows), maps.Clone(m.voids)
	c.types, c.kinds, c.typeTime = maps.Clone(m.types), maps.Clone(m.kinds), maps.Clone(m.typeTime)
	return &c
}

func open(t rapid.TB, config column.Config) *column.Table {
	t.Helper()
	table, err := column.Open(config)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return table
}

func TestTableIsAPlainListOfRowsWhateverIsDoneToIt(t *testing.T) {
	base := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp(base, "")
		if err != nil {
			t.Fatal(err)
		}
		promoted := []string{"a", "b"}[:rapid.IntRange(0, 2).Draw(t, "promoted")]
		config := column.Config{Dir: dir, SealRows: rapid.IntRange(1, 50).Draw(t, "seal"), Promoted: promoted}
		table := open(t, config)
		m, want := maker{promoted: len(promoted), clock: start}, newModel(promoted)
		type moment struct {
			*column.Snapshot
			want *model
		}
		var moments []moment
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"add", "add", "add", "snapshot", "checkpoint", "reopen"}).Draw(t, "step") {
			case "add":
				rows, voids, through := m.batch(t)
				want.add(rows, voids, through)
				if err := table.Add(rows, voids, through); err != nil {
					t.Fatalf("add: %v", err)
				}
			case "snapshot":
				snapshot := table.Snapshot()
				if snapshot != table.Snapshot() {
					t.Fatal("nothing was added and the snapshot is another one")
				}
				moments = append(moments, moment{snapshot, want.copied()})
			case "checkpoint":
				if err := table.Checkpoint(); err != nil {
					t.Fatalf("checkpoint: %v", err)
				}
			case "reopen":
				if err := table.Close(); err != nil {
					t.Fatalf("close: %v", err)
				}
				table = open(t, config)
				if table.Through() != want.through {
					t.Fatalf("reopened it is through %d, want %d", table.Through(), want.through)
				}
			}
		}
		want.check(t, table.Snapshot())
		if err := table.Verify(nil); err != nil {
			t.Fatalf("verify: %v", err)
		}
		for _, m := range moments {
			m.want.check(t, m.Snapshot)
		}
	})
}

// history is what the log has, to fill a table from.
type history struct {
	rows  []fact.Row
	voids []column.Void
	ends  []int64 // of batches
	want  *model
}

func newHistory(seed, batches int) *history {
	h := &history{want: newModel(nil)}
	m := maker{clock: start}
	generator := rapid.Custom(func(t *rapid.T) bool {
		rows, voids, through := m.batch(t)
		h.rows, h.voids, h.ends = append(h.rows, rows...), append(h.voids, voids...), append(h.ends, through)
		h.want.add(rows, voids, through)
		return true
	})
	for i := range batches {
		generator.Example(seed*1000 + i)
	}
	return h
}

// after returns what a table through a time lacks of what came before another.
func (h *history) after(through, end int64) (rows []fact.Row, voids []column.Void) {
	for _, row := range h.rows {
		if row.Stored >= through && row.Stored < end {
			rows = append(rows, row)
		}
	}
	for _, void := range h.voids {
		if void.At >= through && void.At < end {
			voids = append(voids, void)
		}
	}
	return rows, voids
}

// fill brings a table up to date batch by batch, until an error.
func (h *history) fill(table *column.Table) error {
	for i, end := range h.ends {
		if end <= table.Through() {
			continue
		}
		rows, voids := h.after(table.Through(), end)
		if err := table.Add(rows, voids, end); err != nil {
			return err
		}
		if i%3 == 1 {
			table.Snapshot()
		}
		if i%4 == 3 {
			if err := table.Checkpoint(); err != nil {
				return err
			}
		}
	}
	return nil
}

func TestStoppedAnywhereATableIsAtAnEarlierMoment(t *testing.T) {
	for _, power := range []bool{false, true} {
		for round := range 20 {
			h := newHistory(round, 24)
			random := rand.New(rand.NewPCG(uint64(round), 1))
			config := column.Config{Dir: t.TempDir(), SealRows: 1 + random.IntN(40)}
			stops := 0
			// Each start gets some operations further, until one reaches the end.
			for stopped := true; stopped; {
				files := &column.Stopping{After: random.IntN(25), Power: power}
				table, err := column.Open(files.On(config))
				if err == nil {
					if through := table.Through(); through != 0 {
						partial := newModel(nil)
						rows, voids := h.after(0, through)
						partial.add(rows, voids, through)
						partial.check(t, table.Snapshot())
					}
					if err = h.fill(table); err == nil {
						err = table.Close()
					}
				}
				stopped = err != nil || files.Stopped()
				if err != nil && !errors.Is(err, column.ErrStopped) {
					t.Fatalf("round %d: %v", round, err)
				}
				if stops++; stops > 200 {
					t.Fatalf("round %d: still not at the end", round)
				}
			}
			table := open(t, config)
			h.want.check(t, table.Snapshot())
			if err := table.Verify(nil); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			checkFiles(t, config.Dir)
		}
	}
}

// checkFiles: nothing is left over.
func checkFiles(t *testing.T, dir string) {
	t.Helper()
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	segments := 0
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".segment") {
			segments++
		}
	}
	if want := strings.Count(string(manifest), `"number"`); segments != want {
		t.Fatalf("%d segment files for %d in the manifest", segments, want)
	}
}

func TestAnErrorOfTheDiskLosesNothing(t *testing.T) {
	h := newHistory(77, 12)
	for after := range 60 {
		files := &column.Stopping{After: after}
		config := column.Config{Dir: t.TempDir(), SealRows: 15}
		table := open(t, files.On(config))
		if err := h.fill(table); err == nil {
			continue
		}
		// What was added can be read, and what was refused was not added.
		partial := newModel(nil)
		rows, voids := h.after(0, table.Through())
		partial.add(rows, voids, table.Through())
		partial.check(t, table.Snapshot())
		// The disk works again.
		files.After = math.MaxInt
		if err := h.fill(table); err != nil {
			t.Fatal(err)
		}
		h.want.check(t, table.Snapshot())
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
		h.want.check(t, open(t, config).Snapshot())
	}
}

func TestEveryDamagedByteIsNoticed(t *testing.T) {
	h := newHistory(5, 10)
	config := column.Config{Dir: t.TempDir(), SealRows: 20}
	table := open(t, config)
	if err := h.fill(table); err != nil {
		t.Fatal(err)
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(config.Dir)
	if err != nil {
		t.Fatal(err)
	}
	contents := map[string][]byte{}
	for _, entry := range entries {
		if contents[entry.Name()], err = os.ReadFile(filepath.Join(config.Dir, entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	copied := config
	copied.Dir = t.TempDir()
	for name, content := range contents {
		for at := 0; at < len(content); at += 1 + len(content)/150 {
			for name, content := range contents {
				if err := os.WriteFile(filepath.Join(copied.Dir, name), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			damaged := slices.Clone(content)
			damaged[at] ^= 1 << (at % 8)
			if err := os.WriteFile(filepath.Join(copied.Dir, name), damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			table := open(t, copied)
			if table.Through() == 0 {
				continue // noticed when it was opened
			}
			if err := table.Verify(nil); !errors.Is(err, column.ErrDamaged) {
				t.Fatalf("%s with another byte at %d of %d is opened through %d and verified: %v", name, at, len(content), table.Through(), err)
			}
		}
	}
}

func TestOtherPromotedExtensionsBeginAnew(t *testing.T) {
	h := newHistory(6, 4)
	config := column.Config{Dir: t.TempDir(), SealRows: 5}
	table := open(t, config)
	if err := h.fill(table); err != nil {
		t.Fatal(err)
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	config.Promoted = []string{"https://example.org/x"}
	table = open(t, config)
	if table.Through() != 0 || len(table.Snapshot().Parts) != 0 {
		t.Fatalf("with other columns it is through %d", table.Through())
	}
}

func TestAddRefusesWhatItHasAndWhatIsOutOfOrder(t *testing.T) {
	table := open(t, column.Config{})
	row := func(stored int64, member uint16) fact.Row {
		return fact.Row{Stored: stored, Member: member, ID: xapi.UUID{byte(stored)}}
	}
	if err := table.Add([]fact.Row{row(10, 0), row(10, 1)}, nil, 20); err != nil {
		t.Fatal(err)
	}
	for name, add := range map[string]func() error{
		"a statement it has":        func() error { return table.Add([]fact.Row{row(19, 0)}, nil, 30) },
		"a statement from beyond":   func() error { return table.Add([]fact.Row{row(30, 0)}, nil, 30) },
		"an earlier end":            func() error { return table.Add(nil, nil, 19) },
		"statements in wrong order": func() error { return table.Add([]fact.Row{row(22, 0), row(21, 0)}, nil, 30) },
		"members in wrong order":    func() error { return table.Add([]fact.Row{row(22, 1), row(22, 0)}, nil, 30) },
	} {
		if err := add(); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if s := table.Snapshot(); s.Through != 20 || len(s.Parts) != 1 || s.Parts[0].Len() != 2 {
		t.Fatalf("after refusals it is %+v", s)
	}
}

func TestASnapshotOfManyAddsHasFewParts(t *testing.T) {
	table := open(t, column.Config{})
	for i := range 3000 {
		row := fact.Row{Stored: int64(10 + i), ID: xapi.UUID{byte(i), byte(i >> 8)}, Actor: fmt.Sprint(i % 7)}
		if err := table.Add([]fact.Row{row}, nil, row.Stored+1); err != nil {
			t.Fatal(err)
		}
		if n := len(table.Snapshot().Parts); n > 13 {
			t.Fatalf("%d rows are in %d parts", i+1, n)
		}
	}
}

func TestSnapshotsAreReadWhileTheTableGrows(t *testing.T) {
	h := newHistory(11, 60)
	config := column.Config{Dir: t.TempDir(), SealRows: 40}
	table := open(t, config)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ended := false; !ended; {
				select {
				case <-done:
					ended = true
				default:
				}
				s := table.Snapshot()
				rows := read(t, s)
				want, _ := h.after(0, s.Through)
				if len(rows) != len(want) {
					t.Errorf("through %d there are %d rows, want %d", s.Through, len(rows), len(want))
				}
				for _, row := range want {
					if code, ok := s.Code(column.Actors, row.Actor); !ok || s.Word(column.Actors, code) != row.Actor {
						t.Errorf("actor %q has the code %d, %v", row.Actor, code, ok)
					}
				}
				table.Stats()
			}
		})
	}
	if err := h.fill(table); err != nil {
		t.Error(err)
	}
	close(done)
	readers.Wait()
	h.want.check(t, table.Snapshot())
}
