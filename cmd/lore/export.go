package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/lore-lrs/lore/internal/control"
)

// exportCommand writes statements.
type exportCommand struct {
	place
	Store  string `required:"" help:"The store's name."`
	Output string `short:"o" default:"-" placeholder:"FILE" help:"File to write; - is standard output."`

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
	Format            string `enum:"exact,ids,canonical" default:"exact" help:"exact, ids or canonical. Only exact can be imported again."`
	Language          string `placeholder:"TAGS" help:"Languages for canonical, as in Accept-Language."`
}

// Run writes the statements to the output, and how many there were to standard
// error.
func (c *exportCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	options := control.ExportOptions{
		Store: c.Store, Agent: c.Agent, Verb: c.Verb, Activity: c.Activity, Registration: c.Registration,
		RelatedAgents: c.RelatedAgents, RelatedActivities: c.RelatedActivities,
		Since: c.Since, Until: c.Until, Descending: !c.Ascending, Voided: c.Voided,
		Attachments: c.Attachments, Format: c.Format, Language: c.Language,
	}
	return withData(ctx, cli, std, c.place, func(s session) (err error) {
		out := std.out
		if c.Output != "-" {
			file, err := os.OpenFile(c.Output, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, file.Close()) }()
			out = file
		}
		count, err := s.Export(ctx, options, out)
		if err != nil {
			return err
		}
		return say(std.err, "exported: %d", count)
	})
}

// say writes a line for people.
func say(to io.Writer, format string, args ...any) error {
	_, err := fmt.Fprintf(to, format+"\n", args...)
	return err
}
