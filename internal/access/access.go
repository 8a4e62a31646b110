// Package access knows who may do what: stores (tenants), the keys that xAPI
// clients present and their scopes, the tokens that readers of analytics present
// and their roles, the users who sign in, their sessions and their roles in stores,
// and the one question that every route asks: may this principal, or this reader,
// take this action (on this thing)?
//
// Who somebody is can be proved by a password and a one-time code (SignIn) or by a
// link (AcceptLink, SetUp); each way ends in StartSession, where others join. It
// never reads statements or documents.
package access

import (
	"context"

	"github.com/lore-lrs/lore/xapi"
)

// Scope is what a key may do, in the words of xAPI 1.0.3 (Communication 4.2).
type Scope string

// The scopes.
const (
	ScopeAll                Scope = "all"
	ScopeAllRead            Scope = "all/read"
	ScopeStatementsWrite    Scope = "statements/write"
	ScopeStatementsRead     Scope = "statements/read"
	ScopeStatementsReadMine Scope = "statements/read/mine"
	ScopeState              Scope = "state"
	ScopeProfile            Scope = "profile"
	ScopeDefine             Scope = "define"
)

// Action is what a request wants to do.
type Action uint8

// The actions, each asked by at least one route.
const (
	ReadAbout Action = 1 + iota
	WriteStatements
	ReadStatements // allowed also to a key that reads only its own: see Principal.OnlyMine
	ReadState
	WriteState
	ReadProfiles // agent and activity profiles
	WriteProfiles
	ReadActivities
	ReadAgents
	Define // change canonical definitions; never required, only looked at
)

// The actions of readers, beside ReadStatements (the JSON of statements), each
// asked by at least one route of analytics.
const (
	QueryAnswers Action = Define + 1 + iota // aggregates
	SeePeople                               // names, people and statements behind cells, episodes
	ExportFacts
	ExportStatements
	WatchLive
	SeeQuality  // sources, rejects, readiness
	EditMeaning // verb classes, courses, persons, segments, promoted extensions
	SeeMeaning
	SeeFollowers
	RunJobs
	SeeDashboards  // dashboards, KPIs and saved views
	EditDashboards // and those that others share
	ShareEmbeds    // links that show a dashboard to whoever has them
	ImportData
	ManageKeys     // access keys, API tokens and the settings of the store
	ManageUsers    // users, their roles in the store, groups of people
	ManageServer   // stores, backups, limits, followers, sample data: administrators alone
	AssertLearning // store what oneself learned
	OwnAccount     // one's own name, password, sessions: any session may, no token
)

// Principal is who makes a request.
type Principal struct {
	// KeyID is the key's public part, for logs; never the secret.
	KeyID string
	Name  string
	// Store is the number of the store, StoreName its name.
	Store     int64
	StoreName string
	Scopes    []Scope
	// Authority is the JSON of the Agent that statements get, and
	// AuthorityIndex its index entries (SE-02: fixed when the key is made).
	Authority      []byte
	AuthorityIndex []xapi.IndexEntry
}

// Store is a tenant.
type Store struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Created int64  `json:"created"` // microseconds since 1970
	// Sample says that what is in it was made up.
	Sample bool `json:"sample,omitzero"`
	StoreSettings
}

// KeySpec asks for a new key.
type KeySpec struct {
	Store  string  `json:"store"` // the store's name
	Name   string  `json:"name"`  // for people
	Scopes []Scope `json:"scopes"`
	// Key and Secret, if given, are used instead of random ones.
	Key    string `json:"key,omitempty"`
	Secret string `json:"secret,omitempty"`
}

// Key is a key as it is listed; Secret is filled only in the answer to its
// creation.
type Key struct {
	Key     string  `json:"key"`
	Secret  string  `json:"secret,omitempty"`
	Store   string  `json:"store"`
	Name    string  `json:"name"`
	Scopes  []Scope `json:"scopes"`
	Created int64   `json:"created"`
	Revoked int64   `json:"revoked,omitempty"` // microseconds; 0 while good
	// LastUsed is when a client last presented it, to about a minute; 0 for never.
	LastUsed int64 `json:"last_used,omitzero"`
}

// Admin manages stores, keys and tokens. Registry implements it on the database; the
// control client implements it over a running server's socket.
type Admin interface {
	// CreateStore makes a store. Errors: Invalid for a name that is not 1 to 63
	// of a-z, 0-9 and "-"; Conflict when it exists.
	CreateStore(ctx context.Context, name string) (Store, error)
	// ListStores returns all stores by name.
	ListStores(ctx context.Context) ([]Store, error)
	// CreateKey makes a key and returns it with its secret, which is kept only
	// as a hash. Errors: Invalid, NotFound for the store, Conflict for the key.
	CreateKey(ctx context.Context, spec KeySpec) (Key, error)
	// ListKeys returns all keys, without secrets.
	ListKeys(ctx context.Context) ([]Key, error)
	// RevokeKey makes a key useless, at once on this node and within 5 s on all
	// others. Errors: NotFound.
	RevokeKey(ctx context.Context, key string) error
	// CreateToken makes a token and returns it with its text, which is kept only
	// as a hash. Errors: Invalid, NotFound for the store.
	CreateToken(ctx context.Context, spec TokenSpec) (Token, error)
	// ListTokens returns all tokens, without their texts.
	ListTokens(ctx context.Context) ([]Token, error)
	// RevokeToken makes a token useless, at once on this node and within 5 s on
	// all others. Errors: NotFound.
	RevokeToken(ctx context.Context, id string) error
}
