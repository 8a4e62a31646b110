package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// row is one variation of something good: edits that leave it good or break
// the rules.
type row struct {
	rules string // ids separated by spaces
	ok    bool
	edits []edit
	only  version // "" for both
	spare []string
}

func good(rules string, edits ...edit) row { return row{rules: rules, ok: true, edits: edits} }
func bad(rules string, edits ...edit) row  { return row{rules: rules, edits: edits} }

// in narrows the row to one version.
func (r row) in(v version) row { r.only = v; return r }

// except leaves the row out at these places.
func (r row) except(places ...string) row { r.spare = places; return r }

func set(pointer, raw string) edit { return edit{pointer, raw} }
func del(pointer string) edit      { return edit{pointer, ""} }

// place is where in a statement the thing under test stands.
type place struct {
	statement string // a good statement
	pointer   string // of the thing within it
	name      string // for except; the pointer when empty
	top       bool   // the place exists in statements only, not in SubStatements
	only      version
}

// matrix runs every row at every place, at the top level and inside a
// SubStatement, by POST, PUT and within a batch, in both versions. thing is
// the good one that rows vary; "" keeps what the statement has there.
func matrix(t *testing.T, thing string, places []place, rows []row) {
	t.Helper()
	for _, v := range []version{v1, v2} {
		t.Run(string(v), func(t *testing.T) {
			t.Parallel()
			for number, r := range rows {
				if r.only != "" && r.only != v {
					continue
				}
				t.Run(fmt.Sprintf("%02d %s", number, r), func(t *testing.T) {
					if !cite(t, v, r.rules) {
						t.Fatalf("none of %s applies to %s", r.rules, v)
					}
					for _, p := range places {
						if p.only != "" && p.only != v || slices.Contains(r.spare, p.pointer) || slices.Contains(r.spare, p.name) {
							continue
						}
						r.run(t, lore.client(v), thing, p)
					}
				})
			}
		})
	}
}

func (r row) String() string {
	verdict := "bad"
	if r.ok {
		verdict = "good"
	}
	var changes []string
	for _, e := range r.edits {
		changes = append(changes, e.at+"="+e.to)
	}
	name := r.rules + " " + verdict + " " + strings.Join(changes, " ")
	if len(name) > 100 {
		name = name[:100]
	}
	return strings.ToValidUTF8(name, "")
}

func (r row) run(t *testing.T, c client, thing string, p place) {
	t.Helper()
	statement := p.statement
	if thing != "" {
		statement = edited(t, statement, set(p.pointer, thing))
	}
	edits := make([]edit, len(r.edits))
	for i, e := range r.edits {
		edits[i] = edit{p.pointer + e.at, e.to}
	}
	statement = edited(t, statement, edits...)
	submit(t, c, statement, "", edits, r.ok)
	if !p.top {
		submit(t, c, inSubStatement(t, statement), "/object", edits, r.ok)
	}
}

// submit sends the statement by POST, by PUT and in a batch with a good one,
// and checks that it is stored, or that it is refused by a fault at one of the
// edits below prefix and nothing is stored (ER-03).
func submit(t *testing.T, c client, statement, prefix string, edits []edit, ok bool) {
	t.Helper()
	id, neighbour := newUUID(), newUUID()
	withID := edited(t, statement, set("/id", `"`+id+`"`))
	if ok {
		c.post(t, "/statements", statement).want(http.StatusOK)
		c.put(t, "/statements", statement, "statementId", id).want(http.StatusNoContent)
		c.get(t, "/statements", "statementId", id).want(http.StatusOK)
		c.post(t, "/statements", "["+simple+","+statement+"]").want(http.StatusOK)
		return
	}
	c.post(t, "/statements", withID).wantFault(prefix, edits)
	c.put(t, "/statements", statement, "statementId", id).wantFault(prefix, edits)
	batch := "[" + edited(t, simple, set("/id", `"`+neighbour+`"`)) + "," + withID + "]"
	c.post(t, "/statements", batch).wantFault("/1"+prefix, edits)
	c.get(t, "/statements", "statementId", neighbour).want(http.StatusNotFound)
	c.get(t, "/statements", "statementId", id).want(http.StatusNotFound)
}

// wantFault stops the test unless the answer is 400 with a fault at, right
// above, or inside the place of an edit.
func (r response) wantFault(prefix string, edits []edit) {
	r.t.Helper()
	r.want(http.StatusBadRequest)
	faults := r.faults()
	for _, f := range faults {
		if _, known := rules()[f.rule]; !known {
			r.t.Errorf("the answer cites the unknown rule %q:\n%s", f.rule, r)
		}
		for _, e := range edits {
			changed := prefix + e.at
			above := changed[:max(0, strings.LastIndexByte(changed, '/'))]
			if f.pointer == changed || f.pointer == above || strings.HasPrefix(f.pointer, changed+"/") {
				return
			}
		}
	}
	r.t.Errorf("want a fault at %s%v, got %v:\n%s", prefix, edits, faults, r)
}

// inSubStatement returns a statement whose object is the given one as a
// SubStatement, without what only statements have.
func inSubStatement(t *testing.T, statement string) string {
	t.Helper()
	inner := edited(t, statement, set("/objectType", `"SubStatement"`),
		del("/id"), del("/stored"), del("/version"), del("/authority"))
	return edited(t, simple, set("/object", inner))
}
