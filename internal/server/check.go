package server

import (
	"context"
	"fmt"
	"strings"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/problem"
)

// checks are what the command doctor has read through; none changes anything.
func (a *App) checks() []control.Check {
	return []control.Check{
		{Name: "statement log", Run: func(ctx context.Context) error { return a.engine.Verify(ctx, nil) }},
		{Name: "database", Run: a.checkDatabase},
	}
}

// checkDatabase has SQLite compare its file with itself.
func (a *App) checkDatabase(ctx context.Context) error {
	rows, err := a.database.Read().QueryContext(ctx, `PRAGMA integrity_check(10)`)
	if err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return fmt.Errorf("check the database: %w", err)
		}
		found = append(found, line)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	if len(found) == 1 && found[0] == "ok" {
		return nil
	}
	return problem.New(problem.Internal, "database-damaged",
		"%s is damaged: %s; stop the server and restore the last backup into another directory", a.directory.join(databaseName), strings.Join(found, "; "))
}
