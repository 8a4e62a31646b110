package server

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
)

// call asks the API and returns the answer as JSON.
func call[T any](t *testing.T, client *http.Client, method, url, token, body string) (value T) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept-Language", "de")
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s %v", method, url, response.StatusCode, text, err)
	}
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}

// A link tells of what its filter lets through, and of no few.
func TestALinkCountsWhatItsFilterLetsThrough(t *testing.T) {
	a := openApp(t, testConfig(t))
	run(t, a)
	url := "http://" + a.Addr().String()
	client := newClient(t)
	var statements []string
	for platform, people := range map[string]int{"ulm": 6, "bonn": 8, "few": 3} {
		for i := range people {
			statements = append(statements, fmt.Sprintf(`{"actor":{"mbox":"mailto:%s%d@example.org","name":"Somebody"},`+
				`"verb":{"id":"http://adlnet.gov/expapi/verbs/passed","display":{"en":"passed","de":"bestand"}},`+
				`"object":{"id":"https://example.org/fire","definition":{"name":{"en":"Fire safety","de":"Brandschutz"}}},"context":{"platform":%q}}`, platform, i, platform))
		}
	}
	if status, answer, err := post(a, client, url, strings.NewReader("["+strings.Join(statements, ",")+"]")); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s %v", status, answer, err)
	}
	made, err := a.registry.CreateToken(t.Context(), access.TokenSpec{Store: "demo", Role: access.RoleOwner})
	if err != nil {
		t.Fatal(err)
	}
	owner, api := made.Token, url+"/api/v1/"
	type id struct{ ID int64 }
	view := call[id](t, client, "POST", api+"views", owner,
		`{"title":"Passed","query":{"kind":"table","metrics":["passed_people"],"dimensions":["activity","verb"]},"display":{"as":"table"}}`).ID
	dashboard := call[id](t, client, "POST", api+"dashboards", owner,
		fmt.Sprintf(`{"title":"Monday","tiles":[{"kind":"view","view":%d,"width":1}]}`, view)).ID
	type tile struct {
		Answer struct {
			Rows [][]any
			Meta map[string]any
		}
		Names struct {
			Persons    map[string]string
			Activities map[string]struct{ Name string }
			Verbs      map[string]struct{ Display string }
		}
	}
	for filter, want := range map[string]string{
		`["is","platform",["ulm"]]`:        `[["https://example.org/fire","http://adlnet.gov/expapi/verbs/passed",6]]`,
		`["is","platform",["ulm","bonn"]]`: `[["https://example.org/fire","http://adlnet.gov/expapi/verbs/passed",14]]`,
		`["is","platform",["few"]]`:        `[["https://example.org/fire","http://adlnet.gov/expapi/verbs/passed",null]]`,
		`null`:                             `[["https://example.org/fire","http://adlnet.gov/expapi/verbs/passed",17]]`,
	} {
		link := call[struct{ Token string }](t, client, "POST", fmt.Sprintf("%sdashboards/%d/embeds", api, dashboard), owner, `{"title":"Intranet","filter":`+filter+`}`)
		shown := call[tile](t, client, "GET", api+"embed/tiles/0", link.Token, "")
		if got, err := json.Marshal(shown.Answer.Rows); err != nil || string(got) != want {
			t.Errorf("%s: it shows %s (%v), want %s", filter, got, err, want)
		}
		if shown.Answer.Meta["min_group"] != 5.0 || shown.Answer.Meta["rows_scanned"] != 0.0 || len(shown.Names.Persons) != 0 {
			t.Errorf("%s: its meta is %v, and it names %v", filter, shown.Answer.Meta, shown.Names.Persons)
		}
		if shown.Names.Activities["https://example.org/fire"].Name != "Brandschutz" || shown.Names.Verbs["http://adlnet.gov/expapi/verbs/passed"].Display != "bestand" {
			t.Errorf("%s: names are %+v", filter, shown.Names)
		}
	}
	names := call[struct{ Persons map[string]string }](t, client, "POST", api+"names", owner, `{"persons":["mailto:ulm1@example.org","mailto:x@example.org"]}`)
	if len(names.Persons) != 1 || names.Persons["mailto:ulm1@example.org"] != "Somebody" {
		t.Errorf("names are %v", names)
	}
}
