package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/lore-lrs/lore/internal/loadtest"
)

const (
	benchKey    = "bench"
	benchSecret = "bench-secret"
)

// server is a running binary.
type server struct {
	binary, data string
	process      *exec.Cmd
	endpoint     string
	// ready is how long it took from the start to the first answer.
	ready time.Duration
}

// printServer measures the binary as its users meet it.
func printServer(ctx context.Context, o options, dir string) error {
	s := &server{binary: o.binary, data: filepath.Join(dir, "data")}
	for _, arguments := range [][]string{
		{"store", "create", "bench"},
		{"key", "create", "--store", "bench", "--name", "Bench", "--scope", "all", "--key", benchKey, "--secret", benchSecret},
	} {
		if output, err := exec.CommandContext(ctx, s.binary, append(arguments, "--data", s.data)...).CombinedOutput(); err != nil {
			return fmt.Errorf("lore %s: %w\n%s", strings.Join(arguments, " "), err, output)
		}
	}
	if err := s.start(ctx); err != nil {
		return err
	}
	defer s.kill()
	fmt.Print("## The server over HTTP, load generator on the same cores\n\n| What | Rate | p50 | p99 | Memory after |\n|---|---|---|---|---|\n")
	idle := s.memory("VmRSS")
	loads := []struct {
		name string
		load []string
	}{
		{"POST batches of 100, 8 clients", []string{"--mode", "batch", "--clients", "8"}},
		{"POST single, 64 clients", []string{"--mode", "single", "--clients", "64"}},
	}
	for _, l := range loads {
		if err := s.measure(ctx, l.name, append(l.load, "--duration", o.duration.String())...); err != nil {
			return err
		}
	}
	if err := s.fill(ctx, o.statements); err != nil {
		return err
	}
	for _, l := range []struct {
		name string
		load []string
	}{
		{"GET by id or page of 50, 4 clients", []string{"--mode", "query", "--clients", "4"}},
		{"GET, 1 client", []string{"--mode", "query", "--clients", "1"}},
		{"Mixed, 16 clients", []string{"--mode", "mixed", "--clients", "16"}},
	} {
		if err := s.measure(ctx, l.name, append(l.load, "--duration", o.duration.String())...); err != nil {
			return err
		}
	}
	return s.printSize(ctx, o, idle)
}

// fill brings the store up to the number of statements that reads are
// measured on.
func (s *server) fill(ctx context.Context, statements int64) error {
	_, err := s.load(ctx, "--mode", "batch", "--clients", "8", "--batch", "500", "--count", fmt.Sprint(statements))
	return err
}

// printSize prints memory, disk and start-up.
func (s *server) printSize(ctx context.Context, o options, idle string) error {
	peak := s.memory("VmHWM")
	s.kill()
	if err := s.start(ctx); err != nil {
		return err
	}
	afterKill := s.ready
	if err := s.stop(); err != nil {
		return err
	}
	if err := s.start(ctx); err != nil {
		return err
	}
	log, err := size(filepath.Join(s.data, "log"))
	if err != nil {
		return err
	}
	index, err := size(filepath.Join(s.data, "index"))
	if err != nil {
		return err
	}
	binary, err := os.Stat(s.binary)
	if err != nil {
		return err
	}
	const mebi = 1 << 20
	fmt.Printf("\n## Size and start-up, with more than %d statements\n\n| What | Figure |\n|---|---|\n", o.statements)
	fmt.Printf("| Memory, fresh and idle | %s |\n| Memory, highest of the run | %s |\n| Memory, after a start | %s |\n", idle, peak, s.memory("VmRSS"))
	fmt.Printf("| Disk: log | %d MiB |\n| Disk: index | %d MiB |\n", log/mebi, index/mebi)
	fmt.Printf("| Start-up after SIGKILL | %v |\n| Start-up after a clean stop | %v |\n| Binary | %d MiB |\n",
		afterKill.Round(time.Millisecond), s.ready.Round(time.Millisecond), binary.Size()/mebi)
	return nil
}

// start runs the binary and waits until it says where it listens.
func (s *server) start(ctx context.Context) error {
	s.process = exec.CommandContext(ctx, s.binary, "serve", "--data", s.data, "--listen", "127.0.0.1:0", "--metrics-listen", "", "--log-level", "warn")
	output, err := s.process.StdoutPipe()
	if err != nil {
		return err
	}
	s.process.Stderr = os.Stderr
	started := time.Now()
	if err := s.process.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), "http://"); found {
			s.ready = time.Since(started)
			address, _, _ = strings.Cut(address, "/")
			s.endpoint = "http://" + strings.TrimSpace(address) + "/xapi"
			go func() { _, _ = io.Copy(io.Discard, output) }() // until the server ends
			return nil
		}
	}
	return errors.Join(errors.New("lore serve printed no address"), lines.Err(), s.process.Wait())
}

func (s *server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.process.Wait()
}

// kill ends the process at once; it may have ended already.
func (s *server) kill() {
	if s.process.Process.Kill() == nil {
		_ = s.process.Wait() // says only that it was killed
	}
}

// measure puts a load on the server and prints its row.
func (s *server) measure(ctx context.Context, name string, arguments ...string) error {
	result, err := s.load(ctx, arguments...)
	if err != nil {
		return err
	}
	for _, operation := range result.Operations {
		rate := fmt.Sprintf("%.0f requests/s", operation.RequestsPerSecond)
		if operation.Name == "write" {
			rate = fmt.Sprintf("%.0f statements/s", operation.StatementsPerSecond)
		}
		fmt.Printf("| %s: %s | %s | %.2f ms | %.2f ms | %s |\n", name, operation.Name, rate, operation.Latency.P50, operation.Latency.P99, s.memory("VmRSS"))
	}
	return nil
}

// load runs `lore bench`; wrong answers are an error.
func (s *server) load(ctx context.Context, arguments ...string) (loadtest.Result, error) {
	var result loadtest.Result
	command := exec.CommandContext(ctx, s.binary, append([]string{"bench", s.endpoint, "--key", benchKey, "--secret", benchSecret, "--json"}, arguments...)...)
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return result, fmt.Errorf("lore bench %s: %w\n%s", strings.Join(arguments, " "), err, output)
	}
	return result, json.Unmarshal(output, &result)
}

// memory returns a line of the process's status, such as VmRSS.
func (s *server) memory(key string) string {
	var kibi int64
	value := valueIn(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid), key)
	if _, err := fmt.Sscan(value, &kibi); err != nil {
		return value
	}
	return fmt.Sprintf("%d MiB", kibi/1024)
}

// size returns the bytes of all files below a directory.
func size(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		total += info.Size()
		return nil
	})
	return total, err
}
