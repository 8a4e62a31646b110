package api_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// withJobs starts a site whose jobs run until the returned function is called, or
// the test ends.
func withJobs(t *testing.T, database *db.DB, change func(*site, *api.JobConfig)) (s *site, stop func()) {
	t.Helper()
	var jobs *api.Jobs
	s = siteOn(t, database, func(s *site) {
		config := api.JobConfig{Database: database, Engine: s.engine, Node: "node-a", Pulse: 20 * time.Millisecond, Silence: time.Minute}
		if change != nil {
			change(s, &config)
		}
		var err error
		if jobs, err = api.NewJobs(config); err != nil {
			t.Fatal(err)
		}
		s.config.Jobs = jobs
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- jobs.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return s, stop
}

type jobInWords struct {
	ID, State, Created, Started, Ended, Node string
	Progress                                 float64
	Problem                                  struct{ Code, Detail string }
	Bytes                                    int64
}

func jobOf(t testing.TB, r response) jobInWords {
	t.Helper()
	var job jobInWords
	if err := json.Unmarshal(r.body, &job); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	return job
}

// until asks for a job until it is as wanted.
func (s *site) until(token, id string, wanted func(jobInWords) bool) jobInWords {
	s.t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		job := jobOf(s.t, s.want(200, "GET", "/api/v1/query/jobs/"+id, token, ""))
		if wanted(job) {
			return job
		}
		select {
		case <-ticker.C:
		case <-deadline.C:
			s.t.Fatalf("the job stays %+v", job)
		}
	}
}

func is(state api.State) func(jobInWords) bool {
	return func(job jobInWords) bool { return job.State == string(state) }
}

func TestJobIsAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		s, _ := withJobs(t, open(), nil)
		token, other := s.token(access.RoleOwner), s.token(access.RoleOwner)
		submitted := s.want(202, "POST", "/api/v1/query/jobs", token, people)
		job := jobOf(t, submitted)
		if submitted.Header.Get("Location") != "/api/v1/query/jobs/"+job.ID || job.State != "waiting" {
			t.Errorf("got %s", submitted.body)
		}
		done := s.until(token, job.ID, is(api.Done))
		if done.Progress != 1 || done.Node != "node-a" || done.Started == "" || done.Ended == "" || done.Bytes == 0 {
			t.Errorf("got %+v", done)
		}
		at := "/api/v1/query/jobs/" + job.ID
		var answer query.Answer
		if err := json.Unmarshal(s.want(200, "GET", at+"/result", token, "").body, &answer); err != nil || len(answer.Rows) != 2 {
			t.Errorf("got %+v (%v)", answer, err)
		}
		if csv := s.want(200, "GET", at+"/result?format=csv", token, ""); !strings.HasPrefix(string(csv.body), "verb,people") {
			t.Errorf("got %s", csv.body)
		}
		if list := s.want(200, "GET", "/api/v1/query/jobs", token, ""); !strings.Contains(string(list.body), job.ID) {
			t.Errorf("got %s", list.body)
		}
		s.want(404, "GET", at, other, "")
		s.want(404, "GET", at+"/result", other, "")
		s.want(404, "DELETE", at, other, "")
		s.want(204, "DELETE", at, token, "")
		s.want(404, "GET", at, token, "")
	})
}

func TestJobKeepsItsScope(t *testing.T) {
	scopes := make(chan api.Scope, 1)
	s, _ := withJobs(t, dbtest.SQLite(t)(), func(s *site, _ *api.JobConfig) {
		s.engine.ask = func(_ context.Context, scope api.Scope, q *query.Query, effort api.Effort) (*query.Answer, error) {
			if !effort.Job {
				t.Error("the engine does not know that this is a job")
			}
			scopes <- scope
			return s.engine.answer(q), nil
		}
	})
	s.want(202, "POST", "/api/v1/query/jobs", s.token(access.RoleManager), people)
	if scope := <-scopes; len(scope.Persons) != 1 || !scope.SeesPeople {
		t.Errorf("got %+v", scope)
	}
	s.want(202, "POST", "/api/v1/query/jobs", s.token(access.RoleAnalyst), people)
	if scope := <-scopes; scope.SeesPeople || scope.MinGroup != 5 {
		t.Errorf("got %+v", scope)
	}
	s.want(403, "POST", "/api/v1/query/jobs", s.token(access.RoleAnalyst), `{"kind":"statements"}`)
	s.want(403, "POST", "/api/v1/query/jobs", s.token(access.RoleLearner), people)
}

func TestJobTellsProgressAndIsCancelledFromAnotherNode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		ended := make(chan error, 1)
		s, _ := withJobs(t, open(), func(s *site, _ *api.JobConfig) {
			s.engine.ask = func(ctx context.Context, _ api.Scope, _ *query.Query, effort api.Effort) (*query.Answer, error) {
				effort.Progress(0.25)
				<-ctx.Done()
				ended <- ctx.Err()
				return nil, ctx.Err()
			}
		})
		elsewhere := siteOn(t, open(), func(other *site) {
			jobs, err := api.NewJobs(api.JobConfig{Database: other.database, Engine: other.engine})
			if err != nil {
				t.Fatal(err)
			}
			other.config.Jobs = jobs
		})
		token := s.token(access.RoleOwner)
		id := jobOf(t, s.want(202, "POST", "/api/v1/query/jobs", token, people)).ID
		elsewhere.until(token, id, func(job jobInWords) bool { return job.State == "running" && job.Progress == 0.25 })
		s.want(409, "GET", "/api/v1/query/jobs/"+id+"/result", token, "")
		elsewhere.want(204, "DELETE", "/api/v1/query/jobs/"+id, token, "")
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the query ended with %v", err)
		}
		if job := s.until(token, id, is(api.Cancelled)); job.Ended == "" {
			t.Errorf("got %+v", job)
		}
		s.want(204, "DELETE", "/api/v1/query/jobs/"+id, token, "")
		s.want(404, "GET", "/api/v1/query/jobs/"+id, token, "")
	})
}

func TestJobsThatFailSayWhy(t *testing.T) {
	s, _ := withJobs(t, dbtest.SQLite(t)(), func(s *site, config *api.JobConfig) {
		config.Timeout = 50 * time.Millisecond
		s.engine.ask = func(ctx context.Context, _ api.Scope, q *query.Query, _ api.Effort) (*query.Answer, error) {
			switch q.Kind {
			case query.Table:
				return nil, problem.New(problem.Invalid, "as-of-ahead", "it lies ahead")
			case query.Retention:
				<-ctx.Done()
				return nil, ctx.Err()
			case query.Paths:
				panic("the secret cause")
			default:
				return &query.Answer{Rows: [][]any{{strings.Repeat("x", 65<<20)}}}, nil
			}
		}
	})
	token := s.token(access.RoleOwner)
	for text, code := range map[string]string{
		people: "as-of-ahead", `{"kind":"retention"}`: "query-timeout", `{"kind":"paths"}`: "internal", `{"kind":"items"}`: "result-too-large",
	} {
		id := jobOf(t, s.want(202, "POST", "/api/v1/query/jobs", token, text)).ID
		job := s.until(token, id, is(api.Failed))
		if job.Problem.Code != code || strings.Contains(job.Problem.Detail, "secret") {
			t.Errorf("%s: got %+v, want %s", text, job, code)
		}
		s.want(409, "GET", "/api/v1/query/jobs/"+id+"/result", token, "")
	}
}

func TestJobsOfADeadNodeFail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		database := open()
		s, _ := withJobs(t, database, nil)
		token := s.token(access.RoleOwner)
		id := jobOf(t, s.want(202, "POST", "/api/v1/query/jobs", token, people)).ID
		s.until(token, id, is(api.Done))
		// As a node leaves it that was killed.
		if err := database.Write(t.Context(), revive(t.Context(), id)); err != nil {
			t.Fatal(err)
		}
		if job := s.until(token, id, is(api.Failed)); job.Problem.Code != "job-node-died" {
			t.Errorf("got %+v", job)
		}
	})
}

func TestJobsWaitWhenTheirNodeStops(t *testing.T) {
	database := dbtest.SQLite(t)()
	running := make(chan struct{}, 1)
	s, stop := withJobs(t, database, func(s *site, _ *api.JobConfig) {
		s.engine.ask = func(ctx context.Context, _ api.Scope, _ *query.Query, _ api.Effort) (*query.Answer, error) {
			running <- struct{}{}
			<-ctx.Done()
			return nil, ctx.Err()
		}
	})
	token := s.token(access.RoleOwner)
	id := jobOf(t, s.want(202, "POST", "/api/v1/query/jobs", token, people)).ID
	<-running
	stop()
	if job := jobOf(t, s.want(200, "GET", "/api/v1/query/jobs/"+id, token, "")); job.State != "waiting" {
		t.Errorf("got %+v", job)
	}
	again, _ := withJobs(t, database, nil)
	again.until(token, id, is(api.Done))
}

func TestATokenHasOnlySoManyJobs(t *testing.T) {
	s, _ := withJobs(t, dbtest.SQLite(t)(), func(_ *site, config *api.JobConfig) { config.MostPerToken = 2 })
	token := s.token(access.RoleOwner)
	first := jobOf(t, s.want(202, "POST", "/api/v1/query/jobs", token, people)).ID
	s.want(202, "POST", "/api/v1/query/jobs", token, people)
	if code, _ := failureOf(t, s.want(http.StatusTooManyRequests, "POST", "/api/v1/query/jobs", token, people)); code != "too-many-jobs" {
		t.Errorf("got %s", code)
	}
	s.until(token, first, is(api.Done))
	s.want(204, "DELETE", "/api/v1/query/jobs/"+first, token, "")
	s.want(202, "POST", "/api/v1/query/jobs", token, people)
}

// Many that come at once are held to the most together, on every node.
func TestATokenHasOnlySoManyJobsAlsoAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		s, stop := withJobs(t, open(), func(_ *site, config *api.JobConfig) { config.MostPerToken = 3 })
		token := s.token(access.RoleOwner)
		stop() // they wait: none makes room
		var all sync.WaitGroup
		var taken atomic.Int32
		begin := make(chan struct{})
		for range 12 {
			all.Go(func() {
				<-begin
				switch status := s.do("POST", "/api/v1/query/jobs", token, people).StatusCode; status {
				case http.StatusAccepted:
					taken.Add(1)
				case http.StatusTooManyRequests:
				default:
					t.Errorf("a job: %d", status)
				}
			})
		}
		close(begin)
		all.Wait()
		if taken.Load() != 3 {
			t.Errorf("%d jobs were taken, want 3", taken.Load())
		}
	})
}

func TestOldJobsAreForgotten(t *testing.T) {
	s, _ := withJobs(t, dbtest.SQLite(t)(), func(_ *site, config *api.JobConfig) { config.Kept = time.Millisecond })
	token := s.token(access.RoleOwner)
	id := jobOf(t, s.want(202, "POST", "/api/v1/query/jobs", token, people)).ID
	deadline := time.After(20 * time.Second)
	for s.do("GET", "/api/v1/query/jobs/"+id, token, "").StatusCode != http.StatusNotFound {
		select {
		case <-deadline:
			t.Fatal("the job is still there")
		default:
		}
	}
}

// revive makes an ended job look as if a node worked on it that is silent.
func revive(ctx context.Context, id string) func(tx *sql.Tx) error {
	return func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE query_job SET state = 'running', claim = 'x', node = 'node-b', heartbeat = 1, ended = 0 WHERE id = $1`, id)
		return err
	}
}

func TestTokensTakeTurnsWithTheirJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		entered, release := make(chan int, 10), make(chan struct{})
		s, _ := withJobs(t, open(), func(s *site, _ *api.JobConfig) {
			s.engine.ask = func(_ context.Context, _ api.Scope, q *query.Query, _ api.Effort) (*query.Answer, error) {
				entered <- q.Limit
				<-release
				return s.engine.answer(q), nil
			}
		})
		token, other := s.token(access.RoleOwner), s.token(access.RoleOwner)
		submit := func(token, limit string) {
			s.want(202, "POST", "/api/v1/query/jobs", token, `{"kind":"table","metrics":["people"],"limit":`+limit+`}`)
		}
		submit(token, "1")
		order := []int{<-entered}
		submit(token, "2")
		submit(token, "3")
		submit(other, "10")
		submit(other, "11")
		close(release)
		for range 4 {
			order = append(order, <-entered)
		}
		if !slices.Equal(order, []int{1, 10, 2, 11, 3}) {
			t.Errorf("the jobs ran in the order %v", order)
		}
	})
}
