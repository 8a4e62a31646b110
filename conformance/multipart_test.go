package conformance

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// part is a part of a multipart body, its headers as written.
type part struct {
	headers []string
	content string
}

const boundary = "----conformance-boundary"

// mixed joins parts into a body, with CRLF before the first boundary as some
// clients send it.
func mixed(parts ...part) string {
	var body strings.Builder
	for _, p := range parts {
		body.WriteString("\r\n--" + boundary + "\r\n")
		for _, header := range p.headers {
			body.WriteString(header + "\r\n")
		}
		body.WriteString("\r\n" + p.content)
	}
	return body.String() + "\r\n--" + boundary + "--\r\n"
}

func jsonPart(statement string) part {
	return part{[]string{"Content-Type:application/json"}, statement}
}

func sha256Hex(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func dataPart(content string) part {
	return part{[]string{"Content-Type:text/plain", "Content-Transfer-Encoding:binary", "X-Experience-API-Hash:" + sha256Hex(content)}, content}
}

// attachment returns the attachment object for content that is sent along.
func attachment(content string) string {
	return fmt.Sprintf(`{"usageType":"https://conformance.example/attachments/note","display":{"en":"Note"},"contentType":"text/plain","length":%d,"sha2":%q}`,
		len(content), sha256Hex(content))
}

func withAttachments(t *testing.T, statement string, attachments ...string) string {
	t.Helper()
	return edited(t, statement, set("/attachments", "["+strings.Join(attachments, ",")+"]"))
}

func (c client) postMixed(t *testing.T, body string) response {
	t.Helper()
	return c.send(t, request{
		method: http.MethodPost, path: "/statements", body: body,
		header: map[string]string{"Content-Type": "multipart/mixed; boundary=" + boundary},
	})
}

// received is a part of a multipart answer.
type received struct {
	header  map[string][]string
	content string
}

// parts takes a multipart answer apart (GS-30): its boundary is the first
// parameter, and every part is complete.
func (r response) parts() []received {
	r.t.Helper()
	media, parameters, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err != nil || media != "multipart/mixed" || !strings.HasPrefix(r.header.Get("Content-Type"), "multipart/mixed; boundary=") {
		r.t.Fatalf("want multipart/mixed with a boundary:\n%s", r)
	}
	var parts []received
	reader := multipart.NewReader(bytes.NewReader(r.body), parameters["boundary"])
	for {
		p, err := reader.NextRawPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			r.t.Fatalf("part %d: %v\n%s", len(parts), err, r)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			r.t.Fatalf("part %d: %v\n%s", len(parts), err, r)
		}
		parts = append(parts, received{p.Header, string(content)})
	}
}

func (p received) wantData(t *testing.T, content, contentType string) {
	t.Helper()
	if p.content != content {
		t.Errorf("the attachment came back as %d bytes %q, want %d bytes %q", len(p.content), shortened(p.content), len(content), shortened(content))
	}
	for name, want := range map[string]string{"Content-Type": contentType, "Content-Transfer-Encoding": "binary", "X-Experience-Api-Hash": sha256Hex(content)} {
		if got := strings.Join(p.header[name], ","); got != want {
			t.Errorf("the part's %s is %q, want %q", name, got, want)
		}
	}
}

// awkward holds every byte value, line ends and something like a boundary.
func awkward() string {
	var all strings.Builder
	for b := range 256 {
		all.WriteByte(byte(b))
	}
	return all.String() + "\r\n--" + boundary + "x\r\n\n\r\r\n--\r\n"
}

func TestAttachmentsComeBackByteForByte(t *testing.T) {
	t.Parallel()
	eachVersion(t, "MP-03 MP-05 MP-06 GS-30 GS-31 MP-01", func(t *testing.T, c client) {
		for name, content := range map[string]string{
			"text": "here is a simple attachment", "empty": "", "crlf": "\r\n", "bytes": awkward()[:256] + run, "large": strings.Repeat("0123456789abcdef", 1<<16) + run,
		} {
			t.Run(name, func(t *testing.T) {
				statement := withAttachments(t, simple, attachment(content))
				id := c.postMixed(t, mixed(jsonPart(statement), dataPart(content))).want(http.StatusOK).strings()[0]
				answer := c.get(t, "/statements", "statementId", id, "attachments", "true").want(http.StatusOK)
				parts := answer.parts()
				if len(parts) != 2 {
					t.Fatalf("got %d parts, want the statement and its attachment:\n%s", len(parts), answer)
				}
				if got := at(decode(t, parts[0].content), "/id"); got != id {
					t.Errorf("the first part holds the statement %v, want %s", got, id)
				}
				parts[1].wantData(t, content, "text/plain")
				if count := bytes.Count(answer.body, []byte(sha256Hex(content))); count != 2 {
					t.Errorf("the hash stands %d times in the answer, want 2", count)
				}
				wantSame(t, "attachments without the data", c.fetch(t, id, "attachments", "false")["attachments"], at(decode(t, statement), "/attachments"))
			})
		}
	})
}

func TestPUTTakesAttachments(t *testing.T) {
	t.Parallel()
	eachVersion(t, "MP-01 MP-06", func(t *testing.T, c client) {
		content, id := "put "+newUUID(), newUUID()
		c.send(t, request{
			method: http.MethodPut, path: "/statements", query: params("statementId", id),
			header: map[string]string{"Content-Type": `multipart/mixed; charset=UTF-8; boundary="` + boundary + `"`},
			body:   mixed(jsonPart(withAttachments(t, simple, attachment(content))), dataPart(content)),
		}).want(http.StatusNoContent)
		c.get(t, "/statements", "statementId", id, "attachments", "true").want(http.StatusOK).parts()[1].wantData(t, content, "text/plain")
	})
}

func TestMultipartRequests(t *testing.T) {
	t.Parallel()
	content := "here is a simple attachment"
	statement := withAttachments(t, simple, attachment(content))
	linked := edited(t, statement, set("/attachments/0/fileUrl", `"https://conformance.example/note.txt"`))
	data := func(headers ...string) part { return part{headers, content} }
	hash, binary, text := "X-Experience-API-Hash: "+sha256Hex(content), "Content-Transfer-Encoding: binary", "Content-Type: text/plain"
	other := dataPart("something else")
	for _, test := range []struct {
		name, rules string
		status      int
		body        string
	}{
		{"as it should be", "MP-03", 200, mixed(jsonPart(statement), data(text, binary, hash))},
		{"headers in other case and order", "MP-03", 200, mixed(jsonPart(statement), data("x-experience-api-hash:"+sha256Hex(content), "CONTENT-transfer-ENCODING:\tBinary", text))},
		{"no empty line before the first boundary", "MP-03", 200, strings.TrimPrefix(mixed(jsonPart(statement), data(text, binary, hash)), "\r\n")},
		{"preamble and epilogue", "MP-03", 200, "preamble" + mixed(jsonPart(statement), data(text, binary, hash)) + "epilogue"},
		{"parameters of the first part's type", "MP-04", 200, mixed(part{[]string{"Content-Type: application/json; charset=UTF-8"}, statement}, data(text, binary, hash))},
		{"a batch", "MP-04", 200, mixed(jsonPart("["+statement+","+simple+"]"), data(text, binary, hash))},
		{"one part for two attachments", "MP-10", 200, mixed(jsonPart("["+statement+","+statement+"]"), data(text, binary, hash))},
		{"a part for an attachment with fileUrl", "MP-10", 200, mixed(jsonPart(linked), data(text, binary, hash))},
		{"no attachments", "MP-11", 200, mixed(jsonPart(simple))},
		{"fileUrl only", "MP-11", 200, mixed(jsonPart(linked))},
		{"inside a SubStatement", "MP-12", 200, mixed(jsonPart(inSubStatement(t, statement)), data(text, binary, hash))},
		{"inside a SubStatement without the part", "MP-12 MP-07", 400, mixed(jsonPart(inSubStatement(t, statement)))},
		{"right Content-Length", "MP-09 QX-14", 200, mixed(jsonPart(statement), data(text, binary, hash, "Content-Length: "+strconv.Itoa(len(content))))},
		{"wrong Content-Length", "MP-09 QX-14", 400, mixed(jsonPart(statement), data(text, binary, hash, "Content-Length: 26"))},
		{"Content-Type without the parameters of contentType", "MP-09", 200, mixed(jsonPart(edited(t, statement, set("/attachments/0/contentType", `"text/plain; charset=ascii"`))), data(text, binary, hash))},
		{"another Content-Type", "MP-09", 400, mixed(jsonPart(statement), data("Content-Type: text/html", binary, hash))},
		{"length in the statement that is not the bytes'", "MP-09 QX-14", 200, mixed(jsonPart(edited(t, statement, set("/attachments/0/length", "26"))), data(text, binary, hash))},
		{"upper-case hash", "MP-06 AT-03", 200, mixed(jsonPart(statement), data(text, binary, "X-Experience-API-Hash: "+strings.ToUpper(sha256Hex(content))))},
		{"wrong hash in the header", "MP-06", 400, mixed(jsonPart(statement), data(text, binary, "X-Experience-API-Hash: "+sha256Hex("x")))},
		{"hash of other bytes in both", "MP-06", 400, mixed(jsonPart(edited(t, statement, set("/attachments/0/sha2", `"`+sha256Hex("x")+`"`))), data(text, binary, "X-Experience-API-Hash: "+sha256Hex("x")))},
		{"no hash", "MP-05", 400, mixed(jsonPart(statement), data(text, binary))},
		{"empty hash", "MP-05", 400, mixed(jsonPart(statement), data(text, binary, "X-Experience-API-Hash:"))},
		{"no transfer encoding", "MP-05", 400, mixed(jsonPart(statement), data(text, hash))},
		{"base64", "MP-05", 400, mixed(jsonPart(statement), data(text, "Content-Transfer-Encoding: base64", hash))},
		{"missing part", "MP-07", 400, mixed(jsonPart(statement))},
		{"another part instead", "MP-07 MP-08", 400, mixed(jsonPart(statement), other)},
		{"part too many", "MP-08", 400, mixed(jsonPart(statement), data(text, binary, hash), other)},
		{"part for nothing", "MP-08", 400, mixed(jsonPart(simple), other)},
		{"first part is text", "MP-04", 400, mixed(part{[]string{"Content-Type: text/plain"}, statement}, data(text, binary, hash))},
		{"first part without a type", "MP-04", 400, mixed(part{nil, statement}, data(text, binary, hash))},
		{"data first", "MP-04", 400, mixed(data(text, binary, hash), jsonPart(statement))},
		{"statements in two parts", "MP-04", 400, mixed(jsonPart(simple), jsonPart(statement), data(text, binary, hash))},
		{"first part not JSON", "MP-04 GEN-01", 400, mixed(jsonPart(statement+"{"), data(text, binary, hash))},
		{"bad statement", "MP-04", 400, mixed(jsonPart(edited(t, statement, del("/verb"))), data(text, binary, hash))},
		{"no close delimiter", "MP-03", 400, strings.TrimSuffix(mixed(jsonPart(statement), data(text, binary, hash)), "--\r\n")},
		{"cut off in a part", "MP-03", 400, mixed(jsonPart(statement), data(text, binary, hash))[:600]},
		{"no parts", "MP-03", 400, "\r\n--" + boundary + "--\r\n"},
		{"empty body", "MP-03", 400, ""},
		{"another boundary", "MP-03", 400, strings.ReplaceAll(mixed(jsonPart(statement)), boundary, "else")},
		{"line feeds only", "MP-03", 400, strings.ReplaceAll(mixed(jsonPart(statement), data(text, binary, hash)), "\r\n", "\n")},
		{"no boundary between the parts", "MP-03", 400, strings.Replace(mixed(jsonPart(statement), data(text, binary, hash)), "\r\n--"+boundary+"\r\nContent-Type: text", "\r\nContent-Type: text", 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			eachVersion(t, test.rules, func(t *testing.T, c client) {
				c.postMixed(t, test.body).want(test.status)
			})
		})
	}
}

func TestContentTypesOfStatements(t *testing.T) {
	t.Parallel()
	body := mixed(jsonPart(simple))
	for contentType, status := range map[string]int{
		"application/json": 200, "application/json; charset=UTF-8": 200, "Application/JSON": 200,
		"multipart/mixed; boundary=" + boundary: 200, "multipart/mixed;charset=x;BOUNDARY=\"" + boundary + "\"": 200,
		"multipart/form-data; boundary=" + boundary: 400, "multipart/related; boundary=" + boundary: 400, "multipart/mixed": 400, "multipart/mixed; boundary=": 400,
		"multipart/mixed; boundary=\"\"": 400, "text/plain": 400, "application/xml": 400, "application/ld+json": 400, "application/octet-stream": 400,
		"application/x-www-form-urlencoded": 400, "": 400, "json": 400, "application/json, text/plain": 400, ";": 400,
	} {
		t.Run(contentType, func(t *testing.T) {
			eachVersion(t, "MP-01 MP-03", func(t *testing.T, c client) {
				sent := body
				if !strings.HasPrefix(contentType, "multipart") {
					sent = simple
				}
				for _, r := range []request{
					{method: http.MethodPost, path: "/statements"},
					{method: http.MethodPut, path: "/statements", query: params("statementId", newUUID())},
				} {
					want := status
					if r.method == http.MethodPut && status == 200 {
						want = http.StatusNoContent
					}
					r.header, r.body = map[string]string{"Content-Type": contentType}, sent
					c.send(t, r).want(want)
				}
			})
		})
	}
}

func TestContentThatDoesNotFitItsTypeIsRefused(t *testing.T) {
	t.Parallel()
	inVersion(t, v1, "HT-08", func(t *testing.T, c client) {
		c.post(t, "/statements", mixed(jsonPart(simple))).want(http.StatusBadRequest)
		c.postMixed(t, simple).want(http.StatusBadRequest)
	})
}

func TestAttachmentsOfAPage(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-30 QX-13 PG-04", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		about := edited(t, simple, set("/verb/id", `"`+verb+`"`))
		first, second, both := "first "+run+verb, "second "+run+verb, "shared "+run+verb
		c.postMixed(t, mixed(jsonPart(withAttachments(t, about, attachment(first), attachment(both))), dataPart(first), dataPart(both))).want(http.StatusOK)
		c.postMixed(t, mixed(jsonPart(withAttachments(t, about, attachment(both), attachment(second))), dataPart(both), dataPart(second))).want(http.StatusOK)
		linked := edited(t, attachment("elsewhere "+run+verb), set("/fileUrl", `"https://conformance.example/elsewhere"`))
		none := c.store(t, withAttachments(t, about, linked))[0]

		parts := c.get(t, "/statements", "verb", verb, "attachments", "true").want(http.StatusOK).parts()
		if len(parts) != 4 {
			t.Fatalf("got %d parts, want the statements and three distinct attachments", len(parts))
		}
		alone := c.get(t, "/statements", "statementId", none, "attachments", "true").want(http.StatusOK).parts()
		if len(alone) != 1 || at(decode(t, alone[0].content), "/id") != none {
			t.Errorf("a statement with nothing attached gave %d parts, want one with the statement", len(alone))
		}
		empty := c.get(t, "/statements", "verb", newIRI("verbs"), "attachments", "true").want(http.StatusOK).parts()
		if len(empty) != 1 {
			t.Errorf("an empty page gave %d parts, want one", len(empty))
		}

		next := "/statements?" + params("verb", verb, "attachments", "true", "limit", "1", "ascending", "true").Encode()
		var seen [][]received
		for next != "" {
			page := c.send(t, request{method: http.MethodGet, path: next}).want(http.StatusOK)
			seen = append(seen, page.parts())
			more, _ := at(decode(t, page.parts()[0].content), "/more").(string)
			next = ""
			if more != "" {
				next = c.absolute(t, more)
			}
		}
		if len(seen) != 3 || len(seen[0]) != 3 || len(seen[1]) != 3 || len(seen[2]) != 1 {
			t.Fatalf("pages of one have %d pages, want 3 with 3, 3 and 1 parts", len(seen))
		}
	})
}

func TestEachSHA2WillDo(t *testing.T) {
	t.Parallel()
	eachVersion(t, "AT-03 MP-06", func(t *testing.T, c client) {
		content := "digested " + newUUID()
		s224, s256, s384, s512 := sha256.Sum224([]byte(content)), sha256.Sum256([]byte(content)), sha512.Sum384([]byte(content)), sha512.Sum512([]byte(content))
		for _, sum := range [][]byte{s224[:], s256[:], s384[:], s512[:]} {
			digest := strings.ToUpper(hex.EncodeToString(sum))
			statement := withAttachments(t, simple, edited(t, attachment(content), set("/sha2", `"`+digest+`"`)))
			data := part{[]string{"Content-Type: text/plain", "Content-Transfer-Encoding: binary", "X-Experience-API-Hash: " + strings.ToLower(digest)}, content}
			id := c.postMixed(t, mixed(jsonPart(statement), data)).want(http.StatusOK).strings()[0]
			parts := c.get(t, "/statements", "statementId", id, "attachments", "true").want(http.StatusOK).parts()
			if len(parts) != 2 || parts[1].content != content {
				t.Errorf("the data under %s did not come back", digest)
			}
		}
	})
}
