package conformance

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// rules are the rows of docs/conformance.md by id.
var rules = sync.OnceValue(func() map[string]Rule {
	document, err := os.ReadFile("../docs/conformance.md")
	if err != nil {
		panic(err)
	}
	list, err := ParseRules(document)
	if err != nil {
		panic(fmt.Errorf("docs/conformance.md: %w", err))
	}
	byID := make(map[string]Rule, len(list))
	for _, rule := range list {
		byID[rule.ID] = rule
	}
	return byID
})

// version is an edition of xAPI as X-Experience-API-Version names it.
type version string

const (
	v1 version = "1.0.3"
	v2 version = "2.0.0"
)

func (r Rule) level(v version) Level {
	if v == v1 {
		return r.Version1
	}
	return r.Version2
}

// proof is one test that cited a rule.
type proof struct {
	test   string
	passed bool
}

// ledger remembers which tests proved which rules.
type ledger struct {
	mu     sync.Mutex
	proofs map[string]map[version][]proof // by rule id
}

var proven = ledger{proofs: make(map[string]map[version][]proof)}

// cite notes that the test proves the rules, separated by spaces, in a
// version. Rules that do not apply to the version are passed over; it reports
// whether one did.
func cite(t *testing.T, v version, ids string) bool {
	t.Helper()
	var applying []string
	for _, id := range strings.Fields(ids) {
		rule, known := rules()[id]
		if !known {
			t.Fatalf("rule %s is not in docs/conformance.md", id)
		}
		if len(rule.SameAs) > 0 {
			t.Fatalf("cite %s, which holds %s", strings.Join(rule.SameAs, " or "), id)
		}
		if rule.Open || rule.level(v) != "" {
			applying = append(applying, id)
		}
	}
	t.Cleanup(func() {
		if t.Skipped() {
			return
		}
		proven.mu.Lock()
		defer proven.mu.Unlock()
		for _, id := range applying {
			if proven.proofs[id] == nil {
				proven.proofs[id] = make(map[version][]proof)
			}
			proven.proofs[id][v] = append(proven.proofs[id][v], proof{t.Name(), !t.Failed()})
		}
	})
	return len(applying) > 0
}

// gaps lists the rules that Lore follows and no passing test proves. An open
// point asks for a test in either version.
func (l *ledger) gaps() []string {
	var gaps []string
	for _, id := range sortedIDs() {
		rule := rules()[id]
		if rule.Open && len(l.proofs[id]) == 0 {
			gaps = append(gaps, id+": no test")
		}
		for _, v := range []version{v1, v2} {
			if !rule.Followed || rule.level(v) == "" {
				continue
			}
			if passed, failed := l.count(id, v); passed == 0 || failed > 0 {
				gaps = append(gaps, fmt.Sprintf("%s (%s, %s): %d tests pass, %d fail", id, rule.level(v), v, passed, failed))
			}
		}
	}
	return gaps
}

func (l *ledger) count(id string, v version) (passed, failed int) {
	for _, p := range l.proofs[id][v] {
		if p.passed {
			passed++
		} else {
			failed++
		}
	}
	return passed, failed
}

// print writes the table rule → result → tests.
func (l *ledger) print(w io.Writer) {
	fmt.Fprintf(w, "%-8s %-20s %-20s %s\n", "rule", "1.0.3", "2.0", "tests")
	for _, id := range sortedIDs() {
		rule := rules()[id]
		if len(rule.SameAs) > 0 {
			continue
		}
		fmt.Fprintf(w, "%-8s %-20s %-20s %s\n", id, l.result(rule, v1), l.result(rule, v2), strings.Join(l.tests(id), ", "))
	}
}

func (l *ledger) result(rule Rule, v version) string {
	level := rule.level(v)
	passed, failed := l.count(rule.ID, v)
	switch {
	case rule.Open && failed > 0:
		return fmt.Sprintf("%d FAILED", failed)
	case rule.Open && passed > 0:
		return fmt.Sprintf("%d passed", passed)
	case level == "":
		return "-"
	case !rule.Followed:
		return string(level) + ": not followed"
	case failed > 0:
		return fmt.Sprintf("%s: %d FAILED", level, failed)
	case passed == 0:
		return string(level) + ": NO TEST"
	default:
		return fmt.Sprintf("%s: %d passed", level, passed)
	}
}

// tests names the test functions that cite a rule.
func (l *ledger) tests(id string) []string {
	var names []string
	for _, proofs := range l.proofs[id] {
		for _, p := range proofs {
			name, _, _ := strings.Cut(p.test, "/")
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func sortedIDs() []string {
	ids := make([]string, 0, len(rules()))
	for id := range rules() {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
