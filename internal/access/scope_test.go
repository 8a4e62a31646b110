package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

// TestScopesAllowActions generates every scope × action (K 4.2, SE-12): a line
// for each scope, a column for each action.
func TestScopesAllowActions(t *testing.T) {
	const table = `
scope                 about  write  read  r-state  w-state  r-prof  w-prof  activities  agents  define
all                   x      x      x     x        x        x       x       x           x       x
all/read              x      -      x     x        -        x       -       x           x       -
statements/write      x      x      -     -        -        -       -       -           -       -
statements/read       x      -      x     -        -        -       -       x           x       -
statements/read/mine  x      -      x     -        -        -       -       -           -       -
state                 x      -      -     x        x        -       -       -           -       -
profile               x      -      -     -        -        x       x       -           -       -
define                x      -      -     -        -        -       -       -           -       x`
	actions := []Action{ReadAbout, WriteStatements, ReadStatements, ReadState, WriteState, ReadProfiles, WriteProfiles, ReadActivities, ReadAgents, Define}
	lines := strings.Split(strings.TrimSpace(table), "\n")[1:]
	if len(lines) != len(scopes) {
		t.Fatalf("the table has %d scopes, the code %d", len(lines), len(scopes))
	}
	if len(actions) != len(tasks) {
		t.Fatalf("the table has %d actions, the code %d", len(actions), len(tasks))
	}
	for _, line := range lines {
		words := strings.Fields(line)
		scope := Scope(words[0])
		for i, action := range actions {
			t.Run(fmt.Sprintf("%s/%s", scope, tasks[action]), func(t *testing.T) {
				err := Principal{Scopes: []Scope{scope}}.May(action)
				if words[1+i] == "x" {
					if err != nil {
						t.Errorf("refused: %v", err)
					}
					return
				}
				if !problem.Is(err, problem.Forbidden) {
					t.Fatalf("May returned %v, want the kind Forbidden", err)
				}
				if !strings.Contains(err.Error(), string(ScopeAll)) || !strings.Contains(err.Error(), tasks[action]) {
					t.Errorf("the message %q names neither the task nor a scope that is enough", err)
				}
			})
		}
	}
}

func TestScopesAdd(t *testing.T) {
	p := Principal{Scopes: []Scope{ScopeStatementsWrite, ScopeState}}
	for _, action := range []Action{WriteStatements, WriteState} {
		if err := p.May(action); err != nil {
			t.Error(err)
		}
	}
	if err := p.May(ReadProfiles); !problem.Is(err, problem.Forbidden) {
		t.Errorf("May returned %v, want the kind Forbidden", err)
	}
}

func TestNoScopeMayNothingButAbout(t *testing.T) {
	for _, action := range slices.Sorted(maps.Keys(tasks)) {
		err := Principal{}.May(action)
		if allowed := err == nil; allowed != (action == ReadAbout) {
			t.Errorf("%s: %v", tasks[action], err)
		}
	}
}

func TestOnlyMineEndsWithABroaderScope(t *testing.T) {
	for _, c := range []struct {
		scopes []Scope
		want   bool
	}{
		{nil, false},
		{[]Scope{ScopeStatementsReadMine}, true},
		{[]Scope{ScopeStatementsWrite, ScopeStatementsReadMine, ScopeState, ScopeProfile, ScopeDefine}, true},
		{[]Scope{ScopeStatementsReadMine, ScopeStatementsRead}, false},
		{[]Scope{ScopeAllRead, ScopeStatementsReadMine}, false},
		{[]Scope{ScopeAll, ScopeStatementsReadMine}, false},
		{[]Scope{ScopeAll}, false},
		{[]Scope{ScopeStatementsWrite}, false},
	} {
		if got := (Principal{Scopes: c.scopes}).OnlyMine(); got != c.want {
			t.Errorf("%v: OnlyMine is %v, want %v", c.scopes, got, c.want)
		}
	}
}
