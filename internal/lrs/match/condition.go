package match

import (
	"slices"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Condition is met by a statement that is found by the key and any of the kinds.
type Condition struct {
	Key   xapi.Key
	Kinds []xapi.IndexKind
}

// Conditions translates the filters of a query. through has those that a
// reference may meet through its target (GS-20), own the one that asks the
// statement itself.
func Conditions(query *lrs.Query) (through, own []Condition) {
	add := func(key *xapi.Key, kinds ...xapi.IndexKind) {
		if key != nil {
			through = append(through, Condition{*key, kinds})
		}
	}
	agent := []xapi.IndexKind{xapi.ByAgent}
	if query.RelatedAgents {
		agent = append(agent, xapi.ByRelatedAgent, xapi.ByAuthority)
	}
	activity := []xapi.IndexKind{xapi.ByActivity}
	if query.RelatedActivities {
		activity = append(activity, xapi.ByRelatedActivity)
	}
	add(query.Agent, agent...)
	add(query.Registration, xapi.ByRegistration)
	add(query.Activity, activity...)
	add(query.Verb, xapi.ByVerb)
	if query.Authority != nil {
		own = append(own, Condition{*query.Authority, []xapi.IndexKind{xapi.ByAuthority}})
	}
	return through, own
}

// metBy reports whether one of the entries meets the condition.
func (c Condition) metBy(entries []xapi.IndexEntry) bool {
	return slices.ContainsFunc(entries, func(e xapi.IndexEntry) bool {
		return e.Key == c.Key && slices.Contains(c.Kinds, e.Kind)
	})
}
