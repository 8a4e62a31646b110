package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/loadtest"
)

// load is what `lore bench` is asked to do.
type load struct {
	name      string
	arguments []string
}

// The loads, in this order; between the two halves the store is filled up.
var (
	batches100 = load{"POST batches of 100, 8 clients", []string{"--mode", "batch", "--batch", "100", "--clients", "8"}}
	batches500 = load{"POST batches of 500, 8 clients", []string{"--mode", "batch", "--batch", "500", "--clients", "8"}}
	singles    = load{"POST single, 64 clients", []string{"--mode", "single", "--clients", "64"}}
	fill       = load{"POST batches of 500 until it is full", []string{"--mode", "batch", "--batch", "500", "--clients", "8"}}

	besideFacts = load{"POST batches of 100 while facts follow, 8 clients", []string{"--mode", "batch", "--batch", "100", "--clients", "8"}}

	onFullStore = []load{
		{"GET by id or page of 50, 4 clients", []string{"--mode", "query", "--clients", "4"}},
		{"GET, 1 client", []string{"--mode", "query", "--clients", "1"}},
		{"Mixed, 16 clients", []string{"--mode", "mixed", "--clients", "16"}},
	}
)

// figure is what one kind of request under one load came to.
type figure struct {
	name      string
	operation loadtest.Operation
	// node and database are what a statement or a request cost each of them;
	// 0 where the load has both kinds of request.
	node, database time.Duration
	// memory is that of the node afterwards, in bytes.
	memory int64
}

// engine is a node on one of the stores, and what was measured of it so far.
type engine struct {
	*node
	// databaseTime returns the time that the database beside the node has
	// computed; nil without one.
	databaseTime func() (time.Duration, error)
	duration     time.Duration
	stored       int64
	figures      []figure
}

// under puts a load on the engine, for as long as every load lasts.
func (e *engine) under(ctx context.Context, l load) error {
	return e.measure(ctx, l, "--duration", e.duration.String())
}

// fill brings the store up to the number of statements that reads are measured
// on.
func (e *engine) fill(ctx context.Context, statements int64) error {
	return e.measure(ctx, fill, "--count", fmt.Sprint(max(statements-e.stored, 1)))
}

func (e *engine) measure(ctx context.Context, l load, bound ...string) error {
	nodeBefore, databaseBefore, err := e.times()
	if err != nil {
		return err
	}
	result, err := e.load(ctx, slices.Concat(l.arguments, bound)...)
	if err != nil {
		return err
	}
	nodeAfter, databaseAfter, err := e.times()
	if err != nil {
		return err
	}
	memory, err := e.memory("VmRSS")
	if err != nil {
		return err
	}
	for _, operation := range result.Operations {
		f := figure{name: l.name + ": " + operation.Name, operation: operation, memory: memory}
		if len(result.Operations) == 1 && operation.Statements > 0 {
			f.node = (nodeAfter - nodeBefore) / time.Duration(operation.Statements)
			f.database = (databaseAfter - databaseBefore) / time.Duration(operation.Statements)
		}
		if operation.Name == "write" {
			e.stored += operation.Statements
		}
		e.figures = append(e.figures, f)
		fmt.Fprintf(os.Stderr, "bench: %s: %.0f/s, p50 %.2f ms, p99 %.2f ms\n",
			f.name, operation.StatementsPerSecond, operation.Latency.P50, operation.Latency.P99)
	}
	return nil
}

func (e *engine) times() (node, database time.Duration, err error) {
	if node, err = e.node.processor(); err != nil || e.databaseTime == nil {
		return node, 0, err
	}
	database, err = e.databaseTime()
	return node, database, err
}
