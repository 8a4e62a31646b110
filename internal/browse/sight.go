package browse

import (
	"context"
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/sentence"
)

// sight is what a viewer sees by the decisions in force.
type sight struct {
	inForce *meaning.Meaning
	// persons are those that may be seen; nil is everybody.
	persons map[string]bool
}

func (b *Browser) sight(ctx context.Context, viewer Viewer) (*sight, error) {
	inForce, err := b.config.Meaning(ctx, viewer.Store)
	if err != nil {
		return nil, fmt.Errorf("read the meaning of words: %w", err)
	}
	s := &sight{inForce: inForce}
	if len(viewer.Persons) > 0 {
		s.persons = make(map[string]bool, len(viewer.Persons))
		for _, identity := range viewer.Persons {
			s.persons[s.person(identity)] = true
		}
	}
	return s, nil
}

// person is whose identity it is.
func (s *sight) person(identity string) string {
	if merged, ok := s.inForce.Persons[identity]; ok {
		return merged
	}
	return identity
}

func (s *sight) sees(identity string) bool { return s.persons == nil || s.persons[s.person(identity)] }

// shows reports whether a statement tells of somebody who may be seen.
func (s *sight) shows(statement *sentence.Statement) bool {
	return s.persons == nil || slices.ContainsFunc(statement.Actor.Learners(), s.sees)
}

// narrow leaves in a group only those members who may be seen.
func (s *sight) narrow(statement *sentence.Statement) {
	if s.persons == nil || len(statement.Actor.Member) == 0 {
		return
	}
	hidden := func(member sentence.Agent) bool { return !s.sees(member.Identity()) }
	if !slices.ContainsFunc(statement.Actor.Member, hidden) {
		return
	}
	members := slices.DeleteFunc(slices.Clone(statement.Actor.Member), hidden)
	if len(members) == 1 {
		statement.Actor = members[0]
		return
	}
	statement.Actor = sentence.Agent{ObjectType: "Group", Member: members}
}

// class is the class of a verb.
func (s *sight) class(verb string) string { return s.inForce.Verbs[verb].String() }
