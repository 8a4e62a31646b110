package oulad_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/oulad"
	"github.com/lore-lrs/lore/xapi"
)

// files are a data set of the right form, made up.
var files = map[string]string{
	"courses.csv":     "code_module,code_presentation,module_presentation_length\nXXX,2013J,200\n",
	"assessments.csv": "code_module,code_presentation,id_assessment,assessment_type,date,weight\nXXX,2013J,7,TMA,20,10\n",
	"studentRegistration.csv": "code_module,code_presentation,id_student,date_registration,date_unregistration\n" +
		"XXX,2013J,1,-10,\nXXX,2013J,2,,\nXXX,2013J,3,-5,12\nXXX,2013J,4,-5,\n",
	"studentAssessment.csv": "id_assessment,id_student,date_submitted,is_banked,score\n7,1,19,0,80\n7,4,21,1,\n",
	"studentInfo.csv": "code_module,code_presentation,id_student,final_result\n" +
		"XXX,2013J,1,Distinction\nXXX,2013J,2,Fail\nXXX,2013J,3,Withdrawn\nXXX,2013J,4,Pass\n",
}

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestEveryRowBecomesAValidStatement(t *testing.T) {
	type short struct{ Student, Verb, At, Final string }
	var got []short
	ids := make(map[string]bool)
	err := oulad.Convert(write(t, files), func(text []byte) error {
		if _, _, err := xapi.Parse(text, xapi.Version2, xapi.Limits{}); err != nil {
			t.Errorf("%s\nis no statement: %v", text, err)
		}
		var s struct {
			ID        string
			Actor     struct{ Account struct{ Name string } }
			Verb      struct{ Display map[string]string }
			Timestamp string
			Result    struct{ Extensions map[string]string }
		}
		if err := json.Unmarshal(text, &s); err != nil {
			return err
		}
		ids[s.ID] = true
		got = append(got, short{s.Actor.Account.Name, s.Verb.Display["en"], s.Timestamp, s.Result.Extensions[oulad.FinalResult]})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []short{
		{"1", "registered", "2013-09-21T12:00:00Z", ""},
		{"2", "registered", "2013-10-01T12:00:00Z", ""},
		{"3", "registered", "2013-09-26T12:00:00Z", ""},
		{"4", "registered", "2013-09-26T12:00:00Z", ""},
		{"1", "scored", "2013-10-20T12:00:00Z", ""},
		{"4", "scored", "2013-10-22T12:00:00Z", ""},
		{"1", "passed", "2014-04-19T12:00:00Z", "Distinction"},
		{"2", "failed", "2014-04-19T12:00:00Z", "Fail"},
		{"3", "abandoned", "2013-10-13T12:00:00Z", "Withdrawn"},
		{"4", "passed", "2014-04-19T12:00:00Z", "Pass"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
	if len(ids) != len(want) {
		t.Errorf("%d statements have %d ids", len(want), len(ids))
	}
}

func TestConvertingAgainGivesTheSameStatements(t *testing.T) {
	var runs [2]string
	for i := range runs {
		if err := oulad.Convert(write(t, files), func(text []byte) error {
			runs[i] += string(text) + "\n"
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if runs[0] != runs[1] {
		t.Errorf("two runs differ:\n%s", cmp.Diff(runs[0], runs[1]))
	}
}

func TestFaultsNameTheFileAndLine(t *testing.T) {
	wrong := make(map[string]string)
	for name, text := range files {
		wrong[name] = text
	}
	wrong["studentAssessment.csv"] += "9,1,19,0,80\n"
	err := oulad.Convert(write(t, wrong), func([]byte) error { return nil })
	const want = `studentAssessment.csv, line 4: there is no assessment "9"`
	if err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
}
