package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// memoryAndStart ends the node and starts it again in both ways, and tells
// what it took.
func (e *engine) memoryAndStart(ctx context.Context, idle int64) ([]size, error) {
	peak, err := e.memory("VmHWM")
	if err != nil {
		return nil, err
	}
	e.kill()
	if err := e.start(ctx); err != nil {
		return nil, err
	}
	afterKill := e.ready
	if err := e.stop(); err != nil {
		return nil, err
	}
	if err := e.start(ctx); err != nil {
		return nil, err
	}
	afterStart, err := e.memory("VmRSS")
	if err != nil {
		return nil, err
	}
	binary, err := os.Stat(e.binary)
	if err != nil {
		return nil, err
	}
	return []size{
		{"Memory of the node, fresh and idle", mebibytes(idle)},
		{"Memory of the node, highest of the run", mebibytes(peak)},
		{"Memory of the node, after a start", mebibytes(afterStart)},
		{"Start-up after SIGKILL", afterKill.Round(time.Millisecond).String()},
		{"Start-up after a clean stop", e.ready.Round(time.Millisecond).String()},
		{"Binary", mebibytes(binary.Size())},
	}, nil
}

// onDisk tells what statements take: as they are kept, and how they are found.
func onDisk(kept, found, statements int64) []size {
	return []size{
		{"Disk: statements (log, tables)", mebibytes(kept)},
		{"Disk: how they are found (index)", mebibytes(found)},
		{"Disk for each statement", fmt.Sprintf("%d bytes", (kept+found)/max(statements, 1))},
	}
}

func mebibytes(bytes int64) string { return fmt.Sprintf("%d MiB", bytes>>20) }
