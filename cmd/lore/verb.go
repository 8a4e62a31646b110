package main

import (
	"context"
	"fmt"
	"text/tabwriter"
)

// verbCommands manage the classes of verbs.
type verbCommands struct {
	List  verbListCommand  `cmd:"" help:"List the verbs that have a class, and where it comes from."`
	Set   verbSetCommand   `cmd:"" help:"Give a verb a class."`
	Unset verbUnsetCommand `cmd:"" help:"Take that back: a standard verb has its standard class again, another one is «other»."`
}

// ofStore is what every command about the meaning of words is told.
type ofStore struct {
	place
	Store string `required:"" help:"The store's name."`
}

type verbListCommand struct {
	ofStore
	Changed bool `help:"Only those that somebody decided about."`
	JSON    bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each verb.
func (c *verbListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		verbs, err := s.Verbs(ctx, c.Store)
		if err != nil {
			return err
		}
		shown := verbs[:0]
		for _, verb := range verbs {
			if !c.Changed || verb.Changed != 0 {
				shown = append(shown, verb)
			}
		}
		if c.JSON {
			return printJSON(std.out, shown)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "CLASS\tSTANDARD\tCHANGED\tVERB")
		for _, verb := range shown {
			standard := verb.Standard
			if standard == "" {
				standard = "-"
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", verb.Class, standard, day(verb.Changed), verb.Verb)
		}
		return table.Flush()
	})
}

type verbSetCommand struct {
	ofStore
	Verb  string `arg:"" help:"The verb's id."`
	Class string `arg:"" help:"enrol, start, progress, complete, pass, fail, score, answer, exit, abandon, waive, social, view, credential or other."`
}

// Run gives the verb its class.
func (c *verbSetCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.SetVerb(ctx, c.Store, c.Verb, c.Class); err != nil {
			return err
		}
		return say(std.out, "verb: %s\nclass: %s", c.Verb, c.Class)
	})
}

type verbUnsetCommand struct {
	ofStore
	Verb string `arg:"" help:"The verb's id."`
}

// Run takes the verb's class back.
func (c *verbUnsetCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.UnsetVerb(ctx, c.Store, c.Verb); err != nil {
			return err
		}
		return say(std.out, "unset: %s", c.Verb)
	})
}
