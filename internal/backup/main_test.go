package backup_test

import (
	"os"
	"testing"

	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m).Run()) }
