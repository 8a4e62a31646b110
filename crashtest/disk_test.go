package crashtest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// smallDisk is a file system of fixed size that exists for one test only: it
// is mounted in a namespace of its own, for which no rights are needed on most
// systems, and vanishes with the process that holds it.
type smallDisk struct {
	holder *exec.Cmd
	// nsenter is the path of the program that runs others beside the holder.
	nsenter string
	// path is where it is mounted, as processes within see it.
	path string
}

// newSmallDisk makes the disk. Where the kernel forbids it the test is left to
// TestFullDiskRefusesAndDamagesNothing, which injects the error.
func newSmallDisk(t *testing.T, size int) *smallDisk {
	t.Helper()
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		t.Skipf("this machine has no nsenter: %v", err)
	}
	d := &smallDisk{nsenter: nsenter, path: t.TempDir()}
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
	cmd.Path = d.nsenter
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

// run runs a command where the disk is mounted; it must succeed.
func (d *smallDisk) run(t *testing.T, name string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	d.within(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// newData makes a data directory on the disk, like newData.
func (d *smallDisk) newData(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(d.path, "data")
	for _, args := range makeKeyCommands(dir) {
		d.run(t, lore, args...)
	}
	return dir
}
