package xapi

import "crypto/x509"

// SignatureUsageType marks the attachment that carries a statement's
// signature (SG-01).
const SignatureUsageType = "http://adlnet.gov/expapi/attachments/signature"

// VerifySignature checks a signature attachment's bytes, a JWS in compact
// serialization, against its statement (SG-01 to SG-11). roots, if not nil, is
// the trust store that an x5c chain must lead to; with nil the chain only has
// to hold the key that signed. Errors are of type *ValidationError, with
// pointers relative to the attachment.
func VerifySignature(statement, jws []byte, roots *x509.CertPool) error { panic("not built yet") }
