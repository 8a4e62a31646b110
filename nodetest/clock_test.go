package nodetest

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/binarytest"
)

// clock is the clock of one node, which can be set while the node runs.
type clock struct {
	path string
	file *os.File
}

func newClock(t testing.TB) *clock {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clock")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	c := &clock{path: path, file: file}
	c.jump(t, 0)
	return c
}

// jump sets the clock to be so far off the machine's, in whole seconds.
func (c *clock) jump(t testing.TB, off time.Duration) {
	t.Helper()
	seconds := binary.NativeEndian.AppendUint64(nil, uint64(int64(off/time.Second)))
	if _, err := c.file.WriteAt(seconds, 0); err != nil {
		t.Fatal(err)
	}
}

// clockedBinary builds the same binary with a time.Now that adds what stands in
// the file NODETEST_CLOCK. A static binary calls the kernel itself, so its
// clock cannot be changed from outside; and the product needs no hook so: only
// the standard library it is built with differs.
var clockedBinary = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("find the standard library: %w", err)
	}
	library := filepath.Join(string(bytes.TrimSpace(out)), "src", "time")
	source, err := os.ReadFile(filepath.Join(library, "time.go"))
	if err != nil {
		return "", fmt.Errorf("read the standard library: %w", err)
	}
	const reads = "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n"
	if bytes.Count(source, []byte(reads)) != 1 {
		return "", fmt.Errorf("time.Now of this Go is not what it was: look at it in %s and adapt clockedBinary", library)
	}
	source = bytes.Replace(source, []byte(reads), []byte(reads+"\tsec += jumped().Load()\n"), 1)
	dir := filepath.Join(buildDir, "clocked")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	changed := filepath.Join(dir, "time.go")
	if err := os.WriteFile(changed, source, 0o644); err != nil {
		return "", err
	}
	jump, err := filepath.Abs("testdata/clock/jump.go")
	if err != nil {
		return "", err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {
		filepath.Join(library, "time.go"): changed,
		filepath.Join(library, "jump.go"): jump,
	}})
	if err != nil {
		return "", err
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, overlay, 0o644); err != nil {
		return "", err
	}
	return binarytest.Build(dir, "-overlay", list)
})
