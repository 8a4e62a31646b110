package pgtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	superuser = "postgres"
	// port only names the socket: every server has a directory of its own and
	// listens nowhere else.
	port = "5432"
)

// create makes a cluster and starts it.
func create(options Options) (*Cluster, error) {
	cluster, err := prepare(options)
	if err != nil {
		return nil, err
	}
	err = cluster.programs.run(cluster.directory.path, "initdb", "--pgdata", cluster.directory.data(),
		"--username", superuser, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions")
	if err == nil {
		err = cluster.start()
	}
	if err != nil {
		return nil, errors.Join(err, cluster.directory.remove())
	}
	return cluster, nil
}

// prepare finds the programs and makes the directory.
func prepare(options Options) (*Cluster, error) {
	found, err := findPrograms()
	if err != nil {
		return nil, err
	}
	place, err := newDirectory(found.credential)
	if err != nil {
		return nil, err
	}
	settings := map[string]string{
		"listen_addresses":        "",
		"port":                    port,
		"unix_socket_directories": place.path,
		"max_connections":         "200",
		"shared_buffers":          "64MB",
	}
	if !options.Durable {
		settings["fsync"] = "off"
		settings["full_page_writes"] = "off"
		settings["synchronous_commit"] = "off"
	}
	maps.Copy(settings, options.Settings)
	return &Cluster{programs: found, directory: place, settings: settings}, nil
}

// writeSettings replaces postgresql.conf by the cluster's settings: all others
// have PostgreSQL's own defaults.
func (c *Cluster) writeSettings() error {
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(c.settings)) {
		fmt.Fprintf(&lines, "%s = '%s'\n", name, strings.ReplaceAll(c.settings[name], "'", "''"))
	}
	if err := os.WriteFile(filepath.Join(c.directory.data(), "postgresql.conf"), []byte(lines.String()), 0o644); err != nil {
		return fmt.Errorf("write the settings of PostgreSQL: %w", err)
	}
	return nil
}

func (c *Cluster) start() error {
	if err := c.writeSettings(); err != nil {
		return err
	}
	started, err := startProcess(c.programs, c.directory)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.process = started
	return nil
}

func (c *Cluster) running() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.process != nil
}

// stop sends a signal to the server and waits until all its processes have
// ended.
func (c *Cluster) stop(signal syscall.Signal) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.process == nil {
		return nil
	}
	err := c.process.end(signal)
	c.process = nil
	return err
}

// remove ends the server and removes its data.
func (c *Cluster) remove() error {
	return errors.Join(c.stop(syscall.SIGQUIT), c.directory.remove())
}

// The methods below are for a cluster that Start or Replica returned. They fail
// its test, and are called from that test's goroutine.

// Stop stops the server: "fast" ends all sessions and writes everything out,
// "immediate" leaves it as a crash would.
func (c *Cluster) Stop(mode string) {
	c.t.Helper()
	signals := map[string]syscall.Signal{"fast": syscall.SIGINT, "immediate": syscall.SIGQUIT}
	signal, known := signals[mode]
	if !known {
		c.t.Fatalf("there is no way %q to stop PostgreSQL: use fast or immediate", mode)
	}
	if err := c.stop(signal); err != nil {
		c.t.Fatal(err)
	}
}

// Kill ends the server by SIGKILL and waits until its processes are gone.
func (c *Cluster) Kill() {
	c.t.Helper()
	if err := c.stop(syscall.SIGKILL); err != nil {
		c.t.Fatal(err)
	}
}

// Start starts a server that was stopped, and returns when it can be used.
func (c *Cluster) Start() {
	c.t.Helper()
	if err := c.start(); err != nil {
		c.t.Fatal(err)
	}
}

// Set changes settings, as lines of postgresql.conf, and returns when new
// sessions have them. Those that need a restart need Stop and Start, too.
func (c *Cluster) Set(settings map[string]string) {
	c.t.Helper()
	maps.Copy(c.settings, settings)
	if err := c.reload(); err != nil {
		c.t.Fatal(err)
	}
}

func (c *Cluster) reload() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	before, err := c.loaded(ctx)
	if err != nil {
		return err
	}
	if err := c.writeSettings(); err != nil {
		return err
	}
	if err := c.programs.run(c.directory.path, "pg_ctl", "reload", "--pgdata", c.directory.data()); err != nil {
		return err
	}
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for ; ; <-look.C {
		after, err := c.loaded(ctx)
		if err != nil {
			return err
		}
		if after.After(before) {
			return nil
		}
	}
}

// loaded returns when the settings of a new session were read.
func (c *Cluster) loaded(ctx context.Context) (at time.Time, err error) {
	connection, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return at, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer connection.Close(ctx)
	if err := connection.QueryRow(ctx, "SELECT pg_conf_load_time()").Scan(&at); err != nil {
		return at, fmt.Errorf("ask when the settings were read: %w", err)
	}
	return at, nil
}
