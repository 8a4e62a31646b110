package main

import (
	"context"
	"io"
	"os"

	"github.com/lore-lrs/lore/internal/backup"
)

// backupCommand saves the data directory.
type backupCommand struct {
	place
	File string `arg:"" help:"File to write; it must not exist." type:"path"`
}

// Run writes the backup, reads it back, and says what is in it.
func (c *backupCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		manifest, err := backup.Save(ctx, c.File, func(to io.Writer) error { return s.Backup(ctx, to) })
		if err != nil {
			return err
		}
		if manifest.AttachmentsElsewhere {
			if err := say(std.err, "the attachments are in object storage and not in this file: save them there"); err != nil {
				return err
			}
		}
		return say(std.out, "backup: %s\nfiles: %d\nbytes: %d", c.File, len(manifest.Files), manifest.Bytes())
	})
}

// restoreCommand makes a data directory of a backup.
type restoreCommand struct {
	place
	File string `arg:"" help:"Backup to read." type:"path"`
}

// Run restores into the data directory, which must be missing or empty.
func (c *restoreCommand) Run(ctx context.Context, std stdio) (err error) {
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
