// Package binarytest runs the real binary for tests: it builds it, starts
// servers as processes of their own, reads what they print, and ends them
// kindly or not. It knows nothing of what a server does.
package binarytest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Build compiles the binary into a directory and returns its path. flags are
// further flags of go build.
func Build(dir string, flags ...string) (string, error) {
	path := filepath.Join(dir, "lore")
	// Without what debuggers need it is linked faster.
	arguments := append([]string{"build", "-ldflags=-s -w", "-o", path}, flags...)
	build := exec.Command("go", append(arguments, "github.com/lore-lrs/lore/cmd/lore")...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the server: %w\n%s", err, out)
	}
	return path, nil
}

// Run runs a command of a binary to its end, away from any settings file, and
// returns what it printed and its exit code.
func Run(t testing.TB, binary string, args ...string) (output string, code int) {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Dir = t.TempDir()
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatalf("run lore %v: %v", args, err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// MustRun runs a command that must succeed, and returns what it printed.
func MustRun(t testing.TB, binary string, args ...string) string {
	t.Helper()
	output, code := Run(t, binary, args...)
	if code != 0 {
		t.Fatalf("lore %v ended with exit code %d:\n%s", args, code, output)
	}
	return output
}
