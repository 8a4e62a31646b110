package crashtest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	// What the binary is made of, so that a change there makes Go run these
	// tests again instead of taking the last result from its cache.
	_ "github.com/lore-lrs/lore/internal/server"
)

// lore is the path of the binary under test.
var lore string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "lore-crashtest")
	if err != nil {
		log.Fatal(err)
	}
	lore = filepath.Join(dir, "lore")
	build := exec.Command("go", "build", "-o", lore, "../cmd/lore")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		log.Fatalf("build the server: %v\n%s", err, out)
	}
	// Another user must be able to run it.
	if err := os.Chmod(dir, 0o755); err != nil {
		log.Fatal(err)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if err := os.RemoveAll(dir); err != nil {
			log.Print(err)
		}
		os.Exit(code)
	}))
}

// The key that every data directory of these tests has.
const (
	keyName   = "crash-key"
	keySecret = "crash-secret"
)

// patience is how long anything may take before a test gives up.
const patience = 30 * time.Second

// run runs a command of the binary to its end and returns what it printed and
// its exit code.
func run(t testing.TB, args ...string) (output string, code int) {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.CommandContext(t.Context(), lore, args...)
	cmd.Dir = t.TempDir() // no settings file
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatalf("run lore %v: %v", args, err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// mustRun runs a command that must succeed.
func mustRun(t testing.TB, args ...string) string {
	t.Helper()
	output, code := run(t, args...)
	if code != 0 {
		t.Fatalf("lore %v ended with exit code %d:\n%s", args, code, output)
	}
	return output
}

// newData makes a data directory with a store and a key, before any server
// runs on it.
func newData(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	makeKey(t, dir)
	return dir
}

func makeKey(t testing.TB, dir string) {
	t.Helper()
	for _, args := range makeKeyCommands(dir) {
		mustRun(t, args...)
	}
}

// makeKeyCommands are the commands after which a client can do everything.
func makeKeyCommands(dir string) [][]string {
	return [][]string{
		{"store", "create", "main", "--data", dir},
		{"key", "create", "--data", dir, "--store", "main", "--name", "crash", "--scope", "all", "--key", keyName, "--secret", keySecret},
	}
}

// process is a running server.
type process struct {
	cmd *exec.Cmd
	// url is the base of the xAPI resources; set once the server listens.
	url string

	mu     sync.Mutex
	output bytes.Buffer
	ended  chan struct{} // closed when the process is gone and its output read
}

// launch starts a server with small segments and frequent flushes, and does
// not wait for it. Its end is the test's, if not before.
func launch(t testing.TB, dir string, prepare ...func(*exec.Cmd)) (*process, <-chan string) {
	t.Helper()
	p := &process{ended: make(chan struct{})}
	p.cmd = exec.Command(lore, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--metrics-listen", "",
		"--log-format", "json", "--log-level", "warn", "--page-size", "1000", "--segment-size", "65536", "--flush-statements", "200")
	p.cmd.Dir = t.TempDir()
	for _, change := range prepare {
		change(p.cmd)
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdout, p.cmd.Stderr = writer, writer
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start the server: %v", err)
	}
	writer.Close()
	listening := make(chan string, 1)
	go func() {
		defer close(p.ended)
		defer reader.Close()
		p.read(reader, listening)
		_ = p.cmd.Wait() // ProcessState tells
	}()
	t.Cleanup(func() { p.kill() })
	return p, listening
}

// read collects the log and looks for the line with the address.
func (p *process) read(from io.Reader, listening chan<- string) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		p.mu.Lock()
		p.output.Write(lines.Bytes())
		p.output.WriteByte('\n')
		p.mu.Unlock()
		if endpoint, ok := bytes.CutPrefix(lines.Bytes(), []byte("endpoint: ")); ok {
			listening <- string(endpoint)
		}
	}
	close(listening)
}

func (p *process) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// start starts a server and waits until it listens.
func start(t testing.TB, dir string, prepare ...func(*exec.Cmd)) *process {
	t.Helper()
	p, listening := launch(t, dir, prepare...)
	select {
	case endpoint, ok := <-listening:
		if !ok {
			<-p.ended
			t.Fatalf("the server did not start: %s\n%s", p.cmd.ProcessState, p.log())
		}
		p.url = endpoint
	case <-time.After(patience):
		t.Fatalf("the server does not listen after %s\n%s", patience, p.log())
	}
	return p
}

// kill ends the process at once and waits until it is gone. It may be called
// again.
func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL) // it may be gone already
	<-p.ended
}

// stop asks the process to end and waits for it. It must have ended well.
func (p *process) stop(t testing.TB) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatalf("send SIGTERM: %v", err)
	}
	p.awaitEnd(t)
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("after SIGTERM the server ended with %s\n%s", p.cmd.ProcessState, p.log())
	}
}

func (p *process) awaitEnd(t testing.TB) {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		t.Fatalf("the server still runs after %s\n%s", patience, describeTail(p.log()))
	}
}

// refuses starts a server that must end by itself, and returns what it said.
func refuses(t testing.TB, dir string, prepare ...func(*exec.Cmd)) string {
	t.Helper()
	p, listening := launch(t, dir, prepare...)
	select {
	case endpoint, ok := <-listening:
		if ok {
			t.Fatalf("the server listens on %s, although it must refuse to start\n%s", endpoint, p.log())
		}
	case <-time.After(patience):
		t.Fatalf("the server neither refuses nor listens after %s", patience)
	}
	p.awaitEnd(t)
	if code := p.cmd.ProcessState.ExitCode(); code <= 0 {
		t.Fatalf("the server refused and ended with %s, want an exit code above 0\n%s", p.cmd.ProcessState, p.log())
	}
	return p.log()
}

// eventually waits for a condition that must come true by itself.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("waited %s and it is still not so that %s", patience, what)
		}
	}
}

func describeTail(text string) string {
	const most = 4000
	if len(text) > most {
		return fmt.Sprintf("… %s", text[len(text)-most:])
	}
	return text
}
