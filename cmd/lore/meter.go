package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/lore-lrs/lore/internal/pipe"
)

// meter shows on a terminal how far something is, in one line that is written
// over; elsewhere now and then in a line of its own.
type meter struct {
	to       io.Writer
	quiet    bool
	terminal bool
	shown    time.Time
	open     bool // a line stands there without an end
}

func newMeter(to io.Writer, quiet bool) *meter {
	m := &meter{to: to, quiet: quiet, shown: time.Now()}
	if file, ok := to.(*os.File); ok {
		info, err := file.Stat()
		m.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return m
}

// show shows the line, not too often.
func (m *meter) show(line func() string) {
	every := 10 * time.Second
	if m.terminal {
		every = 200 * time.Millisecond
	}
	now := time.Now()
	if m.quiet || now.Sub(m.shown) < every {
		return
	}
	m.shown = now
	if m.terminal {
		fmt.Fprintf(m.to, "\r\x1b[K%s", line())
		m.open = true
		return
	}
	fmt.Fprintln(m.to, line())
}

// interrupt makes room for a line of another kind.
func (m *meter) interrupt() {
	if m.open {
		fmt.Fprint(m.to, "\r\x1b[K")
		m.open = false
	}
}

// close removes the line.
func (m *meter) close() { m.interrupt() }

// importMeter shows how far an import of several files is.
type importMeter struct {
	*meter
	total   int64 // bytes, -1 when unknown
	started time.Time
	before  pipe.Progress // of the files that are finished
}

func newImportMeter(to io.Writer, total int64, quiet bool) *importMeter {
	return &importMeter{meter: newMeter(to, quiet), total: total, started: time.Now()}
}

// update shows the progress of the present file.
func (m *importMeter) update(progress pipe.Progress) {
	m.show(func() string {
		return progressLine(m.before.Read+progress.Read, m.before.Stored+progress.Stored, m.before.Bad+progress.Bad, m.total, time.Since(m.started))
	})
}

// finished counts a file as done.
func (m *importMeter) finished(progress pipe.Progress) {
	m.before.Read += progress.Read
	m.before.Stored += progress.Stored
	m.before.Bad += progress.Bad
}

// progressLine says how much is done, at what rate, and how long the rest takes.
func progressLine(read, stored, bad, total int64, elapsed time.Duration) string {
	rate := float64(stored+bad) / max(elapsed.Seconds(), 1e-3)
	line := fmt.Sprintf("%d stored, %d refused, %.0f/s", stored, bad, rate)
	if total <= 0 || read <= 0 {
		return line
	}
	left := time.Duration(float64(elapsed) * (float64(total)/float64(read) - 1)).Round(time.Second)
	return fmt.Sprintf("%s, %d %%, %s left", line, min(100*read/total, 100), max(left, 0))
}
