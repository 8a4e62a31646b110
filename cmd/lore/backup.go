package main

import (
	"context"
	"io"
	"os"

	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/server"
)

// backupCommand saves the data directory or database.
type backupCommand struct {
	place
	File string `arg:"" help:"File to write; it must not exist." type:"path"`
}

// Run writes the backup, reads it back, and says what is in it.
func (c *backupCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	if c.Database != "" {
		return c.dump(ctx, cli, std)
	}
	return withData(ctx, cli, std, c.place, func(s session) error {
		manifest, err := backup.Save(ctx, c.File, func(to io.Writer) error { return s.Backup(ctx, to) })
		if err != nil {
			return err
		}
		if manifest.AttachmentsElsewhere {
			if err := say(std.err, attachmentsElsewhere); err != nil {
				return err
			}
		}
		return say(std.out, "backup: %s\nfiles: %d\nbytes: %d", c.File, len(manifest.Files), manifest.Bytes())
	})
}

const attachmentsElsewhere = "the attachments are in object storage and not in this file: save them there"

// dump saves the database.
func (c *backupCommand) dump(ctx context.Context, cli *commands, std stdio) error {
	config, err := cli.settings(c.place)
	if err != nil {
		return err
	}
	size, err := backup.Dump(ctx, c.Database, c.File)
	if err != nil {
		return err
	}
	if config.BlobURL != "" {
		if err := say(std.err, attachmentsElsewhere); err != nil {
			return err
		}
	}
	// A dump is taken anew each time, and restored for as long as it is large.
	if err := say(std.err, "this is the state of one moment; for a large database, and to lose nothing that came after, archive the write-ahead log as well (pgBackRest, wal-g, pg_basebackup)"); err != nil {
		return err
	}
	return say(std.out, "backup: %s\nbytes: %d", c.File, size)
}

// restoreCommand makes a data directory or database of a backup.
type restoreCommand struct {
	place
	File string `arg:"" help:"Backup to read." type:"path"`
}

// Run restores into the data directory, which must be missing or empty, or into
// the database, which must be empty.
func (c *restoreCommand) Run(ctx context.Context, std stdio) (err error) {
	if c.Database != "" {
		if err := backup.RestoreDump(ctx, c.File, c.Database); err != nil {
			return err
		}
		return say(std.out, "restored: %s", server.MaskURL(c.Database))
	}
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	manifest, err := backup.Restore(ctx, file, c.Data)
	if err != nil {
		return err
	}
	return say(std.out, "restored: %s\nfiles: %d\nbytes: %d\ntaken: %s", c.Data, len(manifest.Files), manifest.Bytes(), manifest.Created)
}
