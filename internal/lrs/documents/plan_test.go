package documents

import (
	"strings"
	"testing"
)

// Every query must find its rows by the primary key, as deep as it knows it.
func TestQueriesUseThePrimaryKey(t *testing.T) {
	s := open(t)
	const index = "USING INDEX sqlite_autoindex_document_1 "
	for name, c := range map[string]struct {
		query, want string
		parameters  int
	}{
		"get":                   {selectDocument, "(store=? AND resource=? AND activity=? AND agent=? AND registration=? AND id=? AND bucket=?)", 7},
		"update":                {updateDocument, "(store=? AND resource=? AND activity=? AND agent=? AND registration=? AND id=? AND bucket=?)", 11},
		"delete":                {deleteDocument, "(store=? AND resource=? AND activity=? AND agent=? AND registration=? AND id=? AND bucket=?)", 8},
		"list":                  {listAny, "(store=? AND resource=? AND activity=? AND agent=?)", 6},
		"list a registration":   {listRegistration, "(store=? AND resource=? AND activity=? AND agent=? AND registration=?)", 7},
		"delete all":            {deleteAny, "(store=? AND resource=? AND activity=? AND agent=?)", 5},
		"delete a registration": {deleteRegistration, "(store=? AND resource=? AND activity=? AND agent=? AND registration=?)", 6},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := s.db.Read().Query("EXPLAIN QUERY PLAN "+c.query, make([]any, c.parameters)...)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			var plan []string
			for rows.Next() {
				var id, parent, unused int
				var detail string
				if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
					t.Fatal(err)
				}
				plan = append(plan, detail)
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			want := index + c.want
			if len(plan) == 0 || !strings.Contains(strings.ReplaceAll(plan[0], "COVERING ", ""), want) {
				t.Errorf("the plan is %q, want its first step to search %s", plan, want)
			}
		})
	}
}
