package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/lore-lrs/lore/internal/meaning"
)

// sourceCommands report on the sources of statements, and manage what is said of
// them.
type sourceCommands struct {
	Report   sourceReportCommand   `cmd:"" help:"Report what each source sends, and what is wrong with it."`
	List     sourceListCommand     `cmd:"" help:"List the sources that are formal or have a trusted clock."`
	Formal   sourceFormalCommand   `cmd:"" help:"Say that all statements of a source are formal learning."`
	Informal sourceInformalCommand `cmd:"" help:"Take that back."`
	Trust    sourceTrustCommand    `cmd:"" help:"Trust the clock of a source: its timestamps are accepted wherever they lie."`
	Distrust sourceDistrustCommand `cmd:"" help:"Take that back."`
}

type sourceListCommand struct {
	ofStore
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each source.
func (c *sourceListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		sources, err := s.Sources(ctx, c.Store)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, sources)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "SOURCE\tMARKS")
		for _, source := range sources {
			marks := ""
			for i, mark := range source.Marks {
				if i > 0 {
					marks += ","
				}
				marks += string(mark)
			}
			fmt.Fprintf(table, "%s\t%s\n", source.Source, marks)
		}
		return table.Flush()
	})
}

// oneSource is what every command about a source is told.
type oneSource struct {
	ofStore
	Source string `arg:"" help:"The source: the public part of an access key, or the identifier of an authority."`
}

func (c *oneSource) mark(ctx context.Context, cli *commands, std stdio, mark meaning.Mark) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.MarkSource(ctx, c.Store, c.Source, mark); err != nil {
			return err
		}
		return say(std.out, "source: %s\nmarked: %s", c.Source, mark)
	})
}

func (c *oneSource) unmark(ctx context.Context, cli *commands, std stdio, mark meaning.Mark) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.UnmarkSource(ctx, c.Store, c.Source, mark); err != nil {
			return err
		}
		return say(std.out, "source: %s\nunmarked: %s", c.Source, mark)
	})
}

type sourceFormalCommand struct{ oneSource }

// Run marks the source as formal.
func (c *sourceFormalCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return c.mark(ctx, cli, std, meaning.Formal)
}

type sourceInformalCommand struct{ oneSource }

// Run takes that back.
func (c *sourceInformalCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return c.unmark(ctx, cli, std, meaning.Formal)
}

type sourceTrustCommand struct{ oneSource }

// Run marks the source's clock as trusted.
func (c *sourceTrustCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return c.mark(ctx, cli, std, meaning.TrustedClock)
}

type sourceDistrustCommand struct{ oneSource }

// Run takes that back.
func (c *sourceDistrustCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return c.unmark(ctx, cli, std, meaning.TrustedClock)
}
