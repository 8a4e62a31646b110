package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// printMachine says what the figures were measured on. dir is on the disk that
// matters.
func printMachine(dir string) error {
	p50, p99, err := syncLatency(dir)
	if err != nil {
		return err
	}
	memory, err := kibibytes("/proc/meminfo", "MemTotal")
	if err != nil {
		return err
	}
	fmt.Printf("### The machine\n\n%s, %d cores, %.0f GiB of memory, %s, %s. A write of 4 KiB with fdatasync takes %v (p50), %v (p99).\n\n",
		valueIn("/proc/cpuinfo", "model name"), runtime.NumCPU(), float64(memory)/(1<<30),
		strings.TrimSpace(firstLine("/proc/sys/kernel/ostype")+" "+firstLine("/proc/sys/kernel/osrelease")), runtime.Version(), p50, p99)
	return nil
}

// syncLatency measures the disk alone.
func syncLatency(dir string) (p50, p99 time.Duration, err error) {
	file, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		return 0, 0, err
	}
	defer file.Close()
	block := make([]byte, 4096)
	took := make([]time.Duration, 1000)
	for i := range took {
		started := time.Now()
		if _, err := file.Write(block); err != nil {
			return 0, 0, err
		}
		if err := file.Sync(); err != nil {
			return 0, 0, err
		}
		took[i] = time.Since(started)
	}
	slices.Sort(took)
	round := func(d time.Duration) time.Duration { return d.Round(time.Microsecond) }
	return round(took[len(took)/2]), round(took[len(took)*99/100]), nil
}

// valueIn returns the first value of a key in a file of "key : value" lines.
func valueIn(path, key string) string {
	file, err := os.Open(path)
	if err != nil {
		return "unknown"
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func firstLine(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}
