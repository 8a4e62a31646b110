package conformance

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// exchangeRaw writes a request as text, so that it may be one that net/http
// would not send, and returns the answer. extra are further header lines, each
// with its CRLF; a body gets a Content-Length unless extra has one.
func exchangeRaw(t *testing.T, c client, method, target, extra, body string) response {
	t.Helper()
	base, err := url.Parse(c.base)
	if err != nil {
		t.Fatal(err)
	}
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n", method, base.Path+target, base.Host)
	if c.version != "" {
		head += "X-Experience-API-Version: " + string(c.version) + "\r\n"
	}
	if c.key != "" {
		head += "Authorization: " + basic(c.key, c.secret) + "\r\n"
	}
	if body != "" && !strings.Contains(extra, "Content-Length:") && !strings.Contains(extra, "Transfer-Encoding:") {
		head += fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	return converse(t, base.Host, head+extra+"\r\n"+body, false)
}

// converse sends bytes to the server and reads one answer. hangUp ends the
// sending side after the bytes, in the middle of a request.
func converse(t *testing.T, host, text string, hangUp bool) response {
	t.Helper()
	var dialer net.Dialer
	connection, err := dialer.DialContext(t.Context(), "tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	// A server that refuses early need not read to the end: the answer counts.
	_, sendErr := io.WriteString(connection, text)
	if hangUp {
		sendErr = connection.(*net.TCPConn).CloseWrite()
	}
	method, _, _ := strings.Cut(text, " ")
	answer, err := http.ReadResponse(bufio.NewReader(connection), &http.Request{Method: method})
	if err != nil {
		t.Fatalf("read the answer to %q: %v (sending: %v)", shortened(text), err, sendErr)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("read the answer to %q: %v", shortened(text), err)
	}
	return response{t, shortened(text), answer.StatusCode, answer.Header, body}
}

// listen starts an HTTP server for one test and returns its URL.
func listen(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}
