package pipe

import (
	"errors"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// errPast ends a scan that has come past the selection's end.
var errPast = errors.New("past the end")

// scan is stored with voided statements, which no query finds.
func (run *exportRun) scan(fn func(lrs.Stored) error) error {
	after := lrs.Position{Stored: run.Select.Since}
	for i := range after.ID { // exclusive: behind every statement of that time
		after.ID[i] = 0xff
	}
	if run.Select.Since == 0 {
		after = lrs.Position{}
	}
	// A later one that refers to an earlier one does not change what matched.
	err := run.Statements.Scan(run.ctx, run.Store, after, func(stored lrs.Stored) error {
		if run.Select.Until != 0 && stored.Stored > run.Select.Until {
			return errPast
		}
		matches, err := run.matches(stored.JSON, nil)
		if err != nil || !matches {
			return err
		}
		return fn(stored)
	})
	if errors.Is(err, errPast) {
		return nil
	}
	return err
}

// matches reports whether a statement meets the selection by itself or through
// the statement it refers to (GS-20, GS-22); on lists the ids on the way there.
func (run *exportRun) matches(text []byte, on []xapi.UUID) (bool, error) {
	statement, err := xapi.ParseStored(text)
	if err != nil {
		return false, err
	}
	if meets(&statement, &run.Select) {
		return true, nil
	}
	if !statement.IsReference {
		return false, nil
	}
	for _, id := range on {
		if id == statement.Target {
			return false, nil
		}
	}
	target, err := run.Statements.Get(run.ctx, run.Store, statement.Target)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return run.matches(target.JSON, append(on, statement.Target))
}

// meets reports whether a statement itself meets the filters other than time.
func meets(statement *xapi.Statement, query *lrs.Query) bool {
	has := func(key *xapi.Key, kinds ...xapi.IndexKind) bool {
		if key == nil {
			return true
		}
		for _, entry := range statement.Index {
			for _, kind := range kinds {
				if entry.Kind == kind && entry.Key == *key {
					return true
				}
			}
		}
		return false
	}
	agents := []xapi.IndexKind{xapi.ByAgent}
	if query.RelatedAgents {
		agents = append(agents, xapi.ByRelatedAgent, xapi.ByAuthority)
	}
	activities := []xapi.IndexKind{xapi.ByActivity}
	if query.RelatedActivities {
		activities = append(activities, xapi.ByRelatedActivity)
	}
	return has(query.Agent, agents...) && has(query.Verb, xapi.ByVerb) &&
		has(query.Activity, activities...) && has(query.Registration, xapi.ByRegistration)
}
