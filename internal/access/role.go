package access

import (
	"strconv"
	"strings"
)

// Role is what a reader of analytics is to a store.
type Role string

// The roles. docs/keys.md tells people what each may do.
const (
	RoleOwner      Role = "owner"
	RoleDataAdmin  Role = "data-admin"
	RoleCompliance Role = "compliance"
	RoleAuditor    Role = "auditor"
	RoleManager    Role = "manager"
	RoleInstructor Role = "instructor"
	RoleAnalyst    Role = "analyst"
	RoleLearner    Role = "learner"
)

// people is whom a role is about.
type people uint8

const (
	everybody people = iota
	several          // those that the token lists, at least one
	oneself          // the one that the token names
)

// roles says what each role may do, and about whom. A role that is about some
// people has nothing in its row that could not be narrowed to them: raw
// statements, exports and data quality are about the whole store.
var roles = []struct {
	role    Role
	actions []Action
	about   people
	// pseudonymous: names are replaced and small groups are suppressed.
	pseudonymous bool
}{
	{RoleOwner, []Action{QueryAnswers, SeePeople, ReadStatements, ExportFacts, ExportStatements, WatchLive, SeeQuality, EditMeaning, SeeMeaning, SeeFollowers, RunJobs, SeeDashboards, EditDashboards, ShareEmbeds, ImportData, ManageKeys, ManageUsers}, everybody, false},
	{RoleDataAdmin, []Action{QueryAnswers, SeePeople, ReadStatements, ExportFacts, ExportStatements, WatchLive, SeeQuality, EditMeaning, SeeMeaning, SeeFollowers, RunJobs, SeeDashboards, EditDashboards, ShareEmbeds, ImportData, ManageKeys}, everybody, false},
	{RoleCompliance, []Action{QueryAnswers, SeePeople, ReadStatements, ExportFacts, ExportStatements, WatchLive, SeeQuality, SeeMeaning, SeeFollowers, RunJobs, SeeDashboards, EditDashboards}, everybody, false},
	{RoleAuditor, []Action{QueryAnswers, SeePeople, ReadStatements, ExportFacts, ExportStatements, WatchLive, SeeQuality, SeeMeaning, SeeFollowers, RunJobs, SeeDashboards}, everybody, false},
	{RoleManager, []Action{QueryAnswers, SeePeople, WatchLive, SeeMeaning, RunJobs, SeeDashboards, EditDashboards}, several, false},
	{RoleInstructor, []Action{QueryAnswers, SeePeople, WatchLive, SeeMeaning, RunJobs, SeeDashboards, EditDashboards}, several, false},
	{RoleAnalyst, []Action{QueryAnswers, ExportFacts, SeeMeaning, RunJobs, SeeDashboards, EditDashboards}, everybody, true},
	{RoleLearner, []Action{QueryAnswers, SeePeople, AssertLearning}, oneself, false},
}

var readerTasks = map[Action]string{
	QueryAnswers:     "query answers",
	SeePeople:        "see the people and statements behind an answer",
	ReadStatements:   "read statements",
	ExportFacts:      "export facts",
	ExportStatements: "export statements",
	WatchLive:        "watch the live stream",
	SeeQuality:       "see sources, rejects and readiness",
	EditMeaning:      "change verb classes, courses, persons, segments and promoted extensions",
	SeeMeaning:       "see verb classes, courses, persons, segments and promoted extensions",
	SeeFollowers:     "see the followers",
	RunJobs:          "run queries as jobs",
	SeeDashboards:    "see dashboards, KPIs and saved views",
	EditDashboards:   "change dashboards, KPIs and saved views",
	ShareEmbeds:      "share dashboards by a link",
	ImportData:       "import data",
	ManageKeys:       "manage keys, tokens and the settings of the store",
	ManageUsers:      "manage users and groups of people",
	ManageServer:     "manage stores, backups and the server",
	AssertLearning:   "record what they learned themselves",
	OwnAccount:       "change an account of one's own",
}

// Via is what a reader was let in with.
type Via string

// What lets readers in.
const (
	ViaToken   Via = "token"
	ViaSession Via = "session"
)

// Reader is who asks for analytics: the bearer of a token, or a user in a session.
type Reader struct {
	Via Via
	// TokenID is the token's public part, for logs; never the secret.
	TokenID string
	// SessionID is the session's public part; UserID is 0 for the bearer of a token.
	SessionID     string
	UserID        int64
	Administrator bool
	Name          string
	// Store is the number of the store, StoreName its name. A session that names no
	// store, and could mean several, has none: it may do only what is about none.
	Store     int64
	StoreName string
	Role      Role
	// Persons are the only people that answers may be about, as texts of
	// xapi.IFI.String; empty for everybody. They are identities: whoever narrows
	// by them finds the merged person of each. For nobody at all it is Nobody.
	Persons []string
	// Pseudonymous says that names and identifiers are replaced.
	Pseudonymous bool
	// MinGroup is below how many people a cell is suppressed: 1 (never) to 20.
	MinGroup int
}

// Holder names who asks, the same for all sessions of a user: what is bounded for
// each, or belongs to one, goes by it. It says nothing secret.
func (r Reader) Holder() string {
	if r.Via == ViaSession {
		return "user:" + strconv.FormatInt(r.UserID, 10)
	}
	return r.TokenID
}

// rowOf returns the row of a role in the table, -1 when there is none.
func rowOf(role Role) int {
	for i := range roles {
		if roles[i].role == role {
			return i
		}
	}
	return -1
}

func roleNames() string {
	names := make([]string, len(roles))
	for i, row := range roles {
		names[i] = string(row.role)
	}
	return strings.Join(names, ", ")
}
