package nodetest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// later is the version of a schema that no Lore of today knows.
const later = 9000

// TestAnOlderNodeServesBesideANewerSchema: a later release has expanded the
// schema, and nodes of this one go on, and start, beside it.
func TestAnOlderNodeServesBesideANewerSchema(t *testing.T) {
	t.Parallel()
	c := newCluster(t, pgtest.Shared(t).Database(t), 2, 1)
	for _, statement := range []string{
		`ALTER TABLE statement ADD COLUMN later TEXT NOT NULL DEFAULT ''`,
		`ALTER TABLE statement_key ADD COLUMN later INTEGER`,
		`ALTER TABLE access_key ADD COLUMN later TEXT NOT NULL DEFAULT ''`,
		`CREATE TABLE later (bucket INTEGER NOT NULL, id UUID NOT NULL, PRIMARY KEY (id, bucket))`,
		fmt.Sprintf(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, TRUE)`, later),
		fmt.Sprintf(`INSERT INTO lrs_schema (version_id, is_applied) VALUES (%d, TRUE)`, later),
	} {
		execute(t, c.database, statement)
	}
	c.nodes[1].stop()
	c.nodes[1].start()
	c.add(t)
	s := newScene(t, c, nil)
	s.play(trouble{"the schema is of a later release", func(s *scene) { s.load.progress(some) }})
	s.finish()
}

// TestASchemaThatNeedsANewerLoreIsRefused: a later release has removed what
// this one uses. Nodes of it do not start, and say why.
func TestASchemaThatNeedsANewerLoreIsRefused(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"goose_db_version", "lrs_schema"} {
		c := newCluster(t, pgtest.Shared(t).Database(t), 1, 1)
		execute(t, c.database, fmt.Sprintf(`INSERT INTO %s (version_id, is_applied) VALUES (%d, TRUE)`, table, later))
		execute(t, c.database, `INSERT INTO counter (name, value) VALUES ($1, $2)`, "needs "+table, later)
		said := binarytest.Refused(t, c.prepare(t).serve())
		for _, part := range []string{fmt.Sprintf("needs a Lore that knows version %d", later), "start the Lore that wrote it, or a later one"} {
			if !strings.Contains(said, part) {
				t.Errorf("the refusal of %s does not say %q:\n%s", table, part, said)
			}
		}
		if strings.Contains(said, "panic") {
			t.Errorf("the refusal of %s is a panic:\n%s", table, said)
		}
		got, err := c.ask(t.Context(), c.nodes[0], c.tenants[0], http.MethodGet, "/statements", nil)
		if err != nil || got.status != http.StatusOK {
			t.Errorf("the node that runs already answers with status %d, %v: %s", got.status, err, got.body)
		}
	}
}
