package move_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }
