package conformance

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var showTable = flag.Bool("conformance.table", false, "print the table rule -> results -> tests")

// lore is the server under test.
var lore *server

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if lore, err = startServer(); err != nil {
		fmt.Fprintln(os.Stderr, "start the server under test:", err)
		os.Exit(1)
	}
	code := m.Run()
	if err := lore.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop the server under test:", err)
		code = cmp.Or(code, 1)
	}
	if *showTable {
		proven.print(os.Stdout)
	}
	if gaps := proven.gaps(); code == 0 && wholeRun() && len(gaps) > 0 {
		fmt.Fprintf(os.Stderr, "%d rules that Lore follows are not proven:\n\t%s\n", len(gaps), strings.Join(gaps, "\n\t"))
		code = 1
	}
	os.Exit(code)
}

// wholeRun reports whether every test ran: none was filtered out, and none
// left out because the server is not the tests' own.
func wholeRun() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if value := flag.Lookup(name).Value.String(); value != "" && value != "." {
			return false
		}
	}
	return lore.own
}

// eachVersion runs the test in every version that one of the rules applies to.
func eachVersion(t *testing.T, ids string, test func(t *testing.T, c client)) {
	t.Helper()
	for _, v := range []version{v1, v2} {
		inVersion(t, v, ids, test)
	}
}

// inVersion runs the test in one version, if one of the rules applies to it.
func inVersion(t *testing.T, v version, ids string, test func(t *testing.T, c client)) {
	t.Helper()
	for _, id := range strings.Fields(ids) {
		rule, known := rules()[id]
		if !known {
			t.Fatalf("rule %s is not in docs/conformance.md", id)
		}
		if rule.Open || rule.level(v) != "" {
			t.Run(string(v), func(t *testing.T) {
				cite(t, v, ids)
				test(t, lore.client(v))
			})
			return
		}
	}
}
