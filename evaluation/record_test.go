package evaluation

import (
	"cmp"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/oulad"
)

// event is a row of the files: what a student did in a course, and when.
type event struct {
	student, course, verb string
	// activity is the assessment of a submission, else "".
	activity string
	at       time.Time
	// score is between 0 and 1; scored is false where the files have none.
	score  float64
	scored bool
}

// record is what the files say without Lore: they are read here by other means
// than internal/oulad, so that a fault there does not excuse itself.
type record []event

// readRecord reads the files in the order in which they are sent: enrolments,
// submissions, results.
func readRecord(t *testing.T, data string) record {
	t.Helper()
	courses := read(t, data, "courses.csv")
	length, courseOf := make(map[string]int), make(map[string]string)
	for i := range courses.rows {
		length[courses.course(i)] = courses.day(t, i, "module_presentation_length")
	}
	assessments := read(t, data, "assessments.csv")
	for i := range assessments.rows {
		courseOf[assessments.text(i, "id_assessment")] = assessments.course(i)
	}

	var events record
	left := make(map[[2]string]int)
	enrolments := read(t, data, "studentRegistration.csv")
	for i := range enrolments.rows {
		course, student := enrolments.course(i), enrolments.text(i, "id_student")
		if enrolments.text(i, "date_unregistration") != "" {
			left[[2]string{course, student}] = enrolments.day(t, i, "date_unregistration")
		}
		events = append(events, event{student: student, course: course, verb: oulad.Registered, at: begins(t, course).AddDate(0, 0, enrolments.day(t, i, "date_registration"))})
	}
	submissions := read(t, data, "studentAssessment.csv")
	for i := range submissions.rows {
		assessment := submissions.text(i, "id_assessment")
		e := event{student: submissions.text(i, "id_student"), course: courseOf[assessment], verb: oulad.Scored, activity: assessment}
		e.at = begins(t, e.course).AddDate(0, 0, submissions.day(t, i, "date_submitted"))
		if text := submissions.text(i, "score"); text != "" {
			points, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			e.score, e.scored = float64(points)/100, true
		}
		events = append(events, e)
	}
	results := read(t, data, "studentInfo.csv")
	verbs := map[string]string{"Pass": oulad.Passed, "Distinction": oulad.Passed, "Fail": oulad.Failed, "Withdrawn": oulad.Abandoned}
	for i := range results.rows {
		e := event{student: results.text(i, "id_student"), course: results.course(i), verb: verbs[results.text(i, "final_result")]}
		last, withdrew := left[[2]string{e.course, e.student}]
		if e.verb != oulad.Abandoned || !withdrew {
			last = length[e.course]
		}
		e.at = begins(t, e.course).AddDate(0, 0, last)
		events = append(events, e)
	}
	return events
}

// begins is the day from which a course counts: its name ends with the year, and
// B for February or J for October.
func begins(t *testing.T, course string) time.Time {
	t.Helper()
	year, err := strconv.Atoi(course[len(course)-5 : len(course)-1])
	if err != nil {
		t.Fatal(err)
	}
	month := time.October
	if course[len(course)-1] == 'B' {
		month = time.February
	}
	return time.Date(year, month, 1, 12, 0, 0, 0, time.UTC)
}

// peopleByCourse has for each course, in order of names, how many students have
// each of the verbs.
func (r record) peopleByCourse(verbs ...string) (rows [][]any) {
	courses := make(map[string][]map[string]bool)
	for _, e := range r {
		if courses[e.course] == nil {
			courses[e.course] = make([]map[string]bool, len(verbs))
		}
		if i := slices.Index(verbs, e.verb); i >= 0 {
			if courses[e.course][i] == nil {
				courses[e.course][i] = make(map[string]bool)
			}
			courses[e.course][i][e.student] = true
		}
	}
	for _, course := range sorted(courses) {
		row := []any{courseIRI(course)}
		for _, students := range courses[course] {
			row = append(row, len(students))
		}
		rows = append(rows, row)
	}
	return rows
}

// submissionsByCourse has for each course, in order of names, how many
// submissions there are, and of how many students.
func (r record) submissionsByCourse() (rows [][]any) {
	count := make(map[string]int)
	for _, e := range r {
		if e.verb == oulad.Scored {
			count[courseIRI(e.course)]++
		}
	}
	for _, row := range r.peopleByCourse(oulad.Scored) {
		rows = append(rows, []any{row[0], count[row[0].(string)], row[1]})
	}
	return rows
}

// meanScores has for each course, in order of names, the mean of the scores: a
// student hands in an assessment once, so that each is a first attempt.
func (r record) meanScores() (rows [][]any) {
	scores := make(map[string][]float64)
	for _, e := range r {
		if e.scored {
			scores[e.course] = append(scores[e.course], e.score)
		}
	}
	for _, course := range sorted(scores) {
		slices.Sort(scores[course])
		sum := 0.0
		for _, score := range scores[course] {
			sum += score
		}
		rows = append(rows, []any{courseIRI(course), sum / float64(len(scores[course]))})
	}
	return rows
}

// weeklyEnrolments has the weeks from Monday to Monday between two Mondays, with
// how many enrolled in a course in each.
func (r record) weeklyEnrolments(course string, from, to time.Time) (rows [][]any) {
	for week := from; week.Before(to); week = week.AddDate(0, 0, 7) {
		count := 0
		for _, e := range r {
			if e.course == course && e.verb == oulad.Registered && !e.at.Before(week) && e.at.Before(week.AddDate(0, 0, 7)) {
				count++
			}
		}
		rows = append(rows, []any{week.Format(time.RFC3339), count})
	}
	return rows
}

// funnel counts the enrolments in a course, those of them that were followed by
// a submission, and those of these that were followed by a pass.
func (r record) funnel(course string) (enrolled, submitted, passed int) {
	times := make(map[string]map[string][]time.Time) // by student and verb
	for _, e := range r {
		if e.course == course {
			if times[e.student] == nil {
				times[e.student] = make(map[string][]time.Time)
			}
			times[e.student][e.verb] = append(times[e.student][e.verb], e.at)
		}
	}
	// What happened at the same time counts in the order in which it was sent,
	// which is that of the steps.
	next := func(after time.Time, among []time.Time) (time.Time, bool) {
		later := slices.DeleteFunc(slices.Clone(among), func(at time.Time) bool { return at.Before(after) })
		if len(later) == 0 {
			return after, false
		}
		return slices.MinFunc(later, time.Time.Compare), true
	}
	for _, of := range times {
		enrolled++
		first, ok := next(of[oulad.Registered][0], of[oulad.Scored])
		if !ok {
			continue
		}
		submitted++
		if _, ok := next(first, of[oulad.Passed]); ok {
			passed++
		}
	}
	return enrolled, submitted, passed
}

// lifecycle has for each month how many students were active, new, returning and
// resurrected, and minus how many who were active in the month before were not.
// Being enrolled is nothing that a student does.
func (r record) lifecycle(from, to time.Time) (rows [][]any) {
	months := make(map[string]map[time.Time]bool) // by student
	for _, e := range r {
		if e.verb != oulad.Registered {
			if months[e.student] == nil {
				months[e.student] = make(map[time.Time]bool)
			}
			months[e.student][time.Date(e.at.Year(), e.at.Month(), 1, 0, 0, 0, 0, time.UTC)] = true
		}
	}
	for month := from; month.Before(to); month = month.AddDate(0, 1, 0) {
		var active, fresh, returning, resurrected, dormant int
		for _, of := range months {
			before, ever := of[month.AddDate(0, -1, 0)], false
			for other := range of {
				ever = ever || other.Before(month)
			}
			switch {
			case !of[month] && before:
				dormant--
			case !of[month]:
			case before:
				active, returning = active+1, returning+1
			case ever:
				active, resurrected = active+1, resurrected+1
			default:
				active, fresh = active+1, fresh+1
			}
		}
		rows = append(rows, []any{month.Format(time.RFC3339), active, fresh, returning, resurrected, dormant})
	}
	return rows
}

// people counts the students.
func (r record) people() int {
	students := make(map[string]bool)
	for _, e := range r {
		students[e.student] = true
	}
	return len(students)
}

func courseIRI(course string) string { return "https://oulad.example.org/courses/" + course }

func sorted[K cmp.Ordered, V any](of map[K]V) []K {
	keys := make([]K, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// file is a file of the data with its columns by name.
type file struct {
	columns map[string]int
	rows    [][]string
}

func read(t *testing.T, data, name string) file {
	t.Helper()
	in, err := os.Open(filepath.Join(data, name))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	all, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	f := file{make(map[string]int), all[1:]}
	for i, column := range all[0] {
		f.columns[column] = i
	}
	return f
}

func (f file) text(row int, column string) string { return f.rows[row][f.columns[column]] }

func (f file) course(row int) string {
	return f.text(row, "code_module") + "/" + f.text(row, "code_presentation")
}

// day reads a number of days; where the files have none it is 0.
func (f file) day(t *testing.T, row int, column string) int {
	t.Helper()
	text := f.text(row, column)
	if text == "" {
		return 0
	}
	days, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return days
}
