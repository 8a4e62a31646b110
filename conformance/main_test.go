package conformance

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var (
	showTable = flag.Bool("conformance.table", false, "print the table rule -> results -> tests")
	onlyStore = flag.String("conformance.store", "", "prove the rules only on this store: embedded or postgres")
)

// lore is the server under test.
var lore *server

// TestMain proves every rule on each store, one after the other.
func TestMain(m *testing.M) {
	flag.Parse()
	code := 0
	for _, store := range stores() {
		if err := prove(m, store); err != nil {
			fmt.Fprintf(os.Stderr, "conformance on the store %s: %v\n", store.name, err)
			code = 1
		}
	}
	os.Exit(code)
}

// errFailed says that tests failed, which have said why.
var errFailed = errors.New("some tests failed")

// prove runs all tests on one store.
func prove(m *testing.M, store store) (err error) {
	if err := store.open(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.close()) }()
	proven = ledger{proofs: make(map[string]map[version][]proof)}
	if lore, err = startServer(store); err != nil {
		return fmt.Errorf("start the server under test: %w", err)
	}
	fmt.Printf("=== STORE %s\n", store.name)
	if m.Run() != 0 {
		err = errFailed
	}
	if stopErr := lore.stop(); stopErr != nil {
		err = errors.Join(err, fmt.Errorf("stop the server under test: %w", stopErr))
	}
	if *showTable {
		proven.print(os.Stdout)
	}
	if gaps := proven.gaps(); err == nil && wholeRun() && len(gaps) > 0 {
		err = fmt.Errorf("%d rules that Lore follows are not proven:\n\t%s", len(gaps), strings.Join(gaps, "\n\t"))
	}
	return err
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
