package nodetest

import (
	"flag"
	"log"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"

	// What the binary is made of, so that a change there makes Go run these
	// tests again instead of taking the last result from its cache.
	_ "github.com/lore-lrs/lore/internal/server"
)

var minutes = flag.Float64("nodes.minutes", 0, "how many minutes of troubles at random; 0 goes through all of them once")

// allTime is how long troubles come at random.
func allTime() time.Duration { return time.Duration(*minutes * float64(time.Minute)) }

// lore is the path of the binary under test, within buildDir.
var lore, buildDir string

func TestMain(m *testing.M) {
	var err error
	if buildDir, err = os.MkdirTemp("", "lore-nodetest"); err != nil {
		log.Fatal(err)
	}
	if lore, err = binarytest.Build(buildDir); err != nil {
		log.Fatal(err)
	}
	goleak.VerifyTestMain(pgtest.Main(m), goleak.Cleanup(func(code int) {
		if err := os.RemoveAll(buildDir); err != nil {
			log.Print(err)
		}
		os.Exit(code)
	}))
}
