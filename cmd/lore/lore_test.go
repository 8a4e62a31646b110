package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestMain(m *testing.M) {
	testscript.Main(pgtest.Main(m), map[string]func(){
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
			env.Setenv("ADDRESS2", freeAddress(t))
			course, err := os.ReadFile("../../docs/course.ndjson")
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(env.WorkDir, "course.ndjson"), course, 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"database":  database(t),
			"listening": waitForSocket,
			"field":     field,
			"truncate":  truncate,
			"damage":    damage,
			"refused":   refused,
			"held":      held,
		},
	})
}

// database makes an empty PostgreSQL database and sets a variable to its URL:
// database VARIABLE
func database(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		url, err := pgtest.Shared(t).Make(t.Context())
		ts.Check(err)
		ts.Setenv(args[0], url)
	}
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

// damage changes a byte near the beginning of a file: damage PATTERN
func damage(ts *testscript.TestScript, _ bool, args []string) {
	paths, err := filepath.Glob(ts.MkAbs(filepath.FromSlash(args[0])))
	ts.Check(err)
	if len(paths) == 0 {
		ts.Fatalf("nothing is named %s", args[0])
	}
	content, err := os.ReadFile(paths[0])
	ts.Check(err)
	content[200] ^= 1
	ts.Check(os.WriteFile(paths[0], content, 0o600))
}

// refused waits until a server does not take a key any more, for as long as a
// revocation may be under way: refused ORIGIN KEY SECRET
func refused(ts *testscript.TestScript, _ bool, args []string) {
	request, err := http.NewRequest(http.MethodGet, args[0]+"/xapi/statements", nil)
	ts.Check(err)
	request.SetBasicAuth(args[1], args[2])
	request.Header.Set("X-Experience-API-Version", "2.0.0")
	for deadline := time.Now().Add(5 * time.Second); ; {
		response, err := http.DefaultClient.Do(request)
		ts.Check(err)
		ts.Check(response.Body.Close())
		switch {
		case response.StatusCode == http.StatusUnauthorized:
			return
		case time.Now().After(deadline):
			ts.Fatalf("%s still takes the key after 5 s: status %d", args[0], response.StatusCode)
		}
	}
}

// held waits until a server refuses statements because everything is moved
// away: held ORIGIN KEY SECRET
func held(ts *testscript.TestScript, _ bool, args []string) {
	for deadline := time.Now().Add(30 * time.Second); ; {
		request, err := http.NewRequest(http.MethodPost, args[0]+"/xapi/statements", strings.NewReader(
			`{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://example.org/did"},"object":{"id":"http://example.org/it"}}`))
		ts.Check(err)
		request.SetBasicAuth(args[1], args[2])
		request.Header.Set("X-Experience-API-Version", "2.0.0")
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		ts.Check(err)
		ts.Check(response.Body.Close())
		switch {
		case response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") != "":
			return
		case time.Now().After(deadline):
			ts.Fatalf("%s still takes statements after 30 s: status %d", args[0], response.StatusCode)
		}
	}
}
