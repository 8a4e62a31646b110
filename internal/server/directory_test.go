package server

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/lore-lrs/lore/internal/problem"
)

func TestSecondServerIsRefused(t *testing.T) {
	config := testConfig(t)
	first := openApp(t, config)
	_, err := Open(t.Context(), config, slog.New(slog.DiscardHandler))
	if !problem.Is(err, problem.Conflict) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) ||
		!strings.Contains(err.Error(), config.Data) {
		t.Errorf("error %v, want one that names the directory and this process", err)
	}
	if first.DemoKey() == nil {
		t.Error("the first lost its key")
	}
}

func TestDirectoryIsMadeForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b")
	d, err := openDirectory(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, %v; want 0700", info.Mode(), err)
	}
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	again, err := openDirectory(path)
	if err != nil {
		t.Fatalf("after close: %v", err)
	}
	if err := again.close(); err != nil {
		t.Fatal(err)
	}
}

func TestReadOnlyDirectoryIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	refused := make(chan error)
	go func() {
		// Root may write everywhere: this thread asks the file system as
		// somebody else, and ends with the goroutine.
		runtime.LockOSThread()
		const nobody = 65534
		_ = unix.Setfsuid(nobody)
		_, err := openDirectory(dir)
		refused <- err
	}()
	if err := <-refused; !problem.Is(err, problem.Unavailable) || !strings.Contains(err.Error(), "cannot be written by this user") {
		t.Errorf("error %v, want one that says that the directory cannot be written", err)
	}
}

func TestFileInPlaceOfTheDirectoryIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openDirectory(path); !problem.Is(err, problem.Invalid) {
		t.Errorf("error %v, want Invalid", err)
	}
}

func TestClockThatWasNeverSetIsRefused(t *testing.T) {
	if err := checkClock(time.Unix(1000, 0)); !problem.Is(err, problem.Unavailable) {
		t.Errorf("error %v, want Unavailable", err)
	}
	if err := checkClock(time.Now()); err != nil {
		t.Error(err)
	}
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, nil))
	now := time.Now()
	warnOfClock(logger, now, now.Add(time.Minute).UnixMicro())
	if log.Len() > 0 {
		t.Errorf("a minute: %s", &log)
	}
	warnOfClock(logger, now, now.Add(time.Hour).UnixMicro())
	if !strings.Contains(log.String(), "behind=59m") && !strings.Contains(log.String(), "behind=1h") {
		t.Errorf("an hour: %q", &log)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	cases := map[string]func(*Config){
		"max-body":         func(c *Config) { c.MaxBody = -1 },
		"max-depth":        func(c *Config) { c.MaxDepth = 10 },
		"page-size":        func(c *Config) { c.PageSize = 1001 },
		"segment-size":     func(c *Config) { c.SegmentSize = 2 << 30 },
		"read-timeout":     func(c *Config) { c.ReadTimeout = -time.Second },
		"not a version":    func(c *Config) { c.Versions = []string{"1.0"} },
		"public URL":       func(c *Config) { c.PublicURL = "lrs" },
		"postgres://":      func(c *Config) { c.Database = "mysql://db/lore" },
		"which is not set": func(c *Config) { c.ReadDatabase = "postgres://db/lore" },
		"database-connections must be at least 6": func(c *Config) { c.DatabaseConnections = 5 },
		"statement-timeout":                       func(c *Config) { c.StatementTimeout = -1 },
		"signature-roots":                         func(c *Config) { c.SignatureRoots = c.Data + "/none.pem" },
	}
	for want, change := range cases {
		t.Run(want, func(t *testing.T) {
			config := testConfig(t)
			change(&config)
			a, err := Open(t.Context(), config, slog.New(slog.DiscardHandler))
			if err == nil {
				_ = a.Close()
				t.Fatal("the setting was taken")
			}
			if !strings.Contains(err.Error(), want) {
				t.Errorf("error %q, want it to speak of %s", err, want)
			}
		})
	}
}
