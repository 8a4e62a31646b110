package analyticstest

import (
	"flag"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/internal/pgtest"
)

var previous = flag.String("analytics.previous", "", "path of the binary of an earlier release, whose data this one opens")

// TestDataOfAnEarlierReleaseIsAnswered has an earlier release store statements,
// and this one answer queries about them, beside those that it stores itself.
func TestDataOfAnEarlierReleaseIsAnswered(t *testing.T) {
	if *previous == "" {
		t.Skip("-analytics.previous does not name the binary of an earlier release: nothing is upgraded")
	}
	t.Run("embedded", func(t *testing.T) { holdUpgrade(t, "") })
	t.Run("postgres", func(t *testing.T) { holdUpgrade(t, pgtest.Shared(t).Database(t)) })
}

func holdUpgrade(t *testing.T, database string) {
	t.Helper()
	m := newMaterial(t, corpusSeed, corpusSize)
	n := prepare(t, database)
	ours, args := n.binary, n.args
	n.binary, n.args = *previous, nil
	n.start()
	n.found()
	n.send(m.statements[:corpusSize*2/3], 20)
	n.server.Stop(t)

	n.binary, n.args = ours, args
	n.start()
	owner := n.token("owner")
	who := reader{"owner", owner, reference.Scope{SeesPeople: true}}
	old := n.world(corpusIDs()[:corpusSize*2/3])
	n.await(owner, old)
	n.settle(owner)
	n.send(m.statements[corpusSize*2/3:], 20)
	n.awaitColumn(owner)
	w := n.world(corpusIDs())
	w.define(n)
	n.await(owner, w)
	for _, text := range m.queries(t, old.late(), w.late()) {
		if difference, _ := w.hold(n, settled(), who, text); difference != "" {
			t.Errorf("%s\n%s", text, difference)
		}
	}
}
