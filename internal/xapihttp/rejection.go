package xapihttp

import (
	"net/http"
	"regexp"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
)

// Rejection is what is known of a request that was answered with an error. It
// is for those who look after the store, and never logged: the message and the
// sample may quote what the client sent.
type Rejection struct {
	At time.Time
	// Store is the store's number, 0 when the request did not prove that it
	// belongs to one; StoreName is then the name in the path, "" for none.
	Store     int64
	StoreName string
	// KeyID is the public part of the key that was presented, good or not; ""
	// for none.
	KeyID string
	// Method is the one that was meant; Resource the path below the base,
	// "unknown" when there is none.
	Method, Resource string
	Status           int
	// Code is that of the error. Rule, Pointer and Parameter are those of its
	// first detail, where it has one.
	Code, Rule, Pointer, Parameter, Message string
	UserAgent                               string
	RequestID                               string
	// Sample is the beginning of the statements that were sent, at most
	// MaxSample bytes and without what looks like credentials. It is there only
	// when the client was known and the status is 400, 409 or 413.
	Sample []byte
}

// MaxSample is the length of the longest sample, in bytes.
const MaxSample = 2 << 10

// maxAgent bounds the User-Agent of a Rejection, in bytes.
const maxAgent = 200

// reject tells Config.Rejected of a request that was refused. Nobody is told
// of one that names neither a key nor a store, of one whose client went away,
// and of a search for what is not there, which is an answer.
func (x *exchange) reject() {
	refused := x.refused
	if refused == nil || x.handler.config.Rejected == nil || x.code == codeCancelled ||
		refused.Kind == problem.NotFound && (x.method == http.MethodGet || x.method == http.MethodHead) && x.resource != nil {
		return
	}
	r := Rejection{
		At: x.started, Method: x.method, Resource: "unknown", Status: x.answer.status,
		Code: refused.Code, Message: refused.Message, RequestID: x.id,
		UserAgent: x.r.UserAgent(), StoreName: x.store,
	}
	if len(r.UserAgent) > maxAgent {
		r.UserAgent = r.UserAgent[:maxAgent]
	}
	if x.resource != nil {
		r.Resource = x.resource.name
	}
	if len(refused.Details) > 0 {
		first := refused.Details[0]
		r.Rule, r.Pointer, r.Parameter = first.Rule, first.Pointer, first.Parameter
	}
	if x.authenticated {
		r.Store, r.StoreName, r.KeyID = x.principal.Store, x.principal.StoreName, x.principal.KeyID
		r.Sample = x.sample()
	} else if key, _, ok := basicCredentials(x.header("Authorization")); ok {
		r.KeyID = key
	}
	if r.KeyID == "" && r.StoreName == "" {
		return
	}
	x.handler.config.Rejected(r)
}

// sample returns the beginning of the statements that were sent. Documents are
// left out: nobody knows what they hold.
func (x *exchange) sample() []byte {
	switch x.answer.status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge:
	default:
		return nil
	}
	if x.resource == nil || x.resource.name != "statements" || len(x.received) == 0 {
		return nil
	}
	return withoutSecrets(x.received[:min(len(x.received), 2*MaxSample)])
}

// secret finds what looks like credentials: the value of a member, header or
// field with a telling name, and an Authorization by itself.
var secret = regexp.MustCompile(`(?i)((?:password|passwd|secret|token|authorization|api[-_]?key|credentials?|session[-_]?id|cookie)"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|[^\s&,;}"]+(?:[ \t]+[^\s&,;}"]+)*)` +
	`|\b(?:basic|bearer)\s+[A-Za-z0-9+/=._~-]{8,}`)

func withoutSecrets(text []byte) []byte {
	clean := secret.ReplaceAll(text, []byte(`$1"…"`))
	return clean[:min(len(clean), MaxSample)]
}
