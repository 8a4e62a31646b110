package backup

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/problem"
)

// Dump saves the PostgreSQL database that a URL names into the file path, which
// must not exist, while servers work on it. pg_dump does it: the file is an
// archive in its custom format, consistent as of the moment when it began, and
// pg_restore reads it. It is read through before it gets its name. Dump returns
// the file's size in bytes. Errors: problem.Unavailable when pg_dump is not
// installed or gives up.
func Dump(ctx context.Context, url, path string) (size int64, err error) {
	to, err := connectionOf(url)
	if err != nil {
		return 0, err
	}
	err = appear(path, func(file *os.File) error {
		if _, err := to.run(ctx, "pg_dump", "--format=custom", "--no-password", "--file="+file.Name(), "--dbname="+to.url); err != nil {
			return err
		}
		if err := file.Sync(); err != nil {
			return fmt.Errorf("write backup: %w", err)
		}
		if err := verifyDump(ctx, file.Name()); err != nil {
			return err
		}
		info, err := file.Stat()
		if err != nil {
			return fmt.Errorf("write backup: %w", err)
		}
		size = info.Size()
		return nil
	})
	return size, err
}

// RestoreDump fills the empty database that a URL names from a file of Dump, as
// a whole or not at all. Errors: problem.Conflict when the database is not
// empty, problem.Invalid when the file is none of Dump or is damaged.
func RestoreDump(ctx context.Context, path, url string) error {
	to, err := connectionOf(url)
	if err != nil {
		return err
	}
	if err := verifyDump(ctx, path); err != nil {
		return err
	}
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		return problem.Wrap(problem.Unavailable, "database-unavailable", err, "the database cannot be used")
	}
	defer connection.Close(ctx)
	if err := checkDatabaseEmpty(ctx, connection); err != nil {
		return err
	}
	if _, err := to.run(ctx, "pg_restore", "--no-password", "--no-owner", "--no-privileges",
		"--single-transaction", "--exit-on-error", "--dbname="+to.url, path); err != nil {
		return err
	}
	// An archive holds no statistics, without which queries are planned badly
	// until the server gathers them by itself.
	if _, err := connection.Exec(ctx, `ANALYZE`); err != nil {
		return fmt.Errorf("gather statistics: %w", err)
	}
	return nil
}

// verifyDump reads an archive to its end.
func verifyDump(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	var nowhere connection
	contents, err := nowhere.run(ctx, "pg_restore", "--list", path)
	if problem.Is(err, problem.Unavailable) {
		return problem.Wrap(problem.Invalid, "not-a-dump", err,
			"%s is not a backup of a PostgreSQL database; one of a data directory is restored with --data", path)
	}
	if err != nil {
		return err
	}
	if !strings.Contains(string(contents), "TABLE DATA public statement ") {
		return problem.New(problem.Invalid, "not-a-dump", "%s holds no tables of Lore", path)
	}
	if _, err := nowhere.run(ctx, "pg_restore", "--file="+os.DevNull, path); err != nil {
		return problem.Wrap(problem.Invalid, "dump-damaged", err, "%s is damaged or cut off; take another one", path)
	}
	return nil
}

// checkDatabaseEmpty refuses a database that holds anything but extensions.
func checkDatabaseEmpty(ctx context.Context, connection *pgx.Conn) error {
	const ask = `SELECT coalesce(min(c.relname), '')
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
			AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`
	var name string
	if err := connection.QueryRow(ctx, ask).Scan(&name); err != nil {
		return fmt.Errorf("look whether the database is empty: %w", err)
	}
	if name != "" {
		return problem.New(problem.Conflict, "database-not-empty",
			"the database is not empty: it has %s; make another one with createdb and restore into that", name)
	}
	return nil
}

// connection is how PostgreSQL's own programs reach a database: by a URL that
// may be seen by everybody, as the arguments of a process are, and by variables
// that may not.
type connection struct {
	url       string
	variables []string
}

// run runs one of PostgreSQL's programs and returns what it printed. Errors:
// problem.Unavailable, with what it complained of.
func (c connection) run(ctx context.Context, name string, arguments ...string) ([]byte, error) {
	path, err := program(name)
	if err != nil {
		return nil, err
	}
	var complaints bytes.Buffer
	command := exec.CommandContext(ctx, path, arguments...)
	command.Env = append(os.Environ(), c.variables...)
	command.Stderr = &complaints
	output, err := command.Output()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%s: %w", name, ctx.Err())
	}
	if err != nil {
		return nil, problem.Wrap(problem.Unavailable, "program-failed", err, "%s gave up: %s", name, strings.TrimSpace(complaints.String()))
	}
	return output, nil
}

// program finds one of PostgreSQL's programs: on the path, or the newest where
// Debian's packages install them.
func program(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	installed, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil {
		return "", err
	}
	newest, found := 0, ""
	for _, path := range installed {
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		if err == nil && version > newest {
			newest, found = version, path
		}
	}
	if found == "" {
		return "", problem.New(problem.Unavailable, "program-missing",
			"%s is not installed on this machine; install PostgreSQL's client programs (on Debian: apt install postgresql-client) of the server's version or later", name)
	}
	return found, nil
}
