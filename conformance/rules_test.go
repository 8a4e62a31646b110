package conformance

import (
	"os"
	"strings"
	"testing"
)

func TestTheRulesOfTheDocumentCanBeRead(t *testing.T) {
	document, err := os.ReadFile("../docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	list, err := ParseRules(document)
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range list {
		if rule.Text == "" {
			t.Errorf("%s says nothing", rule.ID)
		}
		if !rule.Followed && rule.Binding() && rule.ID != "MP-13" {
			t.Errorf("%s is binding but marked unused; only forwarding (MP-13) may be", rule.ID)
		}
	}
}

func TestRowsThatBreakTheTableAreNamed(t *testing.T) {
	for name, row := range map[string]string{
		"unknown level":      "| AA-01 | perhaps | must | yes | Text. | |",
		"declined must":      "| AA-01 | must | must | no | Text. | |",
		"odd answer":         "| AA-01 | must | must | maybe | Text. | |",
		"missing column":     "| AA-01 | must | must | yes | Text. |",
		"twice":              "| AA-01 | must | must | yes | Text. | |\n| AA-01 | must | must | yes | Text. | |",
		"same as nothing":    "| AA-01 | BB-01 | Text. |",
		"too many columns":   "| AA-01 | must | must | yes | Text. | a | b |",
		"empty level column": "| AA-01 | | must | yes | Text. | |",
	} {
		if _, err := ParseRules([]byte(row)); err == nil || !strings.Contains(err.Error(), "AA-01") {
			t.Errorf("%s: error %v does not name the row", name, err)
		}
	}
}
