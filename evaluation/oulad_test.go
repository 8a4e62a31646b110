package evaluation

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/oulad"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/xapi/client"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// final is the extension with the final result, as the query API writes it.
const final = "result.extensions[" + oulad.FinalResult + "]"

// TestOpenUniversity loads the Open University data set through the HTTP API of
// the real binary, on each store, and asks for what is known of it.
func TestOpenUniversity(t *testing.T) {
	data := os.Getenv("EVAL_DATA")
	if data == "" {
		t.Skip("EVAL_DATA does not name the directory of the Open University data set (OULAD): nothing is evaluated")
	}
	lore, err := binarytest.Build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Run("embedded", func(t *testing.T) { evaluate(t, lore, data) })
	t.Run("postgres", func(t *testing.T) { evaluate(t, lore, data, "--database", pgtest.Shared(t).Database(t)) })
}

func evaluate(t *testing.T, lore, data string, flags ...string) {
	dir := filepath.Join(t.TempDir(), "data")
	command := func(args ...string) string {
		return binarytest.MustRun(t, lore, append(append(args, "--data", dir), flags...)...)
	}
	command("store", "create", "oulad")
	command("key", "create", "--store", "oulad", "--name", "loader", "--scope", "all", "--key", "loader", "--secret", "loads")
	token := field(t, command("token", "create", "--store", "oulad", "--role", "owner"), "token")
	// The data is more than ten years old, which makes any clock suspect.
	command("source", "trust", "loader", "--store", "oulad")
	command("extension", "promote", final, "--store", "oulad")
	server := binarytest.Start(t, exec.CommandContext(t.Context(), lore,
		append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--metrics-listen", ""}, flags...)...))
	load(t, server.URL, data)
	a := &api{t, strings.TrimSuffix(server.URL, "/xapi") + "/api/v1/query", token}

	// The numbers that the publication gives, and that a right import must.
	a.want(`{"kind":"table","metrics":["statements"],"dimensions":["verb"],"order":[["verb","asc"]]}`, [][]any{
		{oulad.Failed, 7052}, {oulad.Passed, 12361 + 3024}, {oulad.Registered, 32593}, {oulad.Scored, 173912}, {oulad.Abandoned, 10156},
	})
	a.want(`{"kind":"table","metrics":["statements"],"dimensions":["`+final+`"],"filter":["exists","`+final+`"]}`, [][]any{
		{"Pass", 12361}, {"Withdrawn", 10156}, {"Fail", 7052}, {"Distinction", 3024},
	})
	a.want(`{"kind":"table","metrics":["registrations"],"filter":["is","verb",["`+oulad.Registered+`"]]}`, [][]any{{32593}})

	a.againstFiles(readRecord(t, data))
	a.identity()
}

// againstFiles holds answers to what follows from the files by other ways.
func (a *api) againstFiles(files record) {
	a.t.Helper()
	const course = "BBB/2013J"
	of := `"filter":["is","course",["` + courseIRI(course) + `"]]`
	a.want(`{"kind":"table","metrics":["people"]}`, [][]any{{files.people()}})
	a.want(`{"kind":"table","metrics":["enrolled_people","passed_people","failed_people"],"dimensions":["course"],"order":[["course","asc"]]}`,
		files.peopleByCourse(oulad.Registered, oulad.Passed, oulad.Failed))
	a.want(`{"kind":"table","metrics":["statements","people"],"dimensions":["course"],"filter":["is","verb",["`+oulad.Scored+`"]],"order":[["course","asc"]]}`,
		files.submissionsByCourse())
	a.want(`{"kind":"table","metrics":["score_mean"],"dimensions":["course"],"filter":["exists","score"],"order":[["course","asc"]]}`, files.meanScores())

	from, to := time.Date(2013, 4, 1, 0, 0, 0, 0, time.UTC), time.Date(2013, 11, 4, 0, 0, 0, 0, time.UTC) // Mondays
	a.want(`{"kind":"trend","metrics":["registrations"],"time":{"range":["2013-04-01","2013-11-04"],"bucket":"week"},
		"filter":["and",["is","course",["`+courseIRI(course)+`"]],["in_class","verb",["enrol"]]]}`, files.weeklyEnrolments(course, from, to))

	enrolled, submitted, passed := files.funnel(course)
	got := a.ask(`{"kind":"funnel","unit":"registration",` + of + `,"steps":[{"name":"registered","filter":["in_class","verb",["enrol"]]},
		{"name":"scored","filter":["in_class","verb",["score"]]},{"name":"passed","filter":["in_class","verb",["pass"]]}]}`)
	for i, count := range []int{enrolled, submitted, passed} {
		if got.Rows[i][2] != float64(count) {
			a.t.Errorf("step %d of the funnel is of %v, in the files of %d", i+1, got.Rows[i][2], count)
		}
	}

	from, to = time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2015, 11, 1, 0, 0, 0, 0, time.UTC)
	a.want(`{"kind":"lifecycle","time":{"range":["2012-01-01","2015-11-01"],"bucket":"month"}}`, files.lifecycle(from, to))
}

// field reads a line «name: value».
func field(t *testing.T, output, name string) string {
	t.Helper()
	for line := range strings.Lines(output) {
		if value, ok := strings.CutPrefix(line, name+": "); ok {
			return strings.TrimSpace(value)
		}
	}
	t.Fatalf("there is no %s in:\n%s", name, output)
	return ""
}

func load(t *testing.T, endpoint, data string) {
	t.Helper()
	store, err := client.New(client.Config{Endpoint: endpoint, Key: "loader", Secret: "loads"})
	if err != nil {
		t.Fatal(err)
	}
	began, sent := time.Now(), 0
	var batch [][]byte
	flush := func() error {
		_, err := store.Send(t.Context(), batch)
		sent += len(batch)
		batch = batch[:0]
		return err
	}
	err = oulad.Convert(data, func(statement []byte) error {
		if batch = append(batch, statement); len(batch) < 500 {
			return nil
		}
		return flush()
	})
	if err == nil && len(batch) > 0 {
		err = flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	t.Logf("loaded %d statements in %s, %.0f/s", sent, took.Round(time.Millisecond), float64(sent)/took.Seconds())
}

// api asks queries over HTTP.
type api struct {
	t          *testing.T
	url, token string
}

type answer struct {
	Rows [][]any
	Meta struct {
		ClockSuspect int `json:"clock_suspect"`
	}
}

func (a *api) ask(query string) answer {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, a.url, strings.NewReader(query))
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+a.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	defer response.Body.Close()
	defer http.DefaultClient.CloseIdleConnections()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	var found answer
	if err := json.Unmarshal(body, &found); err != nil || response.StatusCode != http.StatusOK {
		a.t.Fatalf("%s\nis answered with %s: %s", query, response.Status, body)
	}
	if found.Meta.ClockSuspect != 0 {
		a.t.Errorf("%s\nleaves out %d rows for their clocks", query, found.Meta.ClockSuspect)
	}
	return found
}

// want holds an answer to rows.
func (a *api) want(query string, rows [][]any) {
	a.t.Helper()
	got := a.ask(query)
	if fmt.Sprint(got.Rows) != fmt.Sprint(rows) {
		a.t.Errorf("%s\n  is answered with %v\n  want               %v", query, got.Rows, rows)
	}
}

// identity: whoever is active is new, returning or resurrected.
func (a *api) identity() {
	a.t.Helper()
	got := a.ask(`{"kind":"lifecycle","time":{"range":["2012-01-01","2015-11-01"],"bucket":"month"}}`)
	people := 0.0
	for _, row := range got.Rows {
		active, parts := row[1].(float64), row[2].(float64)+row[3].(float64)+row[4].(float64)
		if active != parts {
			a.t.Errorf("in %v %v people are active, %v are new, returning or resurrected", row[0], active, parts)
		}
		people += row[2].(float64)
	}
	// Whoever only registered was not active.
	if all := a.ask(`{"kind":"table","metrics":["active_people"]}`); all.Rows[0][0] != people {
		a.t.Errorf("%v people were new in some month, %v were active at all", people, all.Rows[0][0])
	}
}
