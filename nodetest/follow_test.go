package nodetest

import (
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/pgtest"
)

// TestFollowersMissNothingWhateverHappens plays each trouble on three nodes,
// with the flag -nodes.minutes at random until the time has passed.
func TestFollowersMissNothingWhateverHappens(t *testing.T) {
	t.Parallel()
	database := pgtest.Start(t, pgtest.Options{Durable: true})
	c := newCluster(t, database.Database(t), 2, 2)
	clocked := c.prepare(t)
	clocked.useClock(t)
	clocked.start()
	s := newScene(t, c, database)
	s.pause = 6 * time.Second
	for _, trouble := range troubles {
		s.play(trouble)
	}
	s.pause = 30 * time.Second
	for started := time.Now(); time.Since(started) < allTime(); {
		s.play(troubles[s.random.IntN(len(troubles))])
	}
	s.finish()
}
