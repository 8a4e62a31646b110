package api_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/server"
)

// Whoever is let in no more stores no more, however slowly the file comes.
func TestAnImportEndsWithTheTokenThatBeganIt(t *testing.T) {
	w := newWorld(t, server.Config{})
	token, err := w.app.Registry().CreateToken(t.Context(), access.TokenSpec{Store: "demo", Role: access.RoleDataAdmin})
	if err != nil {
		t.Fatal(err)
	}
	file, send := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+"/api/v1/imports?format=ndjson", file)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token.Token)
	answered := make(chan string, 1)
	go func() {
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer answer.Body.Close()
		text, _ := io.ReadAll(answer.Body)
		answered <- string(text)
	}()
	defer send.Close()
	for n := 1; ; n++ {
		if _, err := fmt.Fprintln(send, statement(n, person("ann"), passed, fire, "")); err != nil && n == 1 {
			t.Fatal(err)
		}
		if n == 1 {
			var begun struct{ Imports []struct{ State string } }
			for len(begun.Imports) == 0 {
				w.ask(http.StatusOK, access.RoleOwner, "imports", &begun)
			}
			if err := w.app.Registry().RevokeToken(t.Context(), token.ID); err != nil {
				t.Fatal(err)
			}
		}
		select {
		case text := <-answered:
			if !strings.Contains(text, `"state":"failed"`) || !strings.Contains(text, "revoked") {
				t.Errorf("answered %s", text)
			}
			return
		case <-time.After(20 * time.Millisecond):
		}
		if n == 500 {
			t.Fatal("it goes on")
		}
	}
}
