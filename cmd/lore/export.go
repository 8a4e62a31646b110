package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/lore-lrs/lore/internal/control"
)

// exportCommand writes statements.
type exportCommand struct {
	place
	Store  string `required:"" help:"The store's name."`
	Output string `short:"o" default:"-" placeholder:"FILE" help:"File to write, complete or not at all; - is standard output."`
	File   string `arg:"" optional:"" help:"The same as --output."`

	Agent             string `placeholder:"JSON" help:"Only statements with this Agent or identified Group as actor or object."`
	Verb              string `placeholder:"IRI" help:"Only statements with this verb."`
	Activity          string `placeholder:"IRI" help:"Only statements about this activity."`
	Registration      string `placeholder:"UUID" help:"Only statements with this registration."`
	RelatedAgents     bool   `help:"--agent also looks at authority, instructor, team and SubStatements."`
	RelatedActivities bool   `help:"--activity also looks at context activities and SubStatements."`
	Since             string `placeholder:"TIME" help:"Only statements stored after this time."`
	Until             string `placeholder:"TIME" help:"Only statements stored at or before this time."`
	Ascending         bool   `negatable:"" default:"true" help:"Oldest first, as an import wants it; --no-ascending for newest first."`
	Voided            bool   `help:"Voided statements, too."`
	Attachments       bool   `help:"Write a multipart save with the attachments instead of NDJSON."`
	Format            string `enum:"exact,ids,canonical,parquet,csv,ndjson" default:"exact" help:"exact, ids or canonical, of which only exact can be imported again; or, for analysis and with --since and --until as the only filters, parquet, csv or ndjson."`
	Relation          string `enum:"statements,facts," default:"" help:"What a format for analysis has: statements (the default) or facts."`
	Language          string `placeholder:"TAGS" help:"Languages for canonical, as in Accept-Language."`
}

// Run writes the statements to the output, and how many there were to standard
// error.
func (c *exportCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	options := control.ExportOptions{
		Store: c.Store, Agent: c.Agent, Verb: c.Verb, Activity: c.Activity, Registration: c.Registration,
		RelatedAgents: c.RelatedAgents, RelatedActivities: c.RelatedActivities,
		Since: c.Since, Until: c.Until, Descending: !c.Ascending, Voided: c.Voided,
		Attachments: c.Attachments, Format: c.Format, Relation: c.Relation, Language: c.Language,
	}
	to := c.Output
	if c.File != "" {
		if to != "-" {
			return errors.New("name the file once: as --output or without")
		}
		to = c.File
	}
	return withData(ctx, cli, std, c.place, func(s session) error {
		var count int64
		err := writeWhole(to, std.out, func(out io.Writer) (err error) {
			count, err = s.Export(ctx, options, out)
			return err
		})
		if err != nil {
			return err
		}
		return say(std.err, "exported: %d", count)
	})
}

// writeWhole writes a file that is complete or not there: under another name
// first. - is standard output; what is no regular file, such as a pipe, is
// written to as it is.
func writeWhole(name string, out io.Writer, write func(io.Writer) error) error {
	if name == "-" {
		return write(out)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(write(file), file.Close())
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*") // of the mode 0600
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// say writes a line for people.
func say(to io.Writer, format string, args ...any) error {
	_, err := fmt.Fprintf(to, format+"\n", args...)
	return err
}
