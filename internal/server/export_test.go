package server

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
)

// A row for each event would tell an analyst what a protected group hides.
func TestFactsAreExportedToAnalystsOnlyWithoutProtectedGroups(t *testing.T) {
	a := openApp(t, testConfig(t))
	run(t, a)
	url := "http://" + a.Addr().String()
	client := newClient(t)
	if status, answer, err := post(a, client, url, strings.NewReader(one)); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s %v", status, answer, err)
	}
	for minGroup, want := range map[int]struct {
		status int
		text   string
	}{
		5: {http.StatusForbidden, "small-groups-protected"},
		1: {http.StatusOK, "person:"},
	} {
		token, err := a.registry.CreateToken(t.Context(), access.TokenSpec{Store: "demo", Role: access.RoleAnalyst, MinGroup: minGroup})
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/v1/export/facts?format=csv", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token.Token)
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != want.status || !strings.Contains(string(body), want.text) {
			t.Errorf("with groups of %d protected the export is answered with %d %s %v, want %d and %q", minGroup, response.StatusCode, body, err, want.status, want.text)
		}
		if strings.Contains(string(body), "ann@example.org") {
			t.Errorf("the export names somebody: %s", body)
		}
	}
}
