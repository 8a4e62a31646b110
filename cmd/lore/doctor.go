package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/server"
)

// doctorCommand looks at the data and the machine under it, and changes
// nothing.
type doctorCommand struct {
	place
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each check, and fails when something is wrong.
func (c *doctorCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	findings := []control.Finding{}
	failed := false
	found := func(f control.Finding) {
		findings = append(findings, f)
		failed = failed || f.Verdict == control.Wrong
		if !c.JSON {
			fmt.Fprintf(std.out, "%-8s %s: %s\n", f.Verdict, f.Check, f.Message)
		}
	}
	report := func(check string, is control.Verdict, format string, args ...any) {
		found(control.Finding{Check: check, Verdict: is, Message: fmt.Sprintf(format, args...)})
	}
	checkMachine(report)
	if c.Database != "" || c.checkDirectory(report) {
		c.checkContents(ctx, cli, report, found)
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
type reporter func(check string, is control.Verdict, format string, args ...any)

// checkDirectory looks at the data directory from outside, and reports whether
// there is anything in it to look at.
func (c *doctorCommand) checkDirectory(report reporter) bool {
	const check = "data directory"
	info, err := os.Stat(c.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		report(check, control.Warning, "%s does not exist yet; `lore serve` makes it, `--data DIR` names another", c.Data)
		return false
	case err != nil:
		report(check, control.Wrong, "%v; run this as the user that runs the server", err)
		return false
	case !info.IsDir():
		report(check, control.Wrong, "%s is not a directory; name another with --data", c.Data)
		return false
	}
	if !writable(c.Data) {
		report(check, control.Wrong, "%s cannot be written by this user; run this as the user that runs the server, or give the directory to this one", c.Data)
		return false
	}
	if info.Mode().Perm()&0o077 != 0 {
		report(check, control.Warning, "%s can be read by others (mode %04o), and holds what learners did; chmod 700 %s", c.Data, info.Mode().Perm(), c.Data)
	} else {
		report(check, control.Good, "%s, mode %04o", c.Data, info.Mode().Perm())
	}
	checkFileSystem(c.Data, report)
	c.checkLeftovers(report)
	if _, err := os.Stat(filepath.Join(c.Data, "index")); errors.Is(err, fs.ErrNotExist) {
		report("index", control.Warning, "there is none; it is built from the log at the next start, which takes longer than usual")
	} else {
		report("index", control.Good, "present")
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
			report("leftovers", control.Warning, "%s belongs to a backup or import; if none is under way, remove it", path)
		}
	}
}

// checkContents has the data looked at: by the server that runs on the
// directory, or by this process.
func (c *doctorCommand) checkContents(ctx context.Context, cli *commands, report reporter, found func(control.Finding)) {
	const check = "server"
	err := patiently(ctx, func() error {
		if s, ok := running(ctx, c.place); ok {
			defer s.Close()
			report(check, control.Good, "running on this directory")
			return s.Check(ctx, found)
		}
		config, err := cli.settings(c.place)
		if err != nil {
			return err
		}
		if err := server.Examine(ctx, config, found); err != nil {
			return err
		}
		if c.Database == "" {
			report(check, control.Good, "not running; the data was read here")
		}
		return nil
	})
	if err != nil {
		report("contents", control.Wrong, "they cannot be looked at: %v", err)
	}
}
