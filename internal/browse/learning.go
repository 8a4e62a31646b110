package browse

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Learning is what somebody says they learned.
type Learning struct {
	ID        string  `json:"id"`
	Timestamp string  `json:"timestamp"`
	Title     string  `json:"title"`
	Kind      string  `json:"kind"`
	Minutes   float64 `json:"minutes"`
	Note      string  `json:"note"`
	URL       string  `json:"url"`
}

const (
	adlVerbs      = "http://adlnet.gov/expapi/verbs/"
	adlActivities = "http://adlnet.gov/expapi/activities/"

	maxTitle   = 500  // bytes
	maxNote    = 5000 // bytes
	maxURL     = 2000 // bytes
	maxMinutes = 100_000
	// maxAhead and maxAgo are between which times a clock is believed (docs/query-api.md).
	maxAhead = 5 * time.Minute
	maxAgo   = 3653 * 24 * time.Hour
)

// learningKinds has the verb and the type of activity of each kind, in the words
// of the ADL vocabulary.
var learningKinds = map[string]struct{ verb, display, activity string }{
	"course":    {"completed", "completed", "course"},
	"book":      {"completed", "completed", "media"},
	"article":   {"experienced", "read", "media"},
	"video":     {"experienced", "watched", "media"},
	"event":     {"experienced", "attended", "meeting"},
	"mentoring": {"experienced", "experienced", "meeting"},
	"practice":  {"experienced", "practised", "performance"},
	"other":     {"experienced", "experienced", "lesson"},
}

// Learn stores what a person learned, who is its authority as well, and returns
// the statement's id. The same again changes nothing. Errors: Invalid; Conflict
// when another statement has the id; those of lrs.Service.
func (b *Browser) Learn(ctx context.Context, store int64, person string, learning Learning) (string, error) {
	identifier, ok := xapi.ParseIFI(person)
	if !ok {
		return "", fmt.Errorf("the person %q has no identifier", person)
	}
	actor := agentOf(identifier)
	statement, id, err := b.statement(actor, learning)
	if err != nil {
		return "", err
	}
	authority, err := json.Marshal(actor, json.Deterministic(true))
	if err != nil {
		return "", fmt.Errorf("write the authority: %w", err)
	}
	agent, err := xapi.ParseAgent(authority, xapi.Version2)
	if err != nil {
		return "", fmt.Errorf("read the authority: %w", err)
	}
	body, err := json.Marshal(statement, json.Deterministic(true))
	if err != nil {
		return "", fmt.Errorf("write the statement: %w", err)
	}
	caller := lrs.Caller{Store: lrs.StoreID(store), Authority: authority, AuthorityIndex: agent.AuthorityIndex()}
	if _, err := b.config.Service.StoreStatements(ctx, caller, lrs.Submission{Version: xapi.Version2, Body: body}); err != nil {
		return "", err
	}
	return id.String(), nil
}

// statement words what was learned.
func (b *Browser) statement(actor map[string]any, l Learning) (map[string]any, xapi.UUID, error) {
	id, ok := xapi.ParseUUID(l.ID)
	kind, known := learningKinds[l.Kind]
	title := strings.TrimSpace(l.Title)
	at, timed := xapi.ParseTimestamp(l.Timestamp)
	now := b.config.Now()
	for _, rule := range []struct {
		broken           bool
		pointer, message string
	}{
		{!ok, "/id", "the id is a new UUID, by which sending it again changes nothing"},
		{!known, "/kind", "the kind is one of course, article, video, book, event, mentoring, practice and other"},
		{title == "" || len(title) > maxTitle, "/title", fmt.Sprintf("the title has 1 to %d bytes", maxTitle)},
		{len(l.Note) > maxNote, "/note", fmt.Sprintf("the note has at most %d bytes", maxNote)},
		{l.Minutes < 0 || l.Minutes > maxMinutes, "/minutes", fmt.Sprintf("it took more than 0 and at most %d minutes", maxMinutes)},
		{!timed, "/timestamp", "the timestamp is a time like 2026-01-31T12:00:00Z"},
		{timed && at > now.Add(maxAhead).UnixMicro(), "/timestamp", "the timestamp lies in the future"},
		{timed && at < now.Add(-maxAgo).UnixMicro(), "/timestamp", "the timestamp lies more than ten years back"},
		{l.URL != "" && !isWeb(l.URL), "/url", "the url is an address that begins with https:// or http://"},
	} {
		if rule.broken {
			return nil, id, &problem.Error{
				Kind: problem.Invalid, Code: "learning-invalid", Message: rule.message,
				Details: []problem.Detail{{Pointer: rule.pointer, Message: rule.message}},
			}
		}
	}
	activity := l.URL
	if activity == "" {
		activity = "urn:lore:learning:" + id.String()
	}
	result := map[string]any{}
	if kind.verb == "completed" {
		result["completion"] = true
	}
	if l.Minutes > 0 {
		result["duration"] = "PT" + strconv.FormatInt(int64(math.Round(l.Minutes*60)), 10) + "S"
	}
	if l.Note != "" {
		result["response"] = l.Note
	}
	statement := map[string]any{
		"id": id.String(), "timestamp": l.Timestamp, "actor": actor,
		"verb": map[string]any{"id": adlVerbs + kind.verb, "display": map[string]string{"en": kind.display}},
		"object": map[string]any{
			"id": activity,
			"definition": map[string]any{
				"type": adlActivities + kind.activity, "name": map[string]string{"und": title},
			},
		},
		"context": map[string]any{"platform": "Lore"},
	}
	if len(result) > 0 {
		statement["result"] = result
	}
	return statement, id, nil
}

func isWeb(text string) bool {
	address, err := url.Parse(text)
	return err == nil && len(text) <= maxURL && (address.Scheme == "https" || address.Scheme == "http") && address.Host != ""
}

// agentOf is the person with an identifier.
func agentOf(identifier xapi.IFI) map[string]any {
	agent := map[string]any{"objectType": "Agent"}
	switch identifier.Kind {
	case xapi.Mbox:
		agent["mbox"] = identifier.Value
	case xapi.MboxSHA1Sum:
		agent["mbox_sha1sum"] = identifier.Value
	case xapi.OpenID:
		agent["openid"] = identifier.Value
	default:
		agent["account"] = map[string]string{"homePage": identifier.HomePage, "name": identifier.Value}
	}
	return agent
}
