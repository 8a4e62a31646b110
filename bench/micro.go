package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// micro lists the Go benchmarks that make, with the server's own figures, the
// table of budgets.
var micro = []struct{ room, pattern string }{
	{"./xapi", "^Benchmark(Parse|ParseBatch|AppendStored|ParseStored|EncodingJSON|Equal)$"},
	{"./internal/lrs/embedded", "^Benchmark(LogFloor|AppendBatch100|AppendSingle64|Query)$"},
	{"./internal/lrs/postgres", "^Benchmark(AppendBatch100|AppendSingle64)$"},
	{"./internal/lrs", "^BenchmarkStoreStatements$"},
	{"./internal/xapihttp", "^Benchmark(PostSingle|PostBatch100|GetByID)$"},
}

// printMicro runs them and prints what they print, one row a benchmark.
// Queries search so many statements.
func printMicro(ctx context.Context, statements int64) error {
	fmt.Print("### Hot paths alone\n\n| Benchmark | Figures |\n|---|---|\n")
	for _, m := range micro {
		command := exec.CommandContext(ctx, "go", "test", m.room, "-run", "^$", "-bench", m.pattern, "-benchmem", "-benchtime", "2s")
		command.Env = append(os.Environ(), fmt.Sprintf("LORE_BENCH_STATEMENTS=%d", statements))
		command.Stderr = os.Stderr
		output, err := command.Output()
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", m.room, err, output)
		}
		for lines := bufio.NewScanner(bytes.NewReader(output)); lines.Scan(); {
			fields := strings.Split(lines.Text(), "\t")
			if !strings.HasPrefix(lines.Text(), "Benchmark") || len(fields) < 3 {
				continue
			}
			var figures []string
			for _, field := range fields[2:] {
				figures = append(figures, strings.Join(strings.Fields(field), " "))
			}
			fmt.Printf("| `%s` %s | %s |\n", strings.TrimPrefix(m.room, "./"), strings.TrimSpace(fields[0]), strings.Join(figures, ", "))
		}
	}
	fmt.Println()
	return nil
}
