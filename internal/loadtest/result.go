package loadtest

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// Result is what was measured.
type Result struct {
	Endpoint string  `json:"endpoint"`
	Mode     Mode    `json:"mode"`
	Clients  int     `json:"clients"`
	Batch    int     `json:"batch,omitzero"`
	Seconds  float64 `json:"seconds"`
	// Operations has what was sent and what was asked, where there was any.
	Operations []Operation `json:"operations"`
	// Mismatches counts statements that were acknowledged and, read back, were
	// not there as sent: it must be 0.
	Mismatches int64 `json:"mismatches"`
}

// Operation is one kind of request.
type Operation struct {
	Name     string `json:"name"` // "write" or "read"
	Requests int64  `json:"requests"`
	// Statements counts those that were acknowledged; of a read, the requests.
	Statements          int64   `json:"statements"`
	Errors              int64   `json:"errors"`
	FirstError          string  `json:"first_error,omitzero"`
	RequestsPerSecond   float64 `json:"requests_per_second"`
	StatementsPerSecond float64 `json:"statements_per_second"`
	SentBytes           int64   `json:"sent_bytes"`
	ReceivedBytes       int64   `json:"received_bytes"`
	// Latency is in milliseconds, of requests with the wanted answer.
	Latency Latency `json:"latency_ms"`
}

// Latency has percentiles, true to 2 %.
type Latency struct {
	Mean float64 `json:"mean"`
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
	Max  float64 `json:"max"`
}

// Failed reports whether any answer was not the wanted one.
func (r Result) Failed() bool {
	for _, operation := range r.Operations {
		if operation.Errors > 0 {
			return true
		}
	}
	return r.Mismatches > 0
}

// tally counts the requests of one kind of one client.
type tally struct {
	requests, statements, errors int64
	sent, received               int64
	firstError                   error
	latency                      histogram
}

func (t *tally) add(took time.Duration, statements, sent, received int, err error) {
	t.requests++
	t.sent += int64(sent)
	t.received += int64(received)
	if err != nil {
		t.errors++
		if t.firstError == nil {
			t.firstError = err
		}
		return
	}
	t.statements += int64(statements)
	t.latency.add(took)
}

func (t *tally) merge(other *tally) {
	t.requests += other.requests
	t.statements += other.statements
	t.errors += other.errors
	t.sent += other.sent
	t.received += other.received
	if t.firstError == nil {
		t.firstError = other.firstError
	}
	t.latency.merge(&other.latency)
}

// result sums up what the clients counted.
func (run *load) result() Result {
	var writes, reads tally
	for _, w := range run.workers {
		writes.merge(&w.writes)
		reads.merge(&w.reads)
	}
	result := Result{
		Endpoint: run.config.Endpoint, Mode: run.config.Mode, Clients: run.config.Clients,
		Seconds: run.elapsed.Seconds(),
	}
	if run.config.Mode == Batch {
		result.Batch = run.config.Batch
	}
	for _, kind := range []struct {
		name  string
		tally *tally
	}{{"write", &writes}, {"read", &reads}} {
		if kind.tally.requests > 0 {
			result.Operations = append(result.Operations, kind.tally.operation(kind.name, run.elapsed))
		}
	}
	return result
}

func (t *tally) operation(name string, elapsed time.Duration) Operation {
	seconds := max(elapsed.Seconds(), 1e-9)
	operation := Operation{
		Name: name, Requests: t.requests, Statements: t.statements, Errors: t.errors,
		RequestsPerSecond:   float64(t.requests-t.errors) / seconds,
		StatementsPerSecond: float64(t.statements) / seconds,
		SentBytes:           t.sent, ReceivedBytes: t.received,
		Latency: t.latency.summary(),
	}
	if t.firstError != nil {
		operation.FirstError = t.firstError.Error()
	}
	return operation
}

// WriteText writes the result for people.
func (r Result) WriteText(to io.Writer) error {
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "endpoint\t%s\n", r.Endpoint)
	mode := string(r.Mode)
	if r.Batch > 0 {
		mode = fmt.Sprintf("%s of %d", mode, r.Batch)
	}
	fmt.Fprintf(table, "mode\t%s, %d clients, %.1f s\n", mode, r.Clients, r.Seconds)
	for _, o := range r.Operations {
		fmt.Fprintf(table, "%s\t%.0f requests/s", o.Name, o.RequestsPerSecond)
		if o.Name == "write" {
			fmt.Fprintf(table, ", %.0f statements/s", o.StatementsPerSecond)
		}
		fmt.Fprintf(table, " (%d requests, %.1f MB sent, %.1f MB received)\n", o.Requests, float64(o.SentBytes)/1e6, float64(o.ReceivedBytes)/1e6)
		fmt.Fprintf(table, "\tms: mean %.2f, p50 %.2f, p90 %.2f, p99 %.2f, p99.9 %.2f, max %.2f\n",
			o.Latency.Mean, o.Latency.P50, o.Latency.P90, o.Latency.P99, o.Latency.P999, o.Latency.Max)
		if o.Errors > 0 {
			fmt.Fprintf(table, "\t%d errors, the first: %s\n", o.Errors, o.FirstError)
		}
	}
	fmt.Fprintf(table, "read back\t%d mismatches\n", r.Mismatches)
	return table.Flush()
}
