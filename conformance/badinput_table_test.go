package conformance

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

const (
	badAgent    = `{"mbox":"mailto:bad@conformance.example"}`
	badActivity = "https://conformance.example/activities/bad"
	badID       = "0b5a9f1e-7c1d-4a7e-9d3e-6f1f0c8b7a01"
)

// badInput is the table of malformed requests.
func badInput(t *testing.T) []badRequest {
	t.Helper()
	return slices.Concat(badBytes(t), badStatements(t), badHeaders(), badParameters(), badMultipart(t), badDocuments(), badForms(), badHTTP())
}

// badBytes are bodies that are no JSON text, or none that xAPI takes.
func badBytes(t *testing.T) []badRequest {
	t.Helper()
	whole := encode(t, decode(t, edited(t, simple, set("/result", `{"response":"`+canary+`"}`))))
	var list []badRequest
	for _, b := range [][2]string{
		{"empty body", ""},
		{"white space only", " \n\t "},
		{"cut off", whole[:len(whole)-1]},
		{"cut off in a string", whole[:30]},
		{"cut off in an escape", `{"actor":"\u00`},
		{"only a brace", "{"},
		{"only a bracket", "["},
		{"closing brace", "}"},
		{"trailing comma in an object", whole[:len(whole)-1] + ",}"},
		{"trailing comma in an array", "[" + whole + ",]"},
		{"brace behind", whole + "{"},
		{"array behind", whole + "[]"},
		{"word behind", whole + " " + canary},
		{"second statement behind", whole + whole},
		{"NUL behind", whole + "\x00"},
		{"single quotes", strings.ReplaceAll(whole, `"`, `'`)},
		{"name without quotes", strings.Replace(whole, `"actor"`, "actor", 1)},
		{"no colon", strings.Replace(whole, `"actor":`, `"actor"`, 1)},
		{"no comma", strings.Replace(whole, `,"verb"`, `"verb"`, 1)},
		{"comment", "// " + canary + "\n" + whole},
		{"NaN", `{"actor":NaN}`},
		{"Infinity", `{"actor":-Infinity}`},
		{"leading zero", `{"actor":01}`},
		{"plus sign", `{"actor":+1}`},
		{"bare point", `{"actor":.5}`},
		{"point at the end", `{"actor":5.}`},
		{"empty exponent", `{"actor":5e}`},
		{"misspelt literal", `{"actor":nul}`},
		{"literal in upper case", `{"actor":TRUE}`},
		{"line feed in a string", `{"actor":"` + "\n" + `"}`},
		{"tab in a string", `{"actor":"` + "\t" + `"}`},
		{"unknown escape", `{"actor":"\q"}`},
		{"byte order mark", "\xef\xbb\xbf" + whole},
		{"UTF-16", "\xff\xfe{\x00}\x00"},
		{"Latin-1", strings.Replace(whole, canary, "\xe9", 1)},
		{"overlong UTF-8", strings.Replace(whole, canary, "\xc0\x80", 1)},
		{"surrogate in UTF-8", strings.Replace(whole, canary, "\xed\xa0\x80", 1)},
		{"property twice", strings.Replace(whole, `"verb"`, `"actor":`+badAgent+`,"verb"`, 1)},
		{"property twice, escaped", strings.Replace(whole, `"verb"`, `"act\u006fr":`+badAgent+`,"verb"`, 1)},
		{"nested too deep", strings.Repeat("[", 300) + strings.Repeat("]", 300)},
		{"a number", "42"},
		{"a string", `"` + canary + `"`},
		{"null", "null"},
		{"true", "true"},
		{"array of numbers", "[1]"},
		{"array of null", "[null]"},
		{"array of arrays", "[[" + whole + "]]"},
		{"form instead of JSON", "actor=" + canary},
		{"XML instead of JSON", "<statement>" + canary + "</statement>"},
		{"too large", `"` + strings.Repeat("x", 150_000) + `"`},
		{"too many statements", "[" + strings.Repeat(whole+",", 50) + whole + "]"},
	} {
		request := badRequest{name: "bytes: " + b[0], method: "POST", target: "/statements", body: b[1]}
		if b[1] == "" {
			request.header = []string{"Content-Type: application/json", "Content-Length: 0"}
		}
		list = append(list, request)
	}
	return list
}

// badStatements are JSON texts that break one rule each.
func badStatements(t *testing.T) []badRequest {
	t.Helper()
	var list []badRequest
	add := func(name, body string) {
		list = append(list, badRequest{name: "statement: " + name, method: "POST", target: "/statements", body: body})
	}
	with := func(name string, edits ...edit) { add(name, edited(t, full, edits...)) }
	with("no actor", del("/actor"))
	with("no verb", del("/verb"))
	with("no object", del("/object"))
	with("empty object", set("", "{}"))
	with("unknown property", set("/"+canary, "1"))
	with("wrong case", del("/actor"), set("/Actor", badAgent))
	with("null", set("/result/response", "null"))
	with("two identifiers", set("/actor/openid", `"https://conformance.example/"`))
	with("no identifier", del("/actor/mbox"))
	with("bad mbox", set("/actor/mbox", `"ann@conformance.example"`))
	with("bad digest", set("/actor", `{"mbox_sha1sum":"12"}`))
	with("bad openid", set("/actor", `{"openid":"conformance"}`))
	with("account without name", set("/actor", `{"account":{"homePage":"https://conformance.example"}}`))
	with("group without members", set("/actor", `{"objectType":"Group"}`))
	with("group in a group", set("/actor", `{"objectType":"Group","member":[{"objectType":"Group","mbox":"mailto:g@conformance.example"}]}`))
	with("verb id without scheme", set("/verb/id", `"tried"`))
	with("verb id with a space", set("/verb/id", `"https://conformance.example/a b"`))
	with("display that is a string", set("/verb/display", `"tried"`))
	with("bad language tag", set("/verb/display", `{"en_US":"tried"}`))
	with("number as a string", set("/result/score/raw", `"5"`))
	with("boolean as a string", set("/result/success", `"true"`))
	with("scaled too great", set("/result/score/scaled", "1.5"))
	with("min above max", set("/result/score/min", "11"))
	with("raw above max", set("/result/score/raw", "11"))
	with("bad duration", set("/result/duration", `"1 hour"`))
	with("bad timestamp", set("/timestamp", `"yesterday"`))
	with("negative zero offset", set("/timestamp", `"2026-01-02T03:04:05-00:00"`))
	with("bad stored", set("/stored", `"now"`))
	with("bad registration", set("/context/registration", `"1"`))
	with("team that is an Agent", set("/context/team", badAgent))
	with("platform with an Agent as object", set("/object", `{"objectType":"Agent","mbox":"mailto:b@conformance.example"}`), del("/context/revision"))
	with("bad language", set("/context/language", `"en_US"`))
	with("unknown object type", set("/object/objectType", `"Course"`))
	with("unknown interaction type", set("/object/definition/interactionType", `"quiz"`))
	with("choices without interaction type", del("/object/definition/interactionType"))
	with("component without id", set("/object/definition/choices/0", `{}`))
	with("extension key without scheme", set("/context/extensions", `{"x":1}`))
	with("SubStatement in a SubStatement", del("/context"), set("/object", subStatement), set("/object/object", subStatement))
	with("SubStatement with an id", del("/context"), set("/object", subStatement), set("/object/id", `"`+badID+`"`))
	with("reference without id", del("/context"), set("/object", `{"objectType":"StatementRef"}`))
	with("voiding an activity", del("/context"), set("/verb/id", `"`+voided+`"`))
	with("bad id", set("/id", `"1"`))
	with("version that is a number", set("/version", "1.0"))
	with("authority that is a group of three", set("/authority", `{"objectType":"Group","member":[`+badAgent+`,{"mbox":"mailto:b@conformance.example"},{"mbox":"mailto:c@conformance.example"}]}`))
	with("attachment without sha2", del("/attachments/0/sha2"))
	with("attachment with a bad digest", set("/attachments/0/sha2", `"12"`))
	with("attachment without fileUrl", del("/attachments/0/fileUrl"))
	with("attachment length with a fraction", set("/attachments/0/length", "1.5"))
	with("many faults", del("/actor"), set("/verb/id", `"tried"`), set("/result/success", "1"), set("/context/language", `""`), set("/timestamp", "0"))
	add("second of a batch", "["+full+","+edited(t, full, del("/verb"))+"]")
	add("one id twice", "["+edited(t, simple, set("/id", `"`+badID+`"`))+","+edited(t, simple, set("/id", `"`+badID+`"`))+"]")
	return list
}

// badHeaders are requests that their headers spoil.
func badHeaders() []badRequest {
	get := func(name string, header ...string) badRequest {
		return badRequest{name: "header: " + name, method: "GET", target: "/statements?limit=1", header: header}
	}
	post := func(name, body string, header ...string) badRequest {
		return badRequest{name: "header: " + name, method: "POST", target: "/statements", header: header, body: body}
	}
	const named = "X-Experience-API-Version: "
	return []badRequest{
		get("no version", "-X-Experience-API-Version"), get("empty version", named), get("version 1", named+"1"), get("version 0.95", named+"0.95"), get("version 1.1.0", named+"1.1.0"),
		get("version 2.1.0", named+"2.1.0"), get("version with text", named+"latest"), get("version with a letter", named+"1.0.x"), get("two versions", named+"1.0.3", named+"2.0.0"), get("version list", named+"1.0.3, 2.0.0"),
		get("no credentials", "-Authorization"), get("empty credentials", "Authorization:"), get("Basic alone", "Authorization: Basic"), get("credentials not in base64", "Authorization: Basic wrong-secret!"),
		get("credentials without colon", "Authorization: Basic d3Jvbmctc2VjcmV0"), get("wrong credentials", "Authorization: "+basic("wrong", "wrong-secret")), get("no authorisation as of 1.0.3", "Authorization: Basic Og=="),
		get("bearer token", "Authorization: Bearer wrong-secret"), get("another scheme", `Authorization: Digest username="wrong-secret"`), get("OAuth", `Authorization: OAuth oauth_token="wrong-secret"`),
		post("no content type", canary, "-Content-Type"), post("text", canary, "Content-Type: text/plain"), post("form", canary, "Content-Type: application/x-www-form-urlencoded"),
		post("form data", canary, "Content-Type: multipart/form-data; boundary=x"), post("content type that is none", canary, "Content-Type: json"), post("other JSON type", "{}", "Content-Type: application/ld+json"),
		post("unknown content coding", "{}", "Content-Encoding: br"), post("gzip that is none", canary, "Content-Encoding: gzip"), post("zstd that is none", canary, "Content-Encoding: zstd"),
		post("two content codings", canary, "Content-Encoding: gzip, zstd"),
		{name: "header: body shorter than its length", method: "POST", target: "/statements", header: []string{"Content-Length: 100"}, body: "{", hangUp: true},
		post("body longer than the limit", "{", "Content-Length: 99999999"),
	}
}

// badParameters are queries that break the formats of parameters.
func badParameters() []badRequest {
	var list []badRequest
	for _, query := range []string{
		"foo=bar", "LIMIT=1", "statementid=" + badID, "limit=1&limit=2", "=x", "limit", "limit=", "limit=-1", "limit=1.5", "limit=ten", "limit=%zz", "limit=%", "limit=%ff", "%zz=1",
		"ascending=yes", "ascending=True", "attachments=1", "related_agents=x", "related_activities=", "format=full", "format=", "since=yesterday", "since=2026-13-01T00:00:00Z", "since=", "until=2026-01-01",
		"verb=tried", "verb=", "activity=a%20b", "registration=1", "registration=", "agent=", "agent=ann", "agent=%7B", "agent=%7B%7D", "agent=%5B%5D", "agent=null",
		"agent=" + url.QueryEscape(`{"mbox":"ann"}`), "agent=" + url.QueryEscape(`{"mbox":"mailto:a@conformance.example","x":1}`), "agent=" + url.QueryEscape(`{"objectType":"Group","member":[{"mbox":"mailto:a@conformance.example"}]}`),
		"statementId=", "statementId=1", "statementId={" + badID + "}", "voidedStatementId=x", "statementId=" + badID + "&voidedStatementId=" + badID, "statementId=" + badID + "&limit=1",
		"statementId=" + badID, "voidedStatementId=" + badID, "more=forged", "method=GET",
	} {
		list = append(list, badRequest{name: "parameter: GET ?" + query, method: "GET", target: "/statements?" + query})
	}
	for _, query := range []string{"", "?statementId=", "?statementId=1", "?statementId=" + badID + "&statementId=" + badID, "?statementId=" + badID + "&foo=bar", "?StatementId=" + badID} {
		list = append(list, badRequest{name: "parameter: PUT " + query, method: "PUT", target: "/statements" + query, body: "{}"})
	}
	for _, target := range []string{"/activities", "/activities?activityId=", "/activities?activityId=one", "/activities?activityid=x", "/agents", "/agents?agent=", "/agents?agent=%7B%7D", "/agents?agent=x", "/about?x=1"} {
		list = append(list, badRequest{name: "parameter: GET " + target, method: "GET", target: target})
	}
	return append(list,
		badRequest{name: "parameter: POST with a statementId", method: "POST", target: "/statements?statementId=" + badID, body: "[]"},
		badRequest{name: "parameter: PUT of an array", method: "PUT", target: "/statements?statementId=" + badID, body: "[]"},
		badRequest{name: "parameter: too many", method: "GET", target: "/statements?" + strings.Repeat("limit=1&", 100)},
	)
}

// badMultipart are multipart bodies that break MP-03 to MP-09.
func badMultipart(t *testing.T) []badRequest {
	t.Helper()
	statement := withAttachments(t, simple, attachment(canary))
	hash, binary, text := "X-Experience-API-Hash: "+sha256Hex(canary), "Content-Transfer-Encoding: binary", "Content-Type: text/plain"
	data := func(headers ...string) part { return part{headers, canary} }
	whole := mixed(jsonPart(statement), data(text, binary, hash))
	var list []badRequest
	add := func(name, contentType, body string) {
		list = append(list, badRequest{name: "multipart: " + name, method: "POST", target: "/statements", body: body, header: []string{"Content-Type: " + contentType}})
	}
	for _, contentType := range []string{"multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=\"" + strings.Repeat("x", 80) + "\"", "multipart/mixed; boundary=a{b", "multipart/mixed; boundary", "multipart/mixed; boundary=else", "multipart/related; boundary=" + boundary} {
		add("type "+contentType, contentType, whole)
	}
	for _, m := range [][2]string{
		{"no parts", "\r\n--" + boundary + "--\r\n"},
		{"text only", canary},
		{"no closing boundary", strings.TrimSuffix(whole, "--\r\n")},
		{"cut off", whole[:len(whole)-60]},
		{"line feeds", strings.ReplaceAll(whole, "\r\n", "\n")},
		{"header without colon", mixed(part{[]string{"Content-Type"}, statement})},
		{"header with a space in its name", mixed(part{[]string{"Content Type: application/json"}, statement})},
		{"header twice", mixed(part{[]string{"Content-Type: application/json", "content-type: text/plain"}, statement})},
		{"control character in a header", mixed(part{[]string{"Content-Type: application/json\x01"}, statement})},
		{"headers that do not end", "\r\n--" + boundary + "\r\nContent-Type: application/json"},
		{"long headers", mixed(part{[]string{"X: " + strings.Repeat("x", 20000)}, statement})},
		{"first part text", mixed(part{[]string{"Content-Type: text/plain"}, statement})},
		{"first part without type", mixed(part{nil, statement})},
		{"first part no JSON", mixed(jsonPart(statement[:20]))},
		{"statements in two parts", mixed(jsonPart(simple), jsonPart(simple))},
		{"no hash", mixed(jsonPart(statement), data(text, binary))},
		{"empty hash", mixed(jsonPart(statement), data(text, binary, "X-Experience-API-Hash:"))},
		{"hash that is none", mixed(jsonPart(statement), data(text, binary, "X-Experience-API-Hash: "+canary))},
		{"hash of other bytes", mixed(jsonPart(statement), data(text, binary, "X-Experience-API-Hash: "+sha256Hex("x")))},
		{"no transfer encoding", mixed(jsonPart(statement), data(text, hash))},
		{"base64", mixed(jsonPart(statement), data(text, "Content-Transfer-Encoding: base64", hash))},
		{"wrong length", mixed(jsonPart(statement), data(text, binary, hash, "Content-Length: 3"))},
		{"length that is no number", mixed(jsonPart(statement), data(text, binary, hash, "Content-Length: x"))},
		{"another type", mixed(jsonPart(statement), data("Content-Type: text/html", binary, hash))},
		{"missing part", mixed(jsonPart(statement))},
		{"part for nothing", mixed(jsonPart(simple), data(text, binary, hash))},
		{"too many parts", mixed(append([]part{jsonPart(statement)}, slices.Repeat([]part{data(text, binary, hash)}, 30)...)...)},
		{"bad statement", mixed(jsonPart(edited(t, statement, del("/verb"))), data(text, binary, hash))},
		{"signature that is none", strings.NewReplacer("https://conformance.example/attachments/note", signatureUsage, "text/plain", "application/octet-stream").Replace(whole)},
		{"signature of another type", strings.Replace(whole, "https://conformance.example/attachments/note", signatureUsage, 1)},
	} {
		add(m[0], "multipart/mixed; boundary="+boundary, m[1])
	}
	return list
}

// badDocuments are bad requests to the document resources.
func badDocuments() []badRequest {
	agent, activity := "agent="+url.QueryEscape(badAgent), "activityId="+url.QueryEscape(badActivity)
	state := "/activities/state?" + activity + "&" + agent
	profile := "/agents/profile?" + agent
	request := func(name, method, target, body string, header ...string) badRequest {
		return badRequest{name: "document: " + name, method: method, target: target, body: body, header: header}
	}
	return []badRequest{
		request("PUT without stateId", "PUT", state, "{}"), request("POST without stateId", "POST", state, "{}"), request("empty stateId", "PUT", state+"&stateId=", "{}"),
		request("PUT without agent", "PUT", "/activities/state?stateId=x&"+activity, "{}"), request("PUT without activityId", "PUT", "/activities/state?stateId=x&"+agent, "{}"),
		request("bad agent", "PUT", "/activities/state?stateId=x&agent=x&"+activity, "{}"), request("anonymous agent", "PUT", "/activities/state?stateId=x&"+activity+"&agent="+url.QueryEscape(crowd), "{}"),
		request("bad activityId", "PUT", "/activities/state?stateId=x&activityId=x&"+agent, "{}"), request("bad registration", "PUT", state+"&stateId=x&registration=1", "{}"),
		request("since with stateId", "GET", state+"&stateId=x&since=2026-01-01T00:00:00Z", ""), request("bad since", "GET", state+"&since=x", ""), request("since on DELETE", "DELETE", state+"&since=2026-01-01T00:00:00Z", ""),
		request("unknown parameter", "GET", state+"&profileId=x", ""), request("absent", "GET", state+"&stateId=absent", ""), request("POST of broken JSON", "POST", state+"&stateId=x", `{"a":"`+canary),
		request("POST of an array onto an object", "POST", state+"&stateId=seed", `["`+canary+`"]`), request("POST of text onto JSON", "POST", state+"&stateId=seed", canary, "Content-Type: text/plain"),
		request("wrong If-Match", "PUT", state+"&stateId=seed", "{}", `If-Match: "1234"`), request("If-Match onto nothing", "PUT", state+"&stateId=x", "{}", `If-Match: "1234"`),
		request("If-Match that is no tag", "PUT", state+"&stateId=seed", "{}", "If-Match: 1234"), request("If-None-Match onto a document", "PUT", state+"&stateId=seed", "{}", "If-None-Match: *"),
		request("wrong If-Match of DELETE", "DELETE", state+"&stateId=seed", "", `If-Match: "1234"`), request("PUT without precondition", "PUT", profile+"&profileId=seed", "{}"),
		{name: "document: PUT of a new profile without precondition", method: "PUT", target: profile + "&profileId=x", body: "{}", only: v1},
		{name: "document: PUT of a state without precondition", method: "PUT", target: state + "&stateId=seed", body: "{}", only: v2},
		request("DELETE without profileId", "DELETE", profile, ""), request("PUT without profileId", "PUT", profile, "{}"), request("profile of no agent", "GET", "/agents/profile", ""),
		request("agent of an activity profile", "GET", "/activities/profile?"+activity+"&"+agent, ""), request("too large", "PUT", state+"&stateId=x", strings.Repeat("x", 1<<16+1), "Content-Type: text/plain"),
	}
}

// badForms are bad requests in the alternate request syntax.
func badForms() []badRequest {
	form := func(name, method, body string, header ...string) badRequest {
		return badRequest{
			name: "form: " + name, method: "POST", target: "/statements?" + method, body: body, only: v1,
			header: append([]string{"Content-Type: application/x-www-form-urlencoded"}, header...),
		}
	}
	return []badRequest{
		form("method twice", "method=PUT&method=PUT", "content="+canary), form("another parameter", "method=PUT&statementId="+badID, "content="+canary), form("unknown method", "method=PATCH", "content="+canary),
		form("method in lower case", "method=get", "limit=1"), form("no method", "method=", "content="+canary), form("no content", "method=PUT", "statementId="+badID), form("content no JSON", "method=POST", "content="+canary+"&Content-Type=application/json"),
		form("content without type", "method=POST", "content="+canary), form("content twice", "method=POST", "content="+canary+"&content="+canary), form("version twice", "method=GET", "X-Experience-API-Version=1.0.3&X-Experience-API-Version=1.0.3"),
		form("bad version", "method=GET", "X-Experience-API-Version=0.8&limit="+canary), form("bad credentials", "method=GET", "Authorization=Basic+wrong-secret"), form("unknown field", "method=GET", "foo="+canary),
		form("field twice", "method=GET", "limit=1&limit=2"), form("broken escape", "method=GET", "verb="+canary+"%zz"), form("not UTF-8", "method=POST", "content=%e9"+canary),
		form("multipart in a form", "method=POST", "content="+canary+"&Content-Type=multipart/mixed%3B+boundary%3Dx"), form("DELETE of statements", "method=DELETE", "x="+canary),
		{name: "form: that says JSON", method: "POST", target: "/statements?method=PUT", body: `{"x":"` + canary + `"}`, only: v1},
		{name: "form: in 2.0", method: "POST", target: "/statements?method=GET", body: "limit=1", header: []string{"Content-Type: application/x-www-form-urlencoded"}, only: v2},
	}
}

// badHTTP are requests that are wrong as HTTP: another path, another method,
// or bytes that net/http would not send.
func badHTTP() []badRequest {
	request := func(name, method, target string, header ...string) badRequest {
		return badRequest{name: "http: " + name, method: method, target: target, header: header}
	}
	return []badRequest{
		request("no resource", "GET", ""), request("unknown resource", "GET", "/statement"), request("resource in upper case", "GET", "/STATEMENTS"), request("path that climbs", "GET", "/../statements"),
		request("NUL in the path", "GET", "/statements%00"),
		request("DELETE of statements", "DELETE", "/statements"), request("PATCH", "PATCH", "/statements"), request("POST to about", "POST", "/about"), request("PUT to activities", "PUT", "/activities"), request("TRACE", "TRACE", "/statements"), request("unknown method", "FROBNICATE", "/statements"),
		request("method in lower case", "get", "/statements"), request("broken escape in the path", "GET", "/%zz"), request("no host", "GET", "/statements", "-Host"), request("two hosts", "GET", "/statements", "Host: a", "Host: b"),
		request("header without colon", "GET", "/statements", "Nonsense"), request("space before the colon", "GET", "/statements", "Accept : text/plain"), request("control character in a header", "GET", "/statements", "Accept: a\x01b"),
		request("negative length", "POST", "/statements", "Content-Length: -1"), request("two lengths", "POST", "/statements", "Content-Length: 1", "Content-Length: 2"), request("length that is no number", "POST", "/statements", "Content-Length: ten"),
		request("broken chunk", "POST", "/statements", "Content-Type: application/json", "Transfer-Encoding: chunked", "", "zz"), request("unknown transfer coding", "POST", "/statements", "Transfer-Encoding: secret"),
		request("unknown expectation", "POST", "/statements", "Expect: the-unexpected"), request("head too large", "GET", "/statements", "X-Long: "+strings.Repeat("x", 300<<10)),
	}
}
