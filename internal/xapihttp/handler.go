package xapihttp

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Authenticator finds out who presents a key and a secret. The error for wrong
// ones is of kind problem.Unauthenticated. access.Registry is one.
type Authenticator interface {
	Authenticate(ctx context.Context, key, secret string) (access.Principal, error)
}

// Config is what a Handler is made of.
type Config struct {
	Service       *lrs.Service
	Authenticator Authenticator
	// Logger gets one line for each request; default: none.
	Logger *slog.Logger
	// Observe, if not nil, is told of each request when it is over. It must not block.
	Observe func(Observation)
	// Rejected, if not nil, is told of each request by a known or named key that
	// was answered with an error, when it is over. It must not block.
	Rejected func(Rejection)
	// PublicURL is the URL under which clients reach the server; its path is
	// put before every `more` link (PG-06). Empty when there is none.
	PublicURL string
	// Versions are the versions offered (VR-06): default both.
	Versions []xapi.Version
	// DefaultVersion is named by the answer to a request without a usable
	// version (VR-03): default the last of Versions.
	DefaultVersion xapi.Version
	// Language is preferred in canonical answers when no asked one is there (FM-06).
	Language string
	// MaxBody is the greatest request body in bytes, before and after it is
	// decompressed: default 64 MiB.
	MaxBody int64
	// MaxBodies is how many bytes of request bodies may be in memory at once:
	// default four times MaxBody. More is answered with 503.
	MaxBodies int64
	// MaxParts is the most parts of a multipart request: default 1,000.
	MaxParts int
	// MaxDocument is the greatest document in bytes: default 16 MiB.
	MaxDocument int64
}

// Observation is what is known of a request when it is over.
type Observation struct {
	// Route is the resource's path below the base, "unknown" when there is none.
	Route string
	// Method is the method that was meant, after the alternate request syntax;
	// "other" when no resource has it.
	Method string
	Status int
	// Stored is the number of statements that were stored.
	Stored   int
	Duration time.Duration
}

// Handler answers every path below /xapi and /stores/{store}/xapi.
type Handler struct {
	config Config
	// prefix is the path of the public URL, without a slash at its end, and
	// linkPrefix the same as it stands in links, percent-encoded.
	prefix, linkPrefix string
	about              []byte
	bodies             bodyRoom
}

// New returns a Handler. The error says which setting is wrong.
func New(config Config) (*Handler, error) {
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if len(config.Versions) == 0 {
		config.Versions = []xapi.Version{xapi.Version1, xapi.Version2}
	}
	if config.DefaultVersion == 0 {
		config.DefaultVersion = config.Versions[len(config.Versions)-1]
	}
	if config.MaxBody == 0 {
		config.MaxBody = 64 << 20
	}
	if config.MaxBodies == 0 {
		config.MaxBodies = 4 * config.MaxBody
	}
	if config.MaxParts == 0 {
		config.MaxParts = 1000
	}
	if config.MaxDocument == 0 {
		config.MaxDocument = 16 << 20
	}
	h := &Handler{config: config, about: about(config.Versions), bodies: bodyRoom{limit: config.MaxBodies}}
	if config.PublicURL != "" {
		public, err := url.Parse(config.PublicURL)
		if err != nil || public.Host == "" || public.RawQuery != "" || public.Fragment != "" {
			return nil, problem.New(problem.Invalid, "invalid-setting",
				"the public URL %q is not a URL like https://lrs.example.org/path", config.PublicURL)
		}
		h.prefix = strings.TrimRight(public.Path, "/")
		h.linkPrefix = strings.TrimRight(public.EscapedPath(), "/")
	}
	return h, nil
}

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{handler: h, w: w, r: r, method: r.Method, started: time.Now(), id: requestID(r)}
	defer x.finish()
	x.send(x.serve())
}

// serve takes the request through the checks in their order (ER-05) and calls
// the route's handler, which fills the answer.
func (x *exchange) serve() error {
	x.resource, x.base, x.store = locate(x.r.URL.Path, x.handler.prefix)
	version, versionErr := x.negotiate()
	if x.resource == nil {
		return problem.New(problem.NotFound, "no-such-resource",
			"there is no such resource; the xAPI resources are /xapi/statements, /xapi/activities, "+
				"/xapi/activities/state, /xapi/activities/profile, /xapi/agents, /xapi/agents/profile and /xapi/about")
	}
	if x.r.Method == http.MethodOptions {
		x.preflight()
		return nil
	}
	var parametersErr error
	x.parameters, parametersErr = parseParameters(x.r.URL.RawQuery)
	if x.r.Method == http.MethodPost && x.parameters.has("method") {
		// The credentials may be in the form (AL-07), so the form comes first.
		if err := x.readForm(parametersErr); err != nil {
			return err
		}
		version, versionErr = x.negotiate()
	}
	x.route = x.resource.route(x.method)
	if x.route == nil {
		return problem.New(problem.MethodNotAllowed, "method-not-allowed",
			"the resource %s does not have this method; it has %s", x.resource.name, x.resource.allow[0])
	}
	if err := x.authenticate(); err != nil {
		return err
	}
	if versionErr != nil && !x.route.public {
		return versionErr
	}
	if err := x.permit(); err != nil {
		return err
	}
	if x.form != nil && version != xapi.Version1 {
		return methodUnknown()
	}
	if parametersErr != nil {
		return parametersErr
	}
	if err := x.parameters.check(x.route.parameters); err != nil {
		return err
	}
	if x.resource.consistent && x.route.method == http.MethodGet {
		// Before the store is asked: what becomes visible meanwhile may be
		// missing in the answer, and a poller goes on from here.
		if err := x.stampConsistentThrough(); err != nil {
			return err
		}
	}
	return x.route.handle(x)
}

// finish turns a panic into a bare 500 and writes the log line.
func (x *exchange) finish() {
	defer x.letGo()
	if cause := recover(); cause != nil {
		if cause == http.ErrAbortHandler {
			panic(cause)
		}
		err := fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		if x.sent {
			x.cause = err
			x.log()
			panic(http.ErrAbortHandler)
		}
		x.send(err)
	}
	x.log()
}
