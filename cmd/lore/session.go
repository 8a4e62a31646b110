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

// place is where a command finds the data.
type place struct {
	Data     string `help:"Data directory." default:"data" type:"path"`
	Database string `help:"URL of the PostgreSQL database; when it is set, the command works there and not in the data directory." placeholder:"URL"`
}

// session is a command's access to the data.
type session struct{ *control.Client }

const (
	// patience is how long a command waits for a directory that somebody has
	// locked without answering on the socket: a server that starts or stops, or
	// another command.
	patience = 15 * time.Second
	// retryEvery is how often it looks again.
	retryEvery = 50 * time.Millisecond
)

// withData runs a command on the data: on a database, or on a data directory
// through the server that runs on it, or, when none does, opened in this
// process.
func withData(ctx context.Context, cli *commands, std stdio, at place, command func(session) error) (err error) {
	s, finish, err := connect(ctx, cli, std, at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, finish()) }()
	return command(s)
}

func connect(ctx context.Context, cli *commands, std stdio, at place) (s session, finish func() error, err error) {
	err = patiently(ctx, func() error {
		if found, ok := running(ctx, at); ok {
			s, finish = found, func() error { found.Close(); return nil }
			return nil
		}
		s, finish, err = inProcess(ctx, cli, std, at)
		return err
	})
	return s, finish, err
}

// patiently tries again while somebody has the data directory locked.
func patiently(ctx context.Context, try func() error) error {
	deadline := time.Now().Add(patience)
	for {
		err := try()
		var refused *problem.Error
		if !errors.As(err, &refused) || refused.Code != "data-directory-in-use" || time.Now().After(deadline) {
			return err
		}
		select {
		case <-time.After(retryEvery):
		case <-ctx.Done():
			return err
		}
	}
}

// running returns a session with the server that runs on the directory; ok is
// false when none answers. Servers on a database are not asked: it takes
// commands beside them.
func running(ctx context.Context, at place) (s session, ok bool) {
	if at.Database != "" {
		return session{}, false
	}
	if _, err := os.Stat(filepath.Join(at.Data, control.SocketName)); errors.Is(err, fs.ErrNotExist) {
		return session{}, false
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	client := control.NewClient(control.DialSocket(at.Data))
	if err := client.Ping(ctx); err != nil {
		client.Close()
		return session{}, false
	}
	return session{client}, true
}

// inProcess opens the data in this process, as a server would.
func inProcess(ctx context.Context, cli *commands, std stdio, at place) (session, func() error, error) {
	config, err := cli.settings(at)
	if err != nil {
		return session{}, nil, err
	}
	return openSession(ctx, std, config)
}

// openSession opens the data that the settings name in this process.
func openSession(ctx context.Context, std stdio, config server.Config) (session, func() error, error) {
	config.DemoKey = false
	open := server.Open
	if config.Database != "" {
		open = server.OpenDatabase
	}
	app, err := open(context.WithoutCancel(ctx), config, commandLogger(std))
	if err != nil {
		return session{}, nil, err
	}
	transport, stop := control.InProcess(app.Control())
	client := control.NewClient(transport)
	return session{client}, func() error {
		client.Close()
		stop()
		return app.Close()
	}, nil
}

// commandLogger is the log of a command, which is no server: only what needs
// attention is said.
func commandLogger(std stdio) *slog.Logger {
	return slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
}
