package quality

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// sourcesPath is what is before a source's name in the path of its report.
const sourcesPath = "/sources/"

// ServeSources answers GET /api/v1/sources with Sources about the reader's store.
// Parameter: zone. Whether the reader may is for the caller to ask
// (access.SeeQuality), as of the other two.
func (r *Reporter) ServeSources(w http.ResponseWriter, request *http.Request, reader access.Reader) error {
	zone, err := zoneOf(request)
	if err != nil {
		return err
	}
	report, err := r.Sources(request.Context(), lrs.StoreID(reader.Store), zone)
	if err != nil {
		return err
	}
	return answer(w, request, report)
}

// ServeSource answers GET /api/v1/sources/{source} with one Source, whose name is
// the last segment of the path, with %-codes. Parameter: zone. Errors: NotFound.
func (r *Reporter) ServeSource(w http.ResponseWriter, request *http.Request, reader access.Reader) error {
	zone, err := zoneOf(request)
	if err != nil {
		return err
	}
	path := request.URL.EscapedPath()
	name, err := url.PathUnescape(strings.TrimSuffix(path[strings.LastIndex(path, sourcesPath)+len(sourcesPath):], "/"))
	if err != nil || !strings.Contains(path, sourcesPath) {
		return problem.New(problem.NotFound, "source-unknown", "the path does not name a source as /api/v1/sources/KEY, with %%-codes where needed")
	}
	source, err := r.Source(request.Context(), lrs.StoreID(reader.Store), zone, name)
	if err != nil {
		return err
	}
	return answer(w, request, source)
}

// ServeReadiness answers GET /api/v1/readiness with Readiness of the reader's
// store. It has no parameters.
func (r *Reporter) ServeReadiness(w http.ResponseWriter, request *http.Request, reader access.Reader) error {
	if _, err := parameters(request); err != nil {
		return err
	}
	report, err := r.Readiness(request.Context(), lrs.StoreID(reader.Store))
	if err != nil {
		return err
	}
	return answer(w, request, report)
}

// zoneOf reads the parameter zone: UTC when it is not there.
func zoneOf(request *http.Request) (*time.Location, error) {
	values, err := parameters(request, "zone")
	if err != nil {
		return nil, err
	}
	return ParseZone(values.Get("zone"))
}

// ParseZone reads the name of an IANA time zone; "" is UTC. Errors: Invalid.
func ParseZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, parameterError("zone", "%q is no IANA time zone such as Europe/Berlin", name)
	}
	return zone, nil
}

// parameters returns the parameters of the query string, and refuses those that
// are not known or there twice.
func parameters(request *http.Request, known ...string) (url.Values, error) {
	values, err := url.ParseQuery(request.URL.RawQuery)
	if err != nil {
		return nil, problem.New(problem.Invalid, "parameters-unreadable", "the query string of the URL cannot be read: check its %%-codes")
	}
	for name, list := range values {
		switch {
		case !slices.Contains(known, name) && len(known) == 0:
			return nil, parameterError(name, "this resource has no parameter %q; it has none", name)
		case !slices.Contains(known, name):
			return nil, parameterError(name, "this resource has no parameter %q; it has %s", name, strings.Join(known, ", "))
		case len(list) > 1:
			return nil, parameterError(name, "the parameter %q is there more than once", name)
		}
	}
	return values, nil
}

func parameterError(name, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &problem.Error{
		Kind: problem.Invalid, Code: "parameter-invalid", Message: message,
		Details: []problem.Detail{{Parameter: name, Message: message}},
	}
}

// answer writes a report as JSON.
func answer(w http.ResponseWriter, request *http.Request, report any) error {
	text, err := json.Marshal(report, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	w.Header()["Content-Type"] = []string{"application/json"}
	w.WriteHeader(http.StatusOK)
	if request.Method != http.MethodHead {
		_, _ = w.Write(append(text, '\n')) // an error says that the client has gone
	}
	return nil
}
