package storetest

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Origin is where a statement of a test comes from.
type Origin struct {
	Version xapi.Version
	// Authority is the JSON of an Agent or Group.
	Authority []byte
	// Define lets the statement change canonical definitions.
	Define bool
}

// DefaultOrigin is a client of version 2.0 that may define.
func DefaultOrigin() Origin {
	return Origin{
		Version:   xapi.Version2,
		Authority: []byte(`{"objectType":"Agent","account":{"homePage":"https://lrs.example.com/keys","name":"suite"}}`),
		Define:    true,
	}
}

// MakeRecord turns a statement as a client sends it into a record by the way
// that requests take: parse, validate, set what the LRS sets. The text must
// not change afterwards.
func MakeRecord(text []byte, origin Origin) (lrs.Record, error) {
	parsed, array, err := xapi.Parse(text, origin.Version, xapi.Limits{})
	if err != nil {
		return lrs.Record{}, fmt.Errorf("parse %s: %w", text, err)
	}
	if array {
		return lrs.Record{}, fmt.Errorf("parse %s: want one statement, not an array", text)
	}
	authority, err := xapi.ParseAgent(origin.Authority, origin.Version)
	if err != nil {
		return lrs.Record{}, fmt.Errorf("parse authority %s: %w", origin.Authority, err)
	}
	statement := &parsed[0]
	set := xapi.Assigned{ID: statement.ID, Authority: origin.Authority, Version: origin.Version}
	if !statement.HasID {
		set.ID = xapi.NewUUID()
	}
	final, storedAt := statement.AppendStored(nil, set)
	record := lrs.Record{
		ID:          set.ID,
		JSON:        final,
		StoredAt:    storedAt,
		Index:       slices.Concat(statement.Index, authority.AuthorityIndex()),
		Target:      statement.Target,
		IsReference: statement.IsReference,
		Voids:       statement.Voids,
		Defines:     origin.Define,
	}
	if origin.Define {
		record.Descriptions = statement.Descriptions
	}
	return record, nil
}

// object is a JSON object under construction.
type object = map[string]any

func marshal(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // the tests marshal maps, strings and numbers only
	}
	return text
}
