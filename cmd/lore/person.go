package main

import (
	"context"
	"fmt"
	"text/tabwriter"
)

// personCommands manage which identities are one person.
type personCommands struct {
	List  personListCommand  `cmd:"" help:"List the merges, with the numbers by which they are undone."`
	Merge personMergeCommand `cmd:"" help:"Make two identities one person, from now on and for all that happened."`
	Split personSplitCommand `cmd:"" help:"Undo a merge: everything is as if it had never been made."`
}

type personListCommand struct {
	ofStore
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each merge.
func (c *personListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		merges, err := s.Merges(ctx, c.Store)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, merges)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "MERGE\tIDENTITY\tINTO\tMADE\tUNDONE")
		for _, merge := range merges {
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\n", merge.ID, merge.Identity, merge.Target, day(merge.Made), day(merge.Undone))
		}
		return table.Flush()
	})
}

type personMergeCommand struct {
	ofStore
	Identity string `arg:"" help:"An identity: mailto:ADDRESS, sha1:DIGEST, openid:URI or account:HOMEPAGE|NAME."`
	Into     string `arg:"" help:"The identity that it is merged into, and by which the person is known."`
}

// Run merges the two.
func (c *personMergeCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		merge, err := s.Merge(ctx, c.Store, c.Identity, c.Into)
		if err != nil {
			return err
		}
		return say(std.out, "merge: %d\nidentity: %s\ninto: %s", merge.ID, merge.Identity, merge.Target)
	})
}

type personSplitCommand struct {
	ofStore
	Merge int64 `arg:"" help:"The merge's number: «lore person list» shows it."`
}

// Run undoes the merge.
func (c *personSplitCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.Split(ctx, c.Store, c.Merge); err != nil {
			return err
		}
		return say(std.out, "undone: %d", c.Merge)
	})
}
