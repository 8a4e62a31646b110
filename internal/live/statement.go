package live

import (
	"fmt"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// statement is one of the log, with what streams show and ask of it. It is
// shared by readers and never changed, but for what is rendered of it.
type statement struct {
	lrs.Stored
	parts

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

// parts is what is read of a statement's JSON.
type parts struct {
	Timestamp string `json:"timestamp"`
	Actor     agent  `json:"actor"`
	Verb      verb   `json:"verb"`
	Object    object `json:"object"`
	Result    struct {
		Score struct {
			Scaled *float64 `json:"scaled"`
			Raw    *float64 `json:"raw"`
			Max    *float64 `json:"max"`
		} `json:"score"`
	} `json:"result"`
	Authority agent `json:"authority"`
}

type agent struct {
	ObjectType  string `json:"objectType"`
	Name        string `json:"name"`
	Mbox        string `json:"mbox"`
	MboxSHA1Sum string `json:"mbox_sha1sum"`
	OpenID      string `json:"openid"`
	Account     struct {
		HomePage string `json:"homePage"`
		Name     string `json:"name"`
	} `json:"account"`
	Member []agent `json:"member"`
}

type verb struct {
	ID      string            `json:"id"`
	Display map[string]string `json:"display"`
}

// object is of any type: an activity, an agent, another statement or one that
// is intended.
type object struct {
	agent
	ID         string `json:"id"`
	Definition struct {
		Name map[string]string `json:"name"`
	} `json:"definition"`
	// Of a SubStatement.
	Verb   *verb   `json:"verb"`
	Object *object `json:"object"`
}

// keyHomePage begins the home page of the accounts that stand for access keys.
const keyHomePage = "urn:lore:store:"

// read finds what streams need to know of a stored statement.
func read(stored lrs.Stored) (*statement, error) {
	s := &statement{Stored: stored}
	if err := json.Unmarshal(stored.JSON, &s.parts, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)); err != nil {
		return nil, fmt.Errorf("read the statement %s: %w", stored.ID, err)
	}
	s.identity = s.Actor.identity()
	s.learners = s.Actor.learners()
	s.source = s.Authority.source()
	return s, nil
}

func (a agent) identifier() xapi.IFI {
	switch {
	case a.Mbox != "":
		return xapi.IFI{Kind: xapi.Mbox, Value: a.Mbox}
	case a.MboxSHA1Sum != "":
		return xapi.IFI{Kind: xapi.MboxSHA1Sum, Value: a.MboxSHA1Sum}
	case a.OpenID != "":
		return xapi.IFI{Kind: xapi.OpenID, Value: a.OpenID}
	case a.Account.HomePage != "":
		return xapi.IFI{Kind: xapi.Account, Value: a.Account.Name, HomePage: a.Account.HomePage}
	}
	return xapi.IFI{}
}

func (a agent) identity() string { return a.identifier().String() }

func (a agent) learners() []string {
	if len(a.Member) == 0 {
		if identity := a.identity(); identity != "" {
			return []string{identity}
		}
		return nil
	}
	list := make([]string, len(a.Member))
	for i, member := range a.Member {
		list[i] = member.identity()
	}
	return list
}

// source is the key or identity of an authority. With OAuth it is a group, whose
// first member is the application.
func (a agent) source() string {
	if strings.HasPrefix(a.Account.HomePage, keyHomePage) {
		return a.Account.Name
	}
	if identity := a.identity(); identity != "" || len(a.Member) == 0 {
		return identity
	}
	return a.Member[0].source()
}

// activity is the object's id if it is an activity, else "".
func (s *statement) activity() string {
	if t := s.Object.ObjectType; t == "" || t == "Activity" {
		return s.Object.ID
	}
	return ""
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
