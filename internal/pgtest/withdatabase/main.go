// Command withdatabase runs a command of the tests beside a PostgreSQL of its
// own, whose empty database LORE_TEST_DATABASE names:
//
//	go run ./internal/pgtest/withdatabase node --test
//
// The server ends with the command, whose exit code it passes on.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/lore-lrs/lore/internal/pgtest"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "withdatabase:", err)
		code = 1
	}
	os.Exit(code)
}

func run(arguments []string) (code int, err error) {
	if len(arguments) == 0 {
		return 0, errors.New("no command is given")
	}
	// The command gets the signals as well, and ends by them; then this one
	// cleans up.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cluster, err := pgtest.Launch(pgtest.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, cluster.Remove()) }()
	database, err := cluster.Make(ctx)
	if err != nil {
		return 0, err
	}
	command := exec.Command(arguments[0], arguments[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Env = append(os.Environ(), "LORE_TEST_DATABASE="+database)
	err = command.Run()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return max(failed.ExitCode(), 1), nil
	}
	return 0, err
}
