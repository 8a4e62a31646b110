package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/server"
)

// serveCommand runs the server.
type serveCommand struct {
	server.Config
	Sample bool `help:"Load the sample data into the store sample first."`
}

// Run serves until the context ends. What a person needs goes to standard
// output, the log to standard error.
func (c *serveCommand) Run(ctx context.Context, std stdio) (err error) {
	logger, err := newLogger(c.Config, std)
	if err != nil {
		return err
	}
	c.Config.Version = version
	app, err := server.Open(ctx, c.Config, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	if err := app.Listen(); err != nil {
		return err
	}
	if c.Sample {
		if err := serveSample(ctx, app, std); ctx.Err() != nil {
			return nil // it is to stop; what is missing is loaded at the next start
		} else if err != nil {
			return err
		}
	}
	fmt.Fprintf(std.out, "endpoint: %s/xapi\n", app.URL())
	if key := app.DemoKey(); key != nil {
		fmt.Fprintf(std.out, "key: %s\nsecret: %s\n", key.Key, key.Secret)
	}
	link, err := app.Registry().SetupLink(ctx)
	switch {
	case err == nil:
		fmt.Fprintf(std.out, "setup: %s/setup#%s\n", app.URL(), link)
	case ctx.Err() != nil: // it is to stop already
	case !problem.Is(err, problem.Conflict): // somebody is there to manage the server
		return err
	}
	return app.Run(ctx)
}

// newLogger returns the logger that the settings describe.
func newLogger(config server.Config, std stdio) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(config.LogLevel)); err != nil {
		return nil, fmt.Errorf("log-level: %w", err)
	}
	options := &slog.HandlerOptions{Level: level}
	if config.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(std.err, options)), nil
	}
	return slog.New(slog.NewTextHandler(std.err, options)), nil
}
