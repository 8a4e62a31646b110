package intake

import (
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// words are the verbs that a table may name by a word.
var words = map[string]string{
	"registered": adl + "registered", "enrolled": adl + "registered", "launched": adl + "launched", "started": adl + "initialized",
	"initialized": adl + "initialized", "attempted": adl + "attempted", "experienced": adl + "experienced", "attended": adl + "attended",
	"answered": adl + "answered", "completed": adl + "completed", "passed": adl + "passed", "failed": adl + "failed",
	"scored": adl + "scored", "mastered": adl + "mastered", "terminated": adl + "terminated",
	"abandoned": "https://w3id.org/xapi/adl/verbs/abandoned", "waived": "https://w3id.org/xapi/adl/verbs/waived",
	"earned": "http://id.tincanapi.com/verb/earned", "read": "http://activitystrea.ms/schema/1.0/read", "watched": "https://w3id.org/xapi/acrossx/verbs/watched",
}

const adl = "http://adlnet.gov/expapi/verbs/"

// types are the types of activities that a table may name by a word.
var types = map[string]string{
	"course": kind + "course", "module": kind + "module", "lesson": kind + "lesson", "assessment": kind + "assessment", "quiz": kind + "assessment",
	"question": kind + "question", "simulation": kind + "simulation", "meeting": kind + "meeting", "workshop": kind + "meeting",
	"media": kind + "media", "file": kind + "file", "link": kind + "link", "objective": kind + "objective", "performance": kind + "performance",
	"video": "https://w3id.org/xapi/video/activity-type/video", "article": "http://activitystrea.ms/schema/1.0/article",
}

const kind = "http://adlnet.gov/expapi/activities/"

// The parts of a statement that a row can say.
type (
	rowStatement struct {
		ID        string      `json:"id"`
		Actor     rowActor    `json:"actor"`
		Verb      rowVerb     `json:"verb"`
		Object    rowActivity `json:"object"`
		Result    *rowResult  `json:"result,omitempty"`
		Context   *rowContext `json:"context,omitempty"`
		Timestamp string      `json:"timestamp"`
	}
	rowActor struct {
		ObjectType string      `json:"objectType"`
		Name       string      `json:"name,omitempty"`
		Mbox       string      `json:"mbox,omitempty"`
		Account    *rowAccount `json:"account,omitempty"`
	}
	rowAccount struct {
		HomePage string `json:"homePage"`
		Name     string `json:"name"`
	}
	rowVerb struct {
		ID      string            `json:"id"`
		Display map[string]string `json:"display,omitempty"`
	}
	rowActivity struct {
		ObjectType string         `json:"objectType"`
		ID         string         `json:"id"`
		Definition *rowDefinition `json:"definition,omitempty"`
	}
	rowDefinition struct {
		Type string            `json:"type,omitempty"`
		Name map[string]string `json:"name,omitempty"`
	}
	rowResult struct {
		Score      map[string]float64 `json:"score,omitempty"`
		Success    *bool              `json:"success,omitempty"`
		Completion *bool              `json:"completion,omitempty"`
		Duration   string             `json:"duration,omitempty"`
	}
	rowContext struct {
		ContextActivities map[string][]rowActivity `json:"contextActivities"`
	}
)

// statement makes a statement of a row, or says what is wrong with it.
func (t *table) statement(record []string, zone *time.Location, store lrs.StoreID) ([]byte, *Fault) {
	for i, field := range record {
		if len(field) > maxField {
			return nil, wrong("", "field %d has more than %d bytes", i+1, maxField)
		}
		if !utf8.ValidString(field) {
			return nil, wrong("", "field %d is not UTF-8: save the table as CSV in UTF-8", i+1)
		}
	}
	if len(record) != len(t.place) {
		return nil, wrong("", "the row has %d fields, and the table %d columns", len(record), len(t.place))
	}
	var s rowStatement
	for _, read := range []func(*rowStatement, func(string) string, *time.Location) *Fault{
		t.readActor, t.readVerb, t.readObject, t.readTime, t.readResult,
	} {
		if fault := read(&s, func(name string) string { return t.field(record, name) }, zone); fault != nil {
			return nil, fault
		}
	}
	unnamed, err := json.Marshal(s)
	if err != nil {
		return nil, wrong("", "the row cannot be written as a statement: %v", err)
	}
	s.ID = idOf(store, unnamed).String()
	text, err := json.Marshal(s)
	if err != nil {
		return nil, wrong("", "the row cannot be written as a statement: %v", err)
	}
	return text, nil
}

// idOf is the id (UUID, version 5) of the statement that a row says.
func idOf(store lrs.StoreID, text []byte) (id xapi.UUID) {
	sum := sha1.Sum(fmt.Appendf(nil, "urn:lore:store:%d:row:%s", store, text))
	copy(id[:], sum[:])
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	return id
}

func (t *table) readActor(s *rowStatement, field func(string) string, _ *time.Location) *Fault {
	s.Actor = rowActor{ObjectType: "Agent", Name: field("name")}
	person, account := strings.TrimPrefix(field("person"), "mailto:"), strings.TrimPrefix(field("account"), "account:")
	switch {
	case person != "" && account != "":
		return wrong("account", "person and account are both there: a statement has one of them")
	case account != "":
		home, name, ok := strings.Cut(account, "|")
		if !ok || home == "" || name == "" {
			return wrong("account", "%q is no account: write HOMEPAGE|NAME, such as https://lms.example.org|ada", account)
		}
		s.Actor.Account = &rowAccount{home, name}
	case person != "":
		if parsed, err := mail.ParseAddress(person); err != nil || parsed.Address != person {
			return wrong("person", "%q is no e-mail address", person)
		}
		s.Actor.Mbox = "mailto:" + person
	default:
		return wrong("person", "nobody is named")
	}
	return nil
}

func (t *table) readVerb(s *rowStatement, field func(string) string, _ *time.Location) *Fault {
	column := "verb"
	if _, ok := t.place[column]; !ok {
		column = "result"
	}
	text := field(column)
	if id, ok := words[strings.ToLower(text)]; ok {
		s.Verb = rowVerb{id, map[string]string{"en": strings.ToLower(text)}}
		return nil
	}
	if text == "" || !strings.Contains(text, ":") {
		return wrong(column, "%q is no verb: write its address, or a word such as completed, passed, failed or attended", text)
	}
	s.Verb = rowVerb{ID: text}
	return nil
}

func (t *table) readObject(s *rowStatement, field func(string) string, _ *time.Location) *Fault {
	if field("activity") == "" {
		return wrong("activity", "there is no activity: write its address, such as https://lms.example.org/course/7")
	}
	s.Object = rowActivity{ObjectType: "Activity", ID: field("activity")}
	kind, name := field("activity_type"), field("activity_name")
	if id, ok := types[strings.ToLower(kind)]; ok {
		kind = id
	} else if kind != "" && !strings.Contains(kind, ":") {
		return wrong("activity_type", "%q is no type of activities: write its address, or a word such as course, module, assessment or video", kind)
	}
	s.Object.Definition = definition(kind, name)
	if course := field("course"); course != "" && course != s.Object.ID {
		s.Context = &rowContext{map[string][]rowActivity{"grouping": {{
			ObjectType: "Activity", ID: course, Definition: definition(types["course"], field("course_name")),
		}}}}
	}
	return nil
}

func definition(kind, name string) *rowDefinition {
	if kind == "" && name == "" {
		return nil
	}
	d := &rowDefinition{Type: kind}
	if name != "" {
		d.Name = map[string]string{"und": name}
	}
	return d
}

// layouts are how a time may be written, the first two with a zone.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly,
}

func (t *table) readTime(s *rowStatement, field func(string) string, zone *time.Location) *Fault {
	text := field("timestamp")
	for _, layout := range layouts {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			s.Timestamp = at.UTC().Format(time.RFC3339Nano)
			return nil
		}
	}
	return wrong("timestamp", "%q is no time: write 2026-03-31T14:05:00+02:00, 2026-03-31 14:05 or 2026-03-31", text)
}

var truths = map[string]bool{"true": true, "yes": true, "1": true, "false": false, "no": false, "0": false}

func (t *table) readResult(s *rowStatement, field func(string) string, _ *time.Location) *Fault {
	var result rowResult
	if text := field("score"); text != "" {
		score, fault := t.score(text)
		if fault != nil {
			return fault
		}
		result.Score = score
	}
	if text := field("success"); text != "" {
		success, ok := truths[strings.ToLower(text)]
		if !ok {
			return wrong("success", "%q is neither true nor false", text)
		}
		result.Success = &success
	}
	if text := field("duration"); text != "" {
		length, ok := t.duration(text)
		if !ok {
			return wrong("duration", "%q is no duration: write seconds, 1:30:00 or PT1H30M", text)
		}
		result.Duration = length
	}
	if s.Verb.ID == words["completed"] {
		yes := true
		result.Completion = &yes
	}
	if result.Score != nil || result.Success != nil || result.Duration != "" || result.Completion != nil {
		s.Result = &result
	}
	return nil
}

// score reads 85 %, 17/20, or a share from -1 to 1.
func (t *table) score(text string) (map[string]float64, *Fault) {
	refused := wrong("score", "%q is no score: write a share such as 0.85, a percentage such as 85%%, or points such as 17/20", text)
	number := func(text string) (float64, bool) {
		if t.commas {
			text = strings.Replace(text, ",", ".", 1)
		}
		x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		return x, err == nil && x == x && x < 1e15 && x > -1e15
	}
	if points, most, ok := strings.Cut(text, "/"); ok {
		raw, ok := number(points)
		highest, too := number(most)
		if !ok || !too || highest <= 0 || raw < 0 || raw > highest {
			return nil, refused
		}
		return map[string]float64{"scaled": raw / highest, "raw": raw, "min": 0, "max": highest}, nil
	}
	percent, isPercent := strings.CutSuffix(text, "%")
	share, ok := number(percent)
	if isPercent {
		share /= 100
	}
	if !ok || share < -1 || share > 1 {
		return nil, refused
	}
	return map[string]float64{"scaled": share}, nil
}

var clock = regexp.MustCompile(`^(?:(\d{1,4}):)?(\d{1,2}):(\d{2})$`)

// duration reads seconds, h:mm:ss or an ISO 8601 duration.
func (t *table) duration(text string) (string, bool) {
	if strings.HasPrefix(text, "P") {
		return text, true // whether it is right, is checked as for any statement
	}
	if parts := clock.FindStringSubmatch(text); parts != nil {
		hours := parts[1]
		if hours == "" {
			hours = "0"
		}
		return "PT" + hours + "H" + parts[2] + "M" + parts[3] + "S", true
	}
	if t.commas {
		text = strings.Replace(text, ",", ".", 1)
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || seconds < 0 || seconds > 1e9 {
		return "", false
	}
	return "PT" + strconv.FormatFloat(seconds, 'f', -1, 64) + "S", true
}
