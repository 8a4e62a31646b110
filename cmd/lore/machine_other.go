//go:build !linux

package main

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/lore-lrs/lore/internal/control"
)

// checkMachine looks at the clock.
func checkMachine(report reporter) {
	now := time.Now().UTC()
	if now.Year() < 2024 {
		report("clock", control.Wrong, "it says %s; set it", now.Format(time.RFC3339))
		return
	}
	report("clock", control.Good, "%s", now.Format(time.RFC3339))
}

// checkFileSystem looks at nothing: what there is to see differs from system to
// system.
func checkFileSystem(string, reporter) {}

// writable reports whether this user may make files in a directory.
func writable(dir string) bool { return unix.Access(dir, unix.W_OK|unix.X_OK) == nil }
