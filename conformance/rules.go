package conformance

import (
	"fmt"
	"regexp"
	"strings"
)

// Level is how strong a rule is in one version of xAPI; "" when the rule does
// not apply to it.
type Level string

// The levels, as docs/conformance.md explains them.
const (
	Must   Level = "must"
	Should Level = "should"
	May    Level = "may"
	Suite  Level = "suite"
	Ours   Level = "ours"
)

// Rule is one row of the tables in docs/conformance.md.
type Rule struct {
	// ID is what code, tests and error messages cite.
	ID string
	// Version1 and Version2 are the rule's levels in xAPI 1.0.3 and 2.0.
	Version1, Version2 Level
	// Followed is false where Lore uses a freedom not to follow the rule, or
	// where the case does not arise.
	Followed bool
	// SameAs lists the rules that hold a numbered change of 2.0; other rules
	// have none.
	SameAs []string
	// Open says that the row is an open point, which has no levels.
	Open bool
	// Text is the rule in one sentence.
	Text string
	// Files are where the rule is enforced, from the root of the repository.
	Files []string
}

// Binding reports whether the rule may not be declined: it is a MUST or asked
// for by the public suite in a version.
func (r Rule) Binding() bool {
	return r.Version1 == Must || r.Version1 == Suite || r.Version2 == Must || r.Version2 == Suite
}

var (
	ruleID     = regexp.MustCompile(`^[A-Z][A-Z0-9]+-[0-9]+$`)
	quotedFile = regexp.MustCompile("`([^`]+)`")
)

// ParseRules reads the tables of docs/conformance.md: rules (six columns),
// numbered changes of 2.0 (three) and open points (four). An error names the
// first row that does not keep to its table's form.
func ParseRules(document []byte) ([]Rule, error) {
	var rules []Rule
	seen := make(map[string]bool)
	for number, line := range strings.Split(string(document), "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if !strings.HasPrefix(line, "|") || !ruleID.MatchString(cells[0]) {
			continue
		}
		rule, err := parseRow(cells)
		if err == nil && seen[rule.ID] {
			err = fmt.Errorf("%s has two rows", rule.ID)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number+1, err)
		}
		seen[rule.ID] = true
		rules = append(rules, rule)
	}
	for _, rule := range rules {
		for _, other := range rule.SameAs {
			if !seen[other] {
				return nil, fmt.Errorf("%s names %s, which has no row", rule.ID, other)
			}
		}
	}
	return rules, nil
}

func parseRow(cells []string) (Rule, error) {
	rule := Rule{ID: cells[0], Followed: true}
	switch len(cells) {
	case 3:
		rule.SameAs, rule.Text = strings.Fields(cells[1]), cells[2]
		return rule, nil
	case 4:
		rule.Open, rule.Text = true, cells[1]
		return rule, nil
	case 6:
		rule.Text = cells[4]
		for _, file := range quotedFile.FindAllStringSubmatch(cells[5], -1) {
			rule.Files = append(rule.Files, file[1])
		}
	default:
		return Rule{}, fmt.Errorf("%s has %d columns", rule.ID, len(cells))
	}
	levels := []*Level{&rule.Version1, &rule.Version2}
	for i, level := range levels {
		switch l := Level(cells[1+i]); l {
		case Must, Should, May, Suite, Ours:
			*level = l
		case "–":
		default:
			return Rule{}, fmt.Errorf("%s has the unknown level %q", rule.ID, l)
		}
	}
	switch cells[3] {
	case "yes":
	case "no":
		if rule.Binding() {
			return Rule{}, fmt.Errorf("%s is binding and cannot be declined", rule.ID)
		}
		rule.Followed = false
	case "unused":
		rule.Followed = false
	default:
		return Rule{}, fmt.Errorf("%s: Lore says yes, no or unused, not %q", rule.ID, cells[3])
	}
	return rule, nil
}
