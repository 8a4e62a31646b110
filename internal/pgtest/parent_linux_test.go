package pgtest

import (
	"bufio"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestServerEndsWithItsTestProcess(t *testing.T) {
	const victim = "LORE_PGTEST_VICTIM"
	if os.Getenv(victim) != "" { // this is the process below, which is killed
		os.Stdout.WriteString("url " + Shared(t).URL("postgres") + "\n")
		_, _ = os.Stdin.Read(make([]byte, 1)) // until it is killed
		return
	}
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestServerEndsWithItsTestProcess$")
	command.Env = append(os.Environ(), victim+"=1")
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var address string
	for lines := bufio.NewScanner(stdout); address == "" && lines.Scan(); {
		address, _ = strings.CutPrefix(lines.Text(), "url ")
	}
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(parsed.Query().Get("host"))
	if err := connect(t, address).Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait() // it was killed
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for ; ; <-look.C {
		connection, err := pgx.Connect(t.Context(), address)
		if err != nil {
			return
		}
		connection.Close(t.Context())
	}
}
