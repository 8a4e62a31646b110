package lrs_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// attachment returns the attachment object of some text.
func attachment(content []byte, fileURL string) string {
	if fileURL != "" {
		fileURL = `,"fileUrl":"` + fileURL + `"`
	}
	return fmt.Sprintf(`{"usageType":"http://example.org/usage","display":{"en":"text"},"contentType":"text/plain","length":%d,"sha2":"%s"%s}`,
		len(content), lrs.SHA2(content, 64), fileURL)
}

func attached(verb string, contents ...string) lrs.Submission {
	submission := lrs.Submission{Version: xapi.Version2, Multipart: true}
	objects := ""
	for _, content := range contents {
		if objects != "" {
			objects += ","
		}
		objects += attachment([]byte(content), "")
		submission.Parts = append(submission.Parts, lrs.Part{
			ContentType: "text/plain", Hash: lrs.SHA2([]byte(content), 64), ContentLength: -1, Content: []byte(content),
		})
	}
	submission.Body = []byte(statement("a", verb, `,"attachments":[`+objects+`]`))
	return submission
}

func contents(data []lrs.AttachedData) (texts []string) {
	for _, d := range data {
		texts = append(texts, string(d.Content))
	}
	return texts
}

// GS-30, GS-31, MP-10: bytes come back, each digest once, only when asked for.
func TestAttachmentsComeBack(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	ids, err := b.tryStore(caller, attached("first", "one\x00\r\n", "two"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.tryStore(caller, attached("second", "two", "three")); err != nil {
		t.Fatal(err)
	}
	b.store(caller, statement("a", "third", `,"attachments":[`+attachment([]byte("elsewhere"), "http://example.org/file")+`]`))

	asked := lrs.Rendering{Attachments: true}
	single, err := b.Statement(t.Context(), caller, ids[0], false, asked)
	if err != nil {
		t.Fatal(err)
	}
	if got := contents(single.Attached); len(got) != 2 || got[0] != "one\x00\r\n" || got[1] != "two" {
		t.Errorf("the statement came with %q, want its two attachments", got)
	}
	if got := single.Attached[0]; got.ContentType != "text/plain" || got.SHA2 != lrs.SHA2(got.Content, 64) {
		t.Errorf("the attachment is described as %s, %s", got.ContentType, got.SHA2)
	}
	all := b.find(caller, lrs.Selection{}, asked)
	if got := contents(all.result.Attached); len(got) != 3 || got[0] != "two" || got[1] != "three" || got[2] != "one\x00\r\n" {
		t.Errorf("the list came with %q, want two, three and one, each once", got)
	}
	if got := b.find(caller, lrs.Selection{}, lrs.Rendering{}); len(got.result.Attached) != 0 {
		t.Errorf("%d attachments came unasked", len(got.result.Attached))
	}
	// With paging only those of the page, and more keeps the setting.
	paged := b.find(caller, lrs.Selection{Limit: 2}, asked)
	rest := b.more(caller, paged)
	if got := contents(rest.result.Attached); len(got) != 2 || !rest.result.Rendering.Attachments {
		t.Errorf("the second page came with %q, want those of its statement", got)
	}
}

// What one store holds, no other can read, even with the hash.
func TestAttachmentsBelongToOneStore(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	if _, err := b.tryStore(caller, attached("first", "secret")); err != nil {
		t.Fatal(err)
	}
	other := caller
	other.Store = 2
	ids := b.store(other, statement("a", "claims", `,"attachments":[`+attachment([]byte("secret"), "http://example.org/file")+`]`))
	result, err := b.Statement(t.Context(), other, ids[0], false, lrs.Rendering{Attachments: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Attached) != 0 {
		t.Errorf("another store's bytes were given out: %q", result.Attached[0].Content)
	}
}

func TestPageIsCutShortWhenItsAttachmentsAreLarge(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	large := func(c byte) string { return string(bytes.Repeat([]byte{c}, 40<<20)) }
	for _, content := range []string{large('a'), large('b'), "small"} {
		if _, err := b.tryStore(caller, attached("v"+content[:1], content)); err != nil {
			t.Fatal(err)
		}
	}
	first := b.find(caller, lrs.Selection{}, lrs.Rendering{Attachments: true})
	if got := first.verbs(); got != "vs vb" || len(first.result.Attached) != 2 {
		t.Fatalf("the first page is %q with %d attachments, want what fits", got, len(first.result.Attached))
	}
	second := b.more(caller, first)
	if got := second.verbs(); got != "va" || len(second.result.Attached) != 1 || *second.More != "" {
		t.Errorf("the second page is %q with %d attachments, want the rest", got, len(second.result.Attached))
	}
}

// sign returns the JWS of a payload, without a certificate.
func sign(t *testing.T, payload string) []byte {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return []byte(text + "." + base64.RawURLEncoding.EncodeToString(signature))
}

func signed(jws []byte, verb string) lrs.Submission {
	object := fmt.Sprintf(`{"usageType":%q,"display":{"en":"signature"},"contentType":"application/octet-stream","length":%d,"sha2":"%s"}`,
		xapi.SignatureUsageType, len(jws), lrs.SHA2(jws, 64))
	return lrs.Submission{
		Version: xapi.Version2, Multipart: true, Body: []byte(statement("a", verb, `,"attachments":[`+object+`]`)),
		Parts: []lrs.Part{{ContentType: "application/octet-stream", Hash: lrs.SHA2(jws, 64), ContentLength: -1, Content: jws}},
	}
}

// SG-01, SG-06, SG-08, SG-09
func TestSignedStatements(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	jws := sign(t, statement("a", "signed", ""))
	ids, err := b.tryStore(caller, signed(jws, "signed"))
	if err != nil {
		t.Fatal(err)
	}
	result, err := b.Statement(t.Context(), caller, ids[0], false, lrs.Rendering{Attachments: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Attached) != 1 || !bytes.Equal(result.Attached[0].Content, jws) {
		t.Error("the signature did not come back byte for byte")
	}
	_, err = b.tryStore(caller, signed(jws, "changed"))
	expectKind(t, err, problem.Invalid)
	_, err = b.tryStore(caller, signed([]byte("not.a.jws"), "signed"))
	expectKind(t, err, problem.Invalid)
}
