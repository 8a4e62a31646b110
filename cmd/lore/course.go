package main

import (
	"context"
	"fmt"
	"text/tabwriter"
)

// courseCommands manage which course an activity belongs to.
type courseCommands struct {
	List  courseListCommand  `cmd:"" help:"List the activities that were given a course."`
	Map   courseMapCommand   `cmd:"" help:"Give an activity a course, whatever its statements say."`
	Unmap courseUnmapCommand `cmd:"" help:"Take that back: the course is what each statement says."`
}

type courseListCommand struct {
	ofStore
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each activity.
func (c *courseListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		courses, err := s.Courses(ctx, c.Store)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, courses)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "ACTIVITY\tCOURSE\tCHANGED")
		for _, course := range courses {
			fmt.Fprintf(table, "%s\t%s\t%s\n", course.Activity, course.Course, day(course.Changed))
		}
		return table.Flush()
	})
}

type courseMapCommand struct {
	ofStore
	Activity string `arg:"" help:"The activity's id."`
	Course   string `arg:"" help:"The course's id."`
}

// Run maps the activity.
func (c *courseMapCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.MapCourse(ctx, c.Store, c.Activity, c.Course); err != nil {
			return err
		}
		return say(std.out, "activity: %s\ncourse: %s", c.Activity, c.Course)
	})
}

type courseUnmapCommand struct {
	ofStore
	Activity string `arg:"" help:"The activity's id."`
}

// Run takes the activity's course back.
func (c *courseUnmapCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.UnmapCourse(ctx, c.Store, c.Activity); err != nil {
			return err
		}
		return say(std.out, "unmapped: %s", c.Activity)
	})
}
