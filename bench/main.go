// Command bench measures Lore against its budgets on this machine and prints
// the tables of docs/performance.md. It runs the Go benchmarks of the hot
// paths, then the real binary under `lore bench`: once with its embedded store
// and once on PostgreSQL, each with the floor that its engine stands on,
// measured in the same run; then what dashboards ask, beside DuckDB.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// options are the flags.
type options struct {
	binary     string
	database   string
	hotPaths   bool
	retention  bool
	statements int64
	duration   time.Duration
	loads      bool
	facts      int
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/lore", "the binary to measure")
	flag.StringVar(&o.database, "database", "", "URL of an empty PostgreSQL database on this machine (default: a server of its own)")
	flag.BoolVar(&o.hotPaths, "hot-paths", true, "run the Go benchmarks, too")
	flag.BoolVar(&o.retention, "retention", false, "measure deleting the oldest quarter of the statements in PostgreSQL, too")
	flag.Int64Var(&o.statements, "statements", 2_000_000, "how many statements the store holds when reads are measured")
	flag.DurationVar(&o.duration, "duration", 10*time.Second, "how long each load runs")
	flag.BoolVar(&o.loads, "loads", true, "put loads on servers with both stores")
	flag.IntVar(&o.facts, "facts", 10_000_000, "over how many facts dashboards are measured; 0 does not measure them")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	dir, err := os.MkdirTemp("", "lore-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := printMachine(dir); err != nil {
		return fmt.Errorf("describe the machine: %w", err)
	}
	if o.hotPaths {
		if err := printMicro(ctx, o.statements); err != nil {
			return fmt.Errorf("run the Go benchmarks: %w", err)
		}
	}
	if o.loads {
		if err := measureLoads(ctx, o, dir); err != nil {
			return err
		}
	}
	if o.facts > 0 {
		measured, err := measureDashboards(ctx, o.facts, dir)
		if err != nil {
			return fmt.Errorf("measure dashboards: %w", err)
		}
		printDashboards(measured)
	}
	return nil
}

// measureLoads puts the loads on a server with either store and prints what
// came of it.
func measureLoads(ctx context.Context, o options, dir string) (err error) {
	embedded, err := measureEmbedded(ctx, o, dir)
	if err != nil {
		return fmt.Errorf("measure the embedded store: %w", err)
	}
	if o.database == "" {
		var remove func() error
		if o.database, remove, err = startServer(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, remove()) }()
	}
	postgres, err := measurePostgres(ctx, o, dir)
	if err != nil {
		return fmt.Errorf("measure PostgreSQL: %w", err)
	}
	printLoads(embedded.loads, postgres.loads)
	printFloors(postgres.floors)
	printSizes(embedded.sizes, postgres.sizes)
	printTables(postgres.tables)
	printFollowing(embedded.following, postgres.following)
	if o.retention {
		printRetention(postgres.retention)
	}
	return nil
}
