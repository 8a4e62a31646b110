package xapihttp

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
)

var agentRoutes = []route{{
	resource: "agents", method: http.MethodGet, action: access.ReadAgents,
	parameters: []string{"agent"}, handle: getPerson,
}}

// getPerson answers with the Person object of an agent, known or not (AG-01 to AG-03).
func getPerson(x *exchange) error {
	read := x.reader()
	read.require("AG-01", "agent")
	agent := read.agent()
	if err := read.err(); err != nil {
		return err
	}
	person, err := x.handler.config.Service.Person(x.r.Context(), x.caller(), *agent)
	if err != nil {
		return err
	}
	x.json(person)
	return nil
}
