// Package sentence says what a statement says as people say it: «Ana passed Fire
// safety, 92 %». It reads the few parts of a stored statement that this takes,
// and knows of whom it tells and where it came from. It belongs to whatever shows
// statements one by one: the live stream, the statement browser.
package sentence

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/xapi"
)

// Statement is what is read of a statement's JSON.
type Statement struct {
	Timestamp string `json:"timestamp"`
	Actor     Agent  `json:"actor"`
	Verb      Verb   `json:"verb"`
	Object    Object `json:"object"`
	Result    struct {
		Score struct {
			Scaled *float64 `json:"scaled"`
			Raw    *float64 `json:"raw"`
			Max    *float64 `json:"max"`
		} `json:"score"`
	} `json:"result"`
	Authority Agent `json:"authority"`
}

// Agent is an agent or a group.
type Agent struct {
	ObjectType  string `json:"objectType"`
	Name        string `json:"name"`
	Mbox        string `json:"mbox"`
	MboxSHA1Sum string `json:"mbox_sha1sum"`
	OpenID      string `json:"openid"`
	Account     struct {
		HomePage string `json:"homePage"`
		Name     string `json:"name"`
	} `json:"account"`
	Member []Agent `json:"member"`
}

// Verb is what was done.
type Verb struct {
	ID      string            `json:"id"`
	Display map[string]string `json:"display"`
}

// Object is of any type: an activity, an agent, another statement or one that
// is intended.
type Object struct {
	Agent
	ID         string `json:"id"`
	Definition struct {
		Name map[string]string `json:"name"`
	} `json:"definition"`
	// Of a SubStatement.
	Verb   *Verb   `json:"verb"`
	Object *Object `json:"object"`
}

// keyHomePage begins the home page of the accounts that stand for access keys.
const keyHomePage = "urn:lore:store:"

// AsStored reads what the store has checked already: half a surrogate pair in an
// escape is valid there (GEN-15), and no key stands twice.
var AsStored = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// Read reads a stored statement.
func Read(statement []byte) (s Statement, err error) {
	if err := json.Unmarshal(statement, &s, AsStored); err != nil {
		return s, fmt.Errorf("read a statement: %w", err)
	}
	return s, nil
}

func (a Agent) identifier() xapi.IFI {
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

// Identity is the identity (xapi.IFI.String), "" for an anonymous group.
func (a Agent) Identity() string { return a.identifier().String() }

// Learners are the identities of the people that an actor stands for: a group's
// members, else the actor.
func (a Agent) Learners() []string {
	if len(a.Member) == 0 {
		if identity := a.Identity(); identity != "" {
			return []string{identity}
		}
		return nil
	}
	list := make([]string, len(a.Member))
	for i, member := range a.Member {
		list[i] = member.Identity()
	}
	return list
}

// Source is the key or identity of an authority. With OAuth it is a group, whose
// first member is the application.
func (a Agent) Source() string {
	if strings.HasPrefix(a.Account.HomePage, keyHomePage) {
		return a.Account.Name
	}
	if identity := a.Identity(); identity != "" || len(a.Member) == 0 {
		return identity
	}
	return a.Member[0].Source()
}

// Activity is the object's id if it is an activity, else "".
func (s *Statement) Activity() string {
	if t := s.Object.ObjectType; t == "" || t == "Activity" {
		return s.Object.ID
	}
	return ""
}
