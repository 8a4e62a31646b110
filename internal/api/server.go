package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/problem"
)

func (x *exchange) getServer() error {
	if x.handler.config.Server == nil {
		return problem.New(problem.NotFound, "not-offered", "this server does not tell of itself")
	}
	info, err := x.handler.config.Server(x.r.Context())
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, info)
}
