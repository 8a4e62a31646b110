package crashtest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/binarytest"
)

// filledData makes a data directory with a log of several segments, and what
// is known of it. The server that filled it is gone.
func filledData(t *testing.T) (dir string, h *history) {
	t.Helper()
	dir, h = newData(t), newHistory()
	server := start(t, dir)
	c := newClient(server.URL)
	defer c.close()
	w := newWorkload(99)
	for len(segments(t, dir)) < 4 {
		b := w.batch(40)
		h.remember(b)
		if status, answer, err := c.send(t.Context(), b); !b.acknowledged {
			t.Fatalf("status %d, %v: %s", status, err, answer)
		}
	}
	h.check(t, "filled", c)
	server.Stop(t)
	return dir, h
}

// segments lists the files of the log in order.
func segments(t *testing.T, dir string) []string {
	t.Helper()
	var paths []string
	for _, name := range names(filepath.Join(dir, "log")) {
		paths = append(paths, filepath.Join(dir, "log", name))
	}
	return paths
}

// flip changes one bit of a file and returns a function that changes it back.
func flip(t *testing.T, path string, at int64) (restore func()) {
	t.Helper()
	change := func() {
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		b := make([]byte, 1)
		if _, err := file.ReadAt(b, at); err != nil {
			t.Fatal(err)
		}
		b[0] ^= 0x10
		if _, err := file.WriteAt(b, at); err != nil {
			t.Fatal(err)
		}
	}
	change()
	return change
}

// TestFlippedBitIsFoundAndNamed flips one bit at many places of the log: the
// doctor names the file and where the damage begins, and with the bit set
// right again all is well.
func TestFlippedBitIsFoundAndNamed(t *testing.T) {
	dir, h := filledData(t)
	random := rand.New(rand.NewPCG(5, 5))
	paths := segments(t, dir)
	place := regexp.MustCompile(`at byte (\d+)`)
	for n, path := range slices.Repeat(paths, 10) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		at := random.Int64N(info.Size())
		if n == 0 {
			at = 0 // the very first byte
		}
		restore := flip(t, path, at)
		output, code := binarytest.Run(t, lore, "doctor", "--data", dir)
		if code == 0 || !strings.Contains(output, filepath.Base(path)) {
			t.Fatalf("byte %d of %s has changed; doctor ended with exit code %d and does not name the file:\n%s", at, path, code, output)
		}
		named := place.FindStringSubmatch(output)
		if named == nil {
			t.Fatalf("byte %d of %s has changed; doctor names no place:\n%s", at, path, output)
		}
		if from, _ := strconv.ParseInt(named[1], 10, 64); from > at {
			t.Fatalf("byte %d of %s has changed; doctor says that the damage begins behind it:\n%s", at, path, output)
		}
		restore()
	}
	checkDoctor(t, dir)
	server := start(t, dir)
	c := newClient(server.URL)
	h.check(t, "with every bit set right again", c)
	c.close()
	server.Stop(t)
}

// TestDamagedSegmentIsNeverServedAsIfItWereWhole: a server that starts on a
// damaged log either refuses and names the place, or answers everything that
// is whole and says of the rest that it failed; it never answers with less or
// with something else.
func TestDamagedSegmentIsNeverServedAsIfItWereWhole(t *testing.T) {
	dir, h := filledData(t)
	paths := segments(t, dir)
	t.Run("in a segment that others follow, with the index deleted", func(t *testing.T) {
		path := paths[1]
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		defer flip(t, path, info.Size()/3)()
		removeIndex(t, dir)
		checkRefusal(t, path, binarytest.Refused(t, serve(dir)))
	})
	t.Run("in the segment that is written to, before its end", func(t *testing.T) {
		server := start(t, dir) // builds the index that was deleted
		server.Stop(t)
		path := paths[len(paths)-1]
		defer flip(t, path, 100)()
		checkRefusal(t, path, binarytest.Refused(t, serve(dir)))
	})
	t.Run("in a segment that others follow, with the index there", func(t *testing.T) {
		path := paths[1]
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		defer flip(t, path, info.Size()/3)()
		server := start(t, dir)
		defer server.Stop(t)
		c := newClient(server.URL)
		defer c.close()
		failed := 0
		for id, before := range h.seen {
			status, answer, err := c.do(t.Context(), "GET", c.base+"/statements?statementId="+id.String(), nil)
			switch {
			case err != nil:
				t.Fatal(err)
			case status == 500:
				failed++
			case status == 200 && string(answer) != string(before):
				t.Fatalf("statement %s came back changed:\n%s", id, answer)
			}
		}
		if failed == 0 {
			t.Fatal("every statement can be read, although a block is damaged")
		}
		if !strings.Contains(server.Log(), filepath.Base(path)) {
			t.Fatalf("the log does not name the damaged file:\n%s", binarytest.Tail(server.Log()))
		}
	})
}

func checkRefusal(t *testing.T, path, said string) {
	t.Helper()
	if !strings.Contains(said, filepath.Base(path)) || !strings.Contains(said, "at byte ") {
		t.Fatalf("the refusal does not name %s and the place:\n%s", filepath.Base(path), said)
	}
}

// TestIndexIsDeletableAndForeign: what follows the log may be deleted, or
// belong to another log, and is built anew.
func TestIndexIsDeletableAndForeign(t *testing.T) {
	dir, h := filledData(t)
	other, _ := filledData(t)
	for _, c := range []struct {
		name   string
		change func() error
	}{
		{"deleted", func() error { return os.RemoveAll(filepath.Join(dir, "index")) }},
		{"another's", func() error {
			if err := os.RemoveAll(filepath.Join(dir, "index")); err != nil {
				return err
			}
			return os.CopyFS(filepath.Join(dir, "index"), os.DirFS(filepath.Join(other, "index")))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.change(); err != nil {
				t.Fatal(err)
			}
			server := start(t, dir)
			client := newClient(server.URL)
			h.check(t, fmt.Sprintf("index %s", c.name), client)
			client.close()
			server.Stop(t)
		})
	}
}
