package server

import (
	"bufio"
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/intake"
	"github.com/lore-lrs/lore/internal/lrs"
)

// A removed store lets nobody in, and takes with it what is kept beside the log.
func TestRemovedStoreTakesAlongWhatIsKept(t *testing.T) {
	a := openApp(t, testConfig(t))
	stop := run(t, a)
	url := "http://" + a.endpoints[0].listener.Addr().String()
	authorization := demoAuthorization(a)
	for _, c := range []struct {
		body   string
		status int
	}{{one, http.StatusOK}, {`[5]`, http.StatusBadRequest}} {
		if status, answer, err := postAs(authorization, http.DefaultClient, url, strings.NewReader(c.body)); err != nil || status != c.status {
			t.Fatalf("%d %s %v", status, answer, err)
		}
	}
	// Until the facts have the statement, and so a directory.
	if _, _, err := a.freshFacts(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := a.meaning.SetVerb(t.Context(), 1, "https://example.org/v", "pass"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.intake.Import(t.Context(), intake.Request{Store: 1, StoreName: "demo", Format: intake.NDJSON}, strings.NewReader("[5]")); err != nil {
		t.Fatal(err)
	}
	if err := a.registry.RemoveStore(t.Context(), "demo"); err != nil {
		t.Fatal(err)
	}
	if status, _, err := postAs(authorization, http.DefaultClient, url, strings.NewReader(one)); err != nil || status != http.StatusUnauthorized {
		t.Errorf("its key: %d %v, want 401", status, err)
	}
	if left, err := filepath.Glob(filepath.Join(a.directory.join(factsName), "*", "1")); err != nil || len(left) > 0 {
		t.Errorf("facts are left: %v %v", left, err)
	}
	for _, table := range []string{"decision", "document", "user_grant", "statement_import"} {
		var rows int
		if err := a.storage.database().Read().QueryRow(`SELECT count(*) FROM ` + table + ` WHERE store = 1`).Scan(&rows); err != nil || rows > 0 {
			t.Errorf("%d rows of %s are left (%v)", rows, table, err)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(a.directory.join(factsName)); err != nil {
		t.Error(err)
	}
}

// What comes to a store that was just removed, by a request that was on its way or on
// another node, or was left when the server stopped in the middle, does not stay.
func TestWhatComesAfterTheRemovalDoesNotStay(t *testing.T) {
	t.Parallel()
	a := openApp(t, testConfig(t))
	kept, err := a.registry.CreateStore(t.Context(), "kept")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.registry.RemoveStore(t.Context(), "demo"); err != nil {
		t.Fatal(err)
	}
	generations, err := os.ReadDir(a.directory.join(factsName))
	if err != nil || len(generations) == 0 {
		t.Fatalf("no facts: %v", err)
	}
	for _, store := range []int64{1, kept.ID} {
		err := a.storage.database().Write(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `INSERT INTO kpi (id, store, title, query, format, direction, target, warn, owner, action, on_home, place, maker, changed)
				VALUES ($1, $1, 't', '{}', 'count', 'up', 0, 0, 'o', 'a', 0, 0, 'm', 0)`, store)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		// As the facts of a statement that is followed just then.
		if err := a.facts.Follow(t.Context(), lrs.StoreID(store), nil, 1); err != nil {
			t.Fatal(err)
		}
	}
	stop := run(t, a)
	left := func(store int64) (rows int, facts []string) {
		if err := a.storage.database().Read().QueryRow(`SELECT count(*) FROM kpi WHERE store = $1`, store).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		facts, err := filepath.Glob(filepath.Join(a.directory.join(factsName), "*", strconv.FormatInt(store, 10)))
		if err != nil {
			t.Fatal(err)
		}
		return rows, facts
	}
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for rows, facts := left(1); rows+len(facts) > 0; rows, facts = left(1) {
		<-look.C
	}
	if rows, _ := left(kept.ID); rows != 1 {
		t.Errorf("of the store that was kept %d rows are left", rows)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// The live stream of a session ends with it.
func TestLiveStreamOfAnEndedSessionEnds(t *testing.T) {
	t.Parallel()
	a := openApp(t, testConfig(t))
	stop := run(t, a)
	user, err := a.registry.CreateUser(t.Context(), access.UserSpec{
		Email: "ann@example.org", Name: "Ann", Grants: []access.Grant{{Store: "demo", Role: access.RoleOwner}},
	})
	if err != nil {
		t.Fatal(err)
	}
	cookie, err := a.registry.StartSession(t.Context(), user.ID, access.Proof{})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL()+"/api/v1/live?store=demo", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.AddCookie(&http.Cookie{Name: "lore_session", Value: cookie})
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status)
	}
	if err := a.registry.DisableUser(t.Context(), user.ID); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(response.Body); lines.Scan(); { // until it ends
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}
