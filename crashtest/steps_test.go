package crashtest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/xapi"
)

// store is the tenant of these tests.
const store lrs.StoreID = 1

// smallConfig makes segments roll and the index flush every few appends.
func smallConfig(dir string, fs seglog.FS) embedded.Config {
	return embedded.Config{Dir: dir, FS: fs, SegmentSize: 8 << 10, FlushStatements: 20}
}

// script is the same sequence of appends in every run: batches of differing
// sizes, one of several blocks.
func script() []*batch {
	w := newWorkload(7)
	var batches []*batch
	for _, size := range []int{1, 3, 40, 1, 17, 2, 60, 5, 1, 1, 33, 8} {
		batches = append(batches, w.batch(size))
	}
	return batches
}

// TestStoppedInEveryStep stops the machine in every single operation on the
// log's files, from the first one on an empty directory on, and opens what is
// left.
func TestStoppedInEveryStep(t *testing.T) {
	for _, powerCut := range []bool{false, true} {
		name := "killed"
		if powerCut {
			name = "power cut"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of the time goes into opening and syncing
			total := 0
			for step := 0; ; step++ {
				stoppedIn := runStopped(t, step, powerCut, uint64(step))
				if stoppedIn == "" {
					break
				}
				total++
			}
			if total < 40 {
				t.Fatalf("the script has only %d steps; segments do not roll", total)
			}
			t.Logf("stopped in %d steps", total)
		})
	}
}

// runStopped runs the script until the step, opens the directory again and
// checks it. It returns what the machine stopped in, "" when the script has
// fewer steps.
func runStopped(t *testing.T, step int, powerCut bool, seed uint64) string {
	t.Helper()
	dir := t.TempDir()
	fs := newStepFS(step, powerCut, seed)
	batches := script()
	appendUntilStopped(t, dir, fs, batches)
	stoppedIn := fs.stoppedIn()
	context := fmt.Sprintf("stopped in step %d (%s)", step, stoppedIn)

	// Recovery may be stopped as well, in any of its own steps.
	for recovery := range step % 4 {
		again := newStepFS(recovery, powerCut, seed)
		if engine, err := embedded.Open(smallConfig(dir, again)); err == nil {
			if err := engine.Close(); err != nil {
				t.Fatalf("%s, then in recovery: close: %v", context, err)
			}
		} else if again.stoppedIn() == "" {
			t.Fatalf("%s, then in recovery: open: %v", context, err)
		}
	}
	if step%2 == 1 {
		// What follows the log may be missing altogether.
		if err := os.RemoveAll(filepath.Join(dir, "index")); err != nil {
			t.Fatal(err)
		}
	}
	checkEngine(t, context, dir, batches)
	return stoppedIn
}

// appendUntilStopped appends the batches until the file system stops, and
// marks what was acknowledged.
func appendUntilStopped(t *testing.T, dir string, fs *stepFS, batches []*batch) {
	t.Helper()
	engine, err := embedded.Open(smallConfig(dir, fs))
	if err != nil {
		if fs.stoppedIn() == "" {
			t.Fatalf("open: %v", err)
		}
		return
	}
	for _, b := range batches {
		if err := engine.Append(t.Context(), store, records(t, b)); err != nil {
			if fs.stoppedIn() == "" {
				t.Fatalf("append: %v", err)
			}
			break
		}
		b.acknowledged = true
	}
	// Closing changes nothing in the log, which has stopped; it ends goroutines
	// and lets the index have what was committed, as it may have had before.
	if err := engine.Close(); err != nil && fs.stoppedIn() == "" {
		t.Fatalf("close: %v", err)
	}
}

func records(t testing.TB, b *batch) []lrs.Record {
	t.Helper()
	made := make([]lrs.Record, len(b.statements))
	for i, s := range b.statements {
		record, err := storetest.MakeRecord(bytes.Clone(s.text), storetest.DefaultOrigin())
		if err != nil {
			t.Fatal(err)
		}
		made[i] = record
	}
	return made
}

// checkEngine opens a directory after a crash and asks all that must hold.
// Then it stores what was not acknowledged again, as clients do, and asks once
// more, also after a restart in good order.
func checkEngine(t *testing.T, context, dir string, batches []*batch) {
	t.Helper()
	for _, round := range []string{"after the crash", "after a restart in good order"} {
		when := context + ", " + round
		engine, err := embedded.Open(smallConfig(dir, seglog.OS{}))
		if err != nil {
			t.Fatalf("%s: open: %v", when, err)
		}
		checkStatements(t, when, engine, batches)
		for _, b := range batches {
			if err := engine.Append(t.Context(), store, records(t, b)); err != nil {
				t.Fatalf("%s: append again: %v", when, err)
			}
			b.acknowledged = true
		}
		checkStatements(t, when+", all sent again", engine, batches)
		if err := engine.Close(); err != nil {
			t.Fatalf("%s: close: %v", when, err)
		}
	}
}

// checkStatements compares what an engine holds with what was sent.
func checkStatements(t *testing.T, when string, engine lrs.Statements, batches []*batch) {
	t.Helper()
	var model storetest.Model
	err := engine.Scan(t.Context(), store, lrs.Position{}, func(stored lrs.Stored) error { return model.Add(stored) })
	if err != nil {
		t.Fatalf("%s: scan: %v", when, err)
	}
	expected := 0
	for i, b := range batches {
		present := 0
		for j, record := range records(t, b) {
			stored, ok := model.Get(record.ID)
			if !ok {
				continue
			}
			present++
			xapi.PutStored(record.JSON, record.StoredAt, stored.Stored)
			if !bytes.Equal(stored.JSON, record.JSON) {
				t.Fatalf("%s: statement %d of batch %d has other bytes\n got %s\nwant %s", when, j, i, stored.JSON, record.JSON)
			}
			if got, err := engine.Get(t.Context(), store, record.ID); err != nil || !bytes.Equal(got.JSON, stored.JSON) || got.Voided != stored.Voided {
				t.Fatalf("%s: get of statement %d of batch %d differs from the scan: %v", when, j, i, err)
			}
		}
		switch {
		case b.acknowledged && present < len(b.statements):
			t.Fatalf("%s: batch %d was acknowledged and has lost %d of %d statements", when, i, len(b.statements)-present, len(b.statements))
		case present != 0 && present != len(b.statements):
			t.Fatalf("%s: of batch %d, never acknowledged, %d of %d statements are there", when, i, present, len(b.statements))
		}
		expected += present
	}
	if model.Len() != expected {
		t.Fatalf("%s: the log holds %d statements, %d of which were never sent", when, model.Len(), model.Len()-expected)
	}
	checkAnswers(t, when, engine, &model)
}

// checkAnswers compares every filter's pages with the walk over everything.
func checkAnswers(t *testing.T, when string, engine lrs.Statements, model *storetest.Model) {
	t.Helper()
	for _, q := range questions(50) {
		if err := comparePages(t.Context(), engine, model, q); err != nil {
			t.Fatalf("%s: %+v: %v", when, q, err)
		}
	}
}

func comparePages(ctx context.Context, engine lrs.Statements, model *storetest.Model, q storetest.Question) error {
	for number := 1; ; number++ {
		page, err := engine.Query(ctx, store, q.Query())
		if err != nil {
			return fmt.Errorf("page %d: %w", number, err)
		}
		want, more := model.Page(q)
		if page.More != more || len(page.Statements) != len(want) {
			return fmt.Errorf("page %d has %d statements and More %t, want %d and %t", number, len(page.Statements), page.More, len(want), more)
		}
		for i, stored := range page.Statements {
			if stored.Position != want[i].Position || !bytes.Equal(stored.JSON, want[i].JSON) {
				return fmt.Errorf("page %d: statement %d is %s, want %s", number, i, stored.ID, want[i].ID)
			}
		}
		if !page.More {
			return nil
		}
		q.Through, q.After = page.Through, page.Statements[len(page.Statements)-1].Position
	}
}
