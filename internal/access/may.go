package access

import (
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// Object is what an action is about, where it matters which: May asks it.
type Object interface {
	// permits answers whether a reader, who may take the action in general, may take
	// it on this.
	permits(reader Reader, action Action) error
}

// May answers whether the reader may take the action, and on the objects, if any:
// nil, or an error of kind problem.Forbidden that says who may. It is the one place
// that answers this. For what is about a store, of which the reader names none, the
// error is of kind Invalid with the code «store-needed».
func (r Reader) May(action Action, objects ...Object) error {
	if err := r.mayInGeneral(action); err != nil {
		return err
	}
	for _, object := range objects {
		if err := object.permits(r, action); err != nil {
			return err
		}
	}
	return nil
}

func (r Reader) mayInGeneral(action Action) error {
	switch {
	case action == OwnAccount:
		if r.Via == ViaSession && r.UserID != 0 {
			return nil
		}
		return problem.New(problem.Forbidden, "session-needed", "a token has no account: sign in")
	case action == ManageServer:
		if r.Administrator {
			return nil
		}
		return problem.New(problem.Forbidden, "administrators-only", "only administrators may %s", readerTasks[action])
	case action == ManageUsers && r.Administrator:
		return nil // in every store, and of none
	case r.Via == ViaSession && r.Store == 0:
		return problem.New(problem.Invalid, "store-needed", "say which store is meant: add the parameter store=NAME")
	}
	if row := rowOf(r.Role); row >= 0 && slices.Contains(roles[row].actions, action) {
		return nil
	}
	var enough []string
	for _, row := range roles {
		if slices.Contains(row.actions, action) {
			enough = append(enough, string(row.role))
		}
	}
	who := "this token has"
	if r.Via == ViaSession {
		who = "you have"
	}
	return problem.New(problem.Forbidden, "role-forbids",
		"%s the role %s and may not %s: that takes one of the roles %s", who, r.Role, readerTasks[action], strings.Join(enough, ", "))
}

// Can lists what the reader may do in the store, by the names of the actions.
func (r Reader) Can() []string {
	var names []string
	for action, name := range actionNames {
		if action != OwnAccount && r.May(action) == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// actionNames are the actions of readers as the API names them.
var actionNames = map[Action]string{
	ReadStatements: "read_statements", QueryAnswers: "query_answers", SeePeople: "see_people", ExportFacts: "export_facts",
	ExportStatements: "export_statements", WatchLive: "watch_live", SeeQuality: "see_quality", EditMeaning: "edit_meaning",
	SeeMeaning: "see_meaning", SeeFollowers: "see_followers", RunJobs: "run_jobs", SeeDashboards: "see_dashboards",
	EditDashboards: "edit_dashboards", ShareEmbeds: "share_embeds", ImportData: "import_data", ManageKeys: "manage_keys",
	ManageUsers: "manage_users", ManageServer: "manage_server", AssertLearning: "assert_learning", OwnAccount: "own_account",
}

// String is the name of an action of readers.
func (a Action) String() string { return actionNames[a] }

// permits: administrators manage everybody; an owner of a store manages, as a whole,
// those alone who have a role in that store and in no other, and no administrator:
// whoever can set somebody's password can do all that somebody can.
func (u User) permits(reader Reader, _ Action) error {
	if reader.Administrator {
		return nil
	}
	if u.Administrator {
		return problem.New(problem.Forbidden, "administrators-only", "only administrators may make somebody an administrator, or change one")
	}
	for _, grant := range u.Grants {
		if grant.Store != reader.StoreName {
			return problem.New(problem.Forbidden, "other-stores",
				"this user has roles in other stores, too: you may change the role in %s; the rest is for administrators", reader.StoreName)
		}
	}
	if len(u.Grants) == 0 {
		return problem.New(problem.Forbidden, "other-stores", "a user without a role in your store is for administrators: name a role")
	}
	return nil
}

// permits: a role is given in the reader's own store, or in any by administrators,
// and by nobody who may not do what it allows.
func (g Grant) permits(reader Reader, _ Action) error {
	if reader.Administrator {
		return nil
	}
	if g.Store != reader.StoreName {
		return problem.New(problem.Forbidden, "other-stores", "you may give roles in the store %s alone, not in %q", reader.StoreName, g.Store)
	}
	row := rowOf(g.Role)
	if row < 0 {
		return nil // its check says so
	}
	own := roles[rowOf(reader.Role)].actions // it has one: it may do the action
	for _, action := range roles[row].actions {
		if action != AssertLearning && !slices.Contains(own, action) {
			return problem.New(problem.Forbidden, "role-too-high", "you have the role %s and may not give the role %s, which may do more", reader.Role, g.Role)
		}
	}
	return nil
}

// Saved is something that somebody made for oneself, such as a dashboard, and may
// have shared.
type Saved struct {
	// Holder is whose it is: Reader.Holder.
	Holder string
	Shared bool
}

// permits: one's own, and to see what others shared; owners and data admins change
// that, too. What others keep for themselves is theirs alone.
func (s Saved) permits(reader Reader, action Action) error {
	governs := reader.Role == RoleOwner || reader.Role == RoleDataAdmin
	switch {
	case s.Holder == reader.Holder(), s.Shared && (action == SeeDashboards || governs):
		return nil
	case s.Shared:
		return problem.New(problem.Forbidden, "not-yours",
			"this belongs to somebody else: save a copy of your own, or ask an owner or data admin to change it")
	default:
		return problem.New(problem.Forbidden, "not-yours", "this is somebody else's, who has not shared it")
	}
}
