package xapi

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	_ "crypto/sha256" // the hash of RS256
	_ "crypto/sha512" // the hashes of RS384 and RS512
	"crypto/x509"
	"encoding/base64"
	"fmt"
)

// SignatureUsageType marks the attachment that carries a statement's
// signature (SG-01).
const SignatureUsageType = "http://adlnet.gov/expapi/attachments/signature"

// VerifySignature checks a signature attachment's bytes, a JWS in compact
// serialization, against its statement (SG-01 to SG-11). roots, if not nil, is
// the trust store that an x5c chain must lead to; with nil the chain only has
// to hold the key that signed. Errors are of type *ValidationError, with
// pointers relative to the attachment.
//
// A signature without x5c is not verified, only its payload compared (SG-08):
// nothing that it names is ever fetched.
func VerifySignature(statement, jws []byte, roots *x509.CertPool) error {
	// This is the little of JOSE that xAPI allows: one serialization, three
	// algorithms of one kind, one place for the key. A library for all of it
	// would add what must be refused here.
	signature, fault := parseJWS(jws)
	if fault == nil {
		fault = signature.verify(roots)
	}
	if fault == nil {
		fault = signature.compare(statement)
	}
	if fault != nil {
		return &ValidationError{Faults: []Fault{*fault}}
	}
	return nil
}

// jws is a JWS taken apart (RFC 7515 7.1).
type jws struct {
	// signed is what the signature is over: header "." payload, as sent.
	signed             []byte
	payload, signature []byte
	hash               crypto.Hash
	// chain is x5c, the signer's certificate first; empty when absent.
	chain []*x509.Certificate
}

func parseJWS(text []byte) (*jws, *Fault) {
	if bytes.HasPrefix(text, []byte("{")) {
		return nil, &Fault{Rule: "SG-10", Message: "the signature is in the JSON serialization of JWS; send the compact one: header.payload.signature"}
	}
	segments := bytes.Split(text, []byte("."))
	if len(segments) != 3 {
		return nil, &Fault{Rule: "SG-03", Message: fmt.Sprintf("the signature must be a compact JWS, three base64url texts with dots between them; it has %d", len(segments))}
	}
	var decoded [3][]byte
	for i, name := range [...]string{"header", "payload", "signature"} {
		var ok bool
		if decoded[i], ok = decodeSegment(segments[i]); !ok {
			return nil, &Fault{Rule: "SG-03", Message: "the " + name + " of the JWS must be base64url without padding and line breaks"}
		}
	}
	j := &jws{
		signed:    text[:len(segments[0])+1+len(segments[1])],
		payload:   decoded[1],
		signature: decoded[2],
	}
	return j, j.readHeader(decoded[0])
}

// decodeSegment reads base64url, of which there must be some. The decoder
// itself would pass over line breaks.
func decodeSegment(segment []byte) ([]byte, bool) {
	if len(segment) == 0 || bytes.ContainsAny(segment, "\r\n") {
		return nil, false
	}
	decoded, err := base64.RawURLEncoding.Strict().AppendDecode(nil, segment)
	return decoded, err == nil
}

// readHeader reads the JOSE header (RFC 7515 4.1).
func (j *jws) readHeader(text []byte) *Fault {
	var header tape
	if err := parseTape(&header, text, Limits{}); err != nil || header.kind(0) != objectNode {
		return &Fault{Rule: "SG-03", Message: "the header of the JWS must be a JSON object"}
	}
	if header.member(0, "crit") != 0 {
		return &Fault{Rule: "SG-08", Message: "the header of the JWS has crit, which asks for an extension; none is known here, so sign without"}
	}
	algorithm := header.member(0, "alg")
	switch {
	case algorithm == 0:
	case header.is(algorithm, "RS256"):
		j.hash = crypto.SHA256
	case header.is(algorithm, "RS384"):
		j.hash = crypto.SHA384
	case header.is(algorithm, "RS512"):
		j.hash = crypto.SHA512
	}
	if j.hash == 0 {
		return &Fault{Rule: "SG-04", Message: "alg in the header of the JWS must be RS256, RS384 or RS512"}
	}
	if x5c := header.member(0, "x5c"); x5c != 0 {
		return j.readChain(&header, x5c)
	}
	return nil
}

// readChain reads x5c: certificates in DER and base64, not base64url.
func (j *jws) readChain(header *tape, x5c int) *Fault {
	if header.kind(x5c) != arrayNode || header.empty(x5c) {
		return &Fault{Rule: "SG-07", Message: "x5c in the header of the JWS must be an array of certificates, the signer's first"}
	}
	for item := range header.items(x5c) {
		certificate, err := parseCertificate(header, item)
		if err != nil {
			return &Fault{Rule: "SG-07", Message: fmt.Sprintf("certificate %d of x5c is not one in DER and base64: %v", len(j.chain)+1, err)}
		}
		j.chain = append(j.chain, certificate)
	}
	return nil
}

func parseCertificate(header *tape, item int) (*x509.Certificate, error) {
	if header.kind(item) != stringNode {
		return nil, fmt.Errorf("it is %s, not a string", header.kind(item))
	}
	der, err := base64.StdEncoding.AppendDecode(nil, header.decoded(item))
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// verify checks the signature with the key of the first certificate (SG-07).
func (j *jws) verify(roots *x509.CertPool) *Fault {
	if len(j.chain) == 0 {
		return nil
	}
	signer := j.chain[0]
	key, ok := signer.PublicKey.(*rsa.PublicKey)
	if !ok {
		return &Fault{Rule: "SG-07", Message: "the first certificate of x5c must have an RSA key"}
	}
	hash := j.hash.New()
	hash.Write(j.signed)
	if err := rsa.VerifyPKCS1v15(key, j.hash, hash.Sum(nil), j.signature); err != nil {
		return &Fault{Rule: "SG-07", Message: "the JWS was not signed, or not in this form, with the key of the first certificate of x5c: " + err.Error()}
	}
	if roots == nil {
		return nil
	}
	intermediates := x509.NewCertPool()
	for _, certificate := range j.chain[1:] {
		intermediates.AddCert(certificate)
	}
	_, err := signer.Verify(x509.VerifyOptions{
		Roots:         roots,
		Intermediates: intermediates,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return &Fault{Rule: "SG-07", Message: "the certificates of x5c do not lead to one that this server trusts: " + err.Error()}
	}
	return nil
}

// compare checks that the statement that was signed is the one that was sent
// (SG-05, SG-06).
func (j *jws) compare(statement []byte) *Fault {
	c := comparisons.Get().(*comparison)
	defer c.release()
	if !c.left.read(j.payload) || c.left.kind(0) != objectNode {
		return &Fault{Rule: "SG-03", Message: "the payload of the JWS must be the statement, a JSON object"}
	}
	if !c.right.read(statement) || c.right.kind(0) != objectNode {
		return &Fault{Rule: "SG-06", Message: "the signature is attached to what is no statement"}
	}
	if c.equal(signatureRules) {
		return nil
	}
	return &Fault{Rule: "SG-06", Message: "the statement that was signed is not the one it is attached to: they differ in " + c.difference()}
}
