package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/lore-lrs/lore/internal/loadtest"
)

const (
	benchKey    = "bench"
	benchSecret = "bench-secret"
)

// node is the real binary, as its users meet it.
type node struct {
	binary, data string
	// environment holds settings as variables, for the server and the commands
	// beside it.
	environment []string
	process     *exec.Cmd
	endpoint    string
	// ready is how long it took from the start to the first answer.
	ready time.Duration
}

// prepare makes the store and the key that the load uses.
func (n *node) prepare(ctx context.Context) error {
	for _, arguments := range [][]string{
		{"store", "create", "bench"},
		{"key", "create", "--store", "bench", "--name", "Bench", "--scope", "all", "--key", benchKey, "--secret", benchSecret},
	} {
		if output, err := n.command(ctx, append(arguments, "--data", n.data)...).CombinedOutput(); err != nil {
			return fmt.Errorf("lore %s: %w\n%s", strings.Join(arguments, " "), err, output)
		}
	}
	return nil
}

func (n *node) command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, n.binary, arguments...)
	command.Env = append(os.Environ(), n.environment...)
	return command
}

// start runs the server and waits until it says where it listens.
func (n *node) start(ctx context.Context) error {
	n.process = n.command(ctx, "serve", "--data", n.data, "--listen", "127.0.0.1:0", "--metrics-listen", "", "--log-level", "warn")
	output, err := n.process.StdoutPipe()
	if err != nil {
		return err
	}
	n.process.Stderr = os.Stderr
	started := time.Now()
	if err := n.process.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), "http://"); found {
			n.ready = time.Since(started)
			address, _, _ = strings.Cut(address, "/")
			n.endpoint = "http://" + strings.TrimSpace(address) + "/xapi"
			go func() { _, _ = io.Copy(io.Discard, output) }() // until the server ends
			return nil
		}
	}
	return errors.Join(errors.New("lore serve printed no address"), lines.Err(), n.process.Wait())
}

func (n *node) stop() error {
	if err := n.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return n.process.Wait()
}

// kill ends the process at once; it may have ended already.
func (n *node) kill() {
	if n.process.Process.Kill() == nil {
		_ = n.process.Wait() // says only that it was killed
	}
}

// load runs `lore bench` against the server; wrong answers are an error.
func (n *node) load(ctx context.Context, arguments ...string) (loadtest.Result, error) {
	var result loadtest.Result
	command := n.command(ctx, append([]string{"bench", n.endpoint, "--key", benchKey, "--secret", benchSecret, "--json"}, arguments...)...)
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return result, fmt.Errorf("lore bench %s: %w\n%s", strings.Join(arguments, " "), err, output)
	}
	return result, json.Unmarshal(output, &result)
}

// memory returns a line of the process's status in bytes, such as VmRSS.
func (n *node) memory(key string) (int64, error) {
	return kibibytes(fmt.Sprintf("/proc/%d/status", n.process.Process.Pid), key)
}

// processor returns the time that the process has computed so far.
func (n *node) processor() (time.Duration, error) {
	used, err := processTimes(n.process.Process.Pid)
	return used.own, err
}
