package conformance

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

const signatureUsage = "http://adlnet.gov/expapi/attachments/signature"

// signer is who signs statements in these tests.
type signer struct {
	key         *rsa.PrivateKey
	certificate string // base64 of DER
}

var signers = sync.OnceValue(func() [2]signer {
	var made [2]signer
	for i := range made {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		template := &x509.Certificate{
			SerialNumber: big.NewInt(int64(i + 1)), Subject: pkix.Name{CommonName: "signer"},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		if err != nil {
			panic(err)
		}
		made[i] = signer{key, base64.StdEncoding.EncodeToString(der)}
	}
	return made
})

var hashes = map[string]crypto.Hash{"RS256": crypto.SHA256, "RS384": crypto.SHA384, "RS512": crypto.SHA512}

// sign returns the JWS of a payload in compact serialisation.
func (s signer) sign(t *testing.T, header map[string]any, payload string) string {
	t.Helper()
	head, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	signed := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	hash, known := hashes[header["alg"].(string)]
	if !known {
		hash = crypto.SHA256
	}
	digest := hash.New()
	digest.Write([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, s.key, hash, digest.Sum(nil))
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// signatureAttachment returns the attachment object for a JWS.
func signatureAttachment(jws string) string {
	return strings.NewReplacer("https://conformance.example/attachments/note", signatureUsage, "text/plain", "application/octet-stream").Replace(attachment(jws))
}

func signaturePart(jws string) part {
	p := dataPart(jws)
	p.headers[0] = "Content-Type:application/octet-stream"
	return p
}

// signedBody returns a multipart request with the statement and its signature.
func signedBody(t *testing.T, statement, jws string) string {
	t.Helper()
	return mixed(jsonPart(withAttachments(t, statement, signatureAttachment(jws))), signaturePart(jws))
}

func rs256(certificates ...string) map[string]any {
	header := map[string]any{"alg": "RS256"}
	if len(certificates) > 0 {
		header["x5c"] = certificates
	}
	return header
}

func TestSignedStatements(t *testing.T) {
	t.Parallel()
	good, other := signers()[0], signers()[1]
	statement := edited(t, full, del("/attachments"))
	body := func(header map[string]any, payload string) string {
		return signedBody(t, statement, good.sign(t, header, payload))
	}
	raw := func(jws string) string { return signedBody(t, statement, jws) }
	compact := good.sign(t, rs256(good.certificate), statement)
	segments := strings.Split(compact, ".")
	with := func(header map[string]any, name string, value any) map[string]any {
		header[name] = value
		return header
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(3), NotAfter: time.Now().Add(time.Hour)}
	ecDER, err := x509.CreateCertificate(rand.Reader, template, template, &ecKey.PublicKey, ecKey)
	if err != nil {
		t.Fatal(err)
	}
	withSignature := withAttachments(t, statement, signatureAttachment(compact))
	for _, test := range []struct {
		name, rules string
		status      int
		body        string
	}{
		{"with the signer's certificate", "SG-01 SG-05 SG-07", 200, raw(compact)},
		{"without a certificate", "SG-08", 200, body(rs256(), statement)},
		{"RS384", "SG-04", 200, body(with(rs256(good.certificate), "alg", "RS384"), statement)},
		{"RS512", "SG-04", 200, body(with(rs256(good.certificate), "alg", "RS512"), statement)},
		{"HS256", "SG-04", 400, body(with(rs256(), "alg", "HS256"), statement)},
		{"no algorithm", "SG-04", 400, body(with(rs256(), "alg", "none"), statement)},
		{"PS256", "SG-04", 400, body(with(rs256(), "alg", "PS256"), statement)},
		{"ES256", "SG-04", 400, body(with(rs256(), "alg", "ES256"), statement)},
		{"another's certificate", "SG-07", 400, body(rs256(other.certificate), statement)},
		{"its certificate first", "SG-07", 200, body(rs256(good.certificate, other.certificate), statement)},
		{"its certificate second", "SG-07", 400, body(rs256(other.certificate, good.certificate), statement)},
		{"certificate that is none", "SG-07", 400, body(rs256("bm90IGEgY2VydGlmaWNhdGU="), statement)},
		{"certificate not in base64", "SG-07", 400, body(rs256("@@"), statement)},
		{"certificate of another kind of key", "SG-07", 400, body(rs256(base64.StdEncoding.EncodeToString(ecDER)), statement)},
		{"empty list of certificates", "SG-07", 400, body(with(rs256(), "x5c", []string{}), statement)},
		{"keys that are elsewhere", "SG-08 SE-04", 200, body(with(with(rs256(), "x5u", "https://conformance.example/cert"), "jku", "https://conformance.example/keys"), statement)},
		{"unknown critical header", "SG-08", 400, body(with(with(rs256(), "crit", []string{"exp"}), "exp", 1), statement)},
		{"changed signature", "SG-07", 400, raw(segments[0] + "." + segments[1] + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 256)))},
		{"payload of another statement", "SG-06", 400, body(rs256(good.certificate), edited(t, statement, set("/verb/id", `"https://conformance.example/verbs/asked"`)))},
		{"two segments", "SG-03", 400, raw(segments[0] + "." + segments[1])},
		{"four segments", "SG-03", 400, raw(compact + ".x")},
		{"padding", "SG-03", 400, raw(segments[0] + "=." + segments[1] + "." + segments[2])},
		{"line break", "SG-03", 400, raw(segments[0] + ".\n" + segments[1] + "." + segments[2])},
		{"not base64url", "SG-03", 400, raw(segments[0] + "." + segments[1] + ".+/")},
		{"header not JSON", "SG-03", 400, raw(base64.RawURLEncoding.EncodeToString([]byte("alg")) + "." + segments[1] + "." + segments[2])},
		{"header an array", "SG-03", 400, raw(base64.RawURLEncoding.EncodeToString([]byte(`["RS256"]`)) + "." + segments[1] + "." + segments[2])},
		{"payload not JSON", "SG-03", 400, body(rs256(), "statement")},
		{"payload cut off", "SG-03", 400, body(rs256(), statement[:len(statement)-1])},
		{"payload an array", "SG-03", 400, body(rs256(), "["+statement+"]")},
		{"payload no statement", "SG-03", 400, body(rs256(), `{}`)},
		{"empty", "SG-03", 400, raw("")},
		{"JSON serialisation", "SG-10", 400, raw(`{"protected":"` + segments[0] + `","payload":"` + segments[1] + `","signature":"` + segments[2] + `"}`)},
		{"another content type", "SG-02", 400, strings.ReplaceAll(raw(compact), "application/octet-stream", "text/plain")},
		{"by fileUrl only", "SG-01 QX-15", 400, mixed(jsonPart(edited(t, withSignature, set("/attachments/0/fileUrl", `"https://conformance.example/jws"`))))},
		{"payload with what the server sets", "SG-05 SG-06", 200, body(rs256(good.certificate), edited(t, statement, set("/id", `"`+newUUID()+`"`), set("/stored", `"2026-01-02T03:04:05Z"`), set("/version", `"1.0.0"`), set("/authority", ann)))},
		{"payload with other attachments", "SG-05", 200, body(rs256(good.certificate), full)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			eachVersion(t, test.rules, func(t *testing.T, c client) { c.postMixed(t, test.body).want(test.status) })
		})
	}
}

func TestSignaturesByFileURLInJSONAreRefused(t *testing.T) {
	t.Parallel()
	eachVersion(t, "SG-01 QX-15", func(t *testing.T, c client) {
		linked := edited(t, signatureAttachment("x"), set("/fileUrl", `"https://conformance.example/jws"`))
		c.post(t, "/statements", withAttachments(t, simple, linked)).want(http.StatusBadRequest)
	})
}

func TestSignaturesAreComparedLikeStatements(t *testing.T) {
	t.Parallel()
	good := signers()[0]
	for _, p := range pairs(t) {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			eachVersion(t, p.rules+" SG-06", func(t *testing.T, c client) {
				sent := edited(t, edited(t, p.base, p.edits...), del("/attachments"))
				if sub, ok := at(decode(t, sent), "/object/attachments").([]any); ok && len(sub) > 0 {
					sent = edited(t, sent, del("/object/attachments"))
				}
				status := http.StatusOK
				if !p.equal && !p.timeOnly {
					status = http.StatusBadRequest
				}
				c.postMixed(t, signedBody(t, sent, good.sign(t, rs256(good.certificate), p.base))).want(status)
			})
		})
	}
}

func TestSignaturesComeBackByteForByte(t *testing.T) {
	t.Parallel()
	eachVersion(t, "SG-09", func(t *testing.T, c client) {
		payload := " " + simple + "\n"
		jws := signers()[0].sign(t, rs256(signers()[0].certificate), payload)
		id := c.postMixed(t, signedBody(t, simple, jws)).want(http.StatusOK).strings()[0]
		parts := c.get(t, "/statements", "statementId", id, "attachments", "true").want(http.StatusOK).parts()
		if len(parts) != 2 {
			t.Fatalf("got %d parts, want the statement and its signature", len(parts))
		}
		parts[1].wantData(t, jws, "application/octet-stream")
		if got := at(c.fetch(t, id), "/attachments/0/usageType"); got != signatureUsage {
			t.Errorf("the attachment's usageType is %v", got)
		}
	})
}

func TestEachOfSeveralSignaturesIsChecked(t *testing.T) {
	t.Parallel()
	eachVersion(t, "SG-11", func(t *testing.T, c client) {
		first := signers()[0].sign(t, rs256(signers()[0].certificate), simple)
		second := signers()[1].sign(t, rs256(signers()[1].certificate), simple)
		forged := signers()[1].sign(t, rs256(signers()[0].certificate), simple)
		both := func(a, b string) string {
			return mixed(jsonPart(withAttachments(t, simple, signatureAttachment(a), signatureAttachment(b))), signaturePart(a), signaturePart(b))
		}
		c.postMixed(t, both(first, second)).want(http.StatusOK)
		c.postMixed(t, both(first, forged)).want(http.StatusBadRequest)
		c.postMixed(t, both(forged, first)).want(http.StatusBadRequest)
	})
}
