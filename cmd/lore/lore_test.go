package main

import (
	"context"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"lore": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			code := run(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr})
			stop()
			os.Exit(code)
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("ADDRESS", freeAddress(t))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"listening": waitForSocket,
			"field":     field,
			"truncate":  truncate,
		},
	})
}

// freeAddress returns an address on this machine where nobody listens.
func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// waitForSocket waits until somebody listens at the address: listening
// ADDRESS
func waitForSocket(ts *testscript.TestScript, _ bool, args []string) {
	deadline := time.Now().Add(30 * time.Second)
	for {
		connection, err := net.DialTimeout("tcp", args[0], time.Second)
		if err == nil {
			ts.Check(connection.Close())
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("nobody listens at %s: %v", args[0], err)
		}
	}
}

// field sets a variable to what follows "NAME: " in the last output: field
// NAME VARIABLE
func field(ts *testscript.TestScript, _ bool, args []string) {
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		if value, ok := strings.CutPrefix(line, args[0]+": "); ok {
			ts.Setenv(args[1], strings.TrimSpace(value))
			return
		}
	}
	ts.Fatalf("no line of the output begins with %q", args[0]+": ")
}

// truncate cuts the last byte off a file: truncate FILE
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(filepath.FromSlash(args[0]))
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()-1))
}
