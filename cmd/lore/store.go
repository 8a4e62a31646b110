package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// storeCommands manage stores.
type storeCommands struct {
	Create storeCreateCommand `cmd:"" help:"Make a store: statements, documents and keys of its own."`
	List   storeListCommand   `cmd:"" help:"List the stores."`
	Spread storeSpreadCommand `cmd:"" help:"Move a store to more buckets, while it is in use."`
}

type storeCreateCommand struct {
	place
	Name    string `arg:"" help:"1 to 63 of a-z, 0-9 and \"-\"."`
	Buckets int    `default:"1" help:"Over how many buckets (1 to 32) it is spread: 1 unless it will outgrow one machine of a Citus cluster."`
}

// Run makes the store and prints its name.
func (c *storeCreateCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		store, err := s.CreateSpreadStore(ctx, c.Name, c.Buckets)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "store: %s\n", store.Name)
		return err
	})
}

type storeSpreadCommand struct {
	place
	Name    string `arg:"" help:"The store's name."`
	Buckets int    `required:"" help:"How many buckets it shall have, more than now: 2 to 32."`
}

// Run moves the store and tells how far it is.
func (c *storeSpreadCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		display := newMeter(std.err, false)
		defer display.close()
		moved := int64(0)
		err := s.SpreadStore(ctx, c.Name, c.Buckets, func(now int64) {
			moved = now
			display.show(func() string { return fmt.Sprintf("%d statements moved", now) })
		})
		if err != nil {
			return err
		}
		display.close()
		return say(std.out, "store: %s\nbuckets: %d\nmoved: %d", c.Name, c.Buckets, moved)
	})
}

type storeListCommand struct {
	place
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each store.
func (c *storeListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		stores, err := s.ListStores(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, stores)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "STORE\tCREATED")
		for _, store := range stores {
			fmt.Fprintf(table, "%s\t%s\n", store.Name, day(store.Created))
		}
		return table.Flush()
	})
}

// day writes a time in microseconds for a list.
func day(micros int64) string {
	if micros == 0 {
		return "-"
	}
	return time.UnixMicro(micros).UTC().Format(time.RFC3339)
}

func printJSON(to io.Writer, value any) error {
	text, err := json.Marshal(value, jsontext.Multiline(true), jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	_, err = to.Write(append(text, '\n'))
	return err
}
