package architecture

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/conformance"
)

// citation is how code cites a rule: one of the chapters of
// docs/conformance.md, and a number of two digits.
func citation(rules map[string]conformance.Rule) *regexp.Regexp {
	chapters := make(map[string]bool)
	for id := range rules {
		chapter, _, _ := strings.Cut(id, "-")
		chapters[chapter] = true
	}
	return regexp.MustCompile(`\b(?:` + strings.Join(slices.Sorted(maps.Keys(chapters)), "|") + `)-[0-9]{2}\b`)
}

func rules(t *testing.T) map[string]conformance.Rule {
	t.Helper()
	document, err := os.ReadFile(root + "/docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	list, err := conformance.ParseRules(document)
	if err != nil {
		t.Fatal(err)
	}
	byID := make(map[string]conformance.Rule, len(list))
	for _, rule := range list {
		byID[rule.ID] = rule
	}
	return byID
}

func TestRulesCitedInCodeAreInTheDocument(t *testing.T) {
	known := rules(t)
	cited := citation(known)
	for _, s := range sources(t) {
		text, err := os.ReadFile(root + "/" + s.path)
		if err != nil {
			t.Fatal(err)
		}
		for number, line := range strings.Split(string(text), "\n") {
			for _, id := range cited.FindAllString(line, -1) {
				if _, there := known[id]; !there {
					t.Errorf("%s:%d cites %s, which docs/conformance.md does not have", s.path, number+1, id)
				}
			}
		}
	}
}

func TestBindingRulesAreCited(t *testing.T) {
	known := rules(t)
	cited := citation(known)
	there := make(map[string]bool)
	for _, s := range sources(t) {
		text, err := os.ReadFile(root + "/" + s.path)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range cited.FindAllString(string(text), -1) {
			there[id] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		if rule := known[id]; rule.Binding() && rule.Followed && !there[id] {
			t.Errorf("no Go file cites %s: %s", id, rule.Text)
		}
	}
}

func TestFilesNamedInTheDocumentAreThere(t *testing.T) {
	for id, rule := range rules(t) {
		for _, file := range rule.Files {
			if _, err := os.Stat(root + "/" + file); err != nil {
				t.Errorf("docs/conformance.md says that %s is enforced in %s: %v", id, file, err)
			}
		}
	}
}
