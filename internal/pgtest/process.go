package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// process is a running server.
type process struct {
	command *exec.Cmd
	log     *serverLog
	ended   chan struct{} // closed when all processes of the server are gone
}

// startProcess starts the server in a directory and returns when it takes
// connections.
func startProcess(programs programs, in *directory) (*process, error) {
	p := &process{
		command: programs.command(context.Background(), in.path, "postgres", "-D", in.data()),
		log:     &serverLog{ready: make(chan struct{})},
		ended:   make(chan struct{}),
	}
	p.command.Stderr = p.log
	dieWithParent(p.command.SysProcAttr)
	started := make(chan error, 1)
	go func() {
		defer close(p.ended)
		// The kernel takes the end of the thread that started the server for
		// the end of its parent. This one lives as long as the goroutine.
		runtime.LockOSThread()
		err := p.command.Start()
		started <- err
		if err == nil {
			// How it ended is in the log. All its children share the pipe of
			// standard error, so this waits for them as well.
			_ = p.command.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	select {
	case <-p.log.ready:
		return p, nil
	case <-p.ended:
		return nil, fmt.Errorf("PostgreSQL ended at once; its log:\n%s", p.log)
	case <-timeout.C:
		return nil, errors.Join(fmt.Errorf("PostgreSQL takes no connections after %v; its log:\n%s", patience, p.log), p.end(syscall.SIGKILL))
	}
}

func (p *process) end(signal syscall.Signal) error {
	if err := p.command.Process.Signal(signal); err != nil {
		select {
		case <-p.ended:
			return fmt.Errorf("PostgreSQL had ended by itself; its log:\n%s", p.log)
		default:
			return fmt.Errorf("stop PostgreSQL: %w", err)
		}
	}
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	select {
	case <-p.ended:
		return nil
	case <-timeout.C:
		return fmt.Errorf("PostgreSQL has not ended %v after %v; its log:\n%s", patience, signal, p.log)
	}
}

// serverLog keeps the end of what a server writes, and sees when it is ready.
type serverLog struct {
	ready chan struct{}

	mu   sync.Mutex
	told bool
	text []byte
}

// keptLog bounds the memory for a log, in bytes.
const keptLog = 64 << 10

func (l *serverLog) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, text...)
	// «… to accept connections», or «… to accept read-only connections» of a
	// standby.
	if !l.told && bytes.Contains(l.text, []byte("database system is ready to accept")) {
		l.told = true
		close(l.ready)
	}
	if excess := len(l.text) - keptLog; excess > 0 {
		l.text = append(l.text[:0], l.text[excess:]...)
	}
	return len(text), nil
}

func (l *serverLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}
