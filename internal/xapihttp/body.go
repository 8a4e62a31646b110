package xapihttp

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/lore-lrs/lore/internal/problem"
)

// firstRead bounds what is allocated on a client's word, before its bytes come.
const firstRead = 1 << 20

// body returns the request's content: with the alternate request syntax the
// form's (AL-02), else the body, decompressed. limit is in bytes, on the wire
// as well as decompressed.
func (x *exchange) body(limit int64) ([]byte, error) {
	if x.form != nil {
		x.received = x.form.content
		if int64(len(x.form.content)) > limit {
			return nil, tooLarge(limit)
		}
		return x.form.content, nil
	}
	return x.httpBody(limit)
}

// contentType is that of the request's content; "" when none is given.
func (x *exchange) contentType() string {
	if x.form != nil {
		// HTTP's describes the form (AL-03).
		return x.form.headers["Content-Type"]
	}
	return x.r.Header.Get("Content-Type")
}

func (x *exchange) httpBody(limit int64) ([]byte, error) {
	if x.r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	body := http.MaxBytesReader(x.w, x.r.Body, limit)
	switch coding := strings.ToLower(strings.Join(x.r.Header["Content-Encoding"], ",")); coding {
	case "", "identity":
		return x.readAll(body, x.r.ContentLength, limit)
	case "gzip", "x-gzip":
		decoder, err := gzip.NewReader(body)
		if err != nil {
			return nil, unreadable(err, limit)
		}
		return x.readAll(decoder, -1, limit)
	case "zstd":
		decoder := zstdDecoders.Get().(*zstd.Decoder)
		defer func() {
			if decoder.Reset(nil) == nil { // lets go of the request
				zstdDecoders.Put(decoder)
			}
		}()
		if err := decoder.Reset(body); err != nil {
			return nil, unreadable(err, limit)
		}
		return x.readAll(decoder, -1, limit)
	default:
		return nil, problem.New(problem.Invalid, "content-encoding-not-supported",
			"the Content-Encoding %s is not supported; send gzip, zstd or none", quoted(coding))
	}
}

// zstdDecoders decode without goroutines of their own, in windows of at most
// 8 MiB (RFC 9659).
var zstdDecoders = sync.Pool{New: func() any {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(8<<20))
	if err != nil {
		panic(err) // only wrong options give an error
	}
	return decoder
}}

// readAll reads to the end, or to one byte beyond the limit. size is the
// length if it is known, else -1.
func (x *exchange) readAll(source io.Reader, size, limit int64) ([]byte, error) {
	if size == 0 {
		return nil, nil
	}
	capacity := size + 1 // room for the read that finds the end
	if size < 0 {
		capacity = 4 << 10
	}
	content := make([]byte, 0, min(capacity, firstRead))
	for {
		if len(content) == cap(content) {
			content = append(content, 0)[:len(content)]
		}
		if err := x.hold(cap(content)); err != nil {
			return nil, err
		}
		n, err := source.Read(content[len(content):cap(content)])
		content = content[:len(content)+n]
		x.received = content
		if int64(len(content)) > limit {
			return nil, tooLarge(limit)
		}
		if err == io.EOF {
			return content, nil
		}
		if err != nil {
			return nil, unreadable(err, limit)
		}
	}
}

func tooLarge(limit int64) error {
	return problem.New(problem.TooLarge, "body-too-large",
		"the body is larger than the %d bytes that this server takes; send less at once", limit)
}

// unreadable says why a body could not be read: the client's doing in any case.
func unreadable(err error, limit int64) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return tooLarge(limit)
	}
	return problem.Wrap(problem.Invalid, "body-unreadable", err,
		"the body ended early or is not coded as the headers say")
}
