package xapihttp

import (
	"net/http"
	"net/url"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

var statementRoutes = []route{
	{
		resource: "statements", method: http.MethodPut, action: access.WriteStatements,
		parameters: []string{"statementId"}, handle: putStatement,
	},
	{
		resource: "statements", method: http.MethodPost, action: access.WriteStatements,
		handle: postStatements,
	},
	{
		resource: "statements", method: http.MethodGet, action: access.ReadStatements,
		parameters: []string{
			"statementId", "voidedStatementId", "agent", "verb", "activity", "registration",
			"related_activities", "related_agents", "since", "until", "limit", "format",
			"attachments", "ascending", "more",
		},
		handle: getStatements,
	},
}

// putStatement stores one statement under the id of the parameter (PS-01 to PS-03).
func putStatement(x *exchange) error {
	read := x.reader()
	read.require("PS-01", "statementId")
	id := read.uuid("statementId")
	if err := read.err(); err != nil {
		return err
	}
	submission, err := x.submission()
	if err != nil {
		return err
	}
	submission.StatementID = id
	ids, err := x.handler.config.Service.StoreStatements(x.r.Context(), x.caller(), submission)
	if err != nil {
		return err
	}
	x.stored = len(ids)
	x.noContent()
	return nil
}

// postStatements stores one statement or a batch and answers with the ids (PS-04).
func postStatements(x *exchange) error {
	submission, err := x.submission()
	if err != nil {
		return err
	}
	ids, err := x.handler.config.Service.StoreStatements(x.r.Context(), x.caller(), submission)
	if err != nil {
		return err
	}
	x.stored = len(ids)
	text := make([]byte, 0, 2+len(ids)*len(`"00000000-0000-0000-0000-000000000000",`))
	text = append(text, '[')
	for i, id := range ids {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, '"')
		text = id.AppendText(text)
		text = append(text, '"')
	}
	x.json(append(text, ']'))
	return nil
}

// getStatements answers with one statement (GS-01 to GS-03), with the first
// page of a selection (GS-04) or with a further page.
func getStatements(x *exchange) error {
	read := x.reader()
	for _, single := range []string{"more", "statementId", "voidedStatementId"} {
		if !read.parameters.has(single) {
			continue
		}
		if single == "more" {
			return moreStatements(x, read)
		}
		return getStatement(x, read, single)
	}
	return findStatements(x, read)
}

func getStatement(x *exchange, read *reader, by string) error {
	read.allowOnly(by, "GS-03", "attachments", "format")
	id := read.uuid(by)
	rendering := x.rendering(read)
	if err := read.err(); err != nil {
		return err
	}
	result, err := x.handler.config.Service.Statement(x.r.Context(), x.caller(), *id, by == "voidedStatementId", rendering)
	if err != nil {
		return err
	}
	x.statements(result)
	return nil
}

func findStatements(x *exchange, read *reader) error {
	selection := lrs.Selection{
		Agent:             read.agent(),
		Verb:              read.iri("verb"),
		Activity:          read.iri("activity"),
		Registration:      read.uuid("registration"),
		RelatedAgents:     read.boolean("related_agents"),
		RelatedActivities: read.boolean("related_activities"),
		Ascending:         read.boolean("ascending"),
		Limit:             read.count("limit"),
	}
	// 0 means no bound to the service, and nothing was stored before 1970.
	if since, ok := read.timestamp("since"); ok {
		selection.Since = max(since, 0)
	}
	if until, ok := read.timestamp("until"); ok {
		selection.Until = max(until, 1)
	}
	rendering := x.rendering(read)
	if err := read.err(); err != nil {
		return err
	}
	result, err := x.handler.config.Service.Find(x.r.Context(), x.caller(), selection, rendering, x.morePath)
	if err != nil {
		return err
	}
	x.statements(result)
	return nil
}

// moreStatements follows a `more` link, which says all by itself (PG-01, PG-04).
func moreStatements(x *exchange, read *reader) error {
	read.allowOnly("more", "PG-04")
	token := read.text("more", "PG-04")
	if err := read.err(); err != nil {
		return err
	}
	result, err := x.handler.config.Service.More(x.r.Context(), x.caller(), token, x.languages(), x.morePath)
	if err != nil {
		return err
	}
	x.statements(result)
	return nil
}

// statements answers with statements, in multipart/mixed if attachments were
// asked for (GS-30, GS-31).
func (x *exchange) statements(result lrs.Result) {
	x.json(result.JSON)
	x.answer.modified = result.LastStored
	if result.Rendering.Format == xapi.Canonical {
		x.answer.vary = varyLanguage
	}
	if result.Rendering.Attachments {
		x.multipart(result.JSON, result.Attached)
	}
}

// rendering reads the parameters that say how statements are returned.
func (x *exchange) rendering(read *reader) lrs.Rendering {
	rendering := lrs.Rendering{Format: read.format(), Attachments: read.boolean("attachments")}
	if rendering.Format == xapi.Canonical {
		rendering.Languages = x.languages()
	}
	return rendering
}

func (x *exchange) languages() xapi.LanguageRanges {
	return xapi.ParseLanguageRanges(x.header("Accept-Language"), x.handler.config.Language)
}

// morePath is the IRL of a further page as clients see it (PG-01, PG-06).
func (x *exchange) morePath(token string) string {
	return x.handler.linkPrefix + x.base + "/statements?more=" + url.QueryEscape(token)
}

// submission reads the statements and attachments of a PUT or POST.
func (x *exchange) submission() (lrs.Submission, error) {
	submission := lrs.Submission{Version: x.version}
	contentType := x.contentType()
	if contentType == "" && x.form != nil {
		contentType = "application/json" // content of a form is text (AL-02)
	}
	media := mediaType(contentType)
	if media != "application/json" && media != "multipart/mixed" {
		found := "; this request has none"
		if media != "" {
			found = ", not " + quoted(media)
		}
		err := problem.New(problem.Invalid, "content-type-not-supported",
			"statements are sent with the Content-Type application/json or multipart/mixed%s", found)
		err.Details = []problem.Detail{{Parameter: "Content-Type", Rule: "MP-01", Message: err.Message}}
		return lrs.Submission{}, err
	}
	body, err := x.body(x.handler.config.MaxBody)
	if err != nil {
		return lrs.Submission{}, err
	}
	submission.Body = body
	if media == "multipart/mixed" {
		submission.Multipart = true
		boundary, _ := mediaParameter(contentType, "boundary")
		parts, err := parseMultipart(body, boundary, x.handler.config.MaxParts)
		if err != nil {
			return lrs.Submission{}, err
		}
		submission.Body, submission.Parts, err = statementParts(parts)
		if err != nil {
			return lrs.Submission{}, err
		}
	}
	return submission, nil
}
