package api

import (
	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/problem"
)

// aggregate lets the door for Learning Locker's clients answer.
func (x *exchange) aggregate() error {
	room := x.handler.config.Aggregate
	if room == nil {
		return problem.New(problem.NotFound, "not-offered", "this server does not offer %s", aggregatePath)
	}
	if x.principal != nil {
		var by *access.Principal
		if x.principal.OnlyMine() {
			by = x.principal
		}
		return room(&counter{x}, x.r, x.principal.Store, by)
	}
	if len(x.reader.Persons) > 0 || x.reader.Pseudonymous {
		return problem.New(problem.Forbidden, "scope-forbids", "pipelines see all statements, and this token is about some people only")
	}
	return room(&counter{x}, x.r, x.reader.Store, nil)
}
