package live

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Access is what the reader of a stream may see.
type Access struct {
	Store lrs.StoreID
	// Everybody: statements about anyone. Otherwise only those about people whose
	// identity (xapi.IFI.String) Persons knows; nil knows nobody. It is asked for
	// each statement of the store and must not wait.
	Everybody bool
	Persons   func(identity string) bool
	// Statements: the statements themselves (the parameter json), which may name
	// others beside those of whom they tell.
	Statements bool
	// Rejections: refused requests, too, which show what clients sent.
	Rejections bool
	// Valid, if not nil, is asked every 15 seconds; its error ends the stream.
	Valid func() error
}

// request is what a reader asks for.
type request struct {
	access Access
	filter filter
	form   form
	// languages is how form.language was read.
	languages xapi.LanguageRanges

	statements, summaries, rejected bool
	// summaryWhenSlow: a reader that was too slow gets no more statements.
	summaryWhenSlow bool

	// start is where to begin: a position, or, if since is not 0, so long ago, or
	// now.
	start    position
	resuming bool
	since    time.Duration
}

// position is what an event's id says: where the reader is in the log and among
// the refused requests.
type position struct {
	stored, rejected int64
	hasRejected      bool
}

// filter narrows the statements; what is empty narrows nothing, of several
// values one must match.
type filter struct {
	verbs, activities, sources, classes, actors []string
}

// eventKinds are the values of the parameter events.
var eventKinds = []string{"statement", "summary", "rejected"}

// parameters are all that there are.
var parameters = []string{"events", "verb", "activity", "actor", "source", "class", "language", "json", "after", "since", "slow"}

func readRequest(r *http.Request, access Access, fallback string) (request, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return request{}, invalid("", "the query cannot be read: %s", err)
	}
	for name := range query {
		if !slices.Contains(parameters, name) {
			return request{}, invalid(name, "there is no parameter %q; there are %s", name, strings.Join(parameters, ", "))
		}
	}
	want := request{access: access, filter: filter{
		verbs: query["verb"], activities: query["activity"], sources: query["source"], classes: query["class"],
	}}
	for _, read := range []func(*request, url.Values) error{readEvents, readActors, readFlags, readStart} {
		if err := read(&want, query); err != nil {
			return request{}, err
		}
	}
	// Where a browser has an id it goes on, whatever its URL says.
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		if want.start, err = parsePosition(id); err != nil {
			return request{}, invalid("Last-Event-ID", "the header Last-Event-ID is not the id of an event of a stream; leave it out to start anew")
		}
		want.resuming, want.since = true, 0
	}
	want.form.language = query.Get("language")
	if want.form.language == "" {
		want.form.language = strings.Join(r.Header["Accept-Language"], ",")
	}
	if len(want.form.language) > maxLanguage {
		want.form.language = ""
	}
	want.languages = xapi.ParseLanguageRanges(want.form.language, fallback)
	return want, nil
}

// maxLanguage bounds a preference of languages, in bytes: longer ones say
// nothing.
const maxLanguage = 200

func readEvents(want *request, query url.Values) error {
	kinds := eventKinds
	if query.Has("events") {
		kinds = strings.Split(query.Get("events"), ",")
	} else if !want.access.Rejections {
		kinds = kinds[:2]
	}
	for _, kind := range kinds {
		switch strings.TrimSpace(kind) {
		case "statement":
			want.statements = true
		case "summary":
			want.summaries = true
		case "rejected":
			if !want.access.Rejections {
				return problem.New(problem.Forbidden, "rejections-forbidden", "you may not see rejected requests: leave them out of the parameter events")
			}
			want.rejected = true
		default:
			return invalid("events", "the parameter events is a list of %s, parted by commas; %q is none of them", strings.Join(eventKinds, ", "), kind)
		}
	}
	return nil
}

func readActors(want *request, query url.Values) error {
	for _, text := range query["actor"] {
		var identifier xapi.IFI
		if strings.HasPrefix(strings.TrimSpace(text), "{") {
			agent, err := xapi.ParseAgent([]byte(text), xapi.Version2)
			if err != nil {
				return invalid("actor", "the parameter actor is no Agent: %s", err)
			}
			identifier = agent.Identifier
		} else {
			identifier, _ = xapi.ParseIFI(text)
		}
		if identifier.Kind == 0 {
			return invalid("actor", "the parameter actor is an Agent in JSON, or an identifier like mailto:ada@example.org, sha1:…, openid:… or account:HOMEPAGE|NAME")
		}
		want.filter.actors = append(want.filter.actors, identifier.String())
	}
	return nil
}

func readFlags(want *request, query url.Values) error {
	switch query.Get("json") {
	case "", "false":
	case "true":
		if !want.access.Statements {
			return problem.New(problem.Forbidden, "statements-forbidden", "you may not read whole statements: leave out the parameter json")
		}
		want.form.whole = true
	default:
		return invalid("json", "the parameter json is true or false")
	}
	switch query.Get("slow") {
	case "", "catch-up":
	case "summary":
		want.summaryWhenSlow = true
	default:
		return invalid("slow", "the parameter slow is catch-up or summary")
	}
	return nil
}

func readStart(want *request, query url.Values) (err error) {
	if query.Has("after") {
		if want.start, err = parsePosition(query.Get("after")); err != nil {
			return invalid("after", "the parameter after is the id of an event of a stream")
		}
		want.resuming = true
	}
	if !query.Has("since") {
		return nil
	}
	if want.resuming {
		return invalid("since", "a stream begins at the parameter after or since, not both")
	}
	want.since, err = time.ParseDuration(query.Get("since"))
	if err != nil || want.since <= 0 || want.since > replay {
		return invalid("since", "the parameter since is how far back to begin, like 90s, 5m or 1h, at most 1h")
	}
	return nil
}

func parsePosition(text string) (p position, err error) {
	stored, rejected, both := strings.Cut(text, ".")
	if p.stored, err = number64(stored); err != nil || !both {
		return p, err
	}
	p.hasRejected = true
	p.rejected, err = number64(rejected)
	return p, err
}

// number64 reads digits alone.
func number64(text string) (int64, error) {
	value, err := strconv.ParseUint(text, 10, 63)
	return int64(value), err
}

func (p position) append(dst []byte) []byte {
	dst = strconv.AppendInt(dst, p.stored, 10)
	if p.hasRejected {
		dst = append(dst, '.')
		dst = strconv.AppendInt(dst, p.rejected, 10)
	}
	return dst
}

func (p position) text() string { return string(p.append(nil)) }

func invalid(parameter, format string, args ...any) error {
	err := problem.New(problem.Invalid, "invalid-parameter", format, args...)
	err.Details = []problem.Detail{{Parameter: parameter, Message: err.Message}}
	return err
}

func tooManyReaders(most int) error {
	return problem.New(problem.Unavailable, "too-many-streams",
		"this server has %d live streams open and takes no more now; try again in a moment", most)
}

// matches reports whether the filter lets a statement through.
func (f *filter) matches(s *statement, class func(verb string) string) bool {
	return (f.verbs == nil || slices.Contains(f.verbs, s.Verb.ID)) &&
		(f.activities == nil || slices.Contains(f.activities, s.Activity())) &&
		(f.sources == nil || slices.Contains(f.sources, s.source)) &&
		(f.classes == nil || slices.Contains(f.classes, class(s.Verb.ID))) &&
		(f.actors == nil || slices.Contains(f.actors, s.identity) || slices.ContainsFunc(s.learners, func(l string) bool { return slices.Contains(f.actors, l) }))
}
