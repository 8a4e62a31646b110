package control_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/server"
	"github.com/lore-lrs/lore/xapi"
)

func openApp(t testing.TB, dir string) *server.App {
	t.Helper()
	app, err := server.Open(t.Context(), server.Config{Data: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	})
	return app
}

// eachTransport runs a test in process and over a socket whose directory has a
// long name.
func eachTransport(t *testing.T, test func(t *testing.T, client *control.Client, app *server.App)) {
	t.Run("in process", func(t *testing.T) {
		app := openApp(t, t.TempDir())
		transport, stop := control.InProcess(app.Control())
		client := control.NewClient(transport)
		t.Cleanup(func() { client.Close(); stop() })
		test(t, client, app)
	})
	t.Run("socket", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), strings.Repeat("long/", 30))
		app := openApp(t, dir)
		listener, err := control.Listen(dir)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, control.SocketName))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the socket has the mode %v (%v), want 0600", info.Mode(), err)
		}
		api := &http.Server{Handler: app.Control()}
		var serving sync.WaitGroup
		serving.Go(func() {
			if err := api.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				t.Errorf("serve: %v", err)
			}
		})
		client := control.NewClient(control.DialSocket(dir))
		t.Cleanup(func() {
			client.Close()
			if err := api.Shutdown(context.Background()); err != nil {
				t.Error(err)
			}
			serving.Wait()
			if _, err := os.Stat(filepath.Join(dir, control.SocketName)); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the socket is still there: %v", err)
			}
		})
		test(t, client, app)
	})
}

func TestAdmin(t *testing.T) {
	eachTransport(t, func(t *testing.T, client *control.Client, app *server.App) {
		ctx := t.Context()
		if err := client.Ping(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := client.CreateStore(ctx, "school"); err != nil {
			t.Fatal(err)
		}
		if _, err := client.CreateStore(ctx, "school"); !problem.Is(err, problem.Conflict) {
			t.Errorf("a store twice: %v, want Conflict", err)
		}
		// A key may hold what a path may not.
		spec := access.KeySpec{Store: "school", Name: "App", Scopes: []access.Scope{access.ScopeAll}, Key: "a/b c?d%é", Secret: "s3cret"}
		key, err := client.CreateKey(ctx, spec)
		if err != nil || key.Secret != spec.Secret {
			t.Fatalf("key %+v, %v", key, err)
		}
		if _, err := app.Registry().Authenticate(ctx, spec.Key, spec.Secret); err != nil {
			t.Errorf("the key is not good: %v", err)
		}
		if err := client.RevokeKey(ctx, spec.Key); err != nil {
			t.Fatal(err)
		}
		if _, err := app.Registry().Authenticate(ctx, spec.Key, spec.Secret); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("after it was revoked: %v, want Unauthenticated", err)
		}
		keys, err := client.ListKeys(ctx)
		if err != nil || len(keys) != 1 || keys[0].Secret != "" || keys[0].Revoked == 0 {
			t.Errorf("keys %+v, %v; want one, revoked, without its secret", keys, err)
		}
		if err := client.RevokeKey(ctx, "nobody"); !problem.Is(err, problem.NotFound) {
			t.Errorf("an unknown key: %v, want NotFound", err)
		}
	})
}

func statement(n int) string {
	return fmt.Sprintf(`{"id":"%s","actor":{"mbox":"mailto:a%d@example.org"},"verb":{"id":"http://example.org/v"},"object":{"id":"http://example.org/o"}}`, idOf(n), n%9)
}

func idOf(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func statements(from, to int) string {
	var text strings.Builder
	for n := from; n < to; n++ {
		text.WriteString(statement(n) + "\n")
	}
	return text.String()
}

func ignoreFault(pipe.Fault)       {}
func ignoreProgress(pipe.Progress) {}

func TestImportAndExport(t *testing.T) {
	eachTransport(t, func(t *testing.T, client *control.Client, _ *server.App) {
		ctx := t.Context()
		if _, err := client.CreateStore(ctx, "school"); err != nil {
			t.Fatal(err)
		}
		options := control.ImportOptions{Store: "school"}
		var faults []pipe.Fault
		var told []pipe.Progress
		done, err := client.Import(ctx, options, strings.NewReader(statements(0, 3000)+"nonsense\n"),
			func(f pipe.Fault) { faults = append(faults, f) }, func(p pipe.Progress) { told = append(told, p) })
		if err != nil || done.Stored != 3000 || done.Bad != 1 {
			t.Fatalf("%+v, %v", done, err)
		}
		if len(faults) != 1 || faults[0].Line != 3001 || len(faults[0].Details) == 0 {
			t.Errorf("faults %+v, want line 3001 with details", faults)
		}
		if len(told) < 3 || told[len(told)-1] != done {
			t.Errorf("progress was told %d times, the last %+v", len(told), told[len(told)-1])
		}
		var out bytes.Buffer
		n, err := client.Export(ctx, control.ExportOptions{Store: "school"}, &out)
		if err != nil || n != 3000 || bytes.Count(out.Bytes(), []byte{'\n'}) != 3000 {
			t.Errorf("exported %d statements in %d lines, %v", n, bytes.Count(out.Bytes(), []byte{'\n'}), err)
		}
		out.Reset()
		if n, err := client.Export(ctx, control.ExportOptions{Store: "school", Agent: `{"mbox":"mailto:none@example.org"}`}, &out); err != nil || n != 0 || out.Len() != 0 {
			t.Errorf("nothing to export: %d statements, %d bytes, %v", n, out.Len(), err)
		}
		if _, err := client.Export(ctx, control.ExportOptions{Store: "nowhere"}, io.Discard); !problem.Is(err, problem.NotFound) {
			t.Errorf("export of an unknown store: %v, want NotFound", err)
		}
		if _, err := client.Import(ctx, control.ImportOptions{Store: "nowhere"}, strings.NewReader(""), ignoreFault, ignoreProgress); !problem.Is(err, problem.NotFound) {
			t.Errorf("import into an unknown store: %v, want NotFound", err)
		}
	})
}

// endless is a file that never ends; the import must not wait for its end.
type endless struct{ n int }

func (e *endless) Read(p []byte) (int, error) {
	e.n++
	return copy(p, "nonsense\n"), nil
}

func TestStrictImportLetsGoOfAFileThatNeverEnds(t *testing.T) {
	eachTransport(t, func(t *testing.T, client *control.Client, _ *server.App) {
		if _, err := client.CreateStore(t.Context(), "school"); err != nil {
			t.Fatal(err)
		}
		_, err := client.Import(t.Context(), control.ImportOptions{Store: "school", Strict: true}, &endless{}, ignoreFault, ignoreProgress)
		var refused *problem.Error
		if !errors.As(err, &refused) || refused.Code != "import-refused" {
			t.Errorf("error %v, want import-refused", err)
		}
	})
}

func TestImportSaysWhyItsFileCannotBeRead(t *testing.T) {
	eachTransport(t, func(t *testing.T, client *control.Client, _ *server.App) {
		if _, err := client.CreateStore(t.Context(), "school"); err != nil {
			t.Fatal(err)
		}
		failed := errors.New("disk on fire")
		reader, writer := io.Pipe()
		go func() {
			_, err := io.WriteString(writer, statements(0, 10))
			writer.CloseWithError(errors.Join(err, failed))
		}()
		_, err := client.Import(t.Context(), control.ImportOptions{Store: "school"}, reader, ignoreFault, ignoreProgress)
		if !errors.Is(err, failed) {
			t.Errorf("error %v, want %v", err, failed)
		}
	})
}

// A backup that is taken while many write holds every statement that was
// acknowledged before it began, and is consistent in itself.
func TestBackupUnderLoadLosesNothing(t *testing.T) {
	eachTransport(t, func(t *testing.T, client *control.Client, app *server.App) {
		ctx := t.Context()
		store, err := client.CreateStore(ctx, "school")
		if err != nil {
			t.Fatal(err)
		}
		principal, err := xapi.ParseAgent([]byte(`{"mbox":"mailto:key@example.org"}`), xapi.Version2)
		if err != nil {
			t.Fatal(err)
		}
		caller := lrs.Caller{Store: lrs.StoreID(store.ID), Authority: principal.JSON, AuthorityIndex: principal.AuthorityIndex()}

		const writers = 4
		var acknowledged [writers]atomic.Int64
		var writing sync.WaitGroup
		started := make(chan struct{}, writers)
		stop := make(chan struct{})
		for w := range writers {
			writing.Go(func() {
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					default:
					}
					if i == 20 {
						started <- struct{}{}
					}
					body := []byte(statement(w*1_000_000 + i))
					if _, err := app.Service().StoreStatements(ctx, caller, lrs.Submission{Version: xapi.Version2, Body: body}); err != nil {
						t.Errorf("store: %v", err)
						return
					}
					acknowledged[w].Add(1)
				}
			})
		}
		for range writers {
			<-started
		}
		var before [writers]int64
		for w := range writers {
			before[w] = acknowledged[w].Load()
		}
		path := filepath.Join(t.TempDir(), "saved")
		_, err = backup.Save(ctx, path, func(to io.Writer) error { return client.Backup(ctx, to) })
		close(stop)
		writing.Wait()
		if err != nil {
			t.Fatal(err)
		}

		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		dir := filepath.Join(t.TempDir(), "restored")
		if _, err := backup.Restore(ctx, file, dir); err != nil {
			t.Fatal(err)
		}
		restored := openApp(t, dir)
		for w := range writers {
			last := true
			for i := range acknowledged[w].Load() {
				id, _ := xapi.ParseUUID(idOf(w*1_000_000 + int(i)))
				original, err := app.Statements().Get(ctx, caller.Store, id)
				if err != nil {
					t.Fatal(err)
				}
				saved, err := restored.Statements().Get(ctx, caller.Store, id)
				switch {
				case err == nil && !bytes.Equal(saved.JSON, original.JSON):
					t.Fatalf("statement %d of writer %d differs", i, w)
				case err == nil && !last:
					t.Fatalf("statement %d of writer %d is there, one before it is not", i, w)
				case err != nil && i < before[w]:
					t.Fatalf("statement %d of writer %d was acknowledged before the backup and is lost: %v", i, w, err)
				}
				last = err == nil
			}
		}
	})
}

func TestCheckReportsEveryPart(t *testing.T) {
	eachTransport(t, func(t *testing.T, client *control.Client, _ *server.App) {
		parts := map[string]control.Finding{}
		if err := client.Check(t.Context(), func(f control.Finding) { parts[f.Check] = f }); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"statement log", "database"} {
			if found := parts[name]; found.Verdict != control.Good {
				t.Errorf("%s: %+v, want it to be found good", name, found)
			}
		}
	})
}

func TestCheckReportsDamage(t *testing.T) {
	failed := problem.New(problem.Internal, "damaged", "block 7 is damaged")
	transport, stop := control.InProcess(control.NewHandler(control.Config{Checks: []control.Check{
		control.ReadThrough("first", func(context.Context) error { return failed }),
		control.ReadThrough("second", func(context.Context) error { return nil }),
	}}))
	defer stop()
	client := control.NewClient(transport)
	defer client.Close()
	var got []string
	if err := client.Check(t.Context(), func(f control.Finding) { got = append(got, fmt.Sprint(f.Check, " ", f.Verdict)) }); err != nil {
		t.Fatal(err)
	}
	if want := "first wrong, second ok"; strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, ", "), want)
	}
}

func TestDataDirectoryHasOneBucket(t *testing.T) {
	eachTransport(t, func(t *testing.T, client *control.Client, _ *server.App) {
		ctx := t.Context()
		for _, buckets := range []int{-1, 2, 32, 33} {
			if _, err := client.CreateSpreadStore(ctx, "school", buckets); !problem.Is(err, problem.Invalid) {
				t.Errorf("a store of %d buckets: %v, want Invalid", buckets, err)
			}
		}
		if stores, err := client.ListStores(ctx); err != nil || len(stores) != 0 {
			t.Errorf("refused stores were made: %+v, %v", stores, err)
		}
		if _, err := client.CreateStore(ctx, "school"); err != nil {
			t.Fatal(err)
		}
		never := func(int64) { t.Error("something was moved") }
		if err := client.SpreadStore(ctx, "school", 1, never); err != nil {
			t.Errorf("spread over the one bucket that there is: %v", err)
		}
		if err := client.SpreadStore(ctx, "school", 2, never); !problem.Is(err, problem.Invalid) {
			t.Errorf("spread over 2 buckets: %v, want Invalid", err)
		}
		if err := client.SpreadStore(ctx, "nowhere", 1, never); !problem.Is(err, problem.NotFound) {
			t.Errorf("spread an unknown store: %v, want NotFound", err)
		}
		if err := client.InitCluster(ctx, 32); !problem.Is(err, problem.Invalid) {
			t.Errorf("make a data directory a cluster: %v, want Invalid", err)
		}
	})
}

func TestNobodyAnswers(t *testing.T) {
	client := control.NewClient(control.DialSocket(t.TempDir()))
	defer client.Close()
	if err := client.Ping(t.Context()); !problem.Is(err, problem.Unavailable) {
		t.Errorf("error %v, want Unavailable", err)
	}
}
