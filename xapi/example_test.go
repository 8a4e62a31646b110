package xapi_test

import (
	"errors"
	"fmt"

	"github.com/lore-lrs/lore/xapi"
)

func ExampleParse() {
	body := []byte(`[
		{"actor": {"mbox": "mailto:ann@example.com"}, "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
		 "object": {"id": "https://example.com/courses/1"}},
		{"actor": {"name": "Ann"}, "verb": {"id": "completed"}, "objekt": {"id": "https://example.com/courses/1"}}
	]`)
	_, _, err := xapi.Parse(body, xapi.Version2, xapi.Limits{})
	var invalid *xapi.ValidationError
	if errors.As(err, &invalid) {
		for _, fault := range invalid.Faults {
			fmt.Printf("%s at %s:\n  %s\n", fault.Rule, fault.Pointer, fault.Message)
		}
	}
	// Output:
	// ST-01 at /1:
	//   a Statement needs actor, verb and object; object is missing
	// AC-03 at /1/actor:
	//   an Agent needs exactly one of mbox, mbox_sha1sum, openid, account; found none
	// IRI-01 at /1/verb/id:
	//   id must be an IRI with its scheme, such as https://example.com/x, without spaces; got "completed"
	// GEN-07 at /1/objekt:
	//   "objekt" is not a property of a Statement; did you mean object?
}

func ExampleStatement_AppendStored() {
	body := []byte(`{"actor": {"mbox": "mailto:ann@example.com"}, "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
 "object": {"id": "https://example.com/courses/1"},
 "context": {"contextActivities": {"parent": {"id": "https://example.com/courses"}}},
 "timestamp": "2026-03-04T11:15:30+01:00"}`)
	statements, _, err := xapi.Parse(body, xapi.Version2, xapi.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	id, _ := xapi.ParseUUID("6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
	text, storedAt := statements[0].AppendStored(nil, xapi.Assigned{
		ID:        id,
		Authority: []byte(`{"mbox":"mailto:key@example.com"}`),
		Version:   xapi.Version2,
	})
	now, _ := xapi.ParseTimestamp("2026-03-04T10:15:31Z")
	xapi.PutStored(text, storedAt, now)
	fmt.Printf("%s\n", text)
	// Output:
	// {"actor": {"mbox": "mailto:ann@example.com"}, "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
	//  "object": {"id": "https://example.com/courses/1"},
	//  "context": {"contextActivities": {"parent": [{"id": "https://example.com/courses"}]}},
	//  "timestamp": "2026-03-04T10:15:30.000Z","id":"6690e6c9-3ef0-4ed3-8b37-7f3964730bee","stored":"2026-03-04T10:15:31.000000Z","authority":{"mbox":"mailto:key@example.com"},"version":"2.0.0"}
}
