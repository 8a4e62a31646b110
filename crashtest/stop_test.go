package crashtest

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/lore-lrs/lore/internal/binarytest"
)

// TestStoppedUnderLoadFinishesWhatWasAccepted sends SIGTERM while clients
// write: the server ends by itself, in order, and has all it acknowledged.
func TestStoppedUnderLoadFinishesWhatWasAccepted(t *testing.T) {
	dir := newData(t)
	h := newHistory()
	for round := range 4 {
		server := start(t, dir)
		c := newClient(server.URL)
		writers := h.load(t, c, uint64(100+round), server.Ended)
		binarytest.Eventually(t, "hundreds of requests were sent", func() bool {
			h.mu.Lock()
			defer h.mu.Unlock()
			return len(h.batches) > 300*(round+1)
		})
		server.Stop(t)
		writers.Wait()
		c.close()
		server = start(t, dir)
		c = newClient(server.URL)
		h.check(t, "after SIGTERM", c)
		c.close()
		server.Stop(t)
	}
}

// TestSecondServerIsRefused: one data directory has one server.
func TestSecondServerIsRefused(t *testing.T) {
	dir := newData(t)
	first := start(t, dir)
	said := binarytest.Refused(t, serve(dir))
	for _, part := range []string{dir, "in use"} {
		if !strings.Contains(said, part) {
			t.Errorf("the second server does not say %q:\n%s", part, said)
		}
	}
	c := newClient(first.URL)
	defer c.close()
	b := newWorkload(1).batch(3)
	if status, answer, err := c.send(t.Context(), b); !b.acknowledged {
		t.Fatalf("the first server answers with status %d, %v after a second one was refused: %s", status, err, answer)
	}
	// A killed server leaves the directory free.
	first.Kill()
	second := start(t, dir)
	second.Stop(t)
}

// TestReadOnlyDirectoryIsRefused: a server that may not write says so at once
// and leaves everything as it was.
func TestReadOnlyDirectoryIsRefused(t *testing.T) {
	dir := newData(t)
	server := start(t, dir)
	c := newClient(server.URL)
	h := newHistory()
	b := newWorkload(1).batch(3)
	h.remember(b)
	if status, answer, err := c.send(t.Context(), b); !b.acknowledged {
		t.Fatalf("status %d, %v: %s", status, err, answer)
	}
	c.close()
	server.Stop(t)

	said := binarytest.Refused(t, serve(dir, readOnly(t, dir)))
	if !strings.Contains(said, dir) || !strings.Contains(said, "cannot be written") {
		t.Errorf("the refusal names neither the directory nor the reason:\n%s", said)
	}

	server = start(t, dir)
	c = newClient(server.URL)
	h.check(t, "after a server without the right to write", c)
	c.close()
	server.Stop(t)
}

// TestReadOnlyFileSystemIsRefused: the same for a file system that takes no
// writes from anybody.
func TestReadOnlyFileSystemIsRefused(t *testing.T) {
	disk := newSmallDisk(t, 128<<20)
	dir := disk.newData(t)
	disk.run(t, "mount", "-o", "remount,ro", disk.path)
	said := binarytest.Refused(t, serve(dir, disk.within))
	if !strings.Contains(said, dir) || !strings.Contains(said, "cannot be written") {
		t.Errorf("the refusal names neither the directory nor the reason:\n%s", said)
	}
	disk.run(t, "mount", "-o", "remount,rw", disk.path)
	start(t, dir, disk.within).Stop(t)
}

// nobody is the user id of a user who owns nothing.
const nobody = 65534

// readOnly takes the right to write a directory away, for the server that it
// prepares and until the test ends. A server of root would write all the same:
// it is given to a user who may only read.
func readOnly(t *testing.T, dir string) func(*exec.Cmd) {
	t.Helper()
	change := func(directory, file fs.FileMode) {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if entry.IsDir() {
				return os.Chmod(path, directory)
			}
			return os.Chmod(path, file)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	change(0o555, 0o444)
	t.Cleanup(func() { change(0o700, 0o600) })
	return func(cmd *exec.Cmd) {
		if os.Geteuid() != 0 {
			return
		}
		for parent := filepath.Dir(dir); strings.HasPrefix(parent, os.TempDir()); parent = filepath.Dir(parent) {
			if err := os.Chmod(parent, 0o755); err != nil {
				break // it is not ours
			}
		}
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}
