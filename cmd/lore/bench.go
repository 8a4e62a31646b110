package main

import (
	"context"
	"time"

	"github.com/lore-lrs/lore/internal/loadtest"
	"github.com/lore-lrs/lore/xapi"
)

// benchCommand measures a record store.
type benchCommand struct {
	Endpoint string        `arg:"" help:"Base URL of the record store, such as http://127.0.0.1:8080/xapi. It will hold the generated statements: use a store of its own."`
	Key      string        `help:"Key (Basic user name)." env:"LORE_BENCH_KEY"`
	Secret   string        `help:"Secret (Basic password)." env:"LORE_BENCH_SECRET"`
	Mode     loadtest.Mode `enum:"single,batch,query,mixed" default:"single" help:"single: POST one statement; batch: POST many; query: GET statements and pages; mixed: four POSTs of one, then a GET."`
	Clients  int           `default:"8" help:"Requests under way at once."`
	Duration time.Duration `help:"How long (default: 10s unless --count is given)."`
	Count    int64         `help:"How many statements and queries."`
	Batch    int           `default:"100" help:"Statements in a request, for --mode batch."`
	Seed     uint64        `help:"Equal seeds make equal actors and activities."`
	Version  string        `name:"xapi-version" enum:"1.0.3,2.0.0" default:"2.0.0" help:"Version to speak: 1.0.3 or 2.0.0."`
	JSON     bool          `name:"json" help:"Print JSON."`
}

// Run prints rates and latencies. It fails when an answer was not the wanted
// one.
func (c *benchCommand) Run(ctx context.Context, std stdio) error {
	speaks := xapi.Version2
	if c.Version == "1.0.3" {
		speaks = xapi.Version1
	}
	result, err := loadtest.Run(ctx, loadtest.Config{
		Endpoint: c.Endpoint, Key: c.Key, Secret: c.Secret, Version: speaks, Mode: c.Mode,
		Clients: c.Clients, Duration: c.Duration, Count: c.Count, Batch: c.Batch, Seed: c.Seed,
	})
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(std.out, result)
	} else {
		err = result.WriteText(std.out)
	}
	if err == nil && result.Failed() {
		err = errSilent
	}
	return err
}
