package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/pgpool"
)

// Examine looks at what the settings name, the database or a data directory
// that no server has open, and calls onFinding with each finding. It changes
// nothing there: no log is recovered, no schema brought up to date. Errors:
// problem.Conflict with the code data-directory-in-use when somebody has the
// directory open.
func Examine(ctx context.Context, config Config, onFinding func(control.Finding)) error {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return err
	}
	checks := []control.Check{func(ctx context.Context) []control.Finding { return examineClosed(ctx, config) }}
	if config.Database == "" {
		d, err := openDirectory(config.Data)
		if err != nil {
			return err
		}
		defer d.close()
		checks = d.checks()
	}
	for _, check := range checks {
		for _, finding := range check(ctx) {
			onFinding(finding)
		}
	}
	return nil
}

// examineClosed examines the database through connections of its own.
func examineClosed(ctx context.Context, config Config) []control.Finding {
	pools, err := pgpool.Open(ctx, config.pools(commandSessions))
	if err != nil {
		return []control.Finding{{Check: databaseCheck, Verdict: control.Wrong, Message: err.Error()}}
	}
	defer pools.Close()
	return examineDatabase(ctx, pools)
}

// checks look at a directory that nobody has open.
func (d *directory) checks() []control.Check {
	return []control.Check{
		whereThere(d.join(logName), control.ReadThrough(logCheck, func(ctx context.Context) error {
			return embedded.VerifyClosed(ctx, d.path)
		})),
		whereThere(d.join(databaseName), control.ReadThrough(databaseCheck, func(ctx context.Context) error {
			return db.VerifyFile(ctx, d.join(databaseName))
		})),
	}
}

// whereThere leaves a check out when there is nothing to look at yet.
func whereThere(path string, check control.Check) control.Check {
	return func(ctx context.Context) []control.Finding {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return []control.Finding{{Check: "data directory", Verdict: control.Warning, Message: fmt.Sprintf("%s is not there yet; the first start of `lore serve` makes it", path)}}
		}
		return check(ctx)
	}
}
