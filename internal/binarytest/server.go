package binarytest

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Server is a running server.
type Server struct {
	// Cmd is its process.
	Cmd *exec.Cmd
	// URL is the base of the xAPI resources; set once the server listens.
	URL string
	// Ended is closed when the process is gone and its output read.
	Ended <-chan struct{}

	mu     sync.Mutex
	output bytes.Buffer // everything it printed
}

// Launch starts a server and does not wait for it; its URL comes through the
// channel, which is closed without one when the server ends before it listens.
// Without Dir it runs away from any settings file. It ends with the test, if
// not before.
func Launch(t testing.TB, cmd *exec.Cmd) (*Server, <-chan string) {
	t.Helper()
	if cmd.Dir == "" {
		cmd.Dir = t.TempDir()
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = writer, writer
	if err := cmd.Start(); err != nil {
		t.Fatalf("start the server: %v", err)
	}
	writer.Close()
	ended := make(chan struct{})
	s := &Server{Cmd: cmd, Ended: ended}
	listening := make(chan string, 1)
	go func() {
		defer close(ended)
		defer reader.Close()
		s.read(reader, listening)
		_ = cmd.Wait() // ProcessState tells
	}()
	t.Cleanup(s.Kill)
	return s, listening
}

// read collects the log and looks for the line with the address.
func (s *Server) read(from io.Reader, listening chan<- string) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		s.mu.Lock()
		s.output.Write(lines.Bytes())
		s.output.WriteByte('\n')
		s.mu.Unlock()
		if endpoint, ok := bytes.CutPrefix(lines.Bytes(), []byte("endpoint: ")); ok {
			listening <- string(endpoint)
		}
	}
	close(listening)
}

// Start starts a server and waits until it listens.
func Start(t testing.TB, cmd *exec.Cmd) *Server {
	t.Helper()
	s, listening := Launch(t, cmd)
	select {
	case endpoint, ok := <-listening:
		if !ok {
			<-s.Ended
			t.Fatalf("the server did not start: %s\n%s", s.Cmd.ProcessState, s.Log())
		}
		s.URL = endpoint
	case <-time.After(Patience):
		t.Fatalf("the server does not listen after %s\n%s", Patience, s.Log())
	}
	return s
}

// Refused starts a server that must end by itself, and returns what it said.
func Refused(t testing.TB, cmd *exec.Cmd) string {
	t.Helper()
	s, listening := Launch(t, cmd)
	select {
	case endpoint, ok := <-listening:
		if ok {
			t.Fatalf("the server listens on %s, although it must refuse to start\n%s", endpoint, s.Log())
		}
	case <-time.After(Patience):
		t.Fatalf("the server neither refuses nor listens after %s", Patience)
	}
	s.AwaitEnd(t)
	if code := s.Cmd.ProcessState.ExitCode(); code <= 0 {
		t.Fatalf("the server refused and ended with %s, want an exit code above 0\n%s", s.Cmd.ProcessState, s.Log())
	}
	return s.Log()
}

// Log returns what the server has printed.
func (s *Server) Log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.output.String()
}

// Kill ends the process at once and waits until it is gone. It may be called
// again.
func (s *Server) Kill() {
	_ = s.Cmd.Process.Signal(syscall.SIGKILL) // it may be gone already
	<-s.Ended
}

// Stop asks the process to end and waits for it. It must have ended well.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if err := s.Cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatalf("send SIGTERM: %v", err)
	}
	s.AwaitEnd(t)
	if code := s.Cmd.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("after SIGTERM the server ended with %s\n%s", s.Cmd.ProcessState, s.Log())
	}
}

// AwaitEnd waits until the process is gone.
func (s *Server) AwaitEnd(t testing.TB) {
	t.Helper()
	select {
	case <-s.Ended:
	case <-time.After(Patience):
		t.Fatalf("the server still runs after %s\n%s", Patience, Tail(s.Log()))
	}
}
