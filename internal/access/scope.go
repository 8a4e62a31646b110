package access

import (
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// scopes says what each scope allows, by the table of xAPI 1.0.3 Communication
// 4.2 and least privilege where that is silent:
//
//   - writing does not include reading: statements/write alone reads nothing;
//   - definitions of activities and the names of agents come from everybody's
//     statements, so reading them takes a scope that reads everybody's;
//   - define says whether statements change the canonical definitions, and
//     opens no resource;
//   - state and profile reach all documents of the store: a key belongs to no
//     agent and no activity that could narrow them;
//   - every valid key may read /about, which is public anyway.
var scopes = []struct {
	scope   Scope
	actions []Action
}{
	{ScopeAll, []Action{WriteStatements, ReadStatements, ReadState, WriteState, ReadProfiles, WriteProfiles, ReadActivities, ReadAgents, Define}},
	{ScopeAllRead, []Action{ReadStatements, ReadState, ReadProfiles, ReadActivities, ReadAgents}},
	{ScopeStatementsWrite, []Action{WriteStatements}},
	{ScopeStatementsRead, []Action{ReadStatements, ReadActivities, ReadAgents}},
	{ScopeStatementsReadMine, []Action{ReadStatements}},
	{ScopeState, []Action{ReadState, WriteState}},
	{ScopeProfile, []Action{ReadProfiles, WriteProfiles}},
	{ScopeDefine, []Action{Define}},
}

var tasks = map[Action]string{
	ReadAbout:       "read about this server",
	WriteStatements: "write statements",
	ReadStatements:  "read statements",
	ReadState:       "read state documents",
	WriteState:      "write state documents",
	ReadProfiles:    "read profile documents",
	WriteProfiles:   "write profile documents",
	ReadActivities:  "read activities",
	ReadAgents:      "read agents",
	Define:          "define activities",
}

func (s Scope) allows(action Action) bool {
	for _, row := range scopes {
		if row.scope == s {
			return slices.Contains(row.actions, action)
		}
	}
	return false
}

// May answers whether the principal may take the action: nil, or an error of
// kind problem.Forbidden that names the scope that is missing.
func (p Principal) May(action Action) error {
	if action == ReadAbout {
		return nil
	}
	for _, scope := range p.Scopes {
		if scope.allows(action) {
			return nil
		}
	}
	var enough []string
	for _, row := range scopes {
		if row.scope.allows(action) {
			enough = append(enough, string(row.scope))
		}
	}
	return problem.New(problem.Forbidden, "scope-missing",
		"this key may not %s: it needs one of the scopes %s", tasks[action], strings.Join(enough, ", "))
}

// OnlyMine reports whether the principal reads only statements with its own
// authority.
func (p Principal) OnlyMine() bool {
	everybodys := []Scope{ScopeAll, ScopeAllRead, ScopeStatementsRead}
	return slices.Contains(p.Scopes, ScopeStatementsReadMine) &&
		!slices.ContainsFunc(p.Scopes, func(s Scope) bool { return slices.Contains(everybodys, s) })
}

// checkScopes returns the scopes in the order of the table, each once.
func checkScopes(asked []Scope) ([]Scope, error) {
	var known []Scope
	for _, row := range scopes {
		if slices.Contains(asked, row.scope) {
			known = append(known, row.scope)
		}
	}
	for _, scope := range asked {
		if !slices.Contains(known, scope) {
			return nil, problem.New(problem.Invalid, "scope-unknown", "%q is no scope: the scopes are %s", scope, scopeNames())
		}
	}
	if len(known) == 0 {
		return nil, problem.New(problem.Invalid, "scope-unknown", "a key needs at least one scope: the scopes are %s", scopeNames())
	}
	return known, nil
}

func scopeNames() string {
	var names []string
	for _, row := range scopes {
		names = append(names, string(row.scope))
	}
	return strings.Join(names, ", ")
}

func joinScopes(scopes []Scope) string {
	words := make([]string, len(scopes))
	for i, scope := range scopes {
		words[i] = string(scope)
	}
	return strings.Join(words, " ")
}

func splitScopes(text string) []Scope {
	var split []Scope
	for word := range strings.FieldsSeq(text) {
		split = append(split, Scope(word))
	}
	return split
}
