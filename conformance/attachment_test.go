package conformance

import (
	"strings"
	"testing"
)

func TestAttachmentObjects(t *testing.T) {
	t.Parallel()
	hex := func(length int) edit { return set("/sha2", `"`+strings.Repeat("aB", length/2)+`"`) }
	matrix(t, "", []place{{statement: full, pointer: "/attachments/0"}}, []row{
		good("AT-01 AT-02"),
		good("AT-02", del("/description")),
		bad("AT-01", del("/usageType")),
		bad("AT-01", del("/display")),
		bad("AT-01", del("/contentType")),
		bad("AT-01", del("/length")),
		bad("AT-01", del("/sha2")),
		bad("AT-01 IRI-01", set("/usageType", `"note"`)),
		bad("AT-01 GEN-04", set("/usageType", `1`)),
		bad("AT-01 LT-01", set("/display", `"Note"`)),
		bad("AT-01 LT-01", set("/display", `{"a12345678":"Note"}`)),
		bad("AT-01 LT-02", set("/display", `{"en":{}}`)),
		bad("AT-02 LT-01", set("/description", `[]`)),
		bad("AT-02 LT-02", set("/description", `{"en":null}`)),
		bad("AT-02 IRI-01", set("/fileUrl", `"note.txt"`)),
		bad("AT-02 GEN-04", set("/fileUrl", `{}`)),
		bad("AT-02 GEN-07", set("/name", `"note.txt"`)),
		bad("AT-02 GEN-05", set("/fileURL", `"https://conformance.example/note.txt"`)),
		bad("AT-04", set("/contentType", `"text"`)),
		bad("AT-04", set("/contentType", `"text/"`)),
		bad("AT-04", set("/contentType", `"text/plain; charset="`)),
		bad("AT-04", set("/contentType", `"text/plain; charset"`)),
		bad("AT-04", set("/contentType", `"text/pl ain"`)),
		bad("AT-04 GEN-10", set("/contentType", `""`)),
		bad("AT-04 GEN-04", set("/contentType", `7`)),
		good("AT-04", set("/contentType", `"text/plain; charset=ascii"`)),
		good("AT-04", set("/contentType", `"application/vnd.api+json"`)),
		bad("AT-01 NUM-02", set("/length", `27.5`)),
		bad("AT-01 NUM-02", set("/length", `-1`)),
		bad("NUM-02", set("/length", `27.0`)),
		bad("AT-01 GEN-04", set("/length", `"27"`)),
		bad("AT-01 GEN-03", set("/length", `null`)),
		good("NUM-02", set("/length", `0`)),
		good("AT-03", hex(56)),
		good("AT-03", hex(64)),
		good("AT-03", hex(96)),
		good("AT-03", hex(128)),
		bad("AT-03", hex(40)),
		bad("AT-03", hex(62)),
		bad("AT-03", hex(130)),
		bad("AT-03", set("/sha2", `"SVOVzpbA=="`)),
		bad("AT-03", set("/sha2", `"`+strings.Repeat("g", 64)+`"`)),
		bad("AT-01 GEN-04", set("/sha2", `1`)),
		bad("ST-03 GEN-04", set("", `"note"`)),
		bad("ST-03 GEN-03", set("", `null`)),
		bad("AT-01", set("", `{}`)),
	})
	matrix(t, "", []place{{statement: full, pointer: "/attachments"}}, []row{
		good("ST-03", set("", `[]`)),
		good("ST-03", del("")),
		bad("ST-03 GEN-04", set("", `{}`)),
		bad("ST-03 GEN-04", set("", `"x"`)),
		bad("ST-03 GEN-03", set("", `null`)),
	})
}

func TestJSONRequestsNeedAFileURLForEveryAttachment(t *testing.T) {
	t.Parallel()
	matrix(t, "", []place{{statement: full, pointer: "/attachments/0"}}, []row{
		good("MP-02 MP-12"),
		bad("MP-02 MP-12", del("/fileUrl")),
	})
}
