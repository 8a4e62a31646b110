package main

import (
	"context"
	"fmt"
	"text/tabwriter"
)

// extensionCommands manage which extensions have a column of their own.
type extensionCommands struct {
	List    extensionListCommand    `cmd:"" help:"List the extensions with a column of their own."`
	Promote extensionPromoteCommand `cmd:"" help:"Give an extension a column, so that queries over long times may use it."`
	Demote  extensionDemoteCommand  `cmd:"" help:"Take that back."`
}

type extensionListCommand struct {
	ofStore
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each extension.
func (c *extensionListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		extensions, err := s.Promoted(ctx, c.Store)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, extensions)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "EXTENSION\tCHANGED")
		for _, extension := range extensions {
			fmt.Fprintf(table, "%s\t%s\n", extension.Extension, day(extension.Changed))
		}
		return table.Flush()
	})
}

type extensionPromoteCommand struct {
	ofStore
	Extension string `arg:"" help:"context.extensions[IRI], result.extensions[IRI] or object.definition.extensions[IRI]."`
}

// Run promotes the extension.
func (c *extensionPromoteCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.Promote(ctx, c.Store, c.Extension); err != nil {
			return err
		}
		return say(std.out, "promoted: %s", c.Extension)
	})
}

type extensionDemoteCommand struct {
	ofStore
	Extension string `arg:"" help:"The extension, as it was promoted."`
}

// Run demotes the extension.
func (c *extensionDemoteCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.Demote(ctx, c.Store, c.Extension); err != nil {
			return err
		}
		return say(std.out, "demoted: %s", c.Extension)
	})
}
