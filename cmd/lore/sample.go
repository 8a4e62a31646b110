package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/sample"
	"github.com/lore-lrs/lore/internal/server"
)

// sampleCommands make and remove the sample data.
type sampleCommands struct {
	Load   sampleLoadCommand   `cmd:"" default:"withargs" help:"Make a store with a year of learning in a company that does not exist."`
	Remove sampleRemoveCommand `cmd:"" help:"Remove that store."`
}

type sampleLoadCommand struct {
	place
	Store string `help:"The store; its name is always sample." default:"sample" enum:"sample"`
}

// Run loads the sample data and waits until they are there.
func (c *sampleLoadCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		return loadSample(ctx, s.Sample(), std)
	})
}

type sampleRemoveCommand struct{ place }

// Run removes the sample data.
func (c *sampleRemoveCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if _, err := s.Sample().Remove(ctx); err != nil {
			return err
		}
		if _, err := finish(ctx, s.Sample(), sample.None, io.Discard); err != nil {
			return err
		}
		return say(std.out, "removed: the sample data")
	})
}

// loadSample loads the sample data, or finds that they are there.
func loadSample(ctx context.Context, data control.Sample, std stdio) error {
	if _, err := data.Load(ctx); err != nil {
		return err
	}
	state, err := finish(ctx, data, sample.Ready, std.err)
	if err != nil {
		return err
	}
	return say(std.out, "sample: %d statements in store %s", state.Done, state.Store)
}

// finish does what was asked for, or waits for the server that does, and shows how
// far it is.
func finish(ctx context.Context, data control.Sample, want string, progress io.Writer) (sample.State, error) {
	meter := newMeter(progress, false)
	defer meter.close()
	done := make(chan error, 1)
	go func() { done <- data.Finish(ctx) }()
	looking := time.NewTicker(retryEvery)
	defer looking.Stop()
	for over := false; ; {
		state, err := data.State(ctx)
		switch {
		case err != nil:
			if !over {
				err = errors.Join(err, <-done)
			}
			return state, err
		case state.State == sample.Failed:
			return state, fmt.Errorf("the sample data could not be loaded: %s", state.Message)
		case over && state.State == want:
			return state, nil
		}
		meter.show(func() string { return fmt.Sprintf("%s: %d of %d statements", state.State, state.Done, state.Total) })
		select {
		case err := <-done:
			if err != nil {
				return state, err
			}
			over = true
		case <-looking.C:
		case <-ctx.Done():
			if !over {
				<-done
			}
			return state, ctx.Err()
		}
	}
}

// serveSample loads the sample data into a server that does not serve yet.
func serveSample(ctx context.Context, app *server.App, std stdio) error {
	transport, stop := control.InProcess(app.Control())
	defer stop()
	client := control.NewClient(transport)
	defer client.Close()
	if err := loadSample(ctx, client.Sample(), std); err != nil {
		return fmt.Errorf("load the sample data: %w", err)
	}
	return nil
}
