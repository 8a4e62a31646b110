package main

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
)

// report is what was measured of one engine.
type report struct {
	loads []figure
	sizes []size
	// following is how facts follow the log.
	following following
	// The rest is PostgreSQL's only.
	floors    []floor
	tables    []table
	retention retention
}

// size is one line of the table of sizes; both engines have the same names.
type size struct{ name, value string }

// measureEmbedded puts every load on a node with the store inside.
func measureEmbedded(ctx context.Context, o options, dir string) (report, error) {
	e := &engine{node: &node{binary: o.binary, data: filepath.Join(dir, "embedded")}, duration: o.duration}
	if err := e.begin(ctx); err != nil {
		return report{}, err
	}
	defer e.kill()
	idle, err := e.memory("VmRSS")
	if err != nil {
		return report{}, err
	}
	for _, l := range []load{batches100, batches500, singles} {
		if err := e.under(ctx, l); err != nil {
			return report{}, err
		}
	}
	if err := e.fill(ctx, o.statements); err != nil {
		return report{}, err
	}
	for _, l := range onFullStore {
		if err := e.under(ctx, l); err != nil {
			return report{}, err
		}
	}
	following, err := e.measureFollowing(ctx)
	if err != nil {
		return report{}, fmt.Errorf("follow the log: %w", err)
	}
	sizes, err := e.memoryAndStart(ctx, idle)
	if err != nil {
		return report{}, err
	}
	log, err := directorySize(filepath.Join(e.data, "log"))
	if err != nil {
		return report{}, err
	}
	index, err := directorySize(filepath.Join(e.data, "index"))
	if err != nil {
		return report{}, err
	}
	return report{loads: e.figures, following: following, sizes: append(sizes, onDisk(log, index, e.stored)...)}, e.stop()
}

// begin makes the store and starts the server.
func (e *engine) begin(ctx context.Context) error {
	if err := e.prepare(ctx); err != nil {
		return err
	}
	return e.start(ctx)
}

// directorySize returns the bytes of all files below a directory.
func directorySize(dir string) (total int64, err error) {
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
