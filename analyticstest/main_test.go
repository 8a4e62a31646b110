package analyticstest

import (
	"flag"
	"log"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"

	// What the binary is made of, so that a change there makes Go run these
	// tests again instead of taking the last result from its cache.
	_ "github.com/lore-lrs/lore/internal/server"
)

var kills = flag.Int("analytics.kills", 3, "how often the server is killed while its followers run")

// lore is the path of the binary under test.
var lore string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "lore-analyticstest")
	if err != nil {
		log.Fatal(err)
	}
	if lore, err = binarytest.Build(dir); err != nil {
		log.Fatal(err)
	}
	goleak.VerifyTestMain(pgtest.Main(m), goleak.Cleanup(func(code int) {
		if err := os.RemoveAll(dir); err != nil {
			log.Print(err)
		}
		os.Exit(code)
	}))
}
