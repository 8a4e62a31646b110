// Command lore is the record store and everything an operator does with it.
//
// Each subcommand is a file here. Those that need the data go through
// internal/control: to the running server, or to the same code in this process
// when none runs or the data is in a database (see connect).
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/lore-lrs/lore/internal/problem"
)

// version is set by the linker.
var version = "dev"

// commands is the whole command line.
type commands struct {
	Config string `help:"YAML file with settings (default: lore.yaml in the working directory, if it is there)." placeholder:"FILE" type:"path" env:"LORE_CONFIG"`

	Serve      serveCommand        `cmd:"" help:"Run the server."`
	ShowConfig configCommand       `cmd:"" name:"config" help:"Print the settings in force and where each comes from."`
	Store      storeCommands       `cmd:"" help:"Make and list stores (tenants)."`
	Cluster    clusterCommands     `cmd:"" help:"Prepare a Citus cluster."`
	Key        keyCommands         `cmd:"" help:"Make, list and revoke keys."`
	Token      tokenCommands       `cmd:"" help:"Make, list and revoke API tokens for analytics."`
	User       userCommands        `cmd:"" help:"Make, list and disable users of the web app, and let them in."`
	Verb       verbCommands        `cmd:"" help:"Say what kind of event a verb tells of."`
	Course     courseCommands      `cmd:"" help:"Say which course an activity belongs to."`
	Person     personCommands      `cmd:"" help:"Say which identities are one person."`
	Source     sourceCommands      `cmd:"" help:"Report on sources, and say which are formal and whose clocks are trusted."`
	Readiness  readinessCommand    `cmd:"" help:"Report which features of analytics the data is enough for, and what is missing."`
	Extension  extensionCommands   `cmd:"" help:"Say which extensions have a column of their own."`
	Follower   followerCommands    `cmd:"" help:"Look after what follows the log of statements."`
	Sample     sampleCommands      `cmd:"" help:"Make or remove a store with sample data."`
	Import     importCommand       `cmd:"" help:"Store statements from files."`
	Export     exportCommand       `cmd:"" help:"Write statements to standard output or a file."`
	Schedule   scheduleCommands    `cmd:"" help:"Have statements or facts written day by day, as Parquet for other tools."`
	BI         biCommands          `cmd:"" name:"bi" help:"Let roles of PostgreSQL read the facts of a store, for BI tools."`
	Backup     backupCommand       `cmd:"" help:"Save the data directory or database into one file, while servers work."`
	Restore    restoreCommand      `cmd:"" help:"Make a data directory or database of a backup."`
	Migrate    migrateStoreCommand `cmd:"" name:"migrate-store" help:"Move everything to another data directory or database."`
	Bench      benchCommand        `cmd:"" help:"Measure a record store, this or any other, with generated load."`
	Doctor     doctorCommand       `cmd:"" help:"Check the data directory or database and the machine, and say what to do."`
	Version    versionCommand      `cmd:"" help:"Print the version."`

	// file is the settings file that was read, without values when there is none.
	file *settingsFile
}

// Exit codes: 0 done, 1 not done or something is wrong, 2 not understood.
const (
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks to finish, a second one ends the process.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr}))
}

// stdio is where a command reads and writes.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

// run executes one command line and returns the exit code.
func run(ctx context.Context, args []string, std stdio) (code int) {
	var cli commands
	parser, err := newParser(&cli, std)
	if err != nil {
		fmt.Fprintf(std.err, "lore: %v\n", err)
		return exitUsage
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(std.err, "lore: %v; `lore --help` and `lore COMMAND --help` say more\n", err)
		return exitUsage
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	parsed.Bind(std, parsed, &cli)
	if err := parsed.Run(); err != nil {
		report(std.err, err)
		return exitFailed
	}
	return 0
}

// errSilent makes a command fail that has said all there is to say.
var errSilent = errors.New("failed")

// report tells a person what went wrong.
func report(to io.Writer, err error) {
	if errors.Is(err, errSilent) {
		return
	}
	fmt.Fprintf(to, "lore: %v\n", err)
	var e *problem.Error
	if errors.As(err, &e) {
		for _, detail := range e.Details {
			fmt.Fprintf(to, "  %s\n", describe(detail))
		}
	}
}

// describe writes a detail in one line: where, what, and which rule.
func describe(detail problem.Detail) string {
	text := detail.Message
	if where := detail.Pointer + detail.Parameter; where != "" {
		text = where + ": " + text
	}
	if detail.Rule != "" {
		text += " [" + detail.Rule + "]"
	}
	return text
}
