package nodetest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/lore-lrs/lore/internal/binarytest"
)

// TestReferenceAndTargetThroughTwoNodesAtOnce posts a reference, its target and
// a reference to the reference through three nodes in the same moment:
// afterwards all of them are found by the target's verb (GS-20).
func TestReferenceAndTargetThroughTwoNodesAtOnce(t *testing.T) {
	t.Parallel()
	d := newDuel(t, 3)
	for round := range 200 {
		target, reference, further := newID(d.random), newID(d.random), newID(d.random)
		verb := fmt.Sprintf("http://example.com/verbs/round-%d", round)
		d.post(
			fmt.Sprintf(`{"id":%q,"actor":{"mbox":"mailto:a@example.com"},"verb":{"id":%q},"object":{"id":"http://example.com/a"}}`, target, verb),
			referring(reference, "http://example.com/commented", target),
			referring(further, "http://example.com/commented", reference),
		)
		want := slices.Sorted(slices.Values([]string{target, reference, further}))
		for _, n := range d.cluster.nodes {
			var got []string
			binarytest.Eventually(t, fmt.Sprintf("%s finds the three statements of round %d by the target's verb; it finds %v", n.name, round, got), func() bool {
				got = d.withVerb(n, verb)
				return slices.Equal(got, want)
			})
		}
	}
}

// TestVoidingAndTargetThroughTwoNodesAtOnce posts a statement and what voids it
// through two nodes in the same moment: afterwards it is voided (VO-03).
func TestVoidingAndTargetThroughTwoNodesAtOnce(t *testing.T) {
	t.Parallel()
	d := newDuel(t, 3)
	for round := range 200 {
		target := newID(d.random)
		d.post(responding(target, "to be voided"), referring(newID(d.random), "http://adlnet.gov/expapi/verbs/voided", target))
		for _, n := range d.cluster.nodes {
			for parameter, want := range map[string]int{"statementId": http.StatusNotFound, "voidedStatementId": http.StatusOK} {
				got, err := d.cluster.ask(t.Context(), n, d.tenant, http.MethodGet, "/statements?"+parameter+"="+target, nil)
				if err != nil || got.status != want {
					t.Fatalf("round %d: %s of a voided statement gets status %d through %s, want %d (%v)", round, parameter, got.status, n.name, want, err)
				}
			}
		}
	}
}

func referring(id, verb, target string) string {
	return fmt.Sprintf(`{"id":%q,"actor":{"mbox":"mailto:b@example.com"},"verb":{"id":%q},"object":{"objectType":"StatementRef","id":%q}}`, id, verb, target)
}

// withVerb lists the ids that a node finds by a verb, sorted.
func (d *duel) withVerb(n *node, verb string) (ids []string) {
	d.t.Helper()
	p, err := d.cluster.page(d.t.Context(), n, d.tenant, "/statements?verb="+url.QueryEscape(verb))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, s := range p.statements {
		ids = append(ids, s.ID)
	}
	slices.Sort(ids)
	return ids
}
