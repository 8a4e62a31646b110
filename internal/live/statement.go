package live

import (
	"fmt"
	"sync"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/sentence"
)

// statement is one of the log, with what streams show and ask of it. It is
// shared by readers and never changed, but for what is rendered of it.
type statement struct {
	lrs.Stored
	sentence.Statement

	// identity is the actor's (xapi.IFI.String), "" for an anonymous group.
	// learners are those of the people it tells of: a group's members, else the
	// actor.
	identity string
	learners []string
	// source is the access key that stored it, or the identity of an authority
	// that is not one of Lore's keys.
	source string

	mu sync.Mutex
	// rendered holds a few renderings: readers of one store mostly want the same.
	rendered []rendering
}

// rendering is a statement's event data in the form that some readers want.
type rendering struct {
	form form
	data []byte
}

// read finds what streams need to know of a stored statement.
func read(stored lrs.Stored) (*statement, error) {
	read, err := sentence.Read(stored.JSON)
	if err != nil {
		return nil, fmt.Errorf("read the statement %s: %w", stored.ID, err)
	}
	s := &statement{Stored: stored, Statement: read}
	s.identity = s.Actor.Identity()
	s.learners = s.Actor.Learners()
	s.source = s.Authority.Source()
	return s, nil
}

// size is what it costs to keep, about.
func (s *statement) size() int { return 2*len(s.JSON) + 1024 }

// visible reports whether everybody of whom the statement tells may be seen.
func (s *statement) visible(to Access) bool {
	if to.Everybody {
		return true
	}
	if to.Persons == nil || len(s.learners) == 0 {
		return false
	}
	for _, learner := range s.learners {
		if !to.Persons(learner) {
			return false
		}
	}
	return true
}
