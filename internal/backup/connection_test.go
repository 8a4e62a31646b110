package backup

import (
	"slices"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

// What stands among a process's arguments can be read by everybody.
func TestPasswordsAreNotAmongTheArguments(t *testing.T) {
	for url, want := range map[string]struct {
		argument  string
		variables []string
	}{
		"postgres://lore@db/lore":                                        {"postgres://lore@db/lore", nil},
		"postgres://lore:p%40ss@db:5433/lore?sslmode=require":            {"postgres://lore@db:5433/lore?sslmode=require", []string{"PGPASSWORD=p@ss"}},
		"postgres://db/lore?user=lore&password=p%40ss":                   {"postgres://db/lore?user=lore", []string{"PGPASSWORD=p@ss"}},
		"postgres://db/lore?pool_max_conns=3&statement_cache_capacity=0": {"postgres://db/lore", nil},
		"postgres://db/lore?search_path=a%20b&work_mem=5MB&options=-c%20jit%3Doff": {
			`postgres://db/lore?options=-c%20jit%3Doff%20-c%20search_path%3Da%5C%20b%20-c%20work_mem%3D5MB`, nil,
		},
	} {
		got, err := connectionOf(url)
		if err != nil || got.url != want.argument || !slices.Equal(got.variables, want.variables) {
			t.Errorf("%s leads to %q with %q, %v; want %q with %q", url, got.url, got.variables, err, want.argument, want.variables)
		}
	}
	for _, url := range []string{"postgres://lore:hunter2@[db/lore", "postgres://db/lore?sslkey=k&sslpassword=hunter2"} {
		if _, err := connectionOf(url); !problem.Is(err, problem.Invalid) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("error %v, want Invalid without the password", err)
		}
	}
}
