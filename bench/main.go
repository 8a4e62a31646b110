// Command bench measures Lore against its budgets on this machine and prints
// the tables of docs/performance.md. It runs the Go benchmarks of the hot
// paths, then the real binary under `lore bench`, on a data directory of its
// own; the floor, a bare log without index, is measured in the same run.
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
	statements int64
	duration   time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/lore", "the binary to measure")
	flag.Int64Var(&o.statements, "statements", 2_000_000, "how many statements the store holds when reads are measured")
	flag.DurationVar(&o.duration, "duration", 10*time.Second, "how long each load runs")
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
	if err := printMicro(ctx, o.statements); err != nil {
		return fmt.Errorf("run the Go benchmarks: %w", err)
	}
	if err := printServer(ctx, o, dir); err != nil {
		return fmt.Errorf("measure the server: %w", err)
	}
	return nil
}
