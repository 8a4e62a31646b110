package xapihttp

import "github.com/lore-lrs/lore/internal/access"

// TableRow is a row of the table of routes, for the test that walks it.
type TableRow struct {
	Resource, Method string
	Action           access.Action
	Public           bool
	Parameters       []string
}

// Table returns the table of routes.
func Table() []TableRow {
	var rows []TableRow
	for _, r := range routes {
		rows = append(rows, TableRow{r.resource, r.method, r.action, r.public, r.parameters})
	}
	return rows
}
