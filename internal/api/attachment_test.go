package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
)

// attach stores a statement with attachments, and returns the digest of each.
func (w *world) attach(n int, contents map[string]string) map[string]string {
	w.t.Helper()
	digests := make(map[string]string)
	var declared, parts []string
	for contentType, content := range contents {
		sum := sha256.Sum256([]byte(content))
		digest := hex.EncodeToString(sum[:])
		digests[contentType] = digest
		declared = append(declared, fmt.Sprintf(`{"usageType":"https://example.org/evidence","display":{"en":"Evidence"},"contentType":%q,"length":%d,"sha2":%q}`,
			contentType, len(content), digest))
		parts = append(parts, "--b\r\nContent-Type: "+contentType+"\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: "+digest+"\r\n\r\n"+content+"\r\n")
	}
	body := "--b\r\nContent-Type: application/json\r\n\r\n" +
		statement(n, person("ann"), passed, fire, `,"attachments":[`+strings.Join(declared, ",")+`]`) + "\r\n" + strings.Join(parts, "") + "--b--\r\n"
	if r := w.post("multipart/mixed; boundary=b", body); r.StatusCode != http.StatusOK {
		w.t.Fatalf("attach: %d %s", r.StatusCode, r.body)
	}
	w.settle()
	return digests
}

const (
	png    = "\x89PNG\r\n\x1a\n not really a picture"
	script = `<html><script>fetch("/api/v1/session")</script></html>`
	svg    = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
)

// What is attached is shown only where it cannot run, and in no case does it run:
// whatever the statement calls it, and whatever whoever asks calls it.
func TestAttachmentsCannotRun(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		sound := "RIFF\x00\x00\x00\x00WAVEfmt " + strings.Repeat("sound ", 1000)
		contents := map[string]string{
			"image/png": png, "text/html": script, "image/svg+xml": svg, "application/javascript": "alert(1)",
			"audio/wav": sound, "application/pdf": "%PDF-1.7 a page", "application/xhtml+xml": script + " ",
		}
		digests := w.attach(1, contents)
		var c card
		w.ask(http.StatusOK, access.RoleOwner, "statements/"+id(1), &c)
		if len(c.Attachments) != len(contents) || c.Line.Attachments != len(contents) || !c.Attachments[0].Here || c.Attachments[0].Display != "Evidence" {
			t.Errorf("the card has the attachments %+v", c.Attachments)
		}
		for contentType, content := range contents {
			inline := contentType == "image/png" || contentType == "audio/wav" || contentType == "application/pdf"
			for _, path := range []string{
				"attachments/" + digests[contentType],
				"attachments/" + digests[contentType] + "?type=" + strings.ReplaceAll(contentType, "+", "%2B") + "&name=proof.bin",
				"attachments/" + digests[contentType] + "?type=text/html",
				"attachments/" + digests[contentType] + "?type=image/svg%2Bxml",
			} {
				r := w.ask(http.StatusOK, access.RoleOwner, path, nil)
				if string(r.body) != content {
					t.Errorf("%s: other bytes", path)
				}
				h := r.Header
				if h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" || h.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("%s has the headers %v", path, h)
				}
				shown, disposition := h.Get("Content-Type"), h.Get("Content-Disposition")
				asked := strings.Contains(path, "text/html") || strings.Contains(path, "svg")
				if want := inline && !asked; strings.HasPrefix(disposition, "inline") != want {
					t.Errorf("%s (%s) is shown as %q, %q", path, contentType, shown, disposition)
				}
				for _, never := range []string{"html", "svg", "xml", "javascript", "text/"} {
					if strings.Contains(shown, never) {
						t.Errorf("%s (%s) has the type %s", path, contentType, shown)
					}
				}
				if strings.Contains(path, "name=") && !strings.Contains(disposition, "filename=proof.bin") {
					t.Errorf("%s is saved as %q", path, disposition)
				}
			}
		}
		r := w.ask(http.StatusPartialContent, access.RoleOwner, "attachments/"+digests["audio/wav"], nil, "Range", "bytes=10-19")
		if string(r.body) != sound[10:20] || r.Header.Get("Content-Range") != fmt.Sprintf("bytes 10-19/%d", len(sound)) {
			t.Errorf("a part: %q %v", r.body, r.Header)
		}
		w.ask(http.StatusNotModified, access.RoleOwner, "attachments/"+digests["audio/wav"], nil, "If-None-Match", `"`+digests["audio/wav"]+`"`)
		w.ask(http.StatusRequestedRangeNotSatisfiable, access.RoleOwner, "attachments/"+digests["audio/wav"], nil, "Range", "bytes=99999-")
		w.ask(http.StatusNotFound, access.RoleOwner, "attachments/"+strings.Repeat("a", 64), nil)
		w.ask(http.StatusNotFound, access.RoleOwner, "attachments/nothing", nil)
		w.ask(http.StatusForbidden, access.RoleManager, "attachments/"+digests["image/png"], nil)
	})
}
