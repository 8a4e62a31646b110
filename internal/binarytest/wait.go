package binarytest

import (
	"fmt"
	"testing"
	"time"
)

// Patience is how long anything may take before a test gives up.
const Patience = 30 * time.Second

// Eventually waits for a condition that must come true by itself.
func Eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(Patience)
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("waited %s and it is still not so that %s", Patience, what)
		}
	}
}

// Tail returns the end of a log, short enough for a message.
func Tail(text string) string {
	const most = 4000
	if len(text) > most {
		return fmt.Sprintf("… %s", text[len(text)-most:])
	}
	return text
}
