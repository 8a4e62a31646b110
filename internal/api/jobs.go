package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/problem"
)

// jobs returns what runs queries as jobs, and whose are meant.
func (x *exchange) jobs() (jobs *Jobs, holder string, err error) {
	if x.handler.config.Jobs == nil {
		return nil, "", problem.New(problem.NotFound, "not-offered", "this server runs no jobs")
	}
	holder, err = x.jobHolder()
	return x.handler.config.Jobs, holder, err
}

// postJob submits a query as a job.
func (x *exchange) postJob() error {
	jobs, holder, err := x.jobs()
	if err != nil {
		return err
	}
	text, err := x.body()
	if err != nil {
		return err
	}
	q, _, err := x.readQuery(text)
	if err != nil {
		return err
	}
	job, err := jobs.submit(x.r.Context(), holder, x.scope(), q)
	if err != nil {
		return err
	}
	x.w.Header()["Location"] = []string{x.handler.prefix + base + "query/jobs/" + job.ID}
	return x.json(http.StatusAccepted, job)
}

func (x *exchange) getJobs() error {
	jobs, holder, err := x.jobs()
	if err != nil {
		return err
	}
	list, err := jobs.list(x.r.Context(), holder)
	return listed(x, "jobs", list, err)
}

func (x *exchange) getJob() error {
	jobs, holder, err := x.jobs()
	if err != nil {
		return err
	}
	job, err := jobs.get(x.r.Context(), holder, x.values["id"])
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, job)
}

// getJobResult answers with the answer of a job that is done.
func (x *exchange) getJobResult() error {
	jobs, holder, err := x.jobs()
	if err != nil {
		return err
	}
	form, err := x.format()
	if err != nil {
		return err
	}
	// Results are large, and written anew in other forms.
	leave, err := x.handler.rooms.enter(x.reader.Holder())
	if err != nil {
		return err
	}
	defer leave()
	answer, err := jobs.result(x.r.Context(), holder, x.values["id"])
	if err != nil {
		return err
	}
	return x.sendAnswer(answer, form)
}

// deleteJob cancels a job, or forgets one that has ended.
func (x *exchange) deleteJob() error {
	jobs, holder, err := x.jobs()
	if err != nil {
		return err
	}
	return x.decided(jobs.remove(x.r.Context(), holder, x.values["id"]))
}
