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
}

// directory is the flag of every command that works on a data directory.
type directory struct {
	Data string `help:"Data directory." default:"data" type:"path"`
}

type storeCreateCommand struct {
	directory
	Name string `arg:"" help:"1 to 63 of a-z, 0-9 and \"-\"."`
}

// Run makes the store and prints its name.
func (c *storeCreateCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.Data, func(s session) error {
		store, err := s.CreateStore(ctx, c.Name)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "store: %s\n", store.Name)
		return err
	})
}

type storeListCommand struct {
	directory
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each store.
func (c *storeListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.Data, func(s session) error {
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
