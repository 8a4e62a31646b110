package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/facttest"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
)

// yardstickPatience is for how long DuckDB is asked one question again.
const yardstickPatience = 2 * time.Second

// yardstick is what DuckDB made of a question.
type yardstick struct {
	Name string `json:"name"`
	// Took are the seconds of each time that it was asked.
	Took []float64 `json:"took"`
	// Rows are the cells that both must agree on, as text.
	Rows []string `json:"rows"`
}

func (y *yardstick) quantile(p float64) time.Duration {
	took := make([]time.Duration, len(y.Took))
	for i, seconds := range y.Took {
		took[i] = time.Duration(seconds * float64(time.Second))
	}
	return quantile(took, p)
}

// compared are the columns of each question's answer that DuckDB must agree on,
// in the order of its columns; those that are left out have a definition of
// Lore's own.
func compared(name string) []string {
	switch name {
	case "score distribution of one course":
		return []string{"n", "people", "mean", "median"}
	case "funnel of one course, 28 days", "funnel, a year":
		return []string{"step", "count"}
	case "paths":
		return []string{"from", "to", "people"}
	case "retention, 12 weeks":
		return []string{"cohort", "size", "k", "people"}
	case "one learner's timeline", "last statements":
		return []string{"statement_id"}
	case "people behind a cell":
		return []string{"person", "statements"}
	}
	return nil
}

// yardstickQuestion is a question as it is put to bench/duckdb: SQL has no
// ranges such as 28d, so it is told the answer's bounds.
type yardstickQuestion struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
	Now  int64  `json:"now"`
}

// compare exports the facts as Parquet, has DuckDB answer the same questions
// over it, and holds its answers to ours.
func (d *dashboards) compare(ctx context.Context, snapshot *column.Snapshot, dir string) error {
	binary := filepath.Join(dir, "duckdb")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	build.Dir = filepath.Join("bench", "duckdb")
	build.Env = append(os.Environ(), "CGO_ENABLED=1")
	if output, err := build.CombinedOutput(); err != nil {
		d.yardsticks = "DuckDB is missing here: its module needs cgo and a C compiler (" + firstOf(string(output), err) + ")"
		fmt.Fprintln(os.Stderr, "bench:", d.yardsticks)
		return nil
	}
	files := filepath.Join(dir, "parquet")
	fmt.Fprintln(os.Stderr, "bench: exporting the facts as Parquet")
	started := time.Now()
	if err := exportFacts(ctx, snapshot, files); err != nil {
		return err
	}
	exported, err := directorySize(files)
	if err != nil {
		return err
	}
	d.memory = append(d.memory, size{"Parquet of the same facts", fmt.Sprintf("%s, written in %v", mebibytes(exported), time.Since(started).Round(100*time.Millisecond))})
	answers, err := d.askYardstick(ctx, binary, files)
	if err != nil {
		return err
	}
	d.yardsticks = "DuckDB reads the Parquet export of the same facts"
	var differences []error
	for i := range d.questions {
		question := &d.questions[i]
		at := slices.IndexFunc(answers, func(y yardstick) bool { return y.Name == question.Name })
		if at < 0 {
			return fmt.Errorf("DuckDB was not asked %q: bench/duckdb has no SQL for it", question.Name)
		}
		question.yardstick = &answers[at]
		if question.agrees, err = agree(question); err != nil {
			differences = append(differences, err)
		}
	}
	if len(differences) > 0 {
		return fmt.Errorf("the answers differ: %w", errors.Join(differences...))
	}
	return os.RemoveAll(files)
}

// firstOf is the first line of what a command printed, or else its error.
func firstOf(output string, err error) string {
	if line, _, _ := strings.Cut(strings.TrimSpace(output), "\n"); line != "" {
		return line
	}
	return err.Error()
}

// exportFacts writes the facts as two files of about half the time each, at the
// same time.
func exportFacts(ctx context.Context, snapshot *column.Snapshot, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	inForce := facttest.Meaning()
	source := export.Source{
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, error) { return snapshot, nil },
		Meaning:  func(context.Context, int64) (*meaning.Meaning, error) { return inForce, nil },
	}
	middle, _ := snapshot.Parts[len(snapshot.Parts)/2].Span(column.Stored)
	halves := []export.Request{{Until: middle - 1}, {Since: middle - 1}}
	if len(snapshot.Parts) == 1 {
		halves = []export.Request{{}}
	}
	problems := make([]error, len(halves))
	var writing sync.WaitGroup
	for i, request := range halves {
		request.Relation, request.Format, request.Store, request.StoreName = export.Facts, export.Parquet, 1, "bench"
		writing.Go(func() {
			problems[i] = exportFile(ctx, source, request, filepath.Join(dir, fmt.Sprintf("%d.parquet", i)))
		})
	}
	writing.Wait()
	return errors.Join(problems...)
}

func exportFile(ctx context.Context, source export.Source, request export.Request, path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = source.Write(ctx, file, request)
	return errors.Join(err, file.Close())
}

func (d *dashboards) askYardstick(ctx context.Context, binary, files string) ([]yardstick, error) {
	var questions []yardstickQuestion
	for i := range d.questions {
		meta := d.questions[i].answer.Meta
		questions = append(questions, yardstickQuestion{d.questions[i].Name, meta.Range[0], meta.Range[1], meta.AsOf})
	}
	input, err := json.Marshal(questions)
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, binary, filepath.Join(files, "*.parquet"), strconv.Itoa(asked), yardstickPatience.String())
	command.Stdin, command.Stderr = bytes.NewReader(input), os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("ask DuckDB: %w", err)
	}
	var answers []yardstick
	if err := json.Unmarshal(output, &answers); err != nil {
		return nil, fmt.Errorf("read what DuckDB answered: %w", err)
	}
	return answers, nil
}

// agree compares the answers row by row, in any order. Differences are an
// error: one of the two is wrong, or the questions are not the same.
func agree(question *dashboard) (string, error) {
	ours := lines(question.answer, compared(question.Name))
	theirs := slices.Sorted(slices.Values(question.yardstick.Rows))
	if len(ours) != len(theirs) {
		return "", fmt.Errorf("%s: Lore has %d rows, DuckDB %d: %q and %q", question.Name, len(ours), len(theirs), few(ours), few(theirs))
	}
	for i := range ours {
		if ours[i] != theirs[i] {
			return "", fmt.Errorf("%s: Lore says %q, DuckDB %q", question.Name, ours[i], theirs[i])
		}
	}
	return fmt.Sprintf("%d rows", len(ours)), nil
}

func few(lines []string) []string { return lines[:min(3, len(lines))] }

// lines are the rows of an answer as text, sorted: of each the named columns,
// all where none is named. Rows over all cohorts are left out.
func lines(answer *query.Answer, columns []string) []string {
	var lines []string
	for _, row := range answer.Rows {
		if answer.Columns[0].Name == "cohort" && row[0] == nil {
			continue
		}
		var cells []string
		for i, column := range answer.Columns {
			if columns == nil || slices.Contains(columns, column.Name) {
				cells = append(cells, text(row[i]))
			}
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
	slices.Sort(lines)
	return lines
}

// text writes a cell as bench/duckdb does.
func text(cell any) string {
	switch value := cell.(type) {
	case nil:
		return "-"
	case float64:
		return strconv.FormatFloat(value, 'g', 9, 64)
	case query.Share:
		return fmt.Sprintf("%d|%d", value.Numerator, value.Denominator)
	case *query.Share:
		return fmt.Sprintf("%d|%d", value.Numerator, value.Denominator)
	default:
		return fmt.Sprint(value)
	}
}
