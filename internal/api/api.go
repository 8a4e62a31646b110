// Package api is Lore's own HTTP API below /api/v1, and the one address of
// Learning Locker's that it answers: queries, the vocabulary that
// helps to write them, queries that run as jobs, what administrators decide about
// words, and the places where other rooms answer (the live stream, exports,
// sources).
//
// Its handlers are thin: who asks, what may they do, which room knows, JSON. A
// request presents a bearer token; one table (route.go) says which action each
// route asks access.Reader for, and what a token may see is handed to the engine
// as a Scope, which nothing in a request can widen. Errors are problem documents
// (RFC 9457), made in one place (failure.go). It never computes a number.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/browse"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
)

// Authenticator finds out who presents an Authorization header. Its error is of
// kind problem.Unauthenticated. access.Registry is one.
type Authenticator interface {
	AuthenticateToken(ctx context.Context, authorization string) (access.Reader, error)
}

// Keys finds out who presents the key and secret of an xAPI client. Its error is
// of kind problem.Unauthenticated. access.Registry is one.
type Keys interface {
	Authenticate(ctx context.Context, key, secret string) (access.Principal, error)
}

// Meanings is what administrators decided. meaning.Registry is one.
type Meanings interface {
	meaning.Admin
	Meaning(ctx context.Context, store int64) (*meaning.Meaning, error)
}

// Scope is what a reader may see. Nothing in a request changes it.
type Scope struct {
	Store int64 `json:"store"`
	// Persons are the identities that answers may be about; empty for everybody.
	Persons []string `json:"persons,omitempty"`
	// SeesPeople: people and single statements may be named.
	SeesPeople bool `json:"sees_people"`
	// MinGroup is below how many people a cell is suppressed.
	MinGroup int `json:"min_group"`
}

// Effort is what a query may take.
type Effort struct {
	// Job: nobody waits for the answer at once.
	Job bool
	// Progress, if not nil, is told which share of the work is done, from 0 to 1.
	Progress func(done float64)
}

// Estimate is what a query would take.
type Estimate struct {
	// Rows is how many rows of the facts would be looked at, at most; Statements
	// how many statements would be read from the log.
	Rows       int64 `json:"rows"`
	Statements int64 `json:"statements"`
	// Job: it is too much for an answer at once.
	Job bool `json:"job"`
	// Span is what the time range means now.
	Span query.Span `json:"-"`
	// AsOf is up to which time of storage statements would be counted.
	AsOf int64 `json:"-"`
}

// Engine answers queries.
type Engine interface {
	// Ask answers a query. Errors: Invalid, Forbidden, TooLarge (code
	// query-too-heavy) for what must be asked as a job, and the context's.
	Ask(ctx context.Context, scope Scope, q *query.Query, effort Effort) (*query.Answer, error)
	// Actors answers with the people or statements behind a cell. Errors as of Ask.
	Actors(ctx context.Context, scope Scope, cell *query.CellQuery, effort Effort) (*query.Answer, error)
	// Estimate says what Ask would take. Errors: Invalid and Forbidden, as of Ask.
	Estimate(ctx context.Context, scope Scope, q *query.Query) (Estimate, error)
	// Through returns a time of storage (microseconds) by which answers are kept: up
	// to it an answer that begins now counts the statements of a store, and while it
	// stays the same an earlier answer may be given again. It moves on whenever
	// something was stored or voided, and from time to time, since ranges are
	// relative to now.
	Through(ctx context.Context, store int64) (int64, error)
	// Words lists what was really seen in a store.
	Words(ctx context.Context, scope Scope, ask WordQuery) ([]Word, error)
	// Names tells the names of people, activities and verbs. People are named only
	// to those who may see them.
	Names(ctx context.Context, scope Scope, ask NameQuery) (Names, error)
}

// Mounted is a room that answers a route itself; whoever asks may do so. An error
// is answered as a problem document if nothing was sent yet.
type Mounted func(w http.ResponseWriter, r *http.Request, reader access.Reader) error

// Config is what a Handler is made of.
type Config struct {
	Authenticator Authenticator
	Engine        Engine
	Meanings      Meanings
	// Jobs is nil where queries cannot run as jobs.
	Jobs *Jobs
	// Boards keeps views, dashboards, KPIs and embeds; nil where the server has them
	// not.
	Boards *board.Registry
	// Language returns the language that a store goes by, empty for none; nil for
	// none of all stores.
	Language func(ctx context.Context, store string) (string, error)
	// Followers lists how far the followers of the log are, as JSON can say it.
	Followers func(ctx context.Context) (any, error)
	// Live, ExportStatements, ExportFacts, Sources, Source and Readiness answer the routes
	// of their names; nil where the server has them not.
	Live, ExportStatements, ExportFacts, Sources, Source, Readiness Mounted

	// Browser shows single statements; nil where the server has it not.
	Browser *browse.Browser

	// Filling answers the routes by which a server is filled and looked after.
	Filling

	// Aggregate answers pipelines as Learning Locker does, about the statements of a
	// store; by, if not nil, is a key that may read its own statements alone. Nil
	// where the server has it not. Errors are as of Mounted.
	Aggregate func(w http.ResponseWriter, r *http.Request, store int64, by *access.Principal) error
	// Keys are good beside tokens for Aggregate; nil for none.
	Keys Keys
	// Accounts keeps users and their sessions, stores, keys and tokens; nil where
	// nobody signs in.
	Accounts *access.Registry
	// Version is that of the program.
	Version string

	// Logger gets one line for each request; default: none.
	Logger *slog.Logger
	// Observe, if not nil, is told of each request when it is over. It must not
	// block.
	Observe func(Observation)
	// PublicURL is the URL under which clients reach the server: a proxy may strip
	// its path or pass it on. Empty when there is none.
	PublicURL string
	// TrustedProxies are the networks of the proxies that are believed when they say for
	// whom they forward (X-Forwarded-For): default none.
	TrustedProxies []netip.Prefix
	// Timeout is how long a query may take that somebody waits for: default 5 s.
	Timeout time.Duration
	// QueriesAtOnce is how many queries of one token may run at once: default 4.
	QueriesAtOnce int
	// StreamEvery is how often a streamed answer is asked for anew: default 2 s.
	StreamEvery time.Duration
	// Running ends every stream when it ends: default never.
	Running context.Context
	// CacheBytes is how many bytes of answers are kept: default 64 MiB; negative
	// for none.
	CacheBytes int64
}

// Observation is what is known of a request when it is over.
type Observation struct {
	// Route is the route's path from the root, "unknown" when there is none.
	Route, Method string
	Status        int
	Duration      time.Duration
}

// base is what every path begins with.
const base = "/api/v1/"

// maxBody is the greatest request body in bytes.
const maxBody = 1 << 20

// Handler answers every path below /api/v1/, and /api/statements/aggregate.
type Handler struct {
	config Config
	// prefix is the path of the public URL, without a slash at its end.
	prefix string
	// secure: clients reach the server by TLS alone.
	secure bool
	// origins tells requests of pages of other origins.
	origins *http.CrossOriginProtection
	cache   *cache
	running *turnstile
	// streams are of answers, views the live ones, files attachments, rooms all else
	// that other rooms answer.
	streams, views, files, rooms *turnstile
}

// New returns a Handler. The error says which setting is wrong.
func New(config Config) (*Handler, error) {
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Timeout == 0 {
		config.Timeout = 5 * time.Second
	}
	if config.QueriesAtOnce == 0 {
		config.QueriesAtOnce = 4
	}
	if config.StreamEvery == 0 {
		config.StreamEvery = 2 * time.Second
	}
	if config.Running == nil {
		config.Running = context.Background()
	}
	if config.CacheBytes == 0 {
		config.CacheBytes = 64 << 20
	}
	h := &Handler{
		config: config, cache: newCache(config.CacheBytes), origins: http.NewCrossOriginProtection(),
		running: newTurnstile(config.QueriesAtOnce, "queries"), streams: newTurnstile(streamsOfToken, "streams"),
		views: newTurnstile(viewsOfToken, "live streams"), rooms: newTurnstile(config.QueriesAtOnce, "exports and reports"),
		files: newTurnstile(config.QueriesAtOnce, "downloads of attachments"),
	}
	if config.PublicURL != "" {
		public, err := url.Parse(config.PublicURL)
		if err != nil || public.Host == "" {
			return nil, problem.New(problem.Invalid, "invalid-setting",
				"the public URL %q is not a URL like https://lrs.example.org/path", config.PublicURL)
		}
		h.prefix, h.secure = strings.TrimRight(public.EscapedPath(), "/"), public.Scheme == "https"
		if err := h.origins.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
			return nil, problem.Wrap(problem.Invalid, "invalid-setting", err, "the public URL %q has no origin", config.PublicURL)
		}
	}
	return h, nil
}

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{handler: h, w: w, r: r, started: time.Now(), id: requestID(r)}
	defer x.finish()
	if err := x.serve(); err != nil {
		x.fail(err)
	}
}
