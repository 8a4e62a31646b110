package server

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/sample"
)

// browser is the web app of somebody who is signed in.
type browser struct {
	t      *testing.T
	client *http.Client
	url    string
	cookie string
}

// signedIn makes an administrator, who owns the store demo, and signs in.
func signedIn(t *testing.T, a *App) *browser {
	t.Helper()
	user, err := a.registry.CreateUser(t.Context(), access.UserSpec{
		Email: "ann@example.org", Name: "Ann", Administrator: true, Grants: []access.Grant{{Store: "demo", Role: access.RoleOwner}},
	})
	if err != nil {
		t.Fatal(err)
	}
	cookie, err := a.registry.StartSession(t.Context(), user.ID, access.Proof{How: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, newClient(t), "http://" + a.Addr().String() + "/api/v1/", cookie}
}

// do sends a request, expects a status and returns the body.
func (b *browser) do(status int, method, path, body string) []byte {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Cookie", "lore_session="+b.cookie)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := b.client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if response.StatusCode != status {
		b.t.Fatalf("%s %s: %d, want %d: %.500s", method, path, response.StatusCode, status, text)
	}
	return text
}

// read does so and reads the answer.
func (b *browser) read(status int, method, path, body string, into any) {
	b.t.Helper()
	text := b.do(status, method, path, body)
	if err := json.Unmarshal(text, into); err != nil {
		b.t.Fatalf("%s %s: %v: %.300s", method, path, err, text)
	}
}

func TestTheSampleDataByHTTP(t *testing.T) {
	a := openApp(t, testConfig(t))
	a.sample = a.newSample(40)
	run(t, a)
	b := signedIn(t, a)
	var answer struct {
		Sample sample.State `json:"sample"`
	}
	if b.read(200, "GET", "sample", "", &answer); answer.Sample.State != sample.None {
		t.Errorf("at first: %+v", answer)
	}
	b.read(202, "POST", "sample", "", &answer)
	awaitSample(t, a, sample.Ready)
	if b.read(200, "GET", "sample", "", &answer); answer.Sample.State != sample.Ready || answer.Sample.Done == 0 || answer.Sample.Store != "sample" {
		t.Errorf("when it is loaded: %+v", answer)
	}
	// Whoever loaded it sees it at once.
	awaitFollowers(t, a)
	if text := string(b.do(200, "POST", "query?store=sample", `{"kind":"table","metrics":["people"]}`)); !strings.Contains(text, `"rows":[[`) {
		t.Errorf("a query says %s", text)
	}
	var groups struct {
		Groups []struct{ Name, Title string }
	}
	if b.read(200, "GET", "groups?store=sample", "", &groups); len(groups.Groups) != 8 {
		t.Errorf("the groups are %+v, want the departments", groups)
	}
	store, err := a.registry.FindStore(t.Context(), sample.Store)
	if err != nil {
		t.Fatal(err)
	}
	for refused := 0; refused == 0; {
		reasons, err := a.live.rejections.Reasons(t.Context(), store.ID, time.Now().AddDate(0, 0, -7))
		if err != nil {
			t.Fatal(err)
		}
		for _, reason := range reasons {
			refused++
			if reason.Code == "" || reason.Rule == "" {
				t.Errorf("a request was refused for no reason: %+v", reason)
			}
		}
	}
	b.do(202, "DELETE", "sample", "")
	awaitSample(t, a, sample.None)
}

func TestImportsByHTTP(t *testing.T) {
	for name, config := range map[string]func(t *testing.T) Config{
		"embedded": testConfig,
		"postgres": func(t *testing.T) Config { return onPostgres(t, pgtest.Shared(t).Database(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			a := openApp(t, config(t))
			run(t, a)
			b := signedIn(t, a)
			const table = "person,result,activity,timestamp\nada@example.org,passed,https://example.org/c,2026-01-01\nbob,passed,https://example.org/c,2026-01-01\n"
			type imported struct {
				ID, State, By             string
				Stored, Present, Rejected int
				Faults                    []struct {
					Line    int
					Pointer string
				}
			}
			for i, want := range []string{"done 1 0 1", "done 1 0 1", "done 0 1 1"} {
				var im imported
				b.read(200, "POST", fmt.Sprintf("imports?format=csv&name=results.csv&dry_run=%t", i == 0), table, &im)
				if got := fmt.Sprint(im.State, " ", im.Stored, " ", im.Present, " ", im.Rejected); got != want || im.By != "Ann" || im.Faults[0].Line != 3 || im.Faults[0].Pointer != "person" {
					t.Errorf("import %d is %+v, want %s", i, im, want)
				}
				var same imported
				if b.read(200, "GET", "imports/"+im.ID, "", &same); same.ID != im.ID || same.Stored != im.Stored {
					t.Errorf("it is remembered as %+v", same)
				}
			}
			var list struct{ Imports []imported }
			if b.read(200, "GET", "imports", "", &list); len(list.Imports) != 3 {
				t.Errorf("there are %d imports, want 3", len(list.Imports))
			}
			b.do(400, "POST", "imports?format=xml", "")
			b.do(400, "POST", "imports?dry_run=perhaps", "")
			b.do(404, "GET", "imports/none", "")
		})
	}
}

func TestBackupsByHTTP(t *testing.T) {
	a := openApp(t, testConfig(t))
	run(t, a)
	b := signedIn(t, a)
	var made backup.Kept
	b.read(202, "POST", "backups", "", &made)
	var list struct {
		Possible bool
		WhyNot   string `json:"why_not"`
		Backups  []backup.Kept
	}
	for list.Backups == nil || list.Backups[0].State == backup.Making {
		b.read(200, "GET", "backups", "", &list)
	}
	if !list.Possible || list.Backups[0].Name != made.Name || list.Backups[0].State != backup.Ready {
		t.Errorf("the list is %+v, want %s", list, made.Name)
	}
	file := b.do(200, "GET", "backups/"+made.Name, "")
	if _, err := backup.Restore(t.Context(), strings.NewReader(string(file)), t.TempDir()+"/restored"); err != nil {
		t.Errorf("what was downloaded cannot be restored: %v", err)
	}
	b.do(204, "DELETE", "backups/"+made.Name, "")
	b.do(404, "GET", "backups/"+made.Name, "")

	elsewhere := openApp(t, onPostgres(t, pgtest.Shared(t).Database(t)))
	run(t, elsewhere)
	b = signedIn(t, elsewhere)
	if b.read(200, "GET", "backups", "", &list); list.Possible || list.WhyNot == "" || len(list.Backups) != 0 {
		t.Errorf("on a database the list is %+v, want to know why not", list)
	}
	b.do(409, "POST", "backups", "")
}

func TestServerAndFollowersByHTTP(t *testing.T) {
	a := openApp(t, testConfig(t))
	run(t, a)
	b := signedIn(t, a)
	var info struct {
		Version, Storage string
		Limits, Licences []map[string]string
	}
	if b.read(200, "GET", "server", "", &info); info.Storage != "embedded" || len(info.Limits) < 30 || len(info.Licences) < 30 {
		t.Errorf("the server says %+v", info)
	}
	for _, order := range []string{"pause", "resume", "rebuild"} {
		b.do(204, "POST", "followers/facts/"+order, "")
	}
	b.do(404, "POST", "followers/facts/explode", "")
	b.do(404, "POST", "followers/nobody/pause", "")
	// Whoever is no administrator may not.
	user, err := a.registry.CreateUser(t.Context(), access.UserSpec{Email: "bob@example.org", Name: "Bob", Grants: []access.Grant{{Store: "demo", Role: access.RoleOwner}}})
	if err != nil {
		t.Fatal(err)
	}
	if b.cookie, err = a.registry.StartSession(t.Context(), user.ID, access.Proof{How: "test"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"GET sample", "POST sample", "DELETE sample", "GET backups", "POST backups", "GET server", "POST followers/facts/pause"} {
		method, path, _ := strings.Cut(path, " ")
		b.do(403, method, path, "")
	}
}
