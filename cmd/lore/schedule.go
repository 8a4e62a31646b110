package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/export"
)

// scheduleCommands manage the exports that are written day by day.
type scheduleCommands struct {
	List   scheduleListCommand   `cmd:"" help:"List the scheduled exports and how they go."`
	Set    scheduleSetCommand    `cmd:"" help:"Have every closed day written as Parquet from now on, those before included."`
	Remove scheduleRemoveCommand `cmd:"" help:"End that; the files stay."`
	Now    scheduleNowCommand    `cmd:"" help:"Write what is due at once."`
}

// ofRelation is what every command about one schedule is told.
type ofRelation struct {
	place
	Store    string `required:"" help:"The store's name."`
	Relation string `enum:"statements,facts" default:"facts" help:"statements or facts."`
}

func (o ofRelation) schedule() control.ExportSchedule {
	return control.ExportSchedule{Store: o.Store, Relation: export.Relation(o.Relation)}
}

type scheduleListCommand struct {
	place
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each schedule.
func (c *scheduleListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		list, err := s.ExportSchedules(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, list)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "STORE\tRELATION\tDAYS\tROWS\tLAST\tWRITTEN\tSTATE\tTARGET")
		for _, schedule := range list {
			state, last := "fine", schedule.Last
			if schedule.Failure != "" {
				state = fmt.Sprintf("failed %d times: %s", schedule.Tries, schedule.Failure)
			}
			if last == "" {
				last = "-"
			}
			fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\n", schedule.Store, schedule.Relation, schedule.Days, schedule.Rows,
				last, day(schedule.Written), state, schedule.Target)
		}
		return table.Flush()
	})
}

type scheduleSetCommand struct {
	ofRelation
	Target string `arg:"" help:"A directory from its root, which all nodes must have, or s3://ENDPOINT/BUCKET/PREFIX?region=R."`
}

// Run schedules the export.
func (c *scheduleSetCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		schedule := c.schedule()
		schedule.Target = c.Target
		if err := s.ScheduleExport(ctx, schedule); err != nil {
			return err
		}
		return say(std.out, "relation: %s\ntarget: %s", c.Relation, c.Target)
	})
}

type scheduleRemoveCommand struct{ ofRelation }

// Run ends the schedule.
func (c *scheduleRemoveCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.UnscheduleExport(ctx, c.schedule()); err != nil {
			return err
		}
		return say(std.out, "removed: %s", c.Relation)
	})
}

type scheduleNowCommand struct {
	ofRelation
	Everything bool `help:"Write every file anew, such as after files were lost."`
}

// Run writes what is due.
func (c *scheduleNowCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		schedule := c.schedule()
		schedule.Everything = c.Everything
		done, err := s.ExportNow(ctx, schedule)
		if err != nil {
			return err
		}
		return say(std.out, "files: %d\nrows: %d", done.Files, done.Rows)
	})
}
