package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/sample"
)

// sample returns what makes the sample data.
func (x *exchange) sample() (Sample, error) {
	if x.handler.config.Sample == nil {
		return nil, problem.New(problem.NotFound, "not-offered", "this server has no sample data")
	}
	return x.handler.config.Sample, nil
}

func (x *exchange) sampleIs(status int, state sample.State, err error) error {
	if err != nil {
		return err
	}
	return x.json(status, map[string]sample.State{"sample": state})
}

func (x *exchange) getSample() error {
	offered, err := x.sample()
	if err != nil {
		return err
	}
	state, err := offered.State(x.r.Context())
	return x.sampleIs(http.StatusOK, state, err)
}

func (x *exchange) postSample() error {
	offered, err := x.sample()
	if err != nil {
		return err
	}
	state, err := offered.Load(x.r.Context(), x.reader)
	return x.sampleIs(http.StatusAccepted, state, err)
}

func (x *exchange) deleteSample() error {
	offered, err := x.sample()
	if err != nil {
		return err
	}
	state, err := offered.Remove(x.r.Context())
	return x.sampleIs(http.StatusAccepted, state, err)
}
