package match_test

import (
	"reflect"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/match"
	"github.com/lore-lrs/lore/xapi"
)

func TestConditionsOfFilters(t *testing.T) {
	key := xapi.VerbKey("http://example.com/did")
	one := func(kinds ...xapi.IndexKind) []match.Condition { return []match.Condition{{Key: key, Kinds: kinds}} }
	for name, c := range map[string]struct {
		query        lrs.Query
		through, own []match.Condition
	}{
		"nothing":  {},
		"agent":    {query: lrs.Query{Agent: &key}, through: one(xapi.ByAgent)},
		"verb":     {query: lrs.Query{Verb: &key}, through: one(xapi.ByVerb)},
		"activity": {query: lrs.Query{Activity: &key}, through: one(xapi.ByActivity)},
		"related agents": {
			query:   lrs.Query{Agent: &key, RelatedAgents: true},
			through: one(xapi.ByAgent, xapi.ByRelatedAgent, xapi.ByAuthority),
		},
		"related activities": {
			query:   lrs.Query{Activity: &key, RelatedActivities: true},
			through: one(xapi.ByActivity, xapi.ByRelatedActivity),
		},
		"related without a filter": {query: lrs.Query{RelatedAgents: true, RelatedActivities: true}},
		"registration":             {query: lrs.Query{Registration: &key}, through: one(xapi.ByRegistration)},
		"authority":                {query: lrs.Query{Authority: &key}, own: one(xapi.ByAuthority)},
		"verb and authority":       {query: lrs.Query{Verb: &key, Authority: &key}, through: one(xapi.ByVerb), own: one(xapi.ByAuthority)},
	} {
		t.Run(name, func(t *testing.T) {
			through, own := match.Conditions(&c.query)
			if !reflect.DeepEqual(through, c.through) || !reflect.DeepEqual(own, c.own) {
				t.Errorf("through a reference %v, of the statement itself %v; want %v, %v", through, own, c.through, c.own)
			}
		})
	}
}
