package query

import (
	"fmt"
	"time"
)

var measureDefinitions = [Measures]string{
	StatementsCount: "distinct statements",
	People:          "distinct persons, identities that were merged counted once",
	ActivePeople:    "persons with a row of any class but enrol, credential and waive",
	ActivePeople7:   "persons with a qualifying row in the 7 calendar days that end with the bucket",
	ActivePeople28:  "persons with a qualifying row in the 28 calendar days that end with the bucket",
	ActivePeople30:  "persons with a qualifying row in the 30 calendar days that end with the bucket",
	Sessions:        "distinct sessions: runs of a person's rows without a gap of more than %[1]d minutes",
	AttemptsCount:   "distinct attempts: registrations, else runs of a person on an activity, cut at a start and at gaps of more than 24 hours",
	Registrations:   "distinct registrations",
	EnrolledPeople:  "persons with a row of class enrol",
	StartedPeople:   "persons with a row of class start",
	CompletedPeople: "persons with a row of class complete or with completion true",
	PassedPeople:    "persons with a row of class pass, or with success true on class complete or score of an activity that is no interaction",
	FailedPeople:    "persons with a row of class fail, or with success false on class complete or score of an activity that is no interaction",
	WaivedPeople:    "persons with a row of class waive",
	ScoreMean:       "mean score (scaled, else raw between its bounds)",
	ScoreMedian:     "median score (scaled, else raw between its bounds)",
	ScoreP10:        "10th percentile of the scores (scaled, else raw between its bounds)",
	ScoreP90:        "90th percentile of the scores (scaled, else raw between its bounds)",
	TimeReported:    "seconds that sources reported, of exit, else abandon, else complete, pass and fail; cut to the length of the session",
	TimeVideo:       "seconds of video seen at least once by each person",
	TimeEstimated:   "seconds between rows of a session, each gap cut at what is usual for the type of activity",
	LagP95:          "95th percentile of the seconds from timestamp to stored",
	LateShare:       "share of statements stored more than an hour after their timestamp",
}

// kindDefinitions say what the kinds without metrics count.
var kindDefinitions = map[Kind]string{
	Statements:   "rows: each learner of each statement that is not voided",
	Distribution: "values of %[2]s of rows with a person who did not act in a group",
	Funnel:       "units that reach a step after all steps before it; those whose time is not over are left out and counted as open",
	Paths:        "persons in whose sequences one value follows another, equal neighbours made one",
	Retention:    "persons of a cohort (by their first qualifying row ever) with a qualifying row so many periods later",
	Lifecycle:    "persons with a qualifying row: new, returning, resurrected, and dormant ones who were there in the bucket before",
	Items:        "scores of the first attempt of each person at each item of an assessment",
	Episodes:     "sessions of a person, split by course or top activity",
	Correlation:  "persons with scores on both sides, the first side before the second; Spearman's rank correlation",
}

var attemptDefinitions = map[Attempts]string{
	FirstAttempt: "of each person and activity the score of the first attempt counts",
	BestAttempt:  "of each person and activity the best score counts",
	LastAttempt:  "of each person and activity the score of the last attempt counts",
	AllAttempts:  "every score counts",
}

// Definitions says in words how the numbers of a query are counted.
func Definitions(q *Query) []string {
	var words []string
	gap := int(q.SessionGap / time.Minute)
	say := func(name, format string) {
		if name != "" {
			name += ": "
		}
		// The formats name the arguments that they use, and many use none.
		words = append(words, name+fmt.Sprintf(format+"%[3]s", gap, q.Of.Name(), ""))
	}
	if definition, ok := kindDefinitions[q.Kind]; ok {
		say("", definition)
	}
	told := make(map[MeasureID]bool)
	scored := q.Kind == Distribution && q.Of.ID == Score
	for _, metric := range q.Metrics {
		if metric.Expr.Operation != Measure {
			words = append(words, metric.Name+": "+metric.Expr.definition())
		}
		metric.Expr.Each(func(m MeasureID) {
			scored = scored || m.Scored()
			if !told[m] {
				told[m] = true
				say(m.String(), measureDefinitions[m])
			}
		})
	}
	if scored {
		words = append(words, attemptDefinitions[q.Attempts])
	}
	switch {
	case q.Time.OnStored:
		words = append(words, "time: when statements were stored")
	case q.Kind == Statements:
		words = append(words, "time: timestamps, also of sources whose clocks are wrong")
	default:
		words = append(words, "time: timestamps; rows whose clock is suspect are left out")
	}
	return words
}

// definition writes a formula in words.
func (e Expr) definition() string {
	switch e.Operation {
	case Measure:
		return e.Measure.String()
	case Constant:
		return fmt.Sprint(e.Number)
	case Rate:
		return fmt.Sprintf("share of %s who are also among %s", e.Operands[1].Measure, e.Operands[0].Measure)
	}
	sign := map[Operation]string{Divide: "÷", Multiply: "×", Add: "+", Subtract: "−"}[e.Operation]
	return "(" + e.Operands[0].definition() + " " + sign + " " + e.Operands[1].definition() + ")"
}
