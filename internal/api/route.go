package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/access"
)

// route is what one method of one path does. A GET route answers HEAD too.
type route struct {
	method string
	// path is below the base, or from the root where it begins with a slash; {name}
	// stands for one segment.
	path string
	// action is what the reader must be allowed to do; a public route asks nobody.
	action access.Action
	public bool
	// own: it is for the server's own pages, and no other origin is answered.
	own bool
	// keys: the keys of xAPI clients are good, too.
	keys bool
	// embed: the token of a link to a dashboard is good, and no other.
	embed bool
	// parameters lists the parameters of the query string that are known.
	parameters []string
	handle     func(*exchange) error
	// mounted picks the room that answers instead of handle; it reads its own
	// parameters.
	mounted func(*Config) Mounted
}

// routes is the one table of the API: what there is, and what each asks.
func routes() []route {
	get, post, put, del := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return slices.Concat([]route{
		{method: post, path: "query", action: access.QueryAnswers, parameters: []string{"format"}, handle: (*exchange).postQuery},
		{method: get, path: "query", action: access.QueryAnswers, parameters: []string{"q", "format"}, handle: (*exchange).getQuery},
		{method: get, path: "query/stream", action: access.QueryAnswers, parameters: []string{"q"}, handle: (*exchange).getStream},
		{method: post, path: "query/actors", action: access.SeePeople, parameters: []string{"format"}, handle: (*exchange).postActors},
		{method: post, path: "query/explain", action: access.QueryAnswers, handle: (*exchange).postExplain},
		{method: get, path: "query/schema.json", public: true, handle: (*exchange).getQuerySchema},
		{method: get, path: "query/answer-schema.json", public: true, handle: (*exchange).getAnswerSchema},
		{method: get, path: "openapi.yaml", public: true, handle: (*exchange).getOpenAPI},
		{method: get, path: "schema", action: access.QueryAnswers, parameters: []string{"of", "prefix", "limit"}, handle: (*exchange).getSchema},

		{method: post, path: "query/jobs", action: access.RunJobs, handle: (*exchange).postJob},
		{method: get, path: "query/jobs", action: access.RunJobs, handle: (*exchange).getJobs},
		{method: get, path: "query/jobs/{id}", action: access.RunJobs, handle: (*exchange).getJob},
		{method: del, path: "query/jobs/{id}", action: access.RunJobs, handle: (*exchange).deleteJob},
		{method: get, path: "query/jobs/{id}/result", action: access.RunJobs, parameters: []string{"format"}, handle: (*exchange).getJobResult},

		{method: get, path: "meaning/verbs", action: access.SeeMeaning, handle: (*exchange).getVerbs},
		{method: put, path: "meaning/verbs/{verb}", action: access.EditMeaning, handle: (*exchange).putVerb},
		{method: del, path: "meaning/verbs/{verb}", action: access.EditMeaning, handle: (*exchange).deleteVerb},
		{method: get, path: "meaning/courses", action: access.SeeMeaning, handle: (*exchange).getCourses},
		{method: put, path: "meaning/courses/{activity}", action: access.EditMeaning, handle: (*exchange).putCourse},
		{method: del, path: "meaning/courses/{activity}", action: access.EditMeaning, handle: (*exchange).deleteCourse},
		{method: get, path: "meaning/persons", action: access.SeePeople, handle: (*exchange).getMerges},
		{method: post, path: "meaning/persons", action: access.EditMeaning, handle: (*exchange).postMerge},
		{method: del, path: "meaning/persons/{merge}", action: access.EditMeaning, handle: (*exchange).deleteMerge},
		{method: get, path: "meaning/sources", action: access.SeeMeaning, handle: (*exchange).getMarks},
		{method: put, path: "meaning/sources/{source}/{mark}", action: access.EditMeaning, handle: (*exchange).putMark},
		{method: del, path: "meaning/sources/{source}/{mark}", action: access.EditMeaning, handle: (*exchange).deleteMark},
		{method: get, path: "meaning/segments", action: access.SeeMeaning, handle: (*exchange).getSegments},
		{method: put, path: "meaning/segments/{name}", action: access.EditMeaning, handle: (*exchange).putSegment},
		{method: del, path: "meaning/segments/{name}", action: access.EditMeaning, handle: (*exchange).deleteSegment},
		{method: get, path: "meaning/extensions", action: access.SeeMeaning, handle: (*exchange).getPromoted},
		{method: put, path: "meaning/extensions/{extension}", action: access.EditMeaning, handle: (*exchange).putPromoted},
		{method: del, path: "meaning/extensions/{extension}", action: access.EditMeaning, handle: (*exchange).deletePromoted},

		{method: get, path: "followers", action: access.SeeFollowers, handle: (*exchange).getFollowers},
		{method: get, path: "live", action: access.WatchLive, mounted: func(c *Config) Mounted { return c.Live }},
		{method: get, path: "export/statements", action: access.ExportStatements, mounted: func(c *Config) Mounted { return c.ExportStatements }},
		{method: get, path: "export/facts", action: access.ExportFacts, mounted: func(c *Config) Mounted { return c.ExportFacts }},
		{method: get, path: "sources", action: access.SeeQuality, mounted: func(c *Config) Mounted { return c.Sources }},
		{method: get, path: "sources/{source}", action: access.SeeQuality, mounted: func(c *Config) Mounted { return c.Source }},
		{method: get, path: "readiness", action: access.SeeQuality, mounted: func(c *Config) Mounted { return c.Readiness }},

		{method: get, path: aggregatePath, action: access.ReadStatements, keys: true, handle: (*exchange).aggregate, parameters: anyParameters},
		{method: post, path: aggregatePath, action: access.ReadStatements, keys: true, handle: (*exchange).aggregate, parameters: anyParameters},
	}, sessionRoutes(), userRoutes(), groupRoutes(), storeRoutes(), keyRoutes(), tokenRoutes(), settingRoutes(),
		viewRoutes(), dashboardRoutes(), kpiRoutes(), embedRoutes(), nameRoutes(),
		// Of two that match a path the later one answers it: statements/missing is no id.
		fillingRoutes(), statementRoutes(), missingRoutes(), attachmentRoutes(), rejectionRoutes(), learningRoutes())
}

// aggregatePath is where clients of Learning Locker ask (docs/learning-locker.md).
const aggregatePath = "/api/statements/aggregate"

// anyParameters are those of a handler that reads its own.
var anyParameters = []string{"*"}

// name is the route's path from the root.
func (r *route) name() string {
	if strings.HasPrefix(r.path, "/") {
		return r.path
	}
	return base + r.path
}

// methods are those that the route answers. What other rooms answer may have no
// end, or be long: HEAD is not worth it.
func (r *route) methods() []string {
	if r.method == http.MethodGet && r.mounted == nil && !r.keys {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{r.method}
}

// match returns what stands for the names in the route's path; false when the
// path is another one.
func (r *route) match(segments []string) (map[string]string, bool) {
	parts := strings.Split(r.path, "/")
	if len(parts) != len(segments) {
		return nil, false
	}
	values := make(map[string]string)
	for i, part := range parts {
		if !strings.HasPrefix(part, "{") {
			if part != segments[i] {
				return nil, false
			}
			continue
		}
		value, err := url.PathUnescape(segments[i])
		if err != nil || value == "" {
			return nil, false
		}
		values[strings.Trim(part, "{}")] = value
	}
	return values, true
}

// below returns the path of a request below the base, or the one path that is
// known beside it; false for any other.
func (h *Handler) below(r *http.Request) (path string, ok bool) {
	path = r.URL.EscapedPath()
	if rest, ok := strings.CutPrefix(path, h.prefix); ok && strings.HasPrefix(rest, "/") {
		path = rest
	}
	if strings.TrimSuffix(path, "/") == aggregatePath {
		return aggregatePath, true
	}
	path, ok = strings.CutPrefix(path, base)
	return strings.TrimSuffix(path, "/"), ok
}

// Serves reports whether a request is for this API.
func (h *Handler) Serves(r *http.Request) bool {
	_, ok := h.below(r)
	return ok
}

// locate finds the route of a request, or the methods of the path when it has not
// this one; neither when there is no such path.
func (h *Handler) locate(r *http.Request) (found *route, values map[string]string, allow []string) {
	path, ok := h.below(r)
	if !ok {
		return nil, nil, nil
	}
	segments := strings.Split(path, "/")
	for _, candidate := range routes() {
		named, ok := candidate.match(segments)
		if !ok {
			continue
		}
		if allow == nil {
			allow = []string{http.MethodOptions}
		}
		methods := candidate.methods()
		allow = append(allow, methods...)
		if slices.Contains(methods, r.Method) {
			found, values = &candidate, named
		}
	}
	slices.Sort(allow)
	return found, values, slices.Compact(allow)
}
