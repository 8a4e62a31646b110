package storetest

import (
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Question is a query in the words of a statement, before identities become
// keys. Fields that are zero ask for nothing; Limit 0 asks for everything.
type Question struct {
	Agent             *Identifier
	RelatedAgents     bool
	Verb              string
	Activity          string
	RelatedActivities bool
	Registration      string
	Authority         *Identifier
	Since, Until      int64
	Ascending         bool
	Limit             int
	Through           int64
	After             lrs.Position
}

// everything is the limit of a Question that does not name one.
const everything = 100_000

// Query returns the query for a store.
func (q Question) Query() lrs.Query {
	query := lrs.Query{
		RelatedAgents:     q.RelatedAgents,
		RelatedActivities: q.RelatedActivities,
		Since:             q.Since,
		Until:             q.Until,
		Ascending:         q.Ascending,
		Limit:             q.Limit,
		Through:           q.Through,
		After:             q.After,
	}
	if q.Limit == 0 {
		query.Limit = everything
	}
	if q.Agent != nil {
		query.Agent = new(q.Agent.Key())
	}
	if q.Verb != "" {
		query.Verb = new(xapi.VerbKey(q.Verb))
	}
	if q.Activity != "" {
		query.Activity = new(xapi.ActivityKey(q.Activity))
	}
	if q.Registration != "" {
		id, _ := xapi.ParseUUID(q.Registration)
		query.Registration = new(xapi.RegistrationKey(id))
	}
	if q.Authority != nil {
		query.Authority = new(q.Authority.Key())
	}
	return query
}
