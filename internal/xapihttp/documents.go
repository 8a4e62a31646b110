package xapihttp

import (
	"context"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// documentResource is what sets one document resource apart from the others.
type documentResource struct {
	kind lrs.Resource
	path string
	// where are the required parameters of the context, id the one that names
	// a document in it.
	where []string
	id    string
	// optional is a further parameter of the context.
	optional    []string
	read, write access.Action
	// deletesAll: DELETE without id deletes the whole context (DC-07).
	deletesAll bool
}

var (
	stateRoutes = documentResource{
		kind: lrs.State, path: "activities/state", where: []string{"activityId", "agent"}, id: "stateId",
		optional: []string{"registration"}, read: access.ReadState, write: access.WriteState, deletesAll: true,
	}.routes()
	activityProfileRoutes = documentResource{
		kind: lrs.ActivityProfile, path: "activities/profile", where: []string{"activityId"}, id: "profileId",
		read: access.ReadProfiles, write: access.WriteProfiles,
	}.routes()
	agentProfileRoutes = documentResource{
		kind: lrs.AgentProfile, path: "agents/profile", where: []string{"agent"}, id: "profileId",
		read: access.ReadProfiles, write: access.WriteProfiles,
	}.routes()
)

func (d documentResource) routes() []route {
	single := append(append(append([]string{}, d.where...), d.optional...), d.id)
	list := append(append([]string{}, single...), "since")
	return []route{
		{resource: d.path, method: http.MethodGet, action: d.read, parameters: list, handle: d.get},
		{resource: d.path, method: http.MethodPut, action: d.write, parameters: single, handle: d.put},
		{resource: d.path, method: http.MethodPost, action: d.write, parameters: single, handle: d.post},
		{resource: d.path, method: http.MethodDelete, action: d.write, parameters: single, handle: d.delete},
	}
}

// key reads the parameters that say where a document is (DC-01, DC-02). single
// is false when the id is absent.
func (d documentResource) key(read *reader) (key lrs.DocumentKey, single bool) {
	read.require("DC-01", d.where...)
	key.Resource = d.kind
	key.Activity = read.iri("activityId")
	if agent := read.agent(); agent != nil {
		key.Agent = agent.Identifier.Key()
	}
	if registration := read.uuid("registration"); registration != nil {
		key.Registration, key.HasRegistration = *registration, true
	}
	key.ID = read.text(d.id, "DC-02")
	return key, read.parameters.has(d.id)
}

func (d documentResource) get(x *exchange) error {
	read := x.reader()
	key, single := d.key(read)
	since, _ := read.timestamp("since")
	if single && read.parameters.has("since") {
		read.fault("since", "DC-09", "must not be sent together with %s", d.id)
	}
	if err := read.err(); err != nil {
		return err
	}
	if !single {
		return d.list(x, key.DocumentContext, since)
	}
	document, err := x.handler.config.Service.Document(x.r.Context(), x.caller(), key)
	if err != nil {
		return err
	}
	x.answer.etag = lrs.ETag(document.Content)
	x.answer.modified = document.Updated
	if err := x.readPrecondition(); err != nil || x.answer.status != 0 {
		return err
	}
	x.answer.status = http.StatusOK
	x.answer.contentType = document.ContentType
	x.answer.body = [][]byte{document.Content}
	x.answer.foreign = true
	return nil
}

// readPrecondition answers 304 to a client that holds the document already,
// and refuses one that asks for another (RFC 9110 13.2.2, CC-05).
func (x *exchange) readPrecondition() error {
	if match := x.header("If-Match"); match != "" && !matches(uncodedETags(match), x.answer.etag) {
		return problem.New(problem.PreconditionFailed, "precondition-failed",
			"the document's present ETag is not one of those in If-Match")
	}
	if held := x.header("If-None-Match"); held != "" && matches(uncodedETags(held), x.answer.etag) {
		x.answer.status = http.StatusNotModified
	}
	return nil
}

// matches reports whether a list of entity tags holds the tag, which has no
// comma in it, or is "*".
func matches(list, etag string) bool {
	if strings.TrimSpace(list) == "*" {
		return true
	}
	for tag := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(tag) == etag {
			return true
		}
	}
	return false
}

// list answers with the ids of the documents of a context (DC-06, DC-10).
func (d documentResource) list(x *exchange, where lrs.DocumentContext, since int64) error {
	ids, updated, err := x.handler.config.Service.ListDocuments(x.r.Context(), x.caller(), where, since)
	if err != nil {
		return err
	}
	text := []byte{'['}
	for i, id := range ids {
		if i > 0 {
			text = append(text, ',')
		}
		if text, err = jsontext.AppendQuote(text, id); err != nil {
			return err
		}
	}
	x.json(append(text, ']'))
	x.answer.modified = updated
	return nil
}

func (d documentResource) put(x *exchange) error { return d.store(x, (*lrs.Service).PutDocument) }

func (d documentResource) post(x *exchange) error { return d.store(x, (*lrs.Service).PostDocument) }

// storeDocument is PutDocument or PostDocument of the record store.
type storeDocument func(*lrs.Service, context.Context, lrs.Caller, lrs.DocumentKey, lrs.Document, lrs.Precondition) error

// store reads a document and hands it on (DC-03, DC-05).
func (d documentResource) store(x *exchange, keep storeDocument) error {
	read := x.reader()
	key, _ := d.key(read)
	read.require("DC-01", d.id)
	if err := read.err(); err != nil {
		return err
	}
	content, err := x.body(min(x.handler.config.MaxDocument, x.handler.config.MaxBody))
	if err != nil {
		return err
	}
	document := lrs.Document{ContentType: x.contentType(), Content: content}
	if document.ContentType == "" {
		document.ContentType = "application/octet-stream"
	}
	if err := keep(x.handler.config.Service, x.r.Context(), x.caller(), key, document, x.precondition()); err != nil {
		return err
	}
	x.noContent()
	return nil
}

func (d documentResource) delete(x *exchange) error {
	read := x.reader()
	key, single := d.key(read)
	if !d.deletesAll {
		read.require("DC-07", d.id)
	}
	if err := read.err(); err != nil {
		return err
	}
	service := x.handler.config.Service
	var err error
	if single {
		err = service.DeleteDocument(x.r.Context(), x.caller(), key, x.precondition())
	} else {
		err = service.DeleteDocuments(x.r.Context(), x.caller(), key.DocumentContext)
	}
	if err != nil {
		return err
	}
	x.noContent()
	return nil
}

func (x *exchange) precondition() lrs.Precondition {
	return lrs.Precondition{
		Version:     x.version,
		IfMatch:     uncodedETags(x.header("If-Match")),
		IfNoneMatch: uncodedETags(x.header("If-None-Match")),
	}
}
