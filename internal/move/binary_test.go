package move_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

var many = flag.Int("move.statements", 0, "how many statements to move there and back, and say how fast; 0 moves some, and kills moves on their way")

// TestBinaryMovesThereAndBack moves with the real binary, from the directory
// under a running server into a database, and back into another directory.
// Moves are killed on their way until they are nearly through, and so are the
// database and the server that is read from.
func TestBinaryMovesThereAndBack(t *testing.T) {
	count, killed := 12_000, true
	if *many > 0 {
		count, killed = *many, false
	}
	binary, err := binarytest.Build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	first, last := filepath.Join(root, "first"), filepath.Join(root, "last")
	cluster := pgtest.Start(t, pgtest.Options{Durable: true})
	database := cluster.Database(t)
	fillDirectory(t, binary, first, count)

	serve := func() *binarytest.Server {
		return binarytest.Start(t, exec.CommandContext(t.Context(), binary, "serve", "--data", first, "--listen", "127.0.0.1:0", "--metrics-listen="))
	}
	source := serve()
	stored := func() float64 { return float64(countStatements(t, database)) / float64(count) }
	written := func() float64 { return float64(sizeOf(last)) / float64(sizeOf(first)) }
	if killed {
		interrupted := killAt(t, binary, first, database, rand.Float64()/5, stored)
		// The database goes away in the middle, and comes back at once: a move may
		// outlive that.
		mover := startMove(t, binary, first, database)
		eventually(t, "the move goes on", func() bool { return stored() > 0.3 || mover.ended() })
		cluster.Stop("immediate")
		cluster.Start()
		<-mover.done
		interrupted += killAt(t, binary, first, database, 0.5+rand.Float64()/5, stored)
		if interrupted == 0 {
			t.Error("every move into the database was complete before it could be killed")
		}
		// The server goes away in the middle.
		mover = startMove(t, binary, first, database)
		eventually(t, "the move is under way again", func() bool { return stored() > 0.8 || mover.ended() })
		source.Kill()
		<-source.Ended
		<-mover.done
		source = serve()
	}
	there := finish(t, binary, first, database)
	source.Kill()
	<-source.Ended
	if killed {
		for _, share := range []float64{0, 0.5} {
			killAt(t, binary, database, last, share+rand.Float64()/4, written)
		}
	}
	back := finish(t, binary, database, last)
	if *many > 0 {
		t.Logf("%d statements: %.0f/s into the database, %.0f/s back, both compared (moves of all: %s, %s)", count,
			float64(count)/there.Seconds(), float64(count)/back.Seconds(), there.Round(time.Millisecond), back.Round(time.Millisecond))
	}

	for _, store := range []string{"school", "club"} {
		want := export(t, binary, store, "--data", first)
		for name, at := range map[string][]string{"database": {"--database", database}, "directory": {"--data", last}} {
			if got := export(t, binary, store, at...); got != want {
				t.Errorf("the export of %s from the %s has the SHA-256 %s, that of the source %s", store, name, got, want)
			}
		}
	}
}

// fillDirectory makes two stores and statements in them, most in the first.
func fillDirectory(t *testing.T, binary, dir string, count int) {
	t.Helper()
	var files [2]*bufio.Writer
	names := [2]string{}
	for i, store := range []string{"school", "club"} {
		binarytest.MustRun(t, binary, "store", "create", store, "--data", dir)
		file, err := os.Create(filepath.Join(t.TempDir(), store))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		files[i], names[i] = bufio.NewWriter(file), file.Name()
	}
	for i := range count {
		fmt.Fprintf(files[min(i%10/9, 1)], `{"id":"%08x-0000-4000-8000-000000000000","actor":{"name":"Learner %d","account":{"homePage":"https://school.example","name":"%d"}},`+
			`"verb":{"id":"http://adlnet.gov/expapi/verbs/answered","display":{"en":"answered"}},`+
			`"object":{"id":"https://school.example/quiz/%d","definition":{"name":{"en":"Question %d"},"type":"http://adlnet.gov/expapi/activities/question"}},`+
			`"result":{"score":{"scaled":0.%d},"success":true,"duration":"PT%dS"},"context":{"registration":"%08x-1111-4000-8000-000000000000",`+
			`"contextActivities":{"parent":[{"id":"https://school.example/course/%d"}]},"platform":"%s"}}`+"\n",
			i, i%5000, i%5000, i%700, i%700, i%100, i%60, i/20, i%40, strings.Repeat("p", i%300))
	}
	for i, store := range []string{"school", "club"} {
		if err := files[i].Flush(); err != nil {
			t.Fatal(err)
		}
		binarytest.MustRun(t, binary, "import", names[i], "--store", store, "--data", dir, "--quiet")
	}
}

// mover is a move in a process of its own.
type mover struct {
	cmd    *exec.Cmd
	output bytes.Buffer
	done   chan struct{}
}

func startMove(t *testing.T, binary, from, to string) *mover {
	t.Helper()
	m := &mover{cmd: exec.CommandContext(t.Context(), binary, "migrate-store", "--from", from, "--to", to), done: make(chan struct{})}
	m.cmd.Dir = t.TempDir()
	m.cmd.Stdout, m.cmd.Stderr = &m.output, &m.output
	if err := m.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(m.done)
		_ = m.cmd.Wait() // ProcessState tells
	}()
	return m
}

func (m *mover) ended() bool {
	select {
	case <-m.done:
		return true
	default:
		return false
	}
}

// killAt interrupts or kills a move when a share of the statements is at the
// target, and returns 1 unless it had ended before.
func killAt(t *testing.T, binary, from, to string, share float64, arrived func() float64) int {
	t.Helper()
	m := startMove(t, binary, from, to)
	eventually(t, "the move has come far enough", func() bool { return arrived() > share || m.ended() })
	signal := []os.Signal{syscall.SIGKILL, os.Interrupt}[rand.N(2)]
	_ = m.cmd.Process.Signal(signal) // it may have ended by itself
	<-m.done
	if m.cmd.ProcessState.Success() {
		return 0
	}
	// A signal that comes before the process listens to it ends it at once.
	if output := m.output.String(); m.cmd.ProcessState.Exited() && !strings.Contains(output, "run it again, it goes on") && !strings.Contains(output, "was complete on") {
		t.Errorf("a move that was interrupted said:\n%s", output)
	}
	return 1
}

// finish moves to the end and returns how long it took.
func finish(t *testing.T, binary, from, to string) time.Duration {
	t.Helper()
	began := time.Now()
	m := startMove(t, binary, from, to)
	<-m.done
	if output := m.output.String(); !m.cmd.ProcessState.Success() && !strings.Contains(output, "was complete on") {
		t.Fatalf("the move from %s to %s ended with %s:\n%s", from, to, m.cmd.ProcessState, output)
	}
	return time.Since(began)
}

// export returns the digest of all statements of a store, as they are exported.
func export(t *testing.T, binary, store string, at ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, append([]string{"export", "--store", store, "--voided"}, at...)...)
	cmd.Dir = t.TempDir()
	digest := sha256.New()
	cmd.Stdout = digest
	if err := cmd.Run(); err != nil {
		t.Fatalf("export %s %v: %v", store, at, err)
	}
	return hex.EncodeToString(digest.Sum(nil))
}

// countStatements is 0 before there is a table for them.
func countStatements(t *testing.T, url string) (count int64) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.WithoutCancel(t.Context()))
	_ = connection.QueryRow(t.Context(), `SELECT count(*) FROM statement`).Scan(&count)
	return count
}

// sizeOf is the size of a directory's statement log.
func sizeOf(dir string) (size int64) {
	_ = filepath.WalkDir(filepath.Join(dir, "log"), func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil // it is not there yet, or just gone
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	return size
}
