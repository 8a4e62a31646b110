package meaning

import (
	"testing"

	"github.com/lore-lrs/lore/xapi"
)

func TestStandardVerbsAreIRIsAndOccurOnce(t *testing.T) {
	seen := make(map[string]Class)
	perClass := make(map[Class]int)
	for verb, class := range eachSeed {
		if !xapi.ValidIRI(verb) {
			t.Errorf("%q is no IRI", verb)
		}
		if other, twice := seen[verb]; twice {
			t.Errorf("%q is both %s and %s", verb, other, class)
		}
		seen[verb] = class
		perClass[class]++
	}
	for class := range Classes {
		if got := perClass[class]; (got > 0) != (class != Other) {
			t.Errorf("%d standard verbs are of the class %s", got, class)
		}
	}
}

func TestClassesOfStandardVerbs(t *testing.T) {
	seeds := Seeds()
	for verb, want := range map[string]Class{
		"http://adlnet.gov/expapi/verbs/registered":                    Enrol,
		"http://www.tincanapi.co.uk/verbs/enrolled_onto_learning_plan": Enrol,
		"http://adlnet.gov/expapi/verbs/initialized":                   Start,
		"http://adlnet.gov/expapi/verbs/launched":                      Start,
		"http://adlnet.gov/expapi/verbs/attempted":                     Start,
		"http://adlnet.gov/expapi/verbs/progressed":                    Progress,
		"http://adlnet.gov/expapi/verbs/experienced":                   Progress,
		"http://adlnet.gov/expapi/verbs/interacted":                    Progress,
		"https://w3id.org/xapi/video/verbs/played":                     Progress,
		"https://w3id.org/xapi/video/verbs/paused":                     Progress,
		"https://w3id.org/xapi/video/verbs/seeked":                     Progress,
		"http://adlnet.gov/expapi/verbs/completed":                     Complete,
		"https://w3id.org/xapi/adl/verbs/satisfied":                    Complete,
		"http://adlnet.gov/expapi/verbs/passed":                        Pass,
		"http://adlnet.gov/expapi/verbs/mastered":                      Pass,
		"http://adlnet.gov/expapi/verbs/failed":                        Fail,
		"http://adlnet.gov/expapi/verbs/scored":                        Score,
		"http://adlnet.gov/expapi/verbs/answered":                      Answer,
		"http://adlnet.gov/expapi/verbs/terminated":                    Exit,
		"http://adlnet.gov/expapi/verbs/suspended":                     Exit,
		"http://adlnet.gov/expapi/verbs/exited":                        Exit,
		"https://w3id.org/xapi/adl/verbs/abandoned":                    Abandon,
		"http://id.tincanapi.com/verb/unregistered":                    Abandon,
		"https://w3id.org/xapi/adl/verbs/waived":                       Waive,
		"http://adlnet.gov/expapi/verbs/commented":                     Social,
		"http://adlnet.gov/expapi/verbs/shared":                        Social,
		"http://activitystrea.ms/schema/1.0/like":                      Social,
		"http://activitystrea.ms/like":                                 Social,
		"http://id.tincanapi.com/verb/viewed":                          View,
		"http://id.tincanapi.com/verb/earned":                          Credential,
		"http://specification.openbadges.org/xapi/verbs/earned":        Credential,
		"http://adlnet.gov/expapi/verbs/voided":                        Other,
		"http://adlnet.gov/expapi/verbs/asked":                         Other,
		"https://w3id.org/xapi/acrossx/verbs/evaluated":                Other,
		"http://adlnet.gov/expapi/verbs/Completed":                     Other,
		"https://w3id.org/xapi/adl/verbs/logged-in":                    Other,
	} {
		if got := seeds[verb]; got != want {
			t.Errorf("%s is of the class %s, want %s", verb, got, want)
		}
	}
}

func TestSeedsAreTheCallers(t *testing.T) {
	clear(Seeds())
	if len(Seeds()) == 0 {
		t.Error("a caller changed the standard verbs of all")
	}
}

func TestClassesHaveNames(t *testing.T) {
	for class := range Classes {
		if got, ok := ParseClass(class.String()); !ok || got != class {
			t.Errorf("the class %q reads as %q", class, got)
		}
	}
	for _, text := range []string{"", "Complete", "completed"} {
		if class, ok := ParseClass(text); ok {
			t.Errorf("%q reads as %q", text, class)
		}
	}
}
