package xapi

import (
	"strings"
	"testing"
)

func TestAttachmentRules(t *testing.T) {
	base := `{"usageType":"https://example.com/u","display":{"en":"A"},"contentType":"text/plain; charset=ascii","length":27,"sha2":` + someSHA2 + `}`
	with := func(members string) string { return "[" + withMembers(t, base, members) + "]" }
	without := func(name string) string {
		fields := map[string]string{
			"usageType": `"usageType":"https://example.com/u"`, "display": `"display":{}`, "contentType": `"contentType":"text/plain"`,
			"length": `"length":0`, "sha2": `"sha2":` + someSHA2,
		}
		delete(fields, name)
		var rest []string
		for _, field := range fields {
			rest = append(rest, field)
		}
		return "[{" + strings.Join(rest, ",") + "}]"
	}
	runRules(t, property(`"attachments":?`, "/attachments",
		[]string{`[]`, with(``), with(`"fileUrl":"https://example.com/f","description":{"de":"B"}`), with(`"length":0`), with(`"sha2":"` + strings.Repeat("aB", 64) + `"`)},
		[]badValue{
			{`null`, "GEN-03", ""},
			{base, "GEN-04", ""},
			{`["x"]`, "GEN-04", "/0"},
			{without("usageType"), "AT-01", "/0"},
			{without("display"), "AT-01", "/0"},
			{without("contentType"), "AT-01", "/0"},
			{without("length"), "AT-01", "/0"},
			{without("sha2"), "AT-01", "/0"},
			{with(`"usageType":"x"`), "IRI-01", "/0/usageType"},
			{with(`"usageType":null`), "GEN-03", "/0/usageType"},
			{with(`"display":"A"`), "GEN-04", "/0/display"},
			{with(`"description":{"a12345678":"x"}`), "LT-01", "/0/description/a12345678"},
			{with(`"contentType":"text"`), "AT-04", "/0/contentType"},
			{with(`"contentType":1`), "GEN-04", "/0/contentType"},
			{with(`"length":"27"`), "GEN-04", "/0/length"},
			{with(`"length":27.0`), "NUM-02", "/0/length"},
			{with(`"length":-1`), "NUM-02", "/0/length"},
			{with(`"length":1e2`), "NUM-02", "/0/length"},
			{with(`"length":99999999999999999999`), "NUM-02", "/0/length"},
			{with(`"sha2":"abc"`), "AT-03", "/0/sha2"},
			{with(`"sha2":{}`), "GEN-04", "/0/sha2"},
			{with(`"fileUrl":"f"`), "IRI-01", "/0/fileUrl"},
			{with(`"fileurl":"https://example.com/f"`), "GEN-05", "/0/fileurl"},
			{with(`"size":1`), "GEN-07", "/0/size"},
		}))
}
