package main

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/lore-lrs/lore/internal/control"
)

const (
	// fewFiles is the number of open files below which many clients at once
	// cannot be served.
	fewFiles = 4096
	// littleSpace and noSpace are where space on the disk needs a look, and
	// where it needs one at once, in bytes.
	littleSpace = 5 << 30
	noSpace     = 256 << 20
)

// checkMachine looks at the clock and the limits of this process, which a
// server that the same user starts shares.
func checkMachine(report reporter) {
	now := time.Now().UTC()
	var state unix.Timex
	_, err := unix.Adjtimex(&state)
	switch {
	case now.Year() < 2024:
		report("clock", control.Wrong, "it says %s; set it (timedatectl set-ntp true)", now.Format(time.RFC3339))
	case err == nil && state.Status&unix.STA_UNSYNC != 0:
		report("clock", control.Warning, "it says %s, and nothing keeps it right; turn on time synchronisation (timedatectl set-ntp true)", now.Format(time.RFC3339))
	default:
		report("clock", control.Good, "%s", now.Format(time.RFC3339))
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		report("open files", control.Warning, "the limit cannot be read: %v", err)
	} else if limit.Cur < fewFiles {
		report("open files", control.Warning, "at most %d at once, which is few for many clients; raise it (LimitNOFILE= for systemd, ulimit -n)", limit.Cur)
	} else {
		report("open files", control.Good, "at most %d at once", limit.Cur)
	}
}

// checkFileSystem looks at the file system of the data directory.
func checkFileSystem(dir string, report reporter) {
	var state unix.Statfs_t
	if err := unix.Statfs(dir, &state); err != nil {
		report("file system", control.Warning, "it cannot be looked at: %v", err)
		return
	}
	free := int64(state.Bavail) * state.Bsize
	switch {
	case free < noSpace:
		report("free space", control.Wrong, "%d MB; make room, or nothing more can be stored soon", free>>20)
	case free < littleSpace:
		report("free space", control.Warning, "%d MB; make room before it is full", free>>20)
	default:
		report("free space", control.Good, "%d MB", free>>20)
	}
	if state.Files > 0 && state.Ffree < 1000 {
		report("free inodes", control.Wrong, "%d; no more files can be made soon", state.Ffree)
	}
	switch state.Type {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.V9FS_MAGIC:
		report("file system", control.Warning, "the directory is on a network file system: locks and durability depend on its server; use a local disk")
	case unix.TMPFS_MAGIC, unix.RAMFS_MAGIC:
		report("file system", control.Warning, "the directory is in memory: everything is lost when the machine stops; use a disk")
	default:
		report("file system", control.Good, "local")
	}
}

// writable reports whether this user may make files in a directory.
func writable(dir string) bool { return unix.Access(dir, unix.W_OK|unix.X_OK) == nil }
