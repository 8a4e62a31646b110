package crashtest

import (
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/lore-lrs/lore/internal/binarytest"
)

// TestFullDiskOnARealServer fills the disk under a server again and again: it
// answers 507 or 503, keeps what it acknowledged, and goes on when there is
// room. It is also stopped, and started, while the disk is full.
func TestFullDiskOnARealServer(t *testing.T) {
	disk := newSmallDisk(t, 128<<20)
	dir := disk.newData(t)
	h, w := newHistory(), newWorkload(3)
	var server *binarytest.Server
	var c *client
	open := func() {
		server = start(t, dir, disk.within)
		c = newClient(server.URL)
	}
	send := func() int {
		b := w.batch(50)
		h.remember(b)
		status, _, err := c.send(t.Context(), b)
		if err != nil {
			t.Fatalf("no answer: %v\n%s", err, binarytest.Tail(server.Log()))
		}
		return status
	}
	open()
	for round := range 4 {
		for range 10 {
			if status := send(); status != http.StatusOK {
				t.Fatalf("round %d: status %d while there is room\n%s", round, status, binarytest.Tail(server.Log()))
			}
		}
		makeRoom := disk.fill(t)
		for range 5 {
			if status := send(); status != http.StatusInsufficientStorage && status != http.StatusServiceUnavailable {
				t.Fatalf("round %d: status %d on a full disk, want 507 or 503\n%s", round, status, binarytest.Tail(server.Log()))
			}
		}
		if round >= 2 {
			// Stopping has the index written, for which there is no room.
			if err := server.Cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			server.AwaitEnd(t)
		}
		if round == 3 {
			disk.fill(t) // what stopping gave back, too
			if said := binarytest.Refused(t, serve(dir, disk.within)); !strings.Contains(said, "no space") {
				t.Fatalf("a server that starts on a full disk does not say so:\n%s", said)
			}
		}
		makeRoom()
		if round >= 2 {
			c.close()
			open()
		}
		binarytest.Eventually(t, "statements are taken in again", func() bool { return send() == http.StatusOK })
		h.check(t, fmt.Sprintf("round %d, with room again", round), c)
	}
	c.close()
	server.Stop(t)
}
