package main

import (
	"fmt"
	"time"
)

// printLoads prints both engines side by side; they had the same loads.
func printLoads(embedded, postgres []figure) {
	fmt.Print(`### The server over HTTP, load generator and database on the same cores

CPU is what a statement or a request costs the node; with PostgreSQL, the node + the database. Memory is the node's after the load.

| What | Embedded | p50, p99 in ms | CPU in µs | Memory | PostgreSQL | p50, p99 in ms | CPU in µs | Memory |
|---|---|---|---|---|---|---|---|---|
`)
	for i, left := range embedded {
		fmt.Printf("| %s | %s | %s |\n", left.name, left.cells(), postgres[i].cells())
	}
	fmt.Println()
}

// cells are a figure's four cells.
func (f figure) cells() string {
	rate := fmt.Sprintf("%.0f requests/s", f.operation.RequestsPerSecond)
	if f.operation.Name == "write" {
		rate = fmt.Sprintf("%.0f statements/s", f.operation.StatementsPerSecond)
	}
	cost := "–"
	switch {
	case f.database > 0:
		cost = fmt.Sprintf("%d + %d", f.node.Microseconds(), f.database.Microseconds())
	case f.node > 0:
		cost = fmt.Sprint(f.node.Microseconds())
	}
	return fmt.Sprintf("%s | %.2f, %.2f | %s | %s", rate, f.operation.Latency.P50, f.operation.Latency.P99, cost, mebibytes(f.memory))
}

// printFloors prints what COPY makes of the same rows.
func printFloors(floors []floor) {
	fmt.Printf(`### PostgreSQL against its floor

The floor is COPY of the same rows into empty tables with the same columns and indexes, by pgx without a Lore, through %d connections, a transaction each batch. Lore writes through as many, and puts requests that wait at the same time into one transaction: with small batches it may come out ahead. CPU is the database's for each statement.

| Batch | Over HTTP | CPU | COPY | CPU | Share |
|---|---|---|---|---|---|
`, writers)
	for _, f := range floors {
		rate := f.product.StatementsPerSecond
		fmt.Printf("| %d | %.0f statements/s | %d µs | %.0f statements/s | %d µs | %.0f %% |\n",
			f.batch, rate, f.productCost.Microseconds(), f.copied, f.copyCost.Microseconds(), 100*rate/f.copied)
	}
	fmt.Println()
}

// printSizes prints the sizes of both engines; the second may have more.
func printSizes(embedded, postgres []size) {
	left := make(map[string]string, len(embedded))
	for _, s := range embedded {
		left[s.name] = s.value
	}
	fmt.Print("### Size and start-up, on the full store\n\n| What | Embedded | PostgreSQL |\n|---|---|---|\n")
	for _, s := range postgres {
		value, ok := left[s.name]
		if !ok {
			value = "–"
		}
		fmt.Printf("| %s | %s | %s |\n", s.name, value, s.value)
	}
	fmt.Println()
}

// printTables prints where the space of the database goes.
func printTables(tables []table) {
	fmt.Print("### Bytes a statement in PostgreSQL\n\n| Table | Rows | Indexes |\n|---|---|---|\n")
	for _, t := range tables {
		fmt.Printf("| %s | %d | %d |\n", t.name, t.rows/max(t.statements, 1), t.indexes/max(t.statements, 1))
	}
}

// printRetention prints what deleting came to.
func printRetention(r retention) {
	fmt.Print("\n### Deleting the oldest quarter in PostgreSQL\n\n| What | Figure |\n|---|---|\n")
	fmt.Printf("| Deleted | %d statements, %d rows to find them |\n", r.statements, r.keys)
	fmt.Printf("| In transactions of %d statements | %v, the slowest %v |\n", deletedAtOnce, r.deleting.Round(time.Second), r.slowest.Round(time.Millisecond))
	fmt.Printf("| Write-ahead log | %d bytes a statement |\n", r.logged/max(r.statements, 1))
	fmt.Print("| Rows that stay | none was written anew |\n")
	fmt.Printf("| VACUUM afterwards | %v |\n", r.vacuuming.Round(time.Second))
	fmt.Printf("| Growth on disk when as many statements were stored again | %s |\n", mebibytes(r.grown))
}
