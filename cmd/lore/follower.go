package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/lore-lrs/lore/internal/follow"
)

// followerCommands look after what follows the log of statements.
type followerCommands struct {
	List    followerListCommand    `cmd:"" help:"List the followers: where they run and how far they are."`
	Rebuild followerRebuildCommand `cmd:"" help:"Fill a follower anew from the log, beside what is in force, and swap it in."`
	Pause   followerPauseCommand   `cmd:"" help:"Have a follower stand still on all nodes."`
	Resume  followerResumeCommand  `cmd:"" help:"Let a follower go on where it was."`
	Dead    followerDeadCommand    `cmd:"" help:"List the statements that a follower could not take, with the reasons."`
	Replay  followerReplayCommand  `cmd:"" help:"Give a follower the statements again that it could not take."`
}

type followerListCommand struct {
	place
	JSON bool `name:"json" help:"Print JSON, with each store."`
}

// Run prints a line for each follower and node.
func (c *followerListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		list, err := s.Followers().List(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, list)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NAME\tKIND\tNODE\tSTATE\tLAG\tDEAD")
		for _, follower := range list {
			node, lag := follower.Node, (time.Duration(follower.Lag) * time.Microsecond).Round(time.Millisecond).String()
			if node == "" {
				node, lag = "-", "-"
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%d\n", follower.Name, follower.Kind, node, stateOf(follower), lag, follower.Dead)
		}
		return table.Flush()
	})
}

// stateOf says what a follower is doing, and why it does not get on.
func stateOf(follower follow.Status) string {
	switch follower.State {
	case follow.Rebuilding:
		return fmt.Sprintf("%s (%.0f %%)", follower.State, follower.Share*100)
	case follow.Failing:
		return fmt.Sprintf("%s: %s", follower.State, follower.Error)
	}
	return string(follower.State)
}

type followerRebuildCommand struct {
	place
	Name string `arg:"" help:"The follower's name."`
}

// Run has the follower rebuilt; the command does not wait for it.
func (c *followerRebuildCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.Followers().Rebuild(ctx, c.Name); err != nil {
			return err
		}
		return say(std.out, "rebuilding: %s", c.Name)
	})
}

type followerPauseCommand struct {
	place
	Name string `arg:"" help:"The follower's name."`
}

// Run pauses the follower.
func (c *followerPauseCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.Followers().Pause(ctx, c.Name); err != nil {
			return err
		}
		return say(std.out, "paused: %s", c.Name)
	})
}

type followerResumeCommand struct {
	place
	Name string `arg:"" help:"The follower's name."`
}

// Run resumes the follower.
func (c *followerResumeCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.Followers().Resume(ctx, c.Name); err != nil {
			return err
		}
		return say(std.out, "resumed: %s", c.Name)
	})
}

type followerDeadCommand struct {
	place
	Name string `arg:"" help:"The follower's name."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Run prints a line for each dead letter.
func (c *followerDeadCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		letters, err := s.Followers().Dead(ctx, c.Name)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, letters)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "STORE\tSTATEMENT\tSTORED\tTRIES\tSINCE\tREASON")
		for _, letter := range letters {
			fmt.Fprintf(table, "%d\t%s\t%s\t%d\t%s\t%s\n", letter.Store, letter.ID,
				time.UnixMicro(letter.Stored).UTC().Format(time.RFC3339Nano), letter.Tries, day(letter.Since), letter.Reason)
		}
		return table.Flush()
	})
}

type followerReplayCommand struct {
	place
	Name string `arg:"" help:"The follower's name."`
}

// Run replays the dead letters; when some are refused again, it fails.
func (c *followerReplayCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		done, err := s.Followers().Replay(ctx, c.Name)
		if err != nil {
			return err
		}
		if done.Rebuilding {
			return say(std.out, "rebuilding: %s", c.Name)
		}
		if err := say(std.out, "taken: %d\nrefused: %d", done.Taken, done.Refused); err != nil || done.Refused == 0 {
			return err
		}
		return errSilent
	})
}
