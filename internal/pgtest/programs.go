package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// oldest is the least version of PostgreSQL that Lore works with.
const oldest = 15

var errNoPrograms = errors.New("these tests need PostgreSQL 15 or newer: install it with «make postgres», or name the directory of its programs in LORE_POSTGRES_BIN")

// programs are those of a PostgreSQL server, and who may run them.
type programs struct {
	directory string
	// credential is of the user to run as; nil for the one who runs the tests.
	credential *syscall.Credential
}

// findPrograms looks where LORE_POSTGRES_BIN says, then where Debian's packages
// install, then where pg_config says.
func findPrograms() (programs, error) {
	directory, err := programDirectory()
	if err != nil {
		return programs{}, err
	}
	if _, err := os.Stat(filepath.Join(directory, "postgres")); err != nil {
		return programs{}, fmt.Errorf("%w (%w)", errNoPrograms, err)
	}
	found := programs{directory: directory}
	// PostgreSQL refuses to run as root.
	if os.Geteuid() == 0 {
		if found.credential, err = unprivileged(); err != nil {
			return programs{}, err
		}
	}
	return found, nil
}

func programDirectory() (string, error) {
	if named := os.Getenv("LORE_POSTGRES_BIN"); named != "" {
		return named, nil
	}
	installed, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	newest, directory := oldest-1, ""
	for _, path := range installed {
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && version > newest {
			newest, directory = version, path
		}
	}
	if directory != "" {
		return directory, nil
	}
	output, err := exec.Command("pg_config", "--bindir").Output()
	if err != nil {
		return "", fmt.Errorf("%w (pg_config: %w)", errNoPrograms, err)
	}
	return strings.TrimSpace(string(output)), nil
}

// unprivileged returns a user that root may run PostgreSQL as.
func unprivileged() (*syscall.Credential, error) {
	account, err := user.Lookup("postgres")
	if err != nil {
		if account, err = user.Lookup("nobody"); err != nil {
			return nil, fmt.Errorf("find a user to run PostgreSQL as: %w", err)
		}
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the number of the user %s: %w", account.Username, err)
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the number of the group of %s: %w", account.Username, err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// command prepares a program. Its directory is one that it may enter.
func (p programs) command(ctx context.Context, in, name string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, filepath.Join(p.directory, name), arguments...)
	command.Dir = in
	// Messages are read by this package, so they must not be translated.
	command.Env = append(os.Environ(), "LC_ALL=C", "PGUSER="+superuser)
	command.SysProcAttr = &syscall.SysProcAttr{Credential: p.credential}
	return command
}

// run runs a program to its end.
func (p programs) run(in, name string, arguments ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	output, err := p.command(ctx, in, name, arguments...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, output)
	}
	return nil
}
