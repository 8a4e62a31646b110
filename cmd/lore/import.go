package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/xapi"
)

// importCommand stores statements from files.
type importCommand struct {
	place
	Sources []string `arg:"" name:"file" help:"Files, directories (all files below them, by name), or - for standard input: JSON arrays, NDJSON, StatementResults or multipart saves; plain, gzip or zstd."`
	Store   string   `required:"" help:"The store's name."`
	Trusted bool     `help:"Keep authority, and stored where that preserves order: into an empty store, oldest first."`
	Strict  bool     `help:"Stop at the first statement that is refused."`
	Version string   `name:"xapi-version" aliases:"version" enum:"auto,1.0.3,2.0.0" default:"auto" help:"Version whose rules hold: 1.0.3, 2.0.0, or auto: each statement's own, 2.0.0 where it has none."`
	Quiet   bool     `short:"q" help:"Do not show progress."`
}

// Run imports file after file. Refused statements and progress go to standard
// error, the sum to standard output.
func (c *importCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	sources, total, err := findSources(c.Sources)
	if err != nil {
		return err
	}
	options := control.ImportOptions{Store: c.Store, Trusted: c.Trusted, Strict: c.Strict}
	switch c.Version {
	case "1.0.3":
		options.Version = xapi.Version1
	case "2.0.0":
		options.Version = xapi.Version2
	}
	return withData(ctx, cli, std, c.place, func(s session) error {
		display := newImportMeter(std.err, total, c.Quiet)
		var sum pipe.Progress
		for _, source := range sources {
			done, err := importOne(ctx, s, options, source, std, display)
			sum.Read += done.Read
			sum.Stored += done.Stored
			sum.Bad += done.Bad
			display.finished(done)
			if err != nil {
				display.close()
				fmt.Fprintf(std.out, "stored: %d\nrefused: %d\n", sum.Stored, sum.Bad)
				return fmt.Errorf("%s: %w", source.name, err)
			}
		}
		display.close()
		if _, err := fmt.Fprintf(std.out, "stored: %d\nrefused: %d\n", sum.Stored, sum.Bad); err != nil {
			return err
		}
		if sum.Bad > 0 {
			return errSilent
		}
		return nil
	})
}

func importOne(ctx context.Context, s session, options control.ImportOptions, source source, std stdio, display *importMeter) (pipe.Progress, error) {
	in, err := source.open(std)
	if err != nil {
		return pipe.Progress{}, err
	}
	defer in.Close()
	return s.Import(ctx, options, in, func(fault pipe.Fault) {
		display.interrupt()
		printFault(std.err, source.name, fault)
	}, display.update)
}

// printFault says in which line of which file a statement was refused, and why.
func printFault(to io.Writer, file string, fault pipe.Fault) {
	where := fmt.Sprintf("%s:%d: statement %d", file, fault.Line, fault.Number)
	if len(fault.Details) == 0 {
		fmt.Fprintf(to, "%s: %s\n", where, fault.Message)
	}
	for _, detail := range fault.Details {
		fmt.Fprintf(to, "%s: %s\n", where, describe(detail))
	}
}

// source is one file to import.
type source struct {
	name string // "-" is standard input
}

func (s source) open(std stdio) (io.ReadCloser, error) {
	if s.name == "-" {
		return io.NopCloser(std.in), nil
	}
	return os.Open(s.name)
}

// findSources lists the files that the arguments name, and how many bytes they
// have together: -1 when that cannot be known.
func findSources(arguments []string) (sources []source, total int64, err error) {
	known := true
	for _, argument := range arguments {
		if argument == "-" {
			sources = append(sources, source{"-"})
			known = false
			continue
		}
		var files []source
		err := filepath.WalkDir(argument, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			hidden := path != argument && strings.HasPrefix(entry.Name(), ".")
			if entry.IsDir() {
				if hidden {
					return fs.SkipDir
				}
				return nil
			}
			if hidden {
				return nil
			}
			info, err := os.Stat(path) // a link counts as its file
			if err != nil {
				return err
			}
			if info.IsDir() {
				return nil
			}
			total += info.Size()
			known = known && info.Mode().IsRegular()
			files = append(files, source{path})
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
		if len(files) == 0 {
			return nil, 0, errors.New("there is no file in " + argument)
		}
		slices.SortFunc(files, func(a, b source) int { return strings.Compare(a.name, b.name) })
		sources = append(sources, files...)
	}
	if !known {
		total = -1
	}
	return sources, total, nil
}
