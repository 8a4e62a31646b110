package xapihttp_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/xapihttp"
)

// bench starts a store without a log and returns a way to send requests to it.
func bench(b *testing.B) (s *store, send func(method, path string, body []byte)) {
	s = open(b, func(c *xapihttp.Config) { c.Logger = slog.New(slog.DiscardHandler) })
	s.client.Transport.(*http.Transport).MaxIdleConnsPerHost = 256
	return s, func(method, path string, body []byte) {
		request, err := http.NewRequest(method, s.url+path, bytes.NewReader(body))
		if err != nil {
			b.Error(err)
			return
		}
		request.Header = http.Header{
			"Authorization":            {s.authorization},
			"Content-Type":             {"application/json"},
			"X-Experience-Api-Version": {"2.0.0"},
		}
		response, err := s.client.Do(request)
		if err != nil {
			b.Error(err)
			return
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			b.Error(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			b.Errorf("status %d", response.StatusCode)
		}
	}
}

// BenchmarkPostSingle: 64 clients, a durable commit behind each request.
func BenchmarkPostSingle(b *testing.B) {
	_, send := bench(b)
	body := []byte(statement(""))
	b.SetParallelism(32)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			send(http.MethodPost, "/xapi/statements", body)
		}
	})
}

func BenchmarkPostBatch100(b *testing.B) {
	_, send := bench(b)
	body := []byte("[" + statement("") + strings.Repeat(","+statement(""), 99) + "]")
	b.SetParallelism(4)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			send(http.MethodPost, "/xapi/statements", body)
		}
	})
	b.ReportMetric(100*float64(b.N)/b.Elapsed().Seconds(), "statements/s")
}

func BenchmarkGetByID(b *testing.B) {
	s, send := bench(b)
	s.do("POST", "/xapi/statements", statement(idOne)).want(b, 200)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			send(http.MethodGet, "/xapi/statements?statementId="+idOne, nil)
		}
	})
}

// BenchmarkAbout is the floor: the handler and net/http with nothing behind
// them.
func BenchmarkAbout(b *testing.B) {
	_, send := bench(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			send(http.MethodGet, "/xapi/about", nil)
		}
	})
}

// BenchmarkHandlerAlone is what the handler adds to net/http's own work: the
// checks, authentication and headers of a request, without a connection.
func BenchmarkHandlerAlone(b *testing.B) {
	var handler *xapihttp.Handler
	s := open(b, func(c *xapihttp.Config) {
		c.Logger = slog.New(slog.DiscardHandler)
		var err error
		handler, err = xapihttp.New(*c)
		check(b, err)
	})
	s.do("POST", "/xapi/statements", statement(idOne)).want(b, 200)
	for _, path := range []string{"/xapi/about", "/xapi/statements?statementId=" + idOne} {
		b.Run(path, func(b *testing.B) {
			request := httptest.NewRequest(http.MethodGet, path, nil)
			request.Header = http.Header{
				"Authorization":            {s.authorization},
				"X-Experience-Api-Version": {"2.0.0"},
			}
			b.ReportAllocs()
			for b.Loop() {
				handler.ServeHTTP(&discard{header: make(http.Header, 16)}, request)
			}
		})
	}
}

// discard is a response to nobody.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(int)             {}
