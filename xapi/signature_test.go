package xapi

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
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"
)

// signer is an RSA key with the certificates that vouch for it.
type signer struct {
	key   *rsa.PrivateKey
	chain []*x509.Certificate
	roots *x509.CertPool
}

// newSigner makes a root, an intermediate and a signer's certificate, once.
var newSigner = sync.OnceValue(func() signer {
	var s signer
	key := func() *rsa.PrivateKey {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		return key
	}
	rootKey, middleKey := key(), key()
	s.key = key()
	root := certify("root", nil, rootKey, &rootKey.PublicKey)
	middle := certify("middle", root, rootKey, &middleKey.PublicKey)
	s.chain = []*x509.Certificate{certify("signer", middle, middleKey, &s.key.PublicKey), middle}
	s.roots = x509.NewCertPool()
	s.roots.AddCert(root)
	return s
})

func certify(name string, parent *x509.Certificate, by crypto.Signer, key crypto.PublicKey) *x509.Certificate {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: name != "signer", BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, by)
	if err != nil {
		panic(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return certificate
}

// x5c is the header member that carries certificates.
func x5c(chain ...*x509.Certificate) string {
	texts := make([]string, len(chain))
	for i, certificate := range chain {
		texts[i] = base64.StdEncoding.EncodeToString(certificate.Raw)
	}
	list, err := json.Marshal(texts)
	if err != nil {
		panic(err)
	}
	return `"x5c":` + string(list)
}

// sign makes a compact JWS.
func (s signer) sign(t *testing.T, header, payload string, hash crypto.Hash) []byte {
	t.Helper()
	signed := segment(header) + "." + segment(payload)
	sum := hash.New()
	sum.Write([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, s.key, hash, sum.Sum(nil))
	if err != nil {
		t.Fatal(err)
	}
	return []byte(signed + "." + segment(string(signature)))
}

func segment(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func TestSignature(t *testing.T) {
	s := newSigner()
	statement := aStatement(`"id":`+aUUID, `"result":{"duration":"PT1.1237S","success":true}`, `"timestamp":"2015-01-01T00:00:00Z"`,
		`"context":{"contextActivities":{"parent":`+anActivity+`}}`, `"attachments":[{"usageType":"`+SignatureUsageType+`"}]`)
	payload := aStatement(`"result":{"success":true,"duration":"PT1.12S"}`, `"context":{"contextActivities":{"parent":[`+anActivity+`]}}`)
	changed := strings.Replace(payload, "true", "false", 1)
	chain := x5c(s.chain...)
	compact := func(header string) []byte { return []byte(segment(header) + "." + segment(payload) + ".c2ln") }
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	selfSigned := certify("signer", nil, s.key, &s.key.PublicKey)
	good := string(s.sign(t, `{"alg":"RS256",`+chain+`}`, payload, crypto.SHA256))
	for _, row := range []struct {
		name  string
		jws   []byte
		roots *x509.CertPool
		rule  string // empty when the signature is good
	}{
		{"RS256", []byte(good), nil, ""},
		{"RS384", s.sign(t, `{"alg":"RS384",`+chain+`}`, payload, crypto.SHA384), nil, ""},
		{"RS512", s.sign(t, `{"typ":"JWT","alg":"RS512",`+chain+`}`, payload, crypto.SHA512), nil, ""},
		{"SG-07 one certificate", s.sign(t, `{"alg":"RS256",`+x5c(s.chain[0])+`}`, payload, crypto.SHA256), nil, ""},
		{"SG-07 trusted chain", []byte(good), s.roots, ""},
		{"SG-07 chain to an unknown root", []byte(good), x509.NewCertPool(), "SG-07"},
		{"SG-07 chain without its middle", s.sign(t, `{"alg":"RS256",`+x5c(s.chain[0])+`}`, payload, crypto.SHA256), s.roots, "SG-07"},
		{"SG-07 self-signed", s.sign(t, `{"alg":"RS256",`+x5c(selfSigned)+`}`, payload, crypto.SHA256), nil, ""},
		{"SG-07 self-signed and not trusted", s.sign(t, `{"alg":"RS256",`+x5c(selfSigned)+`}`, payload, crypto.SHA256), s.roots, "SG-07"},
		{"SG-07 another key", s.sign(t, `{"alg":"RS256",`+x5c(s.chain[1])+`}`, payload, crypto.SHA256), nil, "SG-07"},
		{"SG-07 another hash", s.sign(t, `{"alg":"RS384",`+chain+`}`, payload, crypto.SHA256), nil, "SG-07"},
		{"SG-07 not signed", compact(`{"alg":"RS256",` + chain + `}`), nil, "SG-07"},
		{"SG-07 another payload", []byte(strings.Replace(good, segment(payload), segment(payload+" "), 1)), nil, "SG-07"},
		{"SG-07 another header", []byte(strings.Replace(good, segment(`{"alg":"RS256",`+chain+`}`), segment(`{ "alg":"RS256",`+chain+`}`), 1)), nil, "SG-07"},
		{"SG-07 elliptic key", compact(`{"alg":"RS256",` + x5c(certify("signer", nil, ecKey, &ecKey.PublicKey)) + `}`), nil, "SG-07"},
		{"SG-07 no array", compact(`{"alg":"RS256","x5c":"AAAA"}`), nil, "SG-07"},
		{"SG-07 empty", compact(`{"alg":"RS256","x5c":[]}`), nil, "SG-07"},
		{"SG-07 no string", compact(`{"alg":"RS256","x5c":[1]}`), nil, "SG-07"},
		{"SG-07 no base64", compact(`{"alg":"RS256","x5c":["_-"]}`), nil, "SG-07"},
		{"SG-07 no certificate", compact(`{"alg":"RS256","x5c":["AAAA"]}`), nil, "SG-07"},
		{"SG-08 without x5c", compact(`{"alg":"RS256"}`), nil, ""},
		{"SG-08 without x5c but with a trust store", compact(`{"alg":"RS256"}`), s.roots, ""},
		{"SG-08 other members", compact(`{"alg":"RS256","kid":"1","jku":"http://127.0.0.1:1/","x5u":"http://127.0.0.1:1/","jwk":{}}`), nil, ""},
		{"SG-08 crit", compact(`{"alg":"RS256","crit":["exp"],"exp":1}`), nil, "SG-08"},
		{"SG-08 empty crit", compact(`{"alg":"RS256","crit":[]}`), nil, "SG-08"},
		{"SG-04 HS256", compact(`{"alg":"HS256"}`), nil, "SG-04"},
		{"SG-04 none", compact(`{"alg":"none"}`), nil, "SG-04"},
		{"SG-04 PS256", compact(`{"alg":"PS256"}`), nil, "SG-04"},
		{"SG-04 ES256", compact(`{"alg":"ES256"}`), nil, "SG-04"},
		{"SG-04 lower case", compact(`{"alg":"rs256"}`), nil, "SG-04"},
		{"SG-04 no string", compact(`{"alg":256}`), nil, "SG-04"},
		{"SG-04 absent", compact(`{}`), nil, "SG-04"},
		{"SG-03 empty", nil, nil, "SG-03"},
		{"SG-03 no dots", []byte("aGVsbG8"), nil, "SG-03"},
		{"SG-03 two segments", []byte(good[:strings.LastIndexByte(good, '.')]), nil, "SG-03"},
		{"SG-03 four segments", []byte(good + ".AAAA"), nil, "SG-03"},
		{"SG-03 empty signature", []byte(good[:strings.LastIndexByte(good, '.')+1]), nil, "SG-03"},
		{"SG-03 padding", []byte(good + "="), nil, "SG-03"},
		{"SG-03 line break at the end", []byte(good + "\n"), nil, "SG-03"},
		{"SG-03 line break within", []byte(good[:40] + "\r\n" + good[40:]), nil, "SG-03"},
		{"SG-03 no base64url", []byte(good[:40] + "+" + good[40:]), nil, "SG-03"},
		{"SG-03 header no JSON", compact(`{"alg":"RS256"`), nil, "SG-03"},
		{"SG-03 header no object", compact(`["RS256"]`), nil, "SG-03"},
		{"SG-03 member of the header twice", compact(`{"alg":"RS256","alg":"RS256"}`), nil, "SG-03"},
		{"SG-03 payload no JSON", s.sign(t, `{"alg":"RS256",`+chain+`}`, payload+"}", crypto.SHA256), nil, "SG-03"},
		{"SG-03 payload no object", s.sign(t, `{"alg":"RS256",`+chain+`}`, "["+payload+"]", crypto.SHA256), nil, "SG-03"},
		{"SG-06 another statement", s.sign(t, `{"alg":"RS256",`+chain+`}`, changed, crypto.SHA256), nil, "SG-06"},
		{"SG-06 another statement without x5c", []byte(segment(`{"alg":"RS256"}`) + "." + segment(changed) + ".AAAA"), nil, "SG-06"},
		{"SG-06 an empty object", []byte(segment(`{"alg":"RS256"}`) + "." + segment(`{}`) + ".AAAA"), nil, "SG-06"},
		{"SG-10", []byte(`{"payload":"","signatures":[]}`), nil, "SG-10"},
	} {
		t.Run(row.name, func(t *testing.T) {
			err := VerifySignature([]byte(statement), row.jws, row.roots)
			if got := ruleOf(err); got != row.rule {
				t.Errorf("error is %v, want one of rule %q", err, row.rule)
			}
		})
	}
}

// ruleOf returns the broken rule; "" when there is none.
func ruleOf(err error) string {
	var invalid *ValidationError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &invalid) && invalid.Faults[0].Message != "":
		return invalid.Faults[0].Rule
	}
	return fmt.Sprintf("%T", err)
}

func TestSignatureSaysWhatDiffers(t *testing.T) {
	for property, other := range map[string]string{
		"id":                               aStatement(`"id":"00000000-0000-0000-0000-000000000000"`),
		"verb":                             aStatement(`"verb":{"id":"http://other"}`),
		"context":                          aStatement(`"context":{}`),
		"a property that no statement has": aStatement(`"note":1`),
	} {
		jws := segment(`{"alg":"RS512"}`) + "." + segment(other) + ".AAAA"
		err := VerifySignature([]byte(aStatement(`"id":`+aUUID)), []byte(jws), nil)
		if err == nil || !strings.Contains(err.Error(), "they differ in "+property) {
			t.Errorf("error is %v, want one about %s", err, property)
		}
	}
}

func TestSignedStatementMayDiffer(t *testing.T) {
	for _, row := range []struct {
		name             string
		statement, other string
		same             bool
	}{
		// SG-05, SG-06 and the laxer reading of V2-20.
		{"id only in the statement", aStatement(`"id":` + aUUID), aStatement(), true},
		{"another id", aStatement(`"id":` + aUUID), aStatement(`"id":"00000000-0000-0000-0000-000000000000"`), false},
		{"stored, version and authority", aStatement(`"version":"1.0.0"`, `"authority":`+anAgent), aStatement(`"stored":"2015-01-01T00:00:00Z"`), true},
		{"timestamp", aStatement(`"timestamp":"2015-01-01T00:00:00Z"`), aStatement(`"timestamp":"2016-01-01T00:00:00Z"`), true},
		{"timestamp of a SubStatement", aSubStatement(`"timestamp":"2015-01-01T00:00:00Z"`), aSubStatement(), true},
		{"other attachments", aStatement(`"attachments":[{}]`), aStatement(`"attachments":[{"sha2":""}]`), true},
		{"duration", aStatement(`"result":{"duration":"P1DT12H36M0.1237S"}`), aStatement(`"result":{"duration":"P1DT12H36M0.12S"}`), true},
		{"definition", aStatement(`"object":{"id":"http://a","definition":{"type":"http://t"}}`), aStatement(`"object":{"id":"http://a"}`), true},
		{"actor", aStatement(`"actor":{"mbox":"mailto:a@b.c"}`), aStatement(), false},
		{"response", aStatement(`"result":{"response":"a"}`), aStatement(`"result":{"response":"b"}`), false},
		{"registration", aStatement(`"context":{"registration":` + aUUID + `}`), aStatement(`"context":{}`), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			jws := segment(`{"alg":"RS512"}`) + "." + segment(row.other) + ".AAAA"
			err := VerifySignature([]byte(row.statement), []byte(jws), nil)
			if got := ruleOf(err) == ""; got != row.same {
				t.Errorf("error is %v; that the statements are the same is %v", err, row.same)
			}
		})
	}
}

func FuzzVerifySignature(f *testing.F) {
	s := newSigner()
	statement := aStatement()
	f.Add([]byte(statement), `{"alg":"RS256",`+x5c(s.chain...)+`}`, []byte(statement), []byte("signature"))
	f.Add([]byte(statement), `{"alg":"RS512"}`, []byte(statement), []byte{0})
	f.Fuzz(func(t *testing.T, statement []byte, header string, payload, signature []byte) {
		jws := segment(header) + "." + segment(string(payload)) + "." + segment(string(signature))
		err := VerifySignature(statement, []byte(jws), nil)
		if err != nil {
			faultsOf(t, err)
			return
		}
		if read := new(tape); parseTape(read, []byte(header), Limits{}) == nil && read.member(0, "x5c") != 0 {
			t.Errorf("a signature nobody made is good: %s", jws)
		}
		if !isObject(payload) {
			t.Errorf("%q is taken for a signed statement", payload)
		}
	})
}
