// Package control is how the command line manages a data directory: an HTTP
// API over a Unix socket in it, and the client of that API.
//
// A running server listens on the socket. When none runs, the command opens
// the data directory itself and serves the same handler in memory (InProcess),
// so that there is one path for every command. Whoever may open the socket may
// do everything: its mode is 0600, and there are no other credentials.
package control

import (
	"log/slog"
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// Config is what the API works on. All fields but Checks and Logger are needed.
type Config struct {
	Admin      access.Admin
	Service    *lrs.Service
	Statements lrs.Statements
	Blobs      lrs.Blobs
	Backup     backup.Source
	// Checks are what a check reads through, in order.
	Checks []Check
	Logger *slog.Logger
}

// NewHandler returns the API:
//
//	POST   /stores        make a store
//	GET    /stores        list the stores
//	POST   /keys          make a key
//	GET    /keys          list the keys
//	DELETE /keys/{key}    revoke a key
//	POST   /import        store the statements of the body
//	GET    /export        write statements
//	GET    /backup        write a backup
//	GET    /check         read the data directory through
//	GET    /ping          204: somebody is here
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
	handle("POST /keys", h.createKey)
	handle("GET /keys", h.listKeys)
	handle("DELETE /keys/{key}", h.revokeKey)
	handle("POST /import", h.importStatements)
	handle("GET /export", h.exportStatements)
	handle("GET /backup", h.backup)
	handle("GET /check", h.check)
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
