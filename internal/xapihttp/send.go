package xapihttp

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/lore-lrs/lore/xapi"
)

const consistentThroughHeader = "X-Experience-Api-Consistent-Through" // canonical form

// Header values that many responses share; never changed.
var (
	nosniff = []string{"nosniff"}
	// sandbox keeps a stored HTML document from running as a page of this
	// origin (SE-05).
	sandbox = []string{"default-src 'none'; sandbox"}
	// noCache makes browsers ask again: without it they guess a lifetime from
	// Last-Modified and show an old state.
	noCache      = []string{"private, no-cache"}
	varyCoding   = []string{"Accept-Encoding"}
	varyLanguage = []string{"Accept-Encoding, Accept-Language"} // FM-05
	varyForm     = []string{"Accept, Accept-Encoding"}          // ER-02
	jsonType     = []string{"application/json"}
)

// send writes the answer, or the error that takes its place, with the headers
// that every response has. It is the only place that writes.
func (x *exchange) send(err error) {
	if err != nil {
		x.fail(err)
	}
	x.sent = true
	header := x.w.Header()
	header[versionHeader] = versionValues[x.version]
	header["X-Request-Id"] = []string{x.id}
	header["X-Content-Type-Options"] = nosniff
	allowOrigins(header)
	if x.resource != nil && x.resource.consistent && !x.consistent {
		_ = x.stampConsistentThrough() // what was done is done
	}
	coding := x.chooseCoding()
	if x.answer.etag != "" {
		header["Etag"] = []string{codedETag(x.answer.etag, coding)}
	}
	if x.answer.modified != 0 {
		modified := time.UnixMicro(x.answer.modified).UTC().Format(http.TimeFormat)
		header["Last-Modified"] = []string{modified}
	}
	if x.method == http.MethodGet || x.method == http.MethodHead {
		header["Cache-Control"] = noCache
	}
	if x.answer.body == nil {
		x.w.WriteHeader(x.answer.status)
		return
	}
	x.describeBody(header, coding)
	x.w.WriteHeader(x.answer.status)
	if x.method != http.MethodHead {
		x.writeBody(coding)
	}
}

// describeBody sets the headers that speak of the body.
func (x *exchange) describeBody(header http.Header, coding coding) {
	header["Vary"] = varyCoding
	if x.answer.vary != nil {
		header["Vary"] = x.answer.vary
	}
	if x.answer.foreign {
		header["Content-Security-Policy"] = sandbox
	}
	if x.answer.contentType == "application/json" {
		header["Content-Type"] = jsonType
	} else {
		header["Content-Type"] = []string{x.answer.contentType}
	}
	switch {
	case coding != identityCoding:
		header["Content-Encoding"] = contentEncodings[coding]
	case x.method == http.MethodHead && x.r.Method == http.MethodPost:
		// The alternate request syntax's HEAD is a POST to HTTP: its response
		// must not promise a body that does not come.
	default:
		header["Content-Length"] = []string{strconv.Itoa(x.answer.length())}
	}
}

// writeBody writes the body. A failure means that the client has gone: there
// is nobody to tell.
func (x *exchange) writeBody(coding coding) {
	if coding != identityCoding {
		x.writeCoded(coding)
		return
	}
	for _, piece := range x.answer.body {
		n, err := x.w.Write(piece)
		x.written += int64(n)
		if err != nil {
			return
		}
	}
}

func (a *answer) length() int {
	total := 0
	for _, piece := range a.body {
		total += len(piece)
	}
	return total
}

// stampConsistentThrough sets the header of GS-40, and tries only once: a time
// that is found out after the store was read speaks of more than the answer
// holds. An engine that cannot promise anything leaves the header out.
func (x *exchange) stampConsistentThrough() error {
	x.consistent = true
	micros, err := x.handler.config.Service.ConsistentThrough(x.r.Context())
	if err != nil {
		return fmt.Errorf("find out what the answer is complete through: %w", err)
	}
	var buffer [xapi.StoredLength]byte
	x.w.Header()[consistentThroughHeader] = []string{string(xapi.AppendStoredTime(buffer[:0], micros))}
	return nil
}
