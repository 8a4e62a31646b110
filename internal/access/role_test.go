package access

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

// TestRolesAllowActions generates every role × action: a line for each role, a
// column for each action.
func TestRolesAllowActions(t *testing.T) {
	const table = `
role        answers  people  statements  facts  x-statements  live  quality  edit  meaning  followers  jobs  dashboards  x-dashboards  embeds  import  keys  users  server  learning
owner       x        x       x           x      x             x     x        x     x        x          x     x           x             x       x       x     x      -       -
data-admin  x        x       x           x      x             x     x        x     x        x          x     x           x             x       x       x     -      -       -
compliance  x        x       x           x      x             x     x        -     x        x          x     x           x             -       -       -     -      -       -
auditor     x        x       x           x      x             x     x        -     x        x          x     x           -             -       -       -     -      -       -
manager     x        x       -           -      -             x     -        -     x        -          x     x           x             -       -       -     -      -       -
instructor  x        x       -           -      -             x     -        -     x        -          x     x           x             -       -       -     -      -       -
analyst     x        -       -           x      -             -     -        -     x        -          x     x           x             -       -       -     -      -       -
learner     x        x       -           -      -             -     -        -     -        -          -     -           -             -       -       -     -      -       x`
	actions := []Action{
		QueryAnswers, SeePeople, ReadStatements, ExportFacts, ExportStatements, WatchLive, SeeQuality, EditMeaning, SeeMeaning, SeeFollowers, RunJobs,
		SeeDashboards, EditDashboards, ShareEmbeds, ImportData, ManageKeys, ManageUsers, ManageServer, AssertLearning,
	}

	lines := strings.Split(strings.TrimSpace(table), "\n")[1:]
	if len(lines) != len(roles) {
		t.Fatalf("the table has %d roles, the code %d", len(lines), len(roles))
	}
	if len(actions)+1 != len(readerTasks) { // OwnAccount is of no role
		t.Fatalf("the table has %d actions, the code %d", len(actions), len(readerTasks))
	}
	for i, line := range lines {
		words := strings.Fields(line)
		role := Role(words[0])
		if roles[i].role != role {
			t.Errorf("row %d of the code is %s, want %s", i, roles[i].role, role)
		}
		for i, action := range actions {
			t.Run(fmt.Sprintf("%s/%s", role, readerTasks[action]), func(t *testing.T) {
				err := Reader{Role: role}.May(action)
				if words[1+i] == "x" {
					if err != nil {
						t.Errorf("refused: %v", err)
					}
					return
				}
				if !problem.Is(err, problem.Forbidden) {
					t.Fatalf("May returned %v, want the kind Forbidden", err)
				}
				wanted := []string{string(role), readerTasks[action]}
				if action == ManageServer {
					wanted = wanted[1:]
				}
				for _, want := range wanted {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("the message %q does not say %q", err, want)
					}
				}
			})
		}
	}
}

func TestNoRoleMayNothing(t *testing.T) {
	for _, role := range []Role{"", "Owner", "all"} {
		for action := range readerTasks {
			if err := (Reader{Role: role}).May(action); !problem.Is(err, problem.Forbidden) {
				t.Errorf("the role %q: May returned %v, want the kind Forbidden", role, err)
			}
		}
	}
}

// What a role about some people may do must be something that answers about
// those only: raw statements, exports and data quality are about all.
func TestRolesAboutSomePeopleSeeNothingOfAll(t *testing.T) {
	for _, role := range []Role{RoleManager, RoleInstructor, RoleLearner} {
		for _, action := range []Action{ReadStatements, ExportFacts, ExportStatements, SeeQuality, EditMeaning, SeeFollowers} {
			if err := (Reader{Role: role}).May(action); err == nil {
				t.Errorf("%s may %s", role, readerTasks[action])
			}
		}
	}
}
