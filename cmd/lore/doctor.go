package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// doctorCommand looks at a data directory and the machine under it.
type doctorCommand struct {
	directory
	JSON bool `name:"json" help:"Print JSON."`
}

// verdict is how grave a finding is.
type verdict string

// The verdicts: a warning can wait, what is wrong cannot.
const (
	good    verdict = "ok"
	warning verdict = "warning"
	wrong   verdict = "wrong"
)

// finding is what a check found.
type finding struct {
	Check   string  `json:"check"`
	Verdict verdict `json:"verdict"`
	// Message says what was found and, unless all is well, what to do.
	Message string `json:"message"`
}

// Run prints a line for each check, and fails when something is wrong.
func (c *doctorCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	findings := []finding{}
	failed := false
	report := func(check string, is verdict, format string, args ...any) {
		found := finding{check, is, fmt.Sprintf(format, args...)}
		findings = append(findings, found)
		failed = failed || is == wrong
		if !c.JSON {
			fmt.Fprintf(std.out, "%-8s %s: %s\n", found.Verdict, found.Check, found.Message)
		}
	}
	checkMachine(report)
	if c.checkDirectory(report) {
		c.checkContents(ctx, cli, std, report)
	}
	if c.JSON {
		if err := printJSON(std.out, findings); err != nil {
			return err
		}
	}
	if failed {
		return errSilent
	}
	return nil
}

// reporter takes findings.
type reporter func(check string, is verdict, format string, args ...any)

// checkDirectory looks at the data directory from outside, and reports whether
// there is anything in it to look at.
func (c *doctorCommand) checkDirectory(report reporter) bool {
	const check = "data directory"
	info, err := os.Stat(c.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		report(check, warning, "%s does not exist yet; `lore serve` makes it, `--data DIR` names another", c.Data)
		return false
	case err != nil:
		report(check, wrong, "%v; run this as the user that runs the server", err)
		return false
	case !info.IsDir():
		report(check, wrong, "%s is not a directory; name another with --data", c.Data)
		return false
	}
	if !writable(c.Data) {
		report(check, wrong, "%s cannot be written by this user; run this as the user that runs the server, or give the directory to this one", c.Data)
		return false
	}
	if info.Mode().Perm()&0o077 != 0 {
		report(check, warning, "%s can be read by others (mode %04o), and holds what learners did; chmod 700 %s", c.Data, info.Mode().Perm(), c.Data)
	} else {
		report(check, good, "%s, mode %04o", c.Data, info.Mode().Perm())
	}
	checkFileSystem(c.Data, report)
	c.checkLeftovers(report)
	if _, err := os.Stat(filepath.Join(c.Data, "index")); errors.Is(err, fs.ErrNotExist) {
		report("index", warning, "there is none; it is built from the log at the next start, which takes longer than usual")
	} else {
		report("index", good, "present")
	}
	return true
}

// checkLeftovers looks for what commands left behind when they were killed.
func (c *doctorCommand) checkLeftovers(report reporter) {
	for _, pattern := range []string{"lore-backup-*", "lore-import-*"} {
		found, err := filepath.Glob(filepath.Join(c.Data, pattern))
		if err != nil {
			continue // the pattern is good, so the directory's name is not
		}
		for _, path := range found {
			report("leftovers", warning, "%s belongs to a backup or import; if none is under way, remove it", path)
		}
	}
}

// checkContents has the data read through: by the server that runs on the
// directory, or by this process.
func (c *doctorCommand) checkContents(ctx context.Context, cli *commands, std stdio, report reporter) {
	const check = "server"
	s, finish, err := connect(ctx, cli, std, c.Data)
	if err != nil {
		report(check, wrong, "the data directory cannot be opened: %v", err)
		return
	}
	if s.remote {
		report(check, good, "running on this directory")
	} else {
		report(check, good, "not running; the data was opened here")
	}
	err = s.Check(ctx, func(name string, found error) {
		if found != nil {
			report(name, wrong, "%v", found)
			return
		}
		report(name, good, "read through, nothing is damaged")
	})
	if err := errors.Join(err, finish()); err != nil {
		report(check, wrong, "%v", err)
	}
}
