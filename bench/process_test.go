//go:build linux

package main

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

func TestTimesOfAFamilyHaveThoseOfItsChildren(t *testing.T) {
	// A shell that waits for a child which computes.
	shell := exec.CommandContext(t.Context(), "sh", "-c", "(while :; do :; done) & wait")
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = syscall.Kill(-shell.Process.Pid, syscall.SIGKILL) // it may have ended
		_ = shell.Wait()                                      // says only that it was killed
	}()

	const enough = 20 * tick
	deadline := time.Now().Add(time.Minute)
	for {
		all, err := familyTimes(shell.Process.Pid)
		if err != nil {
			t.Fatal(err)
		}
		if all >= enough {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the shell and its child have computed for %v after a minute", all)
		}
	}
	used, err := processTimes(shell.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	if used.parent != os.Getpid() || used.own >= enough {
		t.Errorf("the shell is a child of %d and has itself computed for %v, want %d and nearly nothing", used.parent, used.own, os.Getpid())
	}
	members, err := family(shell.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	if len(members) != 2 || members[0] != shell.Process.Pid {
		t.Errorf("the family is %v, want %d and its child", members, shell.Process.Pid)
	}
	if bytes, err := familyMemory(shell.Process.Pid); err != nil || bytes == 0 {
		t.Errorf("the family has %d bytes of memory, %v", bytes, err)
	}
}
