package conformance

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
)

const voided = "http://adlnet.gov/expapi/verbs/voided"

// voiding returns a statement that voids another.
func voiding(t *testing.T, id string) string {
	t.Helper()
	return edited(t, simple, set("/verb/id", `"`+voided+`"`), set("/object", `{"objectType":"StatementRef","id":"`+id+`"}`))
}

// wantVoided stops the test unless the statement is voided (VO-05).
func (c client) wantVoided(t *testing.T, id string) {
	t.Helper()
	c.get(t, "/statements", "statementId", id).want(http.StatusNotFound)
	if got := c.get(t, "/statements", "voidedStatementId", id).want(http.StatusOK).object()["id"]; got != id {
		t.Fatalf("voidedStatementId=%s gave the statement %v", id, got)
	}
}

// wantStanding stops the test unless the statement is not voided.
func (c client) wantStanding(t *testing.T, id string) {
	t.Helper()
	c.fetch(t, id)
	c.get(t, "/statements", "voidedStatementId", id).want(http.StatusNotFound)
}

func TestVoidingStatements(t *testing.T) {
	t.Parallel()
	place := []place{{statement: voiding(t, "0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11"), top: true}}
	matrix(t, "", place, []row{
		good("VO-01 VB-02"),
		good("VO-01", set("/verb/display", `{"en":"voided"}`)),
		bad("VO-01 VB-02", set("/object", `{"id":"https://conformance.example/a"}`)),
		bad("VO-01", set("/object", activity)),
		bad("VO-01", set("/object", ann)),
		bad("VO-01", set("/object", crowd)),
		bad("VO-01", set("/object", subStatement)),
		bad("VO-01", del("/object/id")),
		bad("VO-01", del("/object/objectType")),
		bad("VO-01", del("/object")),
	})
}

func TestVoidingInBothOrders(t *testing.T) {
	t.Parallel()
	eachVersion(t, "VO-02 VO-03 VO-05", func(t *testing.T, c client) {
		id := c.store(t, simple)[0]
		c.wantStanding(t, id)
		c.store(t, voiding(t, id))
		c.wantVoided(t, id)

		late := newUUID()
		c.store(t, voiding(t, late))
		c.get(t, "/statements", "statementId", late).want(http.StatusNotFound)
		c.get(t, "/statements", "voidedStatementId", late).want(http.StatusNotFound)
		c.put(t, "/statements", simple, "statementId", late).want(http.StatusNoContent)
		c.wantVoided(t, late)

		upper := strings.ToUpper(newUUID())
		c.put(t, "/statements", simple, "statementId", upper).want(http.StatusNoContent)
		c.store(t, voiding(t, strings.ToLower(upper)))
		c.get(t, "/statements", "statementId", upper).want(http.StatusNotFound)
	})
}

func TestVoidingStatementsCannotBeVoided(t *testing.T) {
	t.Parallel()
	eachVersion(t, "VO-03 VO-04", func(t *testing.T, c client) {
		id := c.store(t, simple)[0]
		first := c.store(t, voiding(t, id))[0]
		c.store(t, voiding(t, first))
		c.wantStanding(t, first)
		c.wantVoided(t, id)
		c.store(t, voiding(t, id))
		c.wantVoided(t, id)

		voider, target := newUUID(), newUUID()
		c.store(t, voiding(t, voider))
		c.put(t, "/statements", voiding(t, target), "statementId", voider).want(http.StatusNoContent)
		c.wantStanding(t, voider)
		c.put(t, "/statements", simple, "statementId", target).want(http.StatusNoContent)
		c.wantVoided(t, target)
	})
}

func TestVoidedStatementsAreInNoListButStillMatchThroughReferences(t *testing.T) {
	t.Parallel()
	eachVersion(t, "VO-05 VO-06 GS-23 QX-06", func(t *testing.T, c client) {
		verb, activity, registration, agent := newIRI("verbs"), newIRI("activities"), newUUID(), newMbox()
		id := c.store(t, edited(t, simple, set("/verb/id", `"`+verb+`"`), set("/object/id", `"`+activity+`"`),
			set("/actor/mbox", `"`+agent+`"`), set("/context", `{"registration":"`+registration+`"}`)))[0]
		referring := c.store(t, edited(t, simple, set("/object", `{"objectType":"StatementRef","id":"`+id+`"}`)))[0]
		void := c.store(t, voiding(t, id))[0]
		for name, value := range map[string]string{"verb": verb, "activity": activity, "registration": registration, "agent": `{"mbox":"` + agent + `"}`} {
			c.get(t, "/statements", name, value).wantIDs(void, referring)
			c.get(t, "/statements", name, value, "ascending", "true").wantIDs(referring, void)
			c.get(t, "/statements", name, value, "limit", "1").wantIDs(void)
		}
		// One statement of the chain must meet all filters (QX-05).
		c.get(t, "/statements", "verb", voided, "registration", registration).wantIDs()
	})
}

func TestContentOfAVoidedStatementCanBeStoredAgain(t *testing.T) {
	t.Parallel()
	eachVersion(t, "VO-09 PS-11 VO-03", func(t *testing.T, c client) {
		id, again := newUUID(), newUUID()
		c.put(t, "/statements", simple, "statementId", id).want(http.StatusNoContent)
		c.store(t, voiding(t, id))
		c.put(t, "/statements", simple, "statementId", id).want(http.StatusNoContent)
		c.wantVoided(t, id)
		c.put(t, "/statements", edited(t, simple, set("/verb/id", `"https://conformance.example/verbs/else"`)), "statementId", id).want(http.StatusConflict)
		c.put(t, "/statements", simple, "statementId", again).want(http.StatusNoContent)
		c.wantStanding(t, again)
	})
}

func TestVoidingNeedsThePermissionToWrite(t *testing.T) {
	t.Parallel()
	eachVersion(t, "VO-07", func(t *testing.T, c client) {
		id, neighbour := c.store(t, simple)[0], newUUID()
		reader := lore.with(t, c.version, "main", access.ScopeAllRead)
		batch := "[" + edited(t, simple, set("/id", `"`+neighbour+`"`)) + "," + voiding(t, id) + "]"
		reader.post(t, "/statements", batch).want(http.StatusForbidden)
		c.wantStanding(t, id)
		c.get(t, "/statements", "statementId", neighbour).want(http.StatusNotFound)
	})
}
