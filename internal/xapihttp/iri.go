package xapihttp

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/xapi"
)

// validIRI reports whether a parameter is an IRI by the very check that IRIs in
// statements undergo (GEN-13, IRI-01, IRI-02). The language offers that check
// where statements have IRIs, so it is asked about an account's home page.
func validIRI(text string) bool {
	agent := []byte(`{"account":{"name":"-","homePage":`)
	agent, err := jsontext.AppendQuote(agent, text)
	if err != nil {
		return false
	}
	_, err = xapi.ParseAgent(append(agent, "}}"...), xapi.Version2)
	return err == nil
}
