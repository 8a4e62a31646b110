package xapihttp_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/xapihttp"
)

func TestLargeBodiesAreTurnedAwayWhileMemoryIsFull(t *testing.T) {
	const mebi = 1 << 20
	s := open(t, func(c *xapihttp.Config) { c.MaxBody, c.MaxDocument, c.MaxBodies = 4*mebi, 4*mebi, 5*mebi })
	path := "/xapi/activities/state?activityId=https://example.org/a&agent=%7B%22mbox%22:%22mailto:ann@example.org%22%7D&stateId="
	large := strings.Repeat("x", 3*mebi)

	// An upload that stops before its end holds what it has sent. It comes
	// through a pipe without a buffer: what was written has been read.
	body, content := io.Pipe()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPut, path+"slow", body)
	request.Header.Set("Authorization", s.authorization)
	request.Header.Set("X-Experience-API-Version", "2.0.0")
	upload, finished := httptest.NewRecorder(), make(chan struct{})
	go func() {
		defer close(finished)
		s.handler.ServeHTTP(upload, request)
	}()
	_, err := content.Write([]byte(large))
	check(t, err)

	s.do("PUT", path+"next", large, "Content-Type: text/plain").
		want(t, http.StatusServiceUnavailable).says(t, "too-many-large-bodies").has(t, "Retry-After", "5")
	s.do("GET", path+"next", "").want(t, http.StatusNotFound)
	s.do("POST", "/xapi/statements", statement("")).want(t, http.StatusOK) // small ones still find room

	check(t, content.Close())
	<-finished
	if upload.Code != http.StatusNoContent {
		t.Errorf("the slow upload ends with %d, want 204: %s", upload.Code, upload.Body)
	}
	s.do("PUT", path+"next", large, "Content-Type: text/plain").want(t, http.StatusNoContent)
}
