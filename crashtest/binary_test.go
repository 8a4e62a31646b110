package crashtest

import (
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/binarytest"

	// What the binary is made of, so that a change there makes Go run these
	// tests again instead of taking the last result from its cache.
	_ "github.com/lore-lrs/lore/internal/server"
)

// lore is the path of the binary under test.
var lore string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "lore-crashtest")
	if err != nil {
		log.Fatal(err)
	}
	if lore, err = binarytest.Build(dir); err != nil {
		log.Fatal(err)
	}
	// Another user must be able to run it.
	if err := os.Chmod(dir, 0o755); err != nil {
		log.Fatal(err)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if err := os.RemoveAll(dir); err != nil {
			log.Print(err)
		}
		os.Exit(code)
	}))
}

// The key that every data directory of these tests has.
const (
	keyName   = "crash-key"
	keySecret = "crash-secret"
)

// newData makes a data directory with a store and a key, before any server
// runs on it.
func newData(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	makeKey(t, dir)
	return dir
}

func makeKey(t testing.TB, dir string) {
	t.Helper()
	for _, args := range makeKeyCommands(dir) {
		binarytest.MustRun(t, lore, args...)
	}
}

// makeKeyCommands are the commands after which a client can do everything.
func makeKeyCommands(dir string) [][]string {
	return [][]string{
		{"store", "create", "main", "--data", dir},
		{"key", "create", "--data", dir, "--store", "main", "--name", "crash", "--scope", "all", "--key", keyName, "--secret", keySecret},
	}
}

// serve is the command that starts a server with small segments and frequent
// flushes.
func serve(dir string, prepare ...func(*exec.Cmd)) *exec.Cmd {
	cmd := exec.Command(lore, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--metrics-listen", "",
		"--log-format", "json", "--log-level", "warn", "--page-size", "1000", "--segment-size", "65536", "--flush-statements", "200")
	for _, change := range prepare {
		change(cmd)
	}
	return cmd
}

func start(t testing.TB, dir string, prepare ...func(*exec.Cmd)) *binarytest.Server {
	t.Helper()
	return binarytest.Start(t, serve(dir, prepare...))
}
