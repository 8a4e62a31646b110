package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/server"
)

// session is a command's access to a data directory.
type session struct {
	*control.Client
	// remote is true when a running server answers.
	remote bool
}

const (
	// patience is how long a command waits for a directory that somebody has
	// locked without answering on the socket: a server that starts or stops, or
	// another command.
	patience = 15 * time.Second
	// retryEvery is how often it looks again.
	retryEvery = 50 * time.Millisecond
)

// withData runs a command on a data directory: through the server that runs on
// it, or, when none does, with the directory opened in this process.
func withData(ctx context.Context, cli *commands, std stdio, data string, command func(session) error) (err error) {
	s, finish, err := connect(ctx, cli, std, data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, finish()) }()
	return command(s)
}

func connect(ctx context.Context, cli *commands, std stdio, data string) (session, func() error, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if s, ok := running(ctx, data); ok {
			return s, func() error { s.Close(); return nil }, nil
		}
		s, finish, err := inProcess(ctx, cli, std, data)
		var refused *problem.Error
		if !errors.As(err, &refused) || refused.Code != "data-directory-in-use" {
			return s, finish, err
		}
		select {
		case <-time.After(retryEvery):
		case <-ctx.Done():
			return session{}, nil, err
		}
	}
}

// running returns a session with the server that runs on the directory; ok is
// false when none answers.
func running(ctx context.Context, data string) (s session, ok bool) {
	if _, err := os.Stat(filepath.Join(data, control.SocketName)); errors.Is(err, fs.ErrNotExist) {
		return session{}, false
	}
	client := control.NewClient(control.DialSocket(data))
	if err := client.Ping(ctx); err != nil {
		client.Close()
		return session{}, false
	}
	return session{client, true}, true
}

// inProcess opens the directory in this process, as a server would.
func inProcess(ctx context.Context, cli *commands, std stdio, data string) (session, func() error, error) {
	config, err := cli.settings(data)
	if err != nil {
		return session{}, nil, err
	}
	// A command is no server: only what needs attention is said.
	logger := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	config.DemoKey = false
	app, err := server.Open(context.WithoutCancel(ctx), config, logger)
	if err != nil {
		return session{}, nil, err
	}
	transport, stop := control.InProcess(app.Control())
	client := control.NewClient(transport)
	return session{client, false}, func() error {
		client.Close()
		stop()
		return app.Close()
	}, nil
}
