package crashtest

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// smallDisk is a file system of fixed size that exists for one test only: it
// is mounted in a namespace of its own, for which no rights are needed on most
// systems, and vanishes with the process that holds it.
type smallDisk struct {
	holder *exec.Cmd
	// path is where it is mounted, as processes within see it.
	path string
}

// newSmallDisk makes the disk. Where the kernel forbids it the test is left to
// TestFullDiskRefusesAndDamagesNothing, which injects the error.
func newSmallDisk(t *testing.T, size int) *smallDisk {
	t.Helper()
	d := &smallDisk{path: t.TempDir()}
	script := fmt.Sprintf(`mount -t tmpfs -o size=%d tmpfs "$0" && echo mounted && exec cat`, size)
	d.holder = exec.Command("sh", "-c", script, d.path)
	d.holder.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	input, err := d.holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := d.holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.holder.Start(); err != nil {
		t.Skipf("this kernel gives no namespaces to tests: %v", err)
	}
	t.Cleanup(func() {
		input.Close()
		_ = d.holder.Wait()
	})
	if line, _ := bufio.NewReader(output).ReadString('\n'); line != "mounted\n" {
		t.Skip("this kernel lets tests mount nothing")
	}
	return d
}

// within makes a command run where the disk is mounted.
func (d *smallDisk) within(cmd *exec.Cmd) {
	cmd.Args = append([]string{
		"nsenter", "--user", "--mount", "--preserve-credentials",
		"--target", strconv.Itoa(d.holder.Process.Pid), "--", cmd.Path,
	}, cmd.Args[1:]...)
	cmd.Path = "/usr/bin/nsenter"
	cmd.Dir = "/"
}

// seen returns the path by which the test, which is outside, sees a file.
func (d *smallDisk) seen(path string) string {
	return fmt.Sprintf("/proc/%d/root%s", d.holder.Process.Pid, path)
}

// fill leaves no byte free, and returns a function that makes room again.
func (d *smallDisk) fill(t *testing.T) (makeRoom func()) {
	t.Helper()
	path := d.seen(filepath.Join(d.path, "filler"))
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for chunk := 1 << 20; chunk > 0; {
		if _, err := file.Write(make([]byte, chunk)); err != nil {
			chunk /= 2
		}
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFullDiskOnARealServer fills the disk under a server again and again: it
// answers 507 or 503, keeps what it acknowledged, and goes on when there is
// room. It is also stopped, and started, while the disk is full.
func TestFullDiskOnARealServer(t *testing.T) {
	disk := newSmallDisk(t, 128<<20)
	dir := filepath.Join(disk.path, "data")
	for _, args := range [][]string{
		{"store", "create", "main", "--data", dir},
		{"key", "create", "--data", dir, "--store", "main", "--name", "crash", "--scope", "all", "--key", keyName, "--secret", keySecret},
	} {
		cmd := exec.Command(lore, args...)
		disk.within(cmd)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("lore %v: %v\n%s", args, err, out)
		}
	}
	h, w := newHistory(), newWorkload(3)
	var server *process
	var c *client
	open := func() {
		server = start(t, dir, disk.within)
		c = newClient(server.url)
	}
	send := func() int {
		b := w.batch(50)
		h.remember(b)
		status, _, err := c.send(t.Context(), b)
		if err != nil {
			t.Fatalf("no answer: %v\n%s", err, describeTail(server.log()))
		}
		return status
	}
	open()
	for round := range 4 {
		for range 10 {
			if status := send(); status != http.StatusOK {
				t.Fatalf("round %d: status %d while there is room\n%s", round, status, describeTail(server.log()))
			}
		}
		makeRoom := disk.fill(t)
		for range 5 {
			if status := send(); status != http.StatusInsufficientStorage && status != http.StatusServiceUnavailable {
				t.Fatalf("round %d: status %d on a full disk, want 507 or 503\n%s", round, status, describeTail(server.log()))
			}
		}
		if round >= 2 {
			// Stopping has the index written, for which there is no room.
			if err := server.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			server.awaitEnd(t)
		}
		if round == 3 {
			if said := refuses(t, dir, disk.within); !strings.Contains(said, "no space") {
				t.Fatalf("a server that starts on a full disk does not say so:\n%s", said)
			}
		}
		makeRoom()
		if round >= 2 {
			c.close()
			open()
		}
		eventually(t, "statements are taken in again", func() bool { return send() == http.StatusOK })
		h.check(t, fmt.Sprintf("round %d, with room again", round), c)
	}
	c.close()
	server.stop(t)
}
