package pipe_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/pipe"
)

// A small file may be a large one, packed: it must fill neither the disk nor memory.
func TestSavesAreBoundedAsTheyAreUnpacked(t *testing.T) {
	const head = "--x\r\nContent-Type: application/json\r\n\r\n[]"
	for name, save := range map[string]string{
		"a large part": head + "\r\n--x\r\nX-Experience-API-Hash: 00\r\n\r\n" + strings.Repeat("x", 3<<20) + "\r\n--x--\r\n",
		"many parts":   head + strings.Repeat("\r\n--x\r\n\r\n", 1000) + "\r\n--x--\r\n",
	} {
		packed := new(bytes.Buffer)
		z := gzip.NewWriter(packed)
		if _, err := io.WriteString(z, save); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		p := newPlace(t)
		scratch := t.TempDir()
		out := p.importing(packed.String(), func(im *pipe.Import) { im.MaxSave, im.Scratch = 1<<20, scratch })
		if out.err == nil || !strings.Contains(out.err.Error(), "more than 1048576 bytes") {
			t.Errorf("%s: %v", name, out.err)
		}
		if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
			t.Errorf("%s leaves %v (%v)", name, left, err)
		}
		if out = p.importing(packed.String(), func(im *pipe.Import) { im.MaxSave = 16 << 20 }); out.err != nil {
			t.Errorf("%s within the bound: %v", name, out.err)
		}
	}
}
