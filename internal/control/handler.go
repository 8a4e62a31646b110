// Package control is how the command line manages what a server keeps: an HTTP
// API over a Unix socket in the data directory, and the client of that API.
//
// A running server listens on the socket. When none runs, or when the data is
// in a database that several servers share, the command opens it itself and
// serves the same handler in memory (InProcess), so that there is one path for
// every command. Whoever may open the socket may do everything: its mode is
// 0600, and there are no other credentials.
package control

import (
	"log/slog"
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/move"
	"github.com/lore-lrs/lore/internal/problem"
)

// Config is what the API works on. Admin, Service, Statements and Blobs are
// needed.
type Config struct {
	Admin access.Admin
	// Users are those who sign in; nil where there are none. URL returns where clients
	// reach the server, for links.
	Users      Users
	URL        func() string
	Service    *lrs.Service
	Statements lrs.Statements
	Blobs      lrs.Blobs
	// Meaning keeps what is decided about the words of statements; nil where
	// nothing can be decided.
	Meaning meaning.Admin
	// Quality reports on sources and readiness; nil where there are no facts.
	Quality Quality
	// Sample makes and removes the sample data; nil where there are none.
	Sample Sample
	// Followers are the followers of the log; nil where none run.
	Followers Followers
	// Analysis is what exports for analysis read; without its Snapshot and Meaning
	// there are none of facts. Schedules are the scheduled ones; nil where none can
	// be made.
	Analysis  export.Source
	Schedules ExportSchedules
	// Readers gives roles of PostgreSQL stores to read; nil in a data directory.
	Readers Readers
	// Buckets spreads stores; nil where every store has one bucket.
	Buckets Buckets
	// Backup is what a backup is taken from; nil where the database saves itself.
	Backup *backup.Source
	// Scratch is a directory for temporary files; empty for the system's.
	Scratch string
	// Move is what a move to another place reads; nil where nothing can be moved.
	Move move.Source
	// Checks are run by a check, in order.
	Checks []Check
	Logger *slog.Logger
}

// NewHandler returns the API:
//
//	POST   /stores                  make a store
//	GET    /stores                  list the stores
//	POST   /stores/{name}/spread    move a store to more buckets
//	POST   /cluster                 distribute the tables
//	POST   /keys                    make a key
//	GET    /keys                    list the keys
//	DELETE /keys/{key}              revoke a key
//	POST   /tokens                  make a token
//	GET    /tokens                  list the tokens
//	DELETE /tokens/{id}             revoke a token
//	GET    /stores/{name}/meaning/… list what was decided: verbs, courses, merges, sources, extensions
//	POST   /stores/{name}/meaning/… decide
//	DELETE /stores/{name}/meaning/… take a decision back
//	GET    /stores/{name}/sources   report on the sources
//	GET    /stores/{name}/readiness report on what features need
//	GET    /followers               list the followers
//	GET    /followers/{name}/dead   list the statements that a follower put aside
//	POST   /followers/{name}/…      rebuild, pause, resume, replay
//	GET, POST, DELETE /sample       whether the sample data are there; load, remove them
//	POST   /sample/finish           do that, or wait until it is done
//	POST   /users                   make a user
//	GET    /users                   list the users
//	POST   /users/{email}/link      make a link for a new password
//	DELETE /users/{email}           disable a user
//	POST   /setup                   make the link for the first account
//	POST   /import                  store the statements of the body
//	GET    /export                  write statements or facts
//	GET    /schedules               list the scheduled exports
//	POST   /schedules               schedule an export
//	POST   /schedules/now           write what is due of one
//	DELETE /stores/{name}/schedules/{relation} end one
//	PUT    /stores/{name}/readers/{role} let a role of PostgreSQL read the facts
//	DELETE /stores/{name}/readers/{role} take that back
//	GET    /backup                  write a backup
//	GET    /check                   look at everything that is kept
//	GET    /move/...                read everything, to move it to another place
//	GET    /move/hold               have writes refused as long as the answer lasts
//	GET    /ping                    204: somebody is here
func NewHandler(config Config) http.Handler {
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	h := &handler{config}
	mux := http.NewServeMux()
	handle := func(pattern string, serve func(http.ResponseWriter, *http.Request) error) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := serve(w, r); err != nil {
				h.refuse(w, r, err)
			}
		})
	}
	handle("POST /stores", h.createStore)
	handle("GET /stores", h.listStores)
	handle("POST /stores/{name}/spread", h.spreadStore)
	handle("POST /cluster", h.initCluster)
	handle("POST /keys", h.createKey)
	handle("GET /keys", h.listKeys)
	handle("DELETE /keys/{key}", h.revokeKey)
	handle("POST /tokens", h.createToken)
	handle("GET /tokens", h.listTokens)
	handle("DELETE /tokens/{id}", h.revokeToken)
	handle("POST /import", h.importStatements)
	handle("GET /export", h.exportStatements)
	handle("GET /backup", h.backup)
	handle("GET /check", h.check)
	handle("GET /stores/{name}/sources", h.reportSources)
	handle("GET /stores/{name}/readiness", h.reportReadiness)
	if h.Users != nil {
		h.routeUsers(handle)
	}
	if h.Meaning != nil {
		h.routeMeaning(handle)
	}
	if h.Sample != nil {
		h.routeSample(handle)
	}
	if h.Followers != nil {
		h.routeFollowers(handle)
	}
	if h.Schedules != nil {
		h.routeSchedules(handle)
	}
	handle("PUT /stores/{name}/readers/{role}", h.changeReader)
	handle("DELETE /stores/{name}/readers/{role}", h.changeReader)
	if h.Move != nil {
		h.routeMove(handle)
	}
	handle("GET /ping", h.ping)
	return mux
}

type handler struct{ Config }

// refuse answers with an error as a Refusal; what is ours to mend is logged,
// and shown as well: whoever is at the socket administers this server.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if problem.KindOf(err) == problem.Internal {
		h.Logger.ErrorContext(r.Context(), "command failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	refusal := refusalOf(err)
	if writeErr := writeJSON(w, refusal.Kind.Status(), refusal); writeErr != nil {
		h.Logger.DebugContext(r.Context(), "answer a command", "error", writeErr)
	}
}

func (h *handler) ping(w http.ResponseWriter, _ *http.Request) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}
