package fact

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/xapi"
)

// What verbs and types mean here.
const (
	voidedVerb      = "http://adlnet.gov/expapi/verbs/voided"
	interactionType = "http://adlnet.gov/expapi/activities/cmi.interaction"
	// keyHomePage begins the home page of the authority that stands for one of
	// Lore's access keys.
	keyHomePage = "urn:lore:store:"
)

// maxFreeText is the longest response that is kept as it is where people write
// what they like, in bytes.
const maxFreeText = 64

// From reads a statement as it is stored. stored (microseconds) and id are its
// position; promoted are the extensions, as ParseExtension reads them, whose
// values go into Row.Extensions. The error is for what no record store would
// keep; it changes nothing.
func From(stored int64, id xapi.UUID, statement []byte, promoted []string) (Statement, error) {
	var s document
	if err := json.Unmarshal(statement, &s, asStored); err != nil {
		return Statement{}, fmt.Errorf("read statement %s: %w", id, err)
	}
	switch s.Object.ObjectType {
	case "StatementRef":
		if s.Verb.ID != voidedVerb {
			return Statement{}, nil
		}
		target, ok := xapi.ParseUUID(s.Object.ID)
		if !ok {
			return Statement{}, fmt.Errorf("read statement %s: it voids %q, which is no statement id", id, s.Object.ID)
		}
		return Statement{Voids: true, Target: target}, nil
	case "SubStatement":
		return Statement{}, nil
	}
	row := Row{
		Stored: stored, ID: id, Timestamp: stored, Verb: s.Verb.ID,
		Platform: s.Context.Platform, Language: s.Context.Language, Instructor: s.Context.Instructor.identity(),
		Device: text(s.Context.Extensions[DeviceExtension]), VideoLength: number(s.Context.Extensions[LengthExtension]),
		Parents: s.Context.Activities.Parent.activities(), Groupings: s.Context.Activities.Grouping.activities(),
		Categories: s.Context.Activities.Category.activities(), Others: s.Context.Activities.Other.activities(),
	}
	if at, ok := xapi.ParseTimestamp(s.Timestamp); ok {
		row.Timestamp = at
	}
	row.Registration, row.HasRegistration = xapi.ParseUUID(s.Context.Registration)
	if s.Object.ObjectType == "" || s.Object.ObjectType == "Activity" {
		row.Object = s.Object.activity()
	}
	s.Result.fill(&row)
	authority := s.Authority.authority()
	row.Source = authority.source()
	for _, path := range promoted {
		value, _, err := s.extension(path)
		if err != nil {
			return Statement{}, fmt.Errorf("read statement %s: %w", id, err)
		}
		row.Extensions = append(row.Extensions, value)
	}
	return Statement{Rows: learners(row, &s.Actor, authority.identity())}, nil
}

// asStored reads what the store has checked already: half a surrogate pair in an
// escape is valid there (GEN-15) and reads as U+FFFD, and no key stands twice.
var asStored = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))

// learners returns the row for each learner that the actor stands for.
func learners(row Row, actor *agent, authority string) []Row {
	asserted := func(r Row) Row {
		r.SelfAsserted = authority != "" && r.Actor == authority
		return r
	}
	if actor.ObjectType != "Group" {
		row.Actor = actor.identity()
		return []Row{asserted(row)}
	}
	var rows []Row
	seen := make(map[string]bool, len(actor.Members))
	for i := range actor.Members {
		identity := actor.Members[i].identity()
		if identity == "" || seen[identity] {
			continue
		}
		seen[identity] = true
		member := row
		member.Actor, member.InGroup, member.Member = identity, true, uint16(min(len(rows), math.MaxUint16))
		rows = append(rows, asserted(member))
	}
	if len(rows) == 0 {
		row.IsGroup = true
		if identity := actor.identity(); identity != "" {
			row.Actor = GroupPrefix + identity
		}
		rows = []Row{row}
	}
	return rows
}

// document is what is read of a statement.
type document struct {
	Actor     agent          `json:"actor"`
	Verb      identified     `json:"verb"`
	Object    object         `json:"object"`
	Result    result         `json:"result"`
	Context   statementFrame `json:"context"`
	Timestamp string         `json:"timestamp"`
	Authority agent          `json:"authority"`
}

type identified struct {
	ID string `json:"id"`
}

type agent struct {
	ObjectType string `json:"objectType"`
	Mbox       string `json:"mbox"`
	SHA1       string `json:"mbox_sha1sum"`
	OpenID     string `json:"openid"`
	Account    struct {
		HomePage string `json:"homePage"`
		Name     string `json:"name"`
	} `json:"account"`
	Members []agent `json:"member"`
}

// identity is the text of the agent's identifier; "" when it has none.
func (a *agent) identity() string {
	switch {
	case a.Mbox != "":
		return xapi.IFI{Kind: xapi.Mbox, Value: a.Mbox}.String()
	case a.SHA1 != "":
		return xapi.IFI{Kind: xapi.MboxSHA1Sum, Value: a.SHA1}.String()
	case a.OpenID != "":
		return xapi.IFI{Kind: xapi.OpenID, Value: a.OpenID}.String()
	case a.Account.HomePage != "":
		return xapi.IFI{Kind: xapi.Account, Value: a.Account.Name, HomePage: a.Account.HomePage}.String()
	default:
		return ""
	}
}

// authority is the agent itself, or the first member of a group: the
// application, before the user (SE-03).
func (a *agent) authority() *agent {
	if len(a.Members) > 0 {
		return &a.Members[0]
	}
	return a
}

// source is the public part of the access key that an authority stands for, or
// its identity.
func (a *agent) source() string {
	if strings.HasPrefix(a.Account.HomePage, keyHomePage) {
		return a.Account.Name
	}
	return a.identity()
}

type object struct {
	ObjectType string     `json:"objectType"`
	ID         string     `json:"id"`
	Definition definition `json:"definition"`
}

type definition struct {
	Type            string                    `json:"type"`
	InteractionType string                    `json:"interactionType"`
	Extensions      map[string]jsontext.Value `json:"extensions"`
}

// activity is the object where it is an activity.
func (o *object) activity() Activity {
	a := Activity{ID: o.ID, Type: o.Definition.Type, Interaction: o.Definition.InteractionType}
	if a.Interaction == "" && a.Type == interactionType {
		a.Interaction = "other"
	}
	return a
}

type statementFrame struct {
	Registration string                    `json:"registration"`
	Platform     string                    `json:"platform"`
	Language     string                    `json:"language"`
	Instructor   agent                     `json:"instructor"`
	Extensions   map[string]jsontext.Value `json:"extensions"`
	Activities   struct {
		Parent   activityList `json:"parent"`
		Grouping activityList `json:"grouping"`
		Category activityList `json:"category"`
		Other    activityList `json:"other"`
	} `json:"contextActivities"`
}

// activityList is an array of activities, or one alone (xAPI 1.0.3 takes both).
type activityList []object

// UnmarshalJSONFrom reads either form.
func (l *activityList) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, (*[]object)(l))
	}
	var one object
	if err := json.UnmarshalDecode(d, &one); err != nil {
		return err
	}
	*l = activityList{one}
	return nil
}

func (l activityList) activities() []Activity {
	if len(l) == 0 {
		return nil
	}
	list := make([]Activity, len(l))
	for i := range l {
		list[i] = l[i].activity()
	}
	return list
}

type result struct {
	Score struct {
		Scaled jsontext.Value `json:"scaled"`
		Raw    jsontext.Value `json:"raw"`
		Min    jsontext.Value `json:"min"`
		Max    jsontext.Value `json:"max"`
	} `json:"score"`
	Success    *bool                     `json:"success"`
	Completion *bool                     `json:"completion"`
	Duration   string                    `json:"duration"`
	Response   *string                   `json:"response"`
	Extensions map[string]jsontext.Value `json:"extensions"`
}

// fill puts the result into a row, whose object is known.
func (r *result) fill(row *Row) {
	row.Scaled, row.Raw, row.Min, row.Max = number(r.Score.Scaled), number(r.Score.Raw), number(r.Score.Min), number(r.Score.Max)
	row.Success, row.Completion = answered(r.Success), answered(r.Completion)
	row.Duration = None
	if length, ok := duration(r.Duration); ok {
		row.Duration = length
	}
	if r.Response != nil {
		row.HasResponse = true
		row.Response = kept(*r.Response, row.Object.Interaction)
	}
	row.Segments = segments(text(r.Extensions[SegmentsExtension]))
}

func answered(is *bool) Answer {
	switch {
	case is == nil:
		return Unknown
	case *is:
		return Yes
	default:
		return No
	}
}

// kept is the response as it is kept: what is long, and what people wrote
// freely, only as a digest.
func kept(response, interaction string) string {
	most := MaxResponse
	switch interaction {
	case "fill-in", "long-fill-in", "other":
		most = maxFreeText
	}
	if len(response) <= most {
		return response
	}
	sum := sha256.Sum256([]byte(response))
	return "sha256:" + hex.EncodeToString(sum[:])
}
