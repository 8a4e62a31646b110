package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/lore-lrs/lore/internal/move"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/server"
)

// migrateStoreCommand moves everything to another place.
type migrateStoreCommand struct {
	From        string  `required:"" placeholder:"DIR|URL" help:"Data directory, or URL of a PostgreSQL database, to move from. Servers on it go on answering and refuse writes meanwhile."`
	To          string  `required:"" placeholder:"DIR|URL" help:"Data directory or database to move to: a new or empty one, without a server on it."`
	FromBlobURL *string `name:"from-blob-url" placeholder:"URL" help:"Where the source keeps attachments, if not where the setting blob-url says."`
	ToBlobURL   *string `name:"to-blob-url" placeholder:"URL" help:"Where the target is to keep attachments, if not where the setting blob-url says."`
	KeepHeld    bool    `help:"When everything is moved, keep the source from being written until this command is interrupted or its server is stopped, so that no client goes on with the old one."`
	JSON        bool    `name:"json" help:"Print the result as JSON."`
	Quiet       bool    `short:"q" help:"Do not show progress."`
}

// Run moves everything, compares both sides and prints what is there. Progress
// goes to standard error.
func (c *migrateStoreCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	err := c.move(ctx, cli, std)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("the move was interrupted; run it again, it goes on: %w", ctx.Err())
	}
	return err
}

func (c *migrateStoreCommand) move(ctx context.Context, cli *commands, std stdio) (err error) {
	source, closeSource, name, err := c.openSource(ctx, cli, std)
	if err != nil {
		return fmt.Errorf("open the source: %w", err)
	}
	defer func() { err = errors.Join(err, closeSource()) }()
	target, closeTarget, err := c.openTarget(ctx, cli, std)
	if err != nil {
		return fmt.Errorf("open the target: %w", err)
	}
	closeTarget = sync.OnceValue(closeTarget)
	defer func() { err = errors.Join(err, closeTarget()) }()
	shown := &stepMeter{to: std.err, quiet: c.Quiet}
	m := move.Move{From: source, Name: name, To: target, OnProgress: shown.update}
	var printed error
	m.OnComplete = func(held context.Context, parts []move.Part) {
		// From here on servers may run on the target.
		if printed = errors.Join(closeTarget(), c.print(std, parts)); printed == nil && c.KeepHeld {
			fmt.Fprintln(std.err, "the source stays read-only until this command is interrupted or the source's server is stopped")
			<-held.Done()
		}
	}
	if _, err := m.Run(ctx); err != nil {
		return err
	}
	return printed
}

// print writes what was moved.
func (c *migrateStoreCommand) print(std stdio, parts []move.Part) error {
	if c.JSON {
		return printJSON(std.out, parts)
	}
	return printParts(std.out, parts)
}

// openSource returns what is to be moved, through the server that runs on it or
// opened in this process, and its name for people.
func (c *migrateStoreCommand) openSource(ctx context.Context, cli *commands, std stdio) (_ move.Source, finish func() error, name string, err error) {
	at, name, err := placeNamed(c.From)
	if err != nil {
		return nil, nil, "", err
	}
	if at.Database == "" {
		if _, err := os.Stat(at.Data); err != nil {
			return nil, nil, "", problem.Wrap(problem.NotFound, "no-source", err, "there is no data directory %s", at.Data)
		}
	}
	config, err := cli.settings(at)
	if err != nil {
		return nil, nil, "", err
	}
	if c.FromBlobURL != nil {
		config.BlobURL = *c.FromBlobURL
	}
	var s session
	err = patiently(ctx, func() error {
		if found, ok := running(ctx, at); ok {
			s, finish = found, func() error { found.Close(); return nil }
			return nil
		}
		s, finish, err = openSession(ctx, std, config)
		return err
	})
	if err != nil {
		return nil, nil, "", err
	}
	return s.MoveSource(), finish, name, nil
}

func (c *migrateStoreCommand) openTarget(ctx context.Context, cli *commands, std stdio) (*move.Side, func() error, error) {
	at, _, err := placeNamed(c.To)
	if err != nil {
		return nil, nil, err
	}
	if s, ok := running(ctx, at); ok {
		s.Close()
		return nil, nil, problem.New(problem.Conflict, "target-in-use", "a server runs on %s; stop it, and start it again when the move is complete", at.Data)
	}
	config, err := cli.settings(at)
	if err != nil {
		return nil, nil, err
	}
	if c.ToBlobURL != nil {
		config.BlobURL = *c.ToBlobURL
	}
	return server.OpenTarget(context.WithoutCancel(ctx), config, commandLogger(std))
}

// placeNamed returns the place that an argument names, and how to call it where
// others can read it.
func placeNamed(argument string) (at place, name string, err error) {
	if server.IsPostgresURL(argument) {
		return place{Database: argument}, server.MaskURL(argument), nil
	}
	path, err := filepath.Abs(argument)
	return place{Data: path}, path, err
}

// printParts lists what was moved, and is the same on both sides.
func printParts(to io.Writer, parts []move.Part) error {
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MOVED\tSTORE\tCOUNT\tSHA-256 OF BOTH SIDES")
	for _, part := range parts {
		store := part.Store
		if store == "" {
			store = "-"
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\n", part.What, store, part.Count, part.SHA256)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return say(to, "complete: source and target are equal")
}

// stepMeter shows the steps of a move, and now and then how far one is.
type stepMeter struct {
	to    io.Writer
	quiet bool
	step  string
	shown time.Time
}

// stepShownEvery is how often a long step is shown.
const stepShownEvery = 10 * time.Second

func (m *stepMeter) update(progress move.Progress) {
	now := time.Now()
	switch {
	case m.quiet:
		return
	case progress.Step != m.step:
		fmt.Fprintf(m.to, "%s\n", progress.Step)
	case now.Sub(m.shown) >= stepShownEvery:
		fmt.Fprintf(m.to, "%s: %d\n", progress.Step, progress.Count)
	default:
		return
	}
	m.step, m.shown = progress.Step, now
}
