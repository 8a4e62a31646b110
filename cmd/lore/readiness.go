package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/quality"
)

// readinessCommand reports which features of analytics the data is enough for.
type readinessCommand struct {
	ofStore
	Feature string `help:"Only this one, with everything that is known of it and a statement to copy."`
	JSON    bool   `name:"json" help:"Print JSON."`
}

// Run prints a line for each feature, or all about one.
func (c *readinessCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		report, err := s.ReportReadiness(ctx, c.Store)
		if err != nil {
			return err
		}
		if c.Feature != "" {
			return c.one(std.out, report)
		}
		if c.JSON {
			return printJSON(std.out, report)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintf(table, "FEATURE\tSTATUS\tQUALIFY\tOF %d\n", report.Statements)
		for _, feature := range report.Features {
			fmt.Fprintf(table, "%s\t%s\t%d\t%s\n", feature.Feature, feature.Status, feature.Qualifying.Count, percent(feature.Qualifying))
		}
		return table.Flush()
	})
}

// one prints all about the feature that was asked for.
func (c *readinessCommand) one(out io.Writer, report *quality.Readiness) error {
	for i := range report.Features {
		feature := &report.Features[i]
		if feature.Feature != c.Feature {
			continue
		}
		if c.JSON {
			return printJSON(out, feature)
		}
		return describeFeature(out, feature)
	}
	return problem.New(problem.NotFound, "feature-unknown", "there is no feature %q; «lore readiness» lists them", c.Feature)
}

func describeFeature(out io.Writer, feature *quality.Feature) error {
	if err := say(out, "%s: %s\n%s\n%s", feature.Name, feature.Status, feature.Needs, feature.Summary); err != nil {
		return err
	}
	for i := range feature.Ingredients {
		in := &feature.Ingredients[i]
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintf(table, "\n%s: %s (%d of %d qualify; ready from %d and %.0f %%)\n", in.Words, in.Status, in.Qualifying.Count, in.Relevant.Count, in.Enough, 100*in.EnoughShare)
		for _, field := range in.Fields {
			fmt.Fprintf(table, "  %s\t%s\t%s\n", field.Field, percent(field.Present), field.Words)
		}
		for _, missing := range in.Missing {
			fmt.Fprintf(table, "  without %s: %d%s%s%s\n", missing.Field, missing.Statements,
				offenders("sources", missing.Sources), offenders("platforms", missing.Platforms), offenders("activities", missing.Activities))
		}
		if err := table.Flush(); err != nil {
			return err
		}
		if err := in.Sample.Indent(); err != nil {
			return err
		}
		if err := say(out, "  a statement that qualifies:\n%s", in.Sample); err != nil {
			return err
		}
	}
	return nil
}

// offenders lists who sends most of what lacks something.
func offenders(what string, list []quality.Count) string {
	text := "; " + what
	for _, one := range list {
		name := one.Name
		if name == "" {
			name = "(none)"
		}
		text += fmt.Sprintf(" %s %d", name, one.Statements)
	}
	return text
}

// percent writes a share for people.
func percent(s quality.Share) string {
	if s.Share == nil {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100**s.Share)
}
