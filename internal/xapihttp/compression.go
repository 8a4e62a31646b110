package xapihttp

import (
	"io"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// coding is a content coding of responses.
type coding uint8

const (
	identityCoding coding = iota
	gzipCoding
	zstdCoding
)

// contentEncodings are the values of the header, shared by all responses.
var contentEncodings = [...][]string{gzipCoding: {"gzip"}, zstdCoding: {"zstd"}}

// leastCoded is the length in bytes from which on a body is compressed: below
// it, it fits into one packet as it is.
const leastCoded = 1400

// chooseCoding picks the coding by Accept-Encoding (RFC 9110 12.5.3): the one
// with the highest quality, at a tie zstd, which costs less.
func (x *exchange) chooseCoding() coding {
	accept := x.r.Header["Accept-Encoding"]
	if accept == nil || !compressible(x.answer.contentType) || x.answer.length() < leastCoded {
		return identityCoding
	}
	ranges := parseQualities(strings.Join(accept, ","))
	best, bestQuality := identityCoding, 0
	for _, candidate := range []struct {
		name   string
		coding coding
	}{{"zstd", zstdCoding}, {"gzip", gzipCoding}} {
		if quality := ranges.quality(candidate.name, "*"); quality > bestQuality {
			best, bestQuality = candidate.coding, quality
		}
	}
	if identity, named := ranges.lookup("identity"); named && identity > bestQuality {
		return identityCoding
	}
	return best
}

// compressible reports whether a type of content is worth compressing.
func compressible(contentType string) bool {
	media := mediaType(contentType)
	return strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "json") || strings.HasSuffix(media, "xml")
}

// codedETag makes the tag of a coded body another one than that of the plain
// body (CC-02), yet one that a client may send back: see uncodedETags.
func codedETag(etag string, coding coding) string {
	if coding == identityCoding {
		return etag
	}
	return "W/" + etag
}

// uncodedETags undoes codedETag in If-Match and If-None-Match. The tag is a
// digest of the plain content: what codings lay on it does not matter.
func uncodedETags(list string) string { return strings.ReplaceAll(list, `W/"`, `"`) }

var gzipWriters = sync.Pool{New: func() any {
	writer, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // only a wrong level gives an error
	}
	return writer
}}

var zstdWriters = sync.Pool{New: func() any {
	writer, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(1<<20))
	if err != nil {
		panic(err) // only wrong options give an error
	}
	return writer
}}

// encoder is what the writers of both codings have.
type encoder interface {
	io.WriteCloser
	Reset(io.Writer)
}

func (x *exchange) writeCoded(coding coding) {
	pool := &gzipWriters
	if coding == zstdCoding {
		pool = &zstdWriters
	}
	writer := pool.Get().(encoder)
	defer pool.Put(writer)
	writer.Reset(countingWriter{x})
	for _, piece := range x.answer.body {
		if _, err := writer.Write(piece); err != nil {
			break
		}
	}
	_ = writer.Close() // the client has gone if it fails
	writer.Reset(nil)
}

// countingWriter writes to the response and counts.
type countingWriter struct{ x *exchange }

func (w countingWriter) Write(p []byte) (int, error) {
	n, err := w.x.w.Write(p)
	w.x.written += int64(n)
	return n, err
}
