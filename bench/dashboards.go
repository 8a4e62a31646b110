package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/facttest"
	"github.com/lore-lrs/lore/internal/facts/query"
)

const (
	// asked is how often a question is asked, and patienceEach for how long at
	// most: slow questions of a large table are asked less often, never less than
	// fewest times.
	asked        = 20
	fewest       = 5
	patienceEach = 20 * time.Second
	// idBytes is what the id of a statement takes in each row.
	idBytes = 16
)

// dashboard is what one question came to.
type dashboard struct {
	facttest.Dashboard
	p50, p95 time.Duration
	rows     int // how many the answer has
	scanned  int64
	answer   *query.Answer
	// yardstick is DuckDB's, nil where it was not asked.
	yardstick *yardstick
	// agrees says what the comparison of both answers came to.
	agrees string
}

// dashboards are all questions over one table.
type dashboards struct {
	rows       int
	budget     time.Duration
	made       time.Duration
	opened     time.Duration
	diskBytes  int64
	stats      column.Stats
	memory     []size
	questions  []dashboard
	yardsticks string // which one, or why there is none
}

// budgetOf is what dashboards may take: of ten million facts a tenth of a
// second, of more than that so much more.
func budgetOf(rows int) time.Duration {
	return max(100*time.Millisecond, 100*time.Millisecond*time.Duration(rows)/10_000_000)
}

// measureDashboards makes a table of so many facts on disk, opens it as a server
// does, and asks what dashboards ask, then asks DuckDB the same.
func measureDashboards(ctx context.Context, rows int, dir string) (d dashboards, err error) {
	d.rows, d.budget = rows, budgetOf(rows)
	place := filepath.Join(dir, "facts")
	fmt.Fprintf(os.Stderr, "bench: making %d facts\n", rows)
	if d.made, err = makeTable(rows, place); err != nil {
		return d, err
	}
	debug.FreeOSMemory()
	started := time.Now()
	table, err := column.Open(column.Config{Dir: place})
	if err != nil {
		return d, err
	}
	d.opened = time.Since(started)
	if err := d.ask(ctx, table); err != nil {
		return d, err
	}
	d.stats = table.Stats()
	if d.diskBytes, err = directorySize(place); err != nil {
		return d, err
	}
	if err := d.compare(ctx, table.Snapshot(), dir); err != nil {
		return d, err
	}
	if err := table.Close(); err != nil {
		return d, err
	}
	return d, os.RemoveAll(place)
}

func makeTable(rows int, place string) (time.Duration, error) {
	started := time.Now()
	table, err := column.Open(column.Config{Dir: place})
	if err != nil {
		return 0, err
	}
	company := facttest.Company{Rows: rows, End: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	if err := company.Fill(table); err != nil {
		return 0, err
	}
	return time.Since(started), table.Close()
}

// ask asks all questions and looks at the memory of this process, in which
// nothing else happens.
func (d *dashboards) ask(ctx context.Context, table *column.Table) error {
	if err := forgetPeak(); err != nil {
		return err
	}
	of := facttest.Engine(table.Snapshot())
	for _, question := range facttest.Dashboards() {
		ask, err := question.Decode()
		if err != nil {
			return fmt.Errorf("%s: %w", question.Name, err)
		}
		measured := dashboard{Dashboard: question}
		var took []time.Duration
		for began := time.Now(); len(took) < asked && (len(took) < fewest || time.Since(began) < patienceEach); {
			started := time.Now()
			if measured.answer, err = ask(ctx, of); err != nil {
				return fmt.Errorf("%s: %w", question.Name, err)
			}
			took = append(took, time.Since(started))
		}
		measured.p50, measured.p95 = quantile(took, 0.5), quantile(took, 0.95)
		measured.rows, measured.scanned = len(measured.answer.Rows), measured.answer.Meta.RowsScanned
		fmt.Fprintf(os.Stderr, "bench: %s: p50 %v, p95 %v\n", question.Name, measured.p50.Round(10*time.Microsecond), measured.p95.Round(10*time.Microsecond))
		d.questions = append(d.questions, measured)
	}
	for _, line := range []struct{ name, key string }{
		{"Memory of the process that answers, highest", "VmHWM"},
		{"of it its own (heap), afterwards", "RssAnon"},
		{"of it mapped files, which the system takes back where it needs to", "RssFile"},
	} {
		bytes, err := kibibytes("/proc/self/status", line.key)
		if err != nil {
			return err
		}
		d.memory = append(d.memory, size{line.name, mebibytes(bytes)})
	}
	return nil
}

// forgetPeak has the kernel count the highest memory of this process anew.
func forgetPeak() error { return os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// quantile is by nearest rank.
func quantile(took []time.Duration, p float64) time.Duration {
	sorted := slices.Sorted(slices.Values(took))
	rank := int(p*float64(len(sorted)) + 0.999999)
	return sorted[max(0, rank-1)]
}
