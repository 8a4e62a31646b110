package server

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/sample"
)

// awaitSample waits until the sample data are in a state.
func awaitSample(t *testing.T, a *App, want string) sample.State {
	t.Helper()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		state, err := a.sample.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if state.State == want {
			return state
		}
		if state.State == sample.Failed {
			t.Fatalf("loading failed: %s", state.Message)
		}
		select {
		case <-ticker.C:
		case <-t.Context().Done():
			t.Fatalf("the sample data are %+v, want %s", state, want)
		}
	}
}

// askRows answers a query about the sample data.
func askRows(t *testing.T, a *App, text string) ([][]any, *query.Answer) {
	t.Helper()
	store, err := a.registry.FindStore(t.Context(), sample.Store)
	if err != nil {
		t.Fatal(err)
	}
	q, err := query.Decode([]byte(text), nil)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	answer, err := a.engine.Ask(t.Context(), engine.Scope{Store: lrs.StoreID(store.ID), SeesPeople: true, MinGroup: 1}, q, engine.Effort{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return answer.Rows, answer
}

// numbers are a row's as integers; -1 for none.
func numbers(row []any) (list []int) {
	for _, cell := range row {
		n := -1
		switch cell := cell.(type) {
		case int64:
			n = int(cell)
		case float64:
			n = int(cell)
		}
		list = append(list, n)
	}
	return list
}

// The query engine finds what was made up, course by course and question by
// question.
func TestSampleDataAreWhatTheySay(t *testing.T) {
	a := openApp(t, testConfig(t))
	run(t, a)
	started := time.Now()
	if _, err := a.sample.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	state := awaitSample(t, a, sample.Ready)
	t.Logf("loaded %d statements in %s", state.Total, time.Since(started))
	awaitFollowers(t, a)
	truth := yearOf(t, a).Truth()
	if int(state.Done) != truth.Statements || state.Done != state.Total {
		t.Errorf("%d of %d statements are stored, want %d", state.Done, state.Total, truth.Statements)
	}
	rows, _ := askRows(t, a, `{"kind":"table","metrics":["statements","people"]}`)
	if got, want := numbers(rows[0]), []int{truth.Statements - truth.Voided - truth.Voiding, truth.People}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("statements and people are %v, want %v", got, want)
	}
	for id, course := range truth.Courses {
		rows, _ := askRows(t, a, fmt.Sprintf(`{"kind":"table","metrics":["started_people","passed_people","failed_people"],"filter":["is","course",[%q]]}`, id))
		itself, _ := askRows(t, a, fmt.Sprintf(`{"kind":"table","metrics":["enrolled_people","completed_people"],"filter":["is","activity",[%q]]}`, id))
		got := append(numbers(itself[0]), numbers(rows[0])...)
		if want := []int{course.Enrolled, course.Completed, course.Started, course.Passed, course.Failed}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: enrolled, completed, started, passed and failed are %v, want %v", id, got, want)
		}
	}
	for id, viewers := range truth.Videos {
		rows, _ := askRows(t, a, fmt.Sprintf(`{"kind":"table","metrics":["people"],"filter":["is","activity",[%q]]}`, id))
		if got := numbers(rows[0])[0]; got != viewers {
			t.Errorf("%d people watched %s, want %d", got, id, viewers)
		}
	}
	wrongItems(t, a, truth)
}

// wrongItems compares what item analysis says with the truth.
func wrongItems(t *testing.T, a *App, truth sample.Truth) {
	t.Helper()
	rows, answer := askRows(t, a, `{"kind":"items","filter":["contains","activity",["/quiz/items/"]]}`)
	at := make(map[string]int)
	for i, column := range answer.Columns {
		at[column.Name] = i
	}
	if len(rows) != len(truth.Items) {
		t.Errorf("%d questions, want %d", len(rows), len(truth.Items))
	}
	for _, row := range rows {
		item := truth.Items[row[at["item"]].(string)]
		facility, _ := row[at["facility"]].(float64)
		if want := float64(item.Right) / float64(item.People); facility < want-1e-9 || facility > want+1e-9 || numbers(row)[at["n"]] != item.People {
			t.Errorf("%v: facility %v of %v people, want %v of %d", row[at["item"]], facility, row[at["n"]], want, item.People)
		}
		flag := fmt.Sprint(row[at["flag"]])
		if item.Miskeyed && flag != "check_key" || item.TooEasy && flag != "too_easy" || item.Weak && flag != "weak" && flag != "<nil>" {
			t.Errorf("%v is marked %s, and is %+v", row[at["item"]], flag, item)
		}
	}
}

// yearOf is the year that was loaded.
func yearOf(t *testing.T, a *App) *sample.Year {
	t.Helper()
	year, err := a.sample.Year(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return year
}

// awaitFollowers waits until the facts have everything that is stored.
func awaitFollowers(t *testing.T, a *App) {
	t.Helper()
	store, err := a.registry.FindStore(t.Context(), sample.Store)
	if err != nil {
		t.Fatal(err)
	}
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		newer, err := a.storage.statements().Newer(t.Context(), []lrs.StoreID{lrs.StoreID(store.ID)}, a.facts.Through(lrs.StoreID(store.ID))-1)
		if err != nil {
			t.Fatal(err)
		}
		if len(newer) == 0 {
			return
		}
		<-ticker.C
	}
}

// Loading that ends with the server goes on with the next start; removing frees the
// name, changes no other store, and the data can be loaded again.
func TestSampleDataComeAndGo(t *testing.T) {
	for name, config := range map[string]func(t *testing.T) Config{
		"embedded": testConfig,
		"postgres": func(t *testing.T) Config { return onPostgres(t, pgtest.Shared(t).Database(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			config := config(t)
			a := openApp(t, config)
			a.sample = a.newSample(40)
			stop := run(t, a)
			client, url := newClient(t), "http://"+a.Addr().String()
			authorization := demoAuthorization(a)
			if status, answer, err := post(a, client, url, strings.NewReader(one)); err != nil || status != 200 {
				t.Fatalf("%d %s %v", status, answer, err)
			}
			before := everything(t, a, "demo")
			if state, err := a.sample.Load(t.Context()); err != nil || state.State != sample.Loading || state.Store != sample.Store {
				t.Fatalf("%+v %v, want loading", state, err)
			}
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			a = openApp(t, config)
			a.sample = a.newSample(40)
			run(t, a)
			first := awaitSample(t, a, sample.Ready)
			store, err := a.registry.FindStore(t.Context(), sample.Store)
			if err != nil || !store.Sample {
				t.Fatalf("%+v %v, want a store of sample data", store, err)
			}
			if n := len(everything(t, a, sample.Store)); int64(n) != first.Total {
				t.Errorf("the store has %d statements, want %d", n, first.Total)
			}
			if state, err := a.sample.Load(t.Context()); err != nil || state.State != sample.Ready {
				t.Errorf("loading again: %+v %v, want ready at once", state, err)
			}
			if _, err := a.sample.Remove(t.Context()); err != nil {
				t.Fatal(err)
			}
			awaitSample(t, a, sample.None)
			if _, err := a.registry.FindStore(t.Context(), sample.Store); err == nil {
				t.Error("the store is still there")
			}
			if after := everything(t, a, "demo"); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("the real store has %v, want %v", after, before)
			}
			if status, answer, err := postAs(authorization, client, "http://"+a.Addr().String(), strings.NewReader(one)); err != nil || status != 200 {
				t.Errorf("the real store's key: %d %s %v", status, answer, err)
			}
			if _, err := a.sample.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
			if again := awaitSample(t, a, sample.Ready); again.Total != first.Total {
				t.Errorf("%d statements the second time, want %d", again.Total, first.Total)
			}
		})
	}
}

// everything is the ids of a store's statements in order.
func everything(t *testing.T, a *App, name string) (ids []string) {
	t.Helper()
	store, err := a.registry.FindStore(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	// What was just stored may be behind the safe time.
	deadline := time.Now().UnixMicro()
	for {
		safe, err := a.storage.statements().SafeTime(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if safe >= deadline {
			break
		}
	}
	if err := a.storage.statements().Scan(t.Context(), lrs.StoreID(store.ID), lrs.Position{}, func(s lrs.Stored) error {
		ids = append(ids, s.ID.String())
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return ids
}

// Whoever asks for the sample data owns them.
func TestWhoeverLoadsTheSampleDataMaySeeThem(t *testing.T) {
	a := openApp(t, testConfig(t))
	user, err := a.registry.CreateUser(t.Context(), access.UserSpec{Email: "ann@example.org", Name: "Ann", Administrator: true})
	if err != nil {
		t.Fatal(err)
	}
	asked := sampleOf{a}
	for range 2 {
		if _, err := asked.Load(context.WithoutCancel(t.Context()), access.Reader{UserID: user.ID, Administrator: true}); err != nil {
			t.Fatal(err)
		}
	}
	user, err = a.registry.FindUser(t.Context(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(user.Grants) != 1 || user.Grants[0].Store != sample.Store || user.Grants[0].Role != access.RoleOwner {
		t.Errorf("the grants are %+v, want the owner's of the sample data", user.Grants)
	}
}
