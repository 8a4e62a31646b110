package conformance

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestUUIDs(t *testing.T) {
	t.Parallel()
	value := func(raw string) edit { return set("", raw) }
	matrix(t, "", []place{
		{statement: full, pointer: "/context/registration"},
		{statement: full, pointer: "/context/statement/id"},
		{statement: edited(t, simple, set("/object", reference)), pointer: "/object/id"},
	}, []row{
		good("UUID-01", value(`"39e24cc4-69af-4b01-a824-1fdc6ea8a3af"`)),
		good("UUID-02", value(`"00000000-0000-0000-0000-000000000000"`)),
		good("UUID-02", value(`"ffffffff-ffff-ffff-ffff-ffffffffffff"`)),
		good("UUID-02", value(`"39e24cc4-69af-7b01-c824-1fdc6ea8a3af"`)),
		good("UUID-03", value(`"39E24CC4-69AF-4B01-A824-1FDC6EA8A3AF"`)),
		bad("UUID-01", value(`"{39e24cc4-69af-4b01-a824-1fdc6ea8a3af}"`)),
		bad("UUID-01", value(`"urn:uuid:39e24cc4-69af-4b01-a824-1fdc6ea8a3af"`)),
		bad("UUID-01", value(`"39e24cc469af4b01a8241fdc6ea8a3af"`)),
		bad("UUID-01", value(`"39e24cc4-69af-4b01-a824-1fdc6ea8a3aff"`)),
		bad("UUID-01", value(`"39e24cc4-69af-4b01-a824-1fdc6ea8a3a"`)),
		bad("UUID-01", value(`"M9e24cc4-69af-4b01-a824-1fdc6ea8a3af"`)),
		bad("UUID-01", value(`"39e24cc-469af-4b01-a824-1fdc6ea8a3af"`)),
		bad("UUID-01", value(`" 39e24cc4-69af-4b01-a824-1fdc6ea8a3af"`)),
		bad("UUID-01 GEN-10", value(`""`)),
		bad("UUID-01 GEN-04", value(`39`)),
		bad("UUID-01 GEN-04", value(`{}`)),
	})
}

func TestStatementIDsCompareWithoutCase(t *testing.T) {
	t.Parallel()
	eachVersion(t, "UUID-03 ST-02", func(t *testing.T, c client) {
		id := strings.ToUpper(newUUID())
		sent := edited(t, simple, set("/id", `"`+id+`"`))
		c.post(t, "/statements", sent).want(http.StatusOK)
		if got := c.fetch(t, strings.ToLower(id))["id"]; got != id {
			t.Errorf("the id came back as %v, want it as sent: %s", got, id)
		}
		c.fetch(t, id)
		c.put(t, "/statements", simple, "statementId", strings.ToLower(id)).want(http.StatusNoContent)
		other := edited(t, simple, set("/verb/id", `"https://conformance.example/verbs/else"`))
		c.put(t, "/statements", other, "statementId", strings.ToLower(id)).want(http.StatusConflict)
	})
}

func TestIRIs(t *testing.T) {
	t.Parallel()
	value := func(raw string) edit { return set("", raw) }
	places := []place{
		{statement: full, pointer: "/verb/id"},
		{statement: full, pointer: "/object/id"},
		{statement: full, pointer: "/object/definition/type"},
		{statement: full, pointer: "/object/definition/moreInfo"},
		{statement: full, pointer: "/context/contextActivities/parent/0/id"},
		{statement: edited(t, simple, set("/actor", `{"account":{"homePage":"https://conformance.example","name":"ann"}}`)), pointer: "/actor/account/homePage"},
		{statement: full, pointer: "/attachments/0/usageType"},
		{statement: full, pointer: "/attachments/0/fileUrl"},
		{statement: withContextAgents, pointer: "/context/contextAgents/0/relevantTypes/0", only: v2},
		{statement: withContextAgents, pointer: "/context/contextGroups/0/relevantTypes/0", only: v2},
	}
	rows := []row{}
	for _, iri := range []string{
		"https://conformance.example/a?b=c#d", "urn:uuid:39e24cc4-69af-4b01-a824-1fdc6ea8a3af", "tag:conformance.example,2026:x",
		"mailto:ann@conformance.example", "x-y+z.1:opaque", "https://例え.conformance.example/テスト", "https://conformance.example/%7Ex",
		"http://[::1]:80/x", "http://[v1.fe]/", "https://conformance.example/unreachable:8/../a/./b", "HTTP://conformance.example", "act:x'()*!$&;=,@~",
	} {
		rows = append(rows, good("IRI-01 IRI-02 IRI-03", value(`"`+iri+`"`)))
	}
	for _, iri := range []string{
		"should fail", "abc", "conformance.example/a", "//conformance.example/a", "/a/b", "?a", "#a", ":a", "1http://conformance.example",
		"ab=c://should.fail.com", "ht tp://conformance.example", "hé:x",
	} {
		rows = append(rows, bad("IRI-01", value(`"`+iri+`"`)))
	}
	for _, iri := range []string{
		"https://conformance.example/a b", "https://conformance.example/<a>", `https://conformance.example/\"a`, "https://conformance.example/{a}",
		"https://conformance.example/a|b", `https://conformance.example/a\\b`, "https://conformance.example/a^b", "https://conformance.example/a`b",
		`https://conformance.example/a\u0000b`, `https://conformance.example/a\tb`, `https://conformance.example/a\u007fb`,
		"http://[::1]x/", "http://[v.x]/", "http://[v1]/", "http://[]/", "http://[::1", "https://conformance.example:port/", "https://conformance.example/%zz", "https://conformance.example/%2", "https://conformance.example/a%",
	} {
		rows = append(rows, bad("IRI-02", value(`"`+iri+`"`)))
	}
	rows = append(rows, bad("GEN-10 IRI-01", value(`""`)), bad("GEN-04", value(`5`)), bad("GEN-03", value(`null`)))
	matrix(t, "", places, rows)
}

func TestIRIsCompareAsStrings(t *testing.T) {
	t.Parallel()
	eachVersion(t, "IRI-04", func(t *testing.T, c client) {
		plain := newIRI("activities")
		variants := []string{
			plain, plain + "/", strings.Replace(plain, "https", "HTTPS", 1), strings.Replace(plain, "conformance", "Conformance", 1),
			strings.Replace(plain, "/activities", "/x/../activities", 1), strings.Replace(plain, "example/", "example:443/", 1), strings.Replace(plain, "/act", "/%61ct", 1),
		}
		var ids []string
		for _, variant := range variants {
			ids = append(ids, c.store(t, edited(t, simple, set("/object/id", `"`+variant+`"`)))...)
		}
		for i, variant := range variants {
			c.get(t, "/statements", "activity", variant).wantIDs(ids[i])
			if got := c.get(t, "/activities", "activityId", variant).want(http.StatusOK).object()["id"]; got != variant {
				t.Errorf("asked for the activity %s, got %v", variant, got)
			}
		}
	})
}

// languageMaps are all places of a full statement with a language map.
var languageMaps = []place{
	{statement: full, pointer: "/verb/display"},
	{statement: full, pointer: "/object/definition/name"},
	{statement: full, pointer: "/object/definition/description"},
	{statement: full, pointer: "/object/definition/choices/1/description"},
	{statement: full, pointer: "/attachments/0/display"},
	{statement: full, pointer: "/attachments/0/description"},
}

func TestLanguageMaps(t *testing.T) {
	t.Parallel()
	rows := []row{
		good("LT-03", set("", `{}`)),
		bad("LT-01", set("", `"text"`)),
		bad("LT-01", set("", `[]`)),
		bad("LT-01", set("", `7`)),
		bad("GEN-03", set("", `null`)),
	}
	for _, value := range []string{`1`, `true`, `{}`, `[]`} {
		rows = append(rows, bad("LT-02", set("", `{"en":`+value+`}`)))
	}
	rows = append(rows, bad("LT-02 GEN-03", set("", `{"en":null}`)), good("LT-02", set("", `{"en":""}`)))
	for _, tag := range goodTags {
		rows = append(rows, good("LT-01", set("", `{"`+tag+`":"text"}`)))
	}
	for _, tag := range badTags {
		rows = append(rows, bad("LT-01", set("", `{"`+tag+`":"text"}`)))
	}
	matrix(t, "", languageMaps, rows)
	var tags []row
	for _, tag := range goodTags {
		tags = append(tags, good("LT-01 CX-06", set("", `"`+tag+`"`)))
	}
	for _, tag := range badTags {
		tags = append(tags, bad("LT-01 CX-06", set("", `"`+tag+`"`)))
	}
	matrix(t, "", []place{{statement: full, pointer: "/context/language"}}, tags)
}

var (
	goodTags = []string{
		"en", "en-US", "zh-Hans-CN", "sl-rozaj-biske", "de-CH-x-phonebk", "x-private", "i-klingon", "es-419", "und",
		"de", "es-MX", "cmn", "ase", "tlh", "sr-Latn-RS", "zh-Hant", "fr-CA", "EN-gb", "en-a-bbb-x-a-ccc", "de-1996", "sgn-BE-FR", "zh-cmn-Hans-CN",
	}
	badTags = []string{"a12345678", "something", "en_US", "", "en-", "-en", "x", "en--US", "zh-z-aaa-z-bbb-c-ccc", "en-a", "1en", "en US", "ën", "abcdefghi"}
)

func TestTimestamps(t *testing.T) {
	t.Parallel()
	value := func(text string) edit { return set("", `"`+text+`"`) }
	var rows []row
	for _, text := range []string{
		"2026-01-02T03:04:05Z", "2026-01-02T03:04:05.6Z", "2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05+05:30",
		"2026-01-02T03:04:05.000-08:00", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2024-02-29T00:00:00Z",
	} {
		rows = append(rows, good("TS-01", value(text)))
	}
	for _, text := range []string{"2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05Z"} {
		rows = append(rows, good("TS-02", value(text)))
	}
	for _, text := range []string{"2026-01-02T03:04:05-00", "2026-01-02T03:04:05-0000", "2026-01-02T03:04:05-00:00"} {
		rows = append(rows, bad("TS-02", value(text)))
	}
	rows = append(rows,
		good("TS-02", value("2026-01-02T03:04:05+0530")).in(v1),
		good("TS-02", value("2026-01-02T03:04:05+05")).in(v1),
		good("TS-02", value("20260102T030405Z")).in(v1),
		good("TS-05", value("2026-01-02T03:04:05.678")),
		good("TS-06", value("2016-12-31T23:59:60Z")),
		good("TS-07", value("2996-01-02T03:04:05Z")),
		good("TS-07", value(time.Now().Add(time.Hour).UTC().Format(time.RFC3339))),
	)
	for _, text := range []string{
		"01/011/2015", "should fail", "2026-01-02", "2026-01-02 03:04:05Z", "2026-01-02T03:04Z", "2026-01-02T03Z", "2026-01-02T03:04:05.Z",
		"2026-01-02T03:04:05ZZ", "2026-01-02T03:04:05+5", "2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05+05:60", "2026-1-2T03:04:05Z", "26-01-02T03:04:05Z", " 2026-01-02T03:04:05Z", "12345", "",
	} {
		rows = append(rows, bad("TS-01", value(text)))
	}
	for _, text := range []string{"2026-01-02T24:00:00Z", "2026-13-02T03:04:05Z", "2026-00-02T03:04:05Z", "2026-02-30T03:04:05Z", "2025-02-29T03:04:05Z", "2026-04-31T03:04:05Z", "2026-01-00T03:04:05Z", "2026-01-02T03:60:05Z", "2026-01-02T03:04:61Z", "10000-01-02T03:04:05Z"} {
		rows = append(rows, bad("TS-06", value(text)))
	}
	rows = append(rows, bad("TS-01 GEN-04", set("", `1767323045`)), bad("TS-01 GEN-04", set("", `{}`)), bad("TS-01 GEN-03", set("", `null`)))
	matrix(t, "", []place{{statement: full, pointer: "/timestamp"}}, rows)
	stored := slices.Clone(rows)
	for i := range stored {
		stored[i].rules += " AU-01"
	}
	matrix(t, "", []place{{statement: edited(t, full, set("/stored", `"2026-01-02T03:04:05Z"`)), pointer: "/stored", top: true}}, stored)
}

func TestTimestampsComeBackInUTCAtTheSameInstant(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"2026-01-02T03:04:05Z":             "2026-01-02T03:04:05Z",
		"2026-01-02T03:04:05.678Z":         "2026-01-02T03:04:05.678Z",
		"2026-01-02T03:04:05.123456Z":      "2026-01-02T03:04:05.123456Z",
		"2026-01-02T03:04:05.1234567Z":     "2026-01-02T03:04:05.123456Z",
		"2026-01-02T01:04:05.5+05:30":      "2026-01-01T19:34:05.5Z",
		"2025-12-31T23:30:00.001-01:00":    "2026-01-01T00:30:00.001Z",
		"2026-01-02T03:04:05":              "2026-01-02T03:04:05Z",
		"2999-12-31T23:59:59.999999-11:59": "3000-01-01T11:58:59.999999Z",
	} {
		eachVersion(t, "TS-03 TS-04 TS-05 QX-08", func(t *testing.T, c client) {
			statement := edited(t, full, set("/timestamp", `"`+sent+`"`))
			got := c.fetch(t, c.store(t, statement)[0])["timestamp"].(string)
			instant, err := time.Parse(time.RFC3339Nano, got)
			if err != nil || !strings.HasSuffix(got, "Z") {
				t.Fatalf("timestamp %s came back as %s, which is no time in UTC", sent, got)
			}
			if _, fraction, _ := strings.Cut(got, "."); len(fraction) < len("000Z") {
				t.Errorf("timestamp %s came back as %s, want at least three digits of a second", sent, got)
			}
			if wanted, _ := time.Parse(time.RFC3339Nano, want); !instant.Truncate(time.Microsecond).Equal(wanted) {
				t.Errorf("timestamp %s came back as %s, want the instant %s to the microsecond", sent, got, want)
			}
		})
	}
}

func TestValuesComeBackAsSent(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GEN-11 NUM-01 EXT-03 EXT-04 GEN-15 GEN-02 DU-04 GEN-09", func(t *testing.T, c client) {
		values := `{"https://conformance.example/e":{"null":null,"empty":"","object":{},"list":[],"deep":[[[[{"a":[null]}]]]],` +
			`"numbers":[0.12123434,1.50,1E400,-0,123456789012345678901234567890,9007199254740993,1e-7],` +
			`"text":"\u0000\u0001\u001f \\\" / 中文 😀 עברית é","":"empty key"}}`
		sent := edited(t, full,
			set("/result/extensions", values), set("/context/extensions", values), set("/object/definition/extensions", values),
			set("/result/score", `{"scaled":0.12123434,"raw":5.10,"min":-0.0,"max":1e1}`),
			set("/result/duration", `"P1DT12H36M0.12567S"`), set("/result/response", `"中文 😀 \u0000 עברית"`),
			set("/actor/name", `"Ännchen 😀"`))
		for prefix, statement := range map[string]string{"": sent, "/object": inSubStatement(t, sent)} {
			got := c.fetch(t, c.store(t, statement)[0])
			for _, key := range []string{"/actor", "/verb", "/object/definition", "/result", "/context"} {
				wantSame(t, prefix+key, at(got, prefix+key), at(decode(t, statement), prefix+key))
			}
		}
	})
}

func TestNoExtensionValueIsRefused(t *testing.T) {
	t.Parallel()
	var rows []row
	for _, raw := range []string{`null`, `""`, `{}`, `[]`, `[null]`, `1e400`, `-0.0`, `"x"`, `true`, `{"a":null,"objectType":7,"":{}}`, strings.Repeat("[", 90) + strings.Repeat("]", 90)} {
		rows = append(rows, good("EXT-03", set("/https:~1~1conformance.example~1x", raw)))
	}
	rows = append(rows,
		good("EXT-01", set("", `{}`)),
		good("EXT-01", set("", `{"urn:x:1":1,"https://conformance.example/ä":2}`)),
		bad("EXT-01", set("", `{"":1}`)),
		bad("EXT-01", set("", `{"x":1}`)),
		bad("EXT-01", set("", `{"https://conformance.example/a b":1}`)),
		bad("EXT-01 GEN-04", set("", `1`)),
		bad("EXT-01 GEN-04", set("", `[{"https://conformance.example/x":1}]`)),
		bad("EXT-01 GEN-03", set("", `null`)),
	)
	matrix(t, "", []place{
		{statement: full, pointer: "/result/extensions"},
		{statement: full, pointer: "/context/extensions"},
		{statement: full, pointer: "/object/definition/extensions"},
		{statement: edited(t, full, set("/context/contextActivities/other/0/definition", `{"extensions":{}}`)), pointer: "/context/contextActivities/other/0/definition/extensions"},
	}, rows)
	matrix(t, "", inFull, []row{
		bad("EXT-02", set("/extensions", `{"https://conformance.example/x":1}`)),
		bad("EXT-02", set("/attachments/0/extensions", `{"https://conformance.example/x":1}`)),
		bad("EXT-02", set("/context/contextActivities/extensions", `{"https://conformance.example/x":1}`)),
		bad("EXT-02", set("/context/statement/extensions", `{"https://conformance.example/x":1}`)),
	})
}
