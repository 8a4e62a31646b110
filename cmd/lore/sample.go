package main

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/server"
)

// sample is a small course with its learners: NDJSON, oldest first.
//
//go:embed sample.ndjson
var sample string

// sampleStore is where the sample statements go.
const sampleStore = "demo"

// loadSample stores the sample statements; it makes the store if it is not
// there. Their ids are fixed, so that loading them again changes nothing.
func loadSample(ctx context.Context, app *server.App, std stdio) error {
	transport, stop := control.InProcess(app.Control())
	defer stop()
	client := control.NewClient(transport)
	defer client.Close()
	if _, err := client.CreateStore(ctx, sampleStore); err != nil && !problem.Is(err, problem.Conflict) {
		return err
	}
	options := control.ImportOptions{Store: sampleStore, Strict: true}
	done, err := client.Import(ctx, options, strings.NewReader(sample), func(fault pipe.Fault) {
		printFault(std.err, "sample.ndjson", fault)
	}, func(pipe.Progress) {})
	if err != nil {
		return fmt.Errorf("load the sample statements: %w", err)
	}
	_, err = fmt.Fprintf(std.out, "sample: %d statements in store %s\n", done.Stored, sampleStore)
	return err
}
