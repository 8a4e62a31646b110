package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/quality"
)

type sourceReportCommand struct {
	ofStore
	Source string `help:"Only this source, with everything that is known of it."`
	Zone   string `help:"The IANA time zone of the days." default:"UTC"`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run prints a line for each source, and what is wrong with it.
func (c *sourceReportCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		report, err := s.ReportSources(ctx, c.Store, c.Zone)
		if err != nil {
			return err
		}
		if c.Source != "" {
			found := false
			for i := range report.Sources {
				if report.Sources[i].Source == c.Source {
					report.Sources, found = report.Sources[i:i+1], true
					break
				}
			}
			if !found {
				return problem.New(problem.NotFound, "source-unknown",
					"the store has no source %q: no key of this name, and no statement from it", c.Source)
			}
			if c.JSON {
				return printJSON(std.out, report.Sources[0])
			}
		}
		if c.JSON {
			return printJSON(std.out, report)
		}
		return c.print(std.out, report)
	})
}

func (c *sourceReportCommand) print(out io.Writer, report *quality.Sources) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SOURCE\tNAME\tARRIVAL\tLAST STATEMENT\tDAY\t28 DAYS\tREJECTED\tSENT AGAIN\tLATE\tCLOCK SUSPECT\tLIKELY TWICE\tUNKNOWN VERBS")
	for i := range report.Sources {
		s := &report.Sources[i]
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t%s\n", s.Source, orDash(s.Name), s.Arrival, moment(s.LastStored),
			s.LastDay, s.Last28Days, s.Rejected.Requests, s.Resent, percent(s.Late), percent(s.ClockSuspect), percent(s.LikelyDuplicates), percent(s.UnknownVerbs))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for i := range report.Sources {
		if err := complain(out, &report.Sources[i]); err != nil {
			return err
		}
	}
	if c.Source == "" {
		return complainOfRejected(out, "(no key of this store)", report.Unidentified)
	}
	return nil
}

// complain says what is wrong with a source.
func complain(out io.Writer, s *quality.Source) error {
	if err := complainOfRejected(out, s.Source, s.Rejected); err != nil {
		return err
	}
	for _, verb := range s.Verbs {
		if err := say(out, "%s: unknown verb %d × %s", s.Source, verb.Statements, verb.Name); err != nil {
			return err
		}
	}
	for _, drift := range s.Drift {
		if !drift.Changed {
			continue
		}
		if err := say(out, "%s: %s in %s of the statements of this week, %s before", s.Source, drift.Part, percent(drift.Now), percent(drift.Before)); err != nil {
			return err
		}
	}
	if s.Arrival == quality.Silent || s.Arrival == quality.Quiet {
		quiet, usual := time.Duration(*s.QuietSeconds)*time.Second, time.Duration(*s.UsualGapSeconds)*time.Second
		return say(out, "%s: nothing came for %s; usual are %s", s.Source, quiet, usual)
	}
	return nil
}

func complainOfRejected(out io.Writer, source string, rejected quality.Rejected) error {
	for _, reason := range rejected.Reasons {
		if err := say(out, "%s: rejected %d × %s: %s", source, reason.Requests, strings.TrimSpace(reason.Code+" "+reason.Rule), reason.Example.Message); err != nil {
			return err
		}
	}
	return nil
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func moment(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.Format(time.RFC3339)
}
