// Command duckdb is the yardstick of Lore's dashboards: it answers the same
// questions in SQL, by DuckDB over the Parquet files that Lore exports. It is a
// module of its own, so that the product depends on neither DuckDB nor cgo.
//
//	duckdb FILES TIMES PATIENCE
//
// reads the questions as JSON from standard input, asks each so often, or once
// and on for as long as its patience lasts, and writes to standard output
// how long that took and the rows that both must agree on.
package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

// fewest is how often each question is asked at least: some take a minute over
// ten million facts.
const fewest = 1

// question names what is asked, over times from From to To; Now is the moment
// of asking, in microseconds.
type question struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
	Now  int64  `json:"now"`
}

type answer struct {
	Name string    `json:"name"`
	Took []float64 `json:"took"` // seconds
	Rows []string  `json:"rows"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "duckdb:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 3 {
		return fmt.Errorf("usage: duckdb FILES TIMES PATIENCE")
	}
	times, err := strconv.Atoi(arguments[1])
	if err != nil {
		return err
	}
	patience, err := time.ParseDuration(arguments[2])
	if err != nil {
		return err
	}
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		return fmt.Errorf("read the questions: %w", err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`SET TimeZone = 'UTC'; CREATE VIEW facts AS SELECT * FROM read_parquet('` + strings.ReplaceAll(arguments[0], "'", "''") + `')`); err != nil {
		return fmt.Errorf("open the files: %w", err)
	}
	var answers []answer
	for _, q := range questions {
		text, ok := sqlOf[q.Name]
		if !ok {
			continue
		}
		a, err := q.ask(db, q.bind(text), times, patience)
		if err != nil {
			return fmt.Errorf("%s: %w", q.Name, err)
		}
		fmt.Fprintf(os.Stderr, "duckdb: %s: %.1f ms\n", q.Name, 1000*a.Took[len(a.Took)-1])
		answers = append(answers, a)
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

// bind puts the question's times into SQL.
func (q question) bind(text string) string {
	return strings.NewReplacer(
		"$from", "'"+q.From+"'::TIMESTAMPTZ",
		"$to", "'"+q.To+"'::TIMESTAMPTZ",
		"$now", fmt.Sprintf("make_timestamptz(%d)", q.Now),
	).Replace(text)
}

func (q question) ask(db *sql.DB, text string, times int, patience time.Duration) (answer, error) {
	a := answer{Name: q.Name, Rows: []string{}}
	for began := time.Now(); len(a.Took) < times && (len(a.Took) < fewest || time.Since(began) < patience); {
		started := time.Now()
		rows, err := db.Query(text)
		if err != nil {
			return a, err
		}
		lines, err := read(rows)
		if err != nil {
			return a, err
		}
		a.Took = append(a.Took, time.Since(started).Seconds())
		a.Rows = lines
	}
	return a, nil
}

// read renders rows, their cells with bars between.
func read(rows *sql.Rows) (lines []string, err error) {
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	cells := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	lines = []string{}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		texts := make([]string, len(cells))
		for i, cell := range cells {
			texts[i] = render(cell)
		}
		lines = append(lines, strings.Join(texts, "|"))
	}
	return lines, rows.Err()
}

// render writes a cell as Lore's bench does.
func render(cell any) string {
	switch value := cell.(type) {
	case nil:
		return "-"
	case float64:
		return strconv.FormatFloat(value, 'g', 9, 64)
	case time.Time:
		return value.UTC().Format(time.RFC3339)
	default:
		return fmt.Sprint(value)
	}
}
