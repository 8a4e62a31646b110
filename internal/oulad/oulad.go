// Package oulad turns the Open University Learning Analytics Dataset (Kuzilek,
// Hlosta, Zdrahal: Scientific Data 4:170171, 2017) into xAPI statements, so that
// Lore is evaluated on a real record of learning: an enrolment is registered, a
// submission scored and completed, and each enrolment ends passed, failed or
// abandoned. Ids follow from the data, so that sending it twice changes nothing.
package oulad

import (
	"crypto/sha1"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/xapi"
)

// The names that statements use.
const (
	HomePage = "https://oulad.example.org/students"
	base     = "https://oulad.example.org/"

	Registered = "http://adlnet.gov/expapi/verbs/registered"
	Scored     = "http://adlnet.gov/expapi/verbs/scored"
	Passed     = "http://adlnet.gov/expapi/verbs/passed"
	Failed     = "http://adlnet.gov/expapi/verbs/failed"
	// Abandoned says that a student withdrew: cmi5's verb for who left before the
	// end.
	Abandoned = "https://w3id.org/xapi/adl/verbs/abandoned"

	// FinalResult is the result extension with Pass, Distinction, Fail or
	// Withdrawn.
	FinalResult = base + "extensions/final-result"
	banked      = base + "extensions/banked"
	due         = base + "extensions/due"
	weight      = base + "extensions/weight"
	kind        = base + "extensions/assessment-type"
	undated     = base + "extensions/undated"

	courseType     = "http://adlnet.gov/expapi/activities/course"
	assessmentType = "http://adlnet.gov/expapi/activities/assessment"
)

// presentation is a module presentation: a course that runs once.
type presentation struct{ module, code string }

func (p presentation) iri() string { return base + "courses/" + p.module + "/" + p.code }

// start is the day from which the data counts: presentations named B begin in
// February, those named J in October.
func (p presentation) start() (time.Time, error) {
	if len(p.code) != 5 {
		return time.Time{}, fmt.Errorf("the presentation %q has no year and letter", p.code)
	}
	year, err := strconv.Atoi(p.code[:4])
	month := map[byte]time.Month{'B': time.February, 'J': time.October}[p.code[4]]
	if err != nil || month == 0 {
		return time.Time{}, fmt.Errorf("the presentation %q has no year and letter", p.code)
	}
	return time.Date(year, month, 1, 12, 0, 0, 0, time.UTC), nil
}

// day is a day of the presentation; "" is the one on which it begins.
func (p presentation) day(text string) (time.Time, error) {
	start, err := p.start()
	if err != nil || text == "" {
		return start, err
	}
	days, err := strconv.Atoi(text)
	if err != nil {
		return time.Time{}, fmt.Errorf("the day: %w", err)
	}
	return start.AddDate(0, 0, days), nil
}

type assessment struct {
	presentation
	id, kind string
	weight   float64
	// due is the day by which it is to be handed in, zero where the data has none.
	due time.Time
}

// Convert reads the files of a directory and calls yield with each statement.
// It stops at yield's first error. Errors name the file and the line.
func Convert(dir string, yield func(statement []byte) error) error {
	c := &converter{dir: dir, yield: yield, lengths: make(map[presentation]int), assessments: make(map[string]assessment), left: make(map[string]string)}
	for _, step := range []func() error{c.readCourses, c.readAssessments, c.registrations, c.submissions, c.results} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

type converter struct {
	dir         string
	yield       func([]byte) error
	lengths     map[presentation]int
	assessments map[string]assessment
	// left has the day of withdrawal by enrolment.
	left map[string]string
}

// rows calls fn with each row of a file as a map from column to value.
func (c *converter) rows(name string, fn func(row map[string]string) error) error {
	file, err := os.Open(filepath.Join(c.dir, name))
	if err != nil {
		return fmt.Errorf("open the data: %w", err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	header, err := reader.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	row := make(map[string]string, len(header))
	for {
		values, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i, column := range header {
			row[column] = values[i]
		}
		if err := fn(row); err != nil {
			line, _ := reader.FieldPos(0)
			return fmt.Errorf("%s, line %d: %w", name, line, err)
		}
	}
}

func presentationOf(row map[string]string) presentation {
	return presentation{row["code_module"], row["code_presentation"]}
}

func (c *converter) readCourses() error {
	return c.rows("courses.csv", func(row map[string]string) (err error) {
		c.lengths[presentationOf(row)], err = strconv.Atoi(row["module_presentation_length"])
		return err
	})
}

func (c *converter) readAssessments() error {
	return c.rows("assessments.csv", func(row map[string]string) error {
		a := assessment{presentation: presentationOf(row), id: row["id_assessment"], kind: row["assessment_type"]}
		var err error
		if a.weight, err = strconv.ParseFloat(row["weight"], 64); err != nil {
			return fmt.Errorf("the weight: %w", err)
		}
		if row["date"] != "" {
			if a.due, err = a.day(row["date"]); err != nil {
				return err
			}
		}
		c.assessments[a.id] = a
		return nil
	})
}

// registrations says who enrolled, and remembers who left.
func (c *converter) registrations() error {
	return c.rows("studentRegistration.csv", func(row map[string]string) error {
		p, student := presentationOf(row), row["id_student"]
		if row["date_unregistration"] != "" {
			c.left[enrolment(p, student)] = row["date_unregistration"]
		}
		s, err := c.statement("registered", p, student, row["date_registration"])
		if err != nil {
			return err
		}
		s.Verb, s.Object = verb(Registered, "registered"), p.activity()
		if row["date_registration"] == "" {
			s.Context.Extensions = map[string]any{undated: true}
		}
		return c.send(s)
	})
}

// submissions says who handed in what, and its score.
func (c *converter) submissions() error {
	return c.rows("studentAssessment.csv", func(row map[string]string) error {
		a, known := c.assessments[row["id_assessment"]]
		if !known {
			return fmt.Errorf("there is no assessment %q", row["id_assessment"])
		}
		s, err := c.statement("submitted "+a.id, a.presentation, row["id_student"], row["date_submitted"])
		if err != nil {
			return err
		}
		s.Verb, s.Object = verb(Scored, "scored"), a.activity()
		s.Context.Activities.Parent = []activity{a.presentation.activity()}
		s.Context.Extensions = map[string]any{banked: row["is_banked"] == "1"}
		yes := true
		s.Result = &result{Completion: &yes}
		if row["score"] != "" {
			raw, err := strconv.ParseFloat(row["score"], 64)
			if err != nil {
				return fmt.Errorf("the score: %w", err)
			}
			s.Result.Score = &score{raw / 100, raw, 0, 100}
		}
		return c.send(s)
	})
}

// results says how each enrolment ended.
func (c *converter) results() error {
	return c.rows("studentInfo.csv", func(row map[string]string) error {
		p, student, final := presentationOf(row), row["id_student"], row["final_result"]
		day := strconv.Itoa(c.lengths[p])
		if left := c.left[enrolment(p, student)]; final == "Withdrawn" && left != "" {
			day = left
		}
		s, err := c.statement("ended", p, student, day)
		if err != nil {
			return err
		}
		s.Object = p.activity()
		s.Result = &result{Extensions: map[string]any{FinalResult: final}}
		passed := final == "Pass" || final == "Distinction"
		switch final {
		case "Pass", "Distinction":
			s.Verb, s.Result.Success = verb(Passed, "passed"), &passed
		case "Fail":
			s.Verb, s.Result.Success = verb(Failed, "failed"), &passed
		case "Withdrawn":
			s.Verb = verb(Abandoned, "abandoned")
		default:
			return fmt.Errorf("there is no final result %q", final)
		}
		return c.send(s)
	})
}

func enrolment(p presentation, student string) string {
	return p.module + "/" + p.code + "/" + student
}

// statement begins a statement about a student in a presentation, on a day of
// it; "" is the day on which it begins.
func (c *converter) statement(what string, p presentation, student, day string) (*statement, error) {
	at, err := p.day(day)
	if err != nil {
		return nil, err
	}
	s := &statement{
		ID:        name(what + "\n" + enrolment(p, student)).String(),
		Timestamp: at.Format(time.RFC3339),
	}
	s.Actor.Account.HomePage, s.Actor.Account.Name = HomePage, student
	s.Context.Registration = name("enrolment\n" + enrolment(p, student)).String()
	s.Context.Activities.Grouping = []activity{p.activity()}
	return s, nil
}

func (c *converter) send(s *statement) error {
	text, err := json.Marshal(s, json.Deterministic(true))
	if err != nil {
		return err
	}
	return c.yield(text)
}

// name returns a UUID that follows from a text (RFC 9562, version 5).
func name(text string) xapi.UUID {
	sum := sha1.Sum([]byte(base + text))
	id := xapi.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	return id
}
