package conformance

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// alternate sends a form in the alternate request syntax. Nothing but what is
// given is sent: no credentials, no version.
func (c client) alternate(t *testing.T, path, method string, form url.Values) response {
	t.Helper()
	bare := client{base: c.base}
	return bare.send(t, request{
		method: http.MethodPost, path: path + "?method=" + method, body: form.Encode(),
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
	})
}

// form returns form fields with the client's credentials and version.
func (c client) form(pairs ...string) url.Values {
	return params(append(pairs, "Authorization", basic(c.key, c.secret), "X-Experience-API-Version", string(c.version))...)
}

func TestAlternateSyntax(t *testing.T) {
	t.Parallel()
	inVersion(t, v1, "AL-01 AL-02 AL-03 AL-04 AL-07", func(t *testing.T, c client) {
		id, verb := newUUID(), newIRI("verbs")
		statement := edited(t, full, set("/verb/id", quoted(verb)), set("/result/response", `"a&b=c+d %20 中文 😀"`))
		c.alternate(t, "/statements", "PUT", c.form("statementId", id, "content", statement, "Content-Type", "application/json")).want(http.StatusNoContent)
		wantSame(t, "the result", c.fetch(t, id)["result"], at(decode(t, statement), "/result"))
		second := c.alternate(t, "/statements", "POST", c.form("content", statement, "Content-Type", "application/json; charset=utf-8")).want(http.StatusOK).strings()[0]
		c.alternate(t, "/statements", "GET", c.form("verb", verb, "limit", "2")).wantIDs(second, id)
		one := c.alternate(t, "/statements", "GET", c.form("verb", verb, "limit", "1")).want(http.StatusOK)
		c.get(t, one.more(c)).wantIDs(id)
		if head := c.alternate(t, "/statements", "HEAD", c.form("statementId", id)).want(http.StatusOK); len(head.body) > 0 {
			t.Errorf("method=HEAD has a body:\n%s", head)
		}
		if got := c.alternate(t, "/statements", "GET", c.form("statementId", id)).want(http.StatusOK).header.Get("X-Experience-API-Version"); got != string(v1) {
			t.Errorf("the answer has the version %q", got)
		}
		for _, r := range resources {
			query := r.document()
			fields := func(pairs ...string) url.Values {
				form := c.form(pairs...)
				for name, values := range query {
					form[name] = values
				}
				return form
			}
			c.alternate(t, r.path, "PUT", fields("content", `{"a":1}`, "Content-Type", "application/json", "If-None-Match", "*")).want(http.StatusNoContent)
			c.alternate(t, r.path, "PUT", fields("content", `{"a":2}`, "Content-Type", "application/json", "If-None-Match", "*")).want(http.StatusPreconditionFailed)
			c.alternate(t, r.path, "PUT", fields("content", `{"a":2}`, "Content-Type", "application/json", "If-Match", sha1Tag(`{"a":1}`))).want(http.StatusNoContent)
			c.alternate(t, r.path, "POST", fields("content", `{"b":3}`, "Content-Type", "application/json")).want(http.StatusNoContent)
			wantSame(t, "the document", c.alternate(t, r.path, "GET", fields()).want(http.StatusOK).value(), decode(t, `{"a":2,"b":3}`))
			c.alternate(t, r.path, "DELETE", fields()).want(http.StatusNoContent)
			c.ask(t, http.MethodGet, r, query, "").want(http.StatusNotFound)
			text := "méthod & = 中文"
			c.alternate(t, r.path, "PUT", fields("content", text, "Content-Type", "text/plain; charset=utf-8", "If-None-Match", "*")).want(http.StatusNoContent)
			if got := c.wantContent(t, r, query, text).header.Get("Content-Type"); got != "text/plain; charset=utf-8" {
				t.Errorf("the document's Content-Type is %q", got)
			}
		}
		c.alternate(t, "/activities", "GET", c.form("activityId", newIRI("a"))).want(http.StatusOK)
		c.alternate(t, "/agents", "GET", c.form("agent", newAgent())).want(http.StatusOK)
		c.alternate(t, "/about", "GET", params("X-Experience-API-Version", "1.0.3")).want(http.StatusOK)
	})
}

func TestFormFieldsWinOverHeaders(t *testing.T) {
	t.Parallel()
	inVersion(t, v1, "AL-03 AL-07", func(t *testing.T, c client) {
		both := func(form url.Values, asking client) response {
			return asking.send(t, request{method: http.MethodPost, path: "/statements?method=GET", body: form.Encode(), header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
		}
		both(params("limit", "1"), c).want(http.StatusOK)
		both(params("limit", "1", "X-Experience-API-Version", "0.8"), c).want(http.StatusBadRequest)
		both(params("limit", "1", "Authorization", basic(c.key, "wrong")), c).want(http.StatusUnauthorized)
		wrong := c
		wrong.secret, wrong.version = "wrong", "0.8"
		both(c.form("limit", "1"), wrong).want(http.StatusOK)
		both(params("limit", "1"), client{base: c.base, version: v1}).want(http.StatusUnauthorized)
		both(params("limit", "1", "Authorization", basic(c.key, c.secret)), client{base: c.base}).want(http.StatusBadRequest)
	})
}

func TestBadAlternateRequests(t *testing.T) {
	t.Parallel()
	inVersion(t, v1, "AL-01 AL-02 AL-04", func(t *testing.T, c client) {
		id := newUUID()
		put := c.form("statementId", id, "content", simple, "Content-Type", "application/json")
		form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
		for name, r := range map[string]request{
			"another parameter":       {method: "POST", path: "/statements?method=PUT&statementId=" + id, body: put.Encode(), header: form},
			"the method twice":        {method: "POST", path: "/statements?method=PUT&method=PUT", body: put.Encode(), header: form},
			"unknown method":          {method: "POST", path: "/statements?method=PATCH", body: put.Encode(), header: form},
			"lower case":              {method: "POST", path: "/statements?method=put", body: put.Encode(), header: form},
			"empty method":            {method: "POST", path: "/statements?method=", body: put.Encode(), header: form},
			"PUT with method":         {method: "PUT", path: "/statements?method=POST", body: put.Encode(), header: form},
			"GET with method":         {method: "GET", path: "/statements?method=GET"},
			"no content":              {method: "POST", path: "/statements?method=PUT", body: c.form("statementId", id).Encode(), header: form},
			"no content to post":      {method: "POST", path: "/statements?method=POST", body: c.form("Content-Type", "application/json").Encode(), header: form},
			"JSON that says form":     {method: "POST", path: "/statements?method=PUT", body: simple, header: form},
			"form that says JSON":     {method: "POST", path: "/statements?method=PUT", body: put.Encode()},
			"unknown field":           {method: "POST", path: "/statements?method=GET", body: c.form("foo", "bar").Encode(), header: form},
			"field in wrong case":     {method: "POST", path: "/statements?method=GET", body: c.form("Limit", "1").Encode(), header: form},
			"field twice":             {method: "POST", path: "/statements?method=GET", body: c.form("limit", "1", "limit", "1").Encode(), header: form},
			"bad field":               {method: "POST", path: "/statements?method=GET", body: c.form("limit", "x").Encode(), header: form},
			"broken escape":           {method: "POST", path: "/statements?method=GET", body: c.form().Encode() + "&limit=%zz", header: form},
			"content that is no JSON": {method: "POST", path: "/statements?method=PUT", body: c.form("statementId", id, "content", "{", "Content-Type", "application/json").Encode(), header: form},
			"content not in UTF-8":    {method: "POST", path: "/statements?method=PUT", body: c.form("statementId", id, "Content-Type", "application/json").Encode() + "&content=" + strings.Replace(url.QueryEscape(simple), "tried", "%E9", 1), header: form},
		} {
			t.Run(name, func(t *testing.T) { c.send(t, r).want(http.StatusBadRequest) })
		}
		c.get(t, "/statements", "statementId", id).want(http.StatusNotFound)
	})
}

func TestPOSTWithoutMethodAlwaysStores(t *testing.T) {
	t.Parallel()
	inVersion(t, v1, "AL-05 HT-08", func(t *testing.T, c client) {
		if ids := c.store(t, simple); len(ids) != 1 {
			t.Errorf("stored %q", ids)
		}
		form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
		c.send(t, request{method: http.MethodPost, path: "/statements", body: c.form("limit", "1").Encode(), header: form}).want(http.StatusBadRequest)
		r := resources[0]
		query := r.document()
		c.ask(t, http.MethodPost, r, query, "method=GET&a=b", "Content-Type", form["Content-Type"]).want(http.StatusNoContent)
		c.wantContent(t, r, query, "method=GET&a=b")
	})
}

func TestTheAlternateSyntaxIsRefusedIn2(t *testing.T) {
	t.Parallel()
	inVersion(t, v2, "AL-06", func(t *testing.T, c client) {
		id := newUUID()
		c.alternate(t, "/statements", "GET", c.form("limit", "1")).want(http.StatusBadRequest)
		c.alternate(t, "/statements", "PUT", c.form("statementId", id, "content", simple, "Content-Type", "application/json")).want(http.StatusBadRequest)
		c.get(t, "/statements", "statementId", id).want(http.StatusNotFound)
		for _, r := range resources {
			form := c.form("content", "{}", "Content-Type", "application/json")
			for name, values := range r.document() {
				form[name] = values
			}
			c.alternate(t, r.path, "PUT", form).want(http.StatusBadRequest)
		}
	})
}

func TestFormsAreNeverLogged(t *testing.T) {
	t.Parallel()
	needOwn(t)
	inVersion(t, v1, "AL-07", func(t *testing.T, c client) {
		secret := "form-content-" + newUUID()
		c.alternate(t, "/statements", "POST", c.form("content", edited(t, full, set("/result/response", quoted(secret))), "Content-Type", "application/json")).want(http.StatusOK)
		c.alternate(t, "/statements", "POST", c.form("content", secret, "Content-Type", "application/json")).want(http.StatusBadRequest)
		c.alternate(t, "/statements", "POST", c.form(secret, secret)).want(http.StatusBadRequest)
		for _, leaked := range []string{secret, c.secret, basic(c.key, c.secret)} {
			if strings.Contains(lore.log.String(), leaked) {
				t.Errorf("the log holds %s", leaked)
			}
		}
	})
}
