package main

import (
	"fmt"
	"time"
)

// printFollowing prints how the facts follow the log of both engines.
func printFollowing(embedded, postgres following) {
	fmt.Print("\n### Facts that follow the log\n\nThe node has all of it to do at once: take statements over HTTP, index them and follow the log, with the load generator on the same cores.\n\n| What | Embedded | PostgreSQL |\n|---|---|---|\n")
	row := func(name string, value func(f following) string) {
		fmt.Printf("| %s | %s | %s |\n", name, value(embedded), value(postgres))
	}
	row("Taken from the log while nothing else runs", func(f following) string {
		return fmt.Sprintf("%.0f statements/s (%d in %v)", f.alone, f.statements, f.took.Round(100*time.Millisecond))
	})
	row(fmt.Sprintf("Ingest while they follow, batches of 100 for %v", besideIngest), func(f following) string { return fmt.Sprintf("%.0f statements/s", f.posted) })
	row("Share of it that facts have just before the load ends", func(f following) string { return fmt.Sprintf("%.1f %%", 100*f.share) })
	row("Behind by, meanwhile (median, most)", func(f following) string {
		return fmt.Sprintf("%v, %v", f.typical.Round(time.Millisecond), f.worst.Round(time.Millisecond))
	})
	row("Has everything after", func(f following) string { return f.caughtUp.Round(10 * time.Millisecond).String() })
	fmt.Println()
}

// printDashboards prints each question with what it took and whether that is
// within the budget.
func printDashboards(d dashboards) {
	held := 0
	for i := range d.questions {
		if d.questions[i].p95 <= d.budget {
			held++
		}
	}
	fmt.Printf(`### Dashboards over %d facts

The budget is a p95 of %v: %d of %d questions hold it. Each is asked up to %d times, of the engine itself: no answer comes from a cache. %s, with all cores too. «Agrees» is how many rows of both answers were compared and are equal.

| Question | p50 | p95 | Budget | Rows scanned | DuckDB p50 | DuckDB p95 | Ratio of p50 | Agrees |
|---|---|---|---|---|---|---|---|---|
`, d.rows, d.budget, held, len(d.questions), asked, d.yardsticks)
	for i := range d.questions {
		q := &d.questions[i]
		verdict := "holds"
		if q.p95 > d.budget {
			verdict = fmt.Sprintf("%.1f ×", float64(q.p95)/float64(d.budget))
		}
		theirs := "– | – | – | –"
		if y := q.yardstick; y != nil {
			p50 := y.quantile(0.5)
			theirs = fmt.Sprintf("%s | %s | %.1f | %s", milliseconds(p50), milliseconds(y.quantile(0.95)), float64(p50)/float64(q.p50), q.agrees)
		}
		fmt.Printf("| %s | %s | %s | %s | %d | %s |\n", q.Name, milliseconds(q.p50), milliseconds(q.p95), verdict, q.scanned, theirs)
	}
	fmt.Printf("\n| The table of %d facts | |\n|---|---|\n", d.rows)
	each := float64(d.diskBytes) / float64(d.rows)
	for _, line := range append([]size{
		{"Bytes a row on disk", fmt.Sprintf("%.1f; without the ids of statements %.1f", each, each-idBytes)},
		{"Segments and words", fmt.Sprintf("%d, %d", d.stats.Parts-1, d.stats.Words)},
		{"Filled in", fmt.Sprintf("%v: %.0f rows/s", d.made.Round(100*time.Millisecond), float64(d.rows)/d.made.Seconds())},
		{"Opened in", d.opened.Round(time.Millisecond).String()},
	}, d.memory...) {
		fmt.Printf("| %s | %s |\n", line.name, line.value)
	}
	fmt.Println()
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}
