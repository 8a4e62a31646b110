package sample_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/sample"
	"github.com/lore-lrs/lore/xapi"
)

var until = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)

// text is a whole year.
func text(t testing.TB, config sample.Config) []byte {
	t.Helper()
	var all bytes.Buffer
	if err := sample.New(config).Each(func(statement []byte) error {
		all.Write(statement)
		all.WriteByte('\n')
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all.Bytes()
}

func TestAYearIsTheSameForTheSameMomentAndSeed(t *testing.T) {
	config := sample.Config{Until: until, Seed: 1, Number: 7, People: 60}
	first := text(t, config)
	if !bytes.Equal(first, text(t, config)) {
		t.Error("the same year is different the second time")
	}
	later := config
	later.Until = until.Add(3 * time.Hour)
	if longer := text(t, later); len(longer) <= len(first) {
		t.Errorf("three hours later it has %d bytes, want more than %d", len(longer), len(first))
	}
	config.Seed = 2
	if bytes.Equal(first, text(t, config)) {
		t.Error("another seed makes the same year")
	}
}

func TestEveryStatementObeysTheRules(t *testing.T) {
	seen := make(map[xapi.UUID]bool)
	last := int64(0)
	year := sample.New(sample.Config{Until: until, Seed: 1, People: 120})
	err := year.Each(func(text []byte) error {
		statements, _, err := xapi.Parse(text, xapi.Version2, xapi.Limits{})
		if err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		s := statements[0]
		if seen[s.ID] {
			t.Fatalf("the id %s is there twice", s.ID)
		}
		seen[s.ID] = true
		if s.Stored <= last || s.Stored > until.UnixMicro()+1000 {
			t.Fatalf("stored %d is not after %d and before the end: %s", s.Stored, last, text)
		}
		last = s.Stored
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Every way to learn is there, people come and go, and some questions are bad.
func TestAYearIsWorthLookingAt(t *testing.T) {
	year := sample.New(sample.Config{Until: until, Seed: 1})
	truth := year.Truth()
	if truth.Statements < 60_000 || truth.Statements > 120_000 || truth.Statements != year.Len() {
		t.Errorf("%d statements, want 60,000 to 120,000", truth.Statements)
	}
	if truth.People < 300 || truth.Identities <= truth.People || truth.Voided == 0 || truth.Voided != truth.Voiding {
		t.Errorf("people %d, identities %d, voided %d by %d", truth.People, truth.Identities, truth.Voided, truth.Voiding)
	}
	if span := truth.Until.Sub(truth.From); span < 360*24*time.Hour || truth.Until.After(until) || until.Sub(truth.Until) > 3*24*time.Hour {
		t.Errorf("it goes from %s to %s, want a year until %s", truth.From, truth.Until, until)
	}
	for id, course := range truth.Courses {
		if course.Started < 30 || course.Started > course.Enrolled || course.Completed < 10 || course.Completed >= course.Started {
			t.Errorf("%s: %+v", id, course)
		}
	}
	miskeyed, easy, weak := 0, 0, 0
	for id, item := range truth.Items {
		facility := float64(item.Right) / float64(item.People)
		switch {
		case item.Miskeyed:
			miskeyed++
			if facility > 0.3 {
				t.Errorf("the question with the wrong key, %s, is answered «rightly» by %.0f %%", id, 100*facility)
			}
		case item.TooEasy:
			easy++
			if facility < 0.96 {
				t.Errorf("the question that everybody knows, %s, is answered rightly by %.0f %%", id, 100*facility)
			}
		case item.Weak:
			weak++
		}
	}
	if miskeyed != 1 || easy != 1 || weak < 1 {
		t.Errorf("%d questions with a wrong key, %d too easy, %d weak; want 1, 1 and some", miskeyed, easy, weak)
	}
	if len(truth.Videos) < 15 {
		t.Errorf("%d videos", len(truth.Videos))
	}
	for _, department := range year.Departments() {
		if len(department.People) < 5 {
			t.Errorf("%s has %d people", department.Name, len(department.People))
		}
	}
}
