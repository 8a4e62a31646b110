package xapi

import (
	"fmt"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// generator draws valid statements as a client might write them: keys in any
// order, with space and escapes, and properties present or absent.
type generator struct {
	*rapid.T
	version Version
}

func drawStatement(t *rapid.T, version Version) string {
	g := generator{t, version}
	members := []string{g.member("actor", g.actor()), g.member("verb", g.verb())}
	object, isActivity := g.object(true)
	members = append(members, g.member("object", object))
	members = append(members, g.details(isActivity)...)
	members = g.maybe(members, "id", func() string { return g.text(g.uuid()) })
	members = g.maybe(members, "stored", g.timestamp)
	members = g.maybe(members, "authority", func() string {
		if g.flip() {
			return g.agent()
		}
		return g.objectOf(g.member("objectType", `"Group"`), g.member("member", g.arrayOf(g.agent(), g.agent())))
	})
	members = g.maybe(members, "version", func() string {
		if version == Version2 && g.flip() {
			return `"2.0.0"`
		}
		return g.pick(`"1.0"`, `"1.0.0"`, `"1.0.3"`)
	})
	return g.objectOf(members...)
}

// details draws what a Statement and a SubStatement have in common besides
// actor, verb and object.
func (g generator) details(isActivity bool) (members []string) {
	members = g.maybe(members, "result", g.result)
	members = g.maybe(members, "context", func() string { return g.context(isActivity) })
	members = g.maybe(members, "timestamp", g.timestamp)
	return g.maybe(members, "attachments", func() string { return g.listOf(g.attachment) })
}

func (g generator) object(withSub bool) (text string, isActivity bool) {
	kind := g.pick("Activity", "Activity", "Agent", "Group", "StatementRef", "SubStatement")
	switch {
	case kind == "Agent":
		return g.agent(g.member("objectType", `"Agent"`)), false
	case kind == "Group":
		return g.group(), false
	case kind == "StatementRef":
		return g.reference(), false
	case kind == "SubStatement" && withSub:
		object, ofActivity := g.object(false)
		members := []string{
			g.member("objectType", `"SubStatement"`), g.member("actor", g.actor()), g.member("verb", g.verb()), g.member("object", object),
		}
		return g.objectOf(append(members, g.details(ofActivity)...)...), false
	}
	return g.activity(), true
}

func (g generator) actor() string {
	if g.pick("agent", "agent", "group") == "group" {
		return g.group()
	}
	return g.agent()
}

func (g generator) agent(members ...string) string {
	if len(members) == 0 {
		members = g.maybe(members, "objectType", func() string { return `"Agent"` })
	}
	members = g.maybe(members, "name", func() string { return g.text("Ann \"A\" Ünal\n") })
	return g.objectOf(append(members, g.identifier())...)
}

func (g generator) identifier() string {
	number := strconv.Itoa(rapid.IntRange(0, 5).Draw(g.T, "who"))
	switch g.pick("mbox", "mbox_sha1sum", "openid", "account") {
	case "mbox":
		return g.member("mbox", g.text("mailto:a"+number+"@"+g.pick("example.com", "EXAMPLE.com")))
	case "mbox_sha1sum":
		return g.member("mbox_sha1sum", g.text(strings.Repeat(number+g.pick("a", "A"), 20)))
	case "openid":
		return g.member("openid", g.text("https://id.example.com/"+number))
	}
	return g.member("account", g.objectOf(g.member("homePage", g.text("https://lms.example.com/")), g.member("name", g.text("ann "+number))))
}

func (g generator) group() string {
	members := []string{g.member("objectType", `"Group"`)}
	members = g.maybe(members, "name", func() string { return g.text("The team") })
	if g.flip() {
		members = append(members, g.identifier())
		members = g.maybe(members, "member", func() string { return g.listOf(func() string { return g.agent() }) })
	} else {
		members = append(members, g.member("member", g.arrayOf(g.agent(), g.agent())))
	}
	return g.objectOf(members...)
}

func (g generator) verb() string {
	members := []string{g.member("id", g.iri("verbs"))}
	return g.objectOf(g.maybe(members, "display", g.languageMap)...)
}

func (g generator) activity() string {
	members := []string{g.member("id", g.iri("activities"))}
	members = g.maybe(members, "objectType", func() string { return `"Activity"` })
	return g.objectOf(g.maybe(members, "definition", g.definition)...)
}

func (g generator) definition() string {
	members := g.maybe(nil, "name", g.languageMap)
	members = g.maybe(members, "description", g.languageMap)
	members = g.maybe(members, "type", func() string { return g.iri("types") })
	members = g.maybe(members, "moreInfo", func() string { return g.iri("info") })
	members = g.maybe(members, "extensions", g.extensions)
	if g.flip() {
		members = append(members, g.member("interactionType", `"choice"`), g.member("correctResponsesPattern", `["a[,]b"]`),
			g.member("choices", g.arrayOf(g.objectOf(g.member("id", `"a"`), g.member("description", g.languageMap())), `{"id":"b"}`)))
	}
	return g.objectOf(members...)
}

func (g generator) reference() string {
	return g.objectOf(g.member("objectType", `"StatementRef"`), g.member("id", g.text(g.uuid())))
}

func (g generator) result() string {
	members := g.maybe(nil, "success", func() string { return g.pick("true", "false") })
	members = g.maybe(members, "score", func() string {
		return g.objectOf(g.member("scaled", g.pick("0.5", "-1", "1.0", "1e-3")), g.member("min", "-1E400"), g.member("max", "100.00"), g.member("raw", "7"))
	})
	members = g.maybe(members, "duration", func() string { return g.text("PT1H0M0.1234S") })
	members = g.maybe(members, "response", func() string { return g.text("a\\b/\x00é😀") })
	return g.objectOf(g.maybe(members, "extensions", g.extensions)...)
}

func (g generator) context(isActivity bool) string {
	members := g.maybe(nil, "registration", func() string { return g.text(g.uuid()) })
	members = g.maybe(members, "instructor", g.actor)
	members = g.maybe(members, "team", g.group)
	members = g.maybe(members, "statement", g.reference)
	members = g.maybe(members, "language", func() string { return g.text("de-CH-x-phonebk") })
	members = g.maybe(members, "extensions", g.extensions)
	if isActivity {
		members = g.maybe(members, "platform", func() string { return g.text("LMS") })
	}
	members = g.maybe(members, "contextActivities", func() string {
		var kinds []string
		for _, kind := range []string{"parent", "grouping", "category", "other"} {
			kinds = g.maybe(kinds, kind, func() string {
				if g.flip() {
					return g.activity()
				}
				return g.listOf(g.activity)
			})
		}
		return g.objectOf(kinds...)
	})
	if g.version == Version2 {
		members = g.maybe(members, "contextAgents", func() string {
			return g.arrayOf(g.objectOf(g.member("objectType", `"contextAgent"`), g.member("agent", g.agent()), g.member("relevantTypes", g.arrayOf(g.iri("types")))))
		})
		members = g.maybe(members, "contextGroups", func() string {
			return g.arrayOf(g.objectOf(g.member("objectType", `"contextGroup"`), g.member("group", g.group())))
		})
	}
	return g.objectOf(members...)
}

func (g generator) attachment() string {
	members := []string{
		g.member("usageType", g.iri("usage")), g.member("display", g.languageMap()), g.member("contentType", g.text("text/plain")),
		g.member("length", "27"), g.member("sha2", g.text(strings.Repeat("aB", 32))),
	}
	return g.objectOf(g.maybe(members, "fileUrl", func() string { return g.iri("files") })...)
}

func (g generator) languageMap() string {
	members := g.maybe(nil, "en-US", func() string { return g.text("done") })
	members = g.maybe(members, "de", func() string { return g.text("erledigt") })
	return g.objectOf(members...)
}

func (g generator) extensions() string {
	members := g.maybe(nil, "https://example.com/x/1", func() string { return `[null,1e400,12345678901234567890,"\ud800",{"a":{}}]` })
	return g.objectOf(g.maybe(members, "urn:x:2", func() string { return g.text("x") })...)
}

func (g generator) timestamp() string {
	return g.text(fmt.Sprintf("2015-%02d-%02dT%02d:17:%02d", rapid.IntRange(1, 12).Draw(g.T, "month"), rapid.IntRange(1, 28).Draw(g.T, "day"),
		rapid.IntRange(0, 23).Draw(g.T, "hour"), rapid.IntRange(0, 60).Draw(g.T, "second")) +
		g.pick("", ".1", ".123", ".123456789") + g.pick("Z", "+00:00", "-05:30", "+14:00", ""))
}

func (g generator) uuid() string {
	return fmt.Sprintf(g.pick("%08x-3ef0-4ed3-8b37-7f3964730bee", "%08X-3EF0-4ED3-8B37-7F3964730BEE"), rapid.Uint32Range(0, 0xffff).Draw(g.T, "uuid"))
}

func (g generator) iri(path string) string {
	return g.text("https://example.com/" + path + "/" + strconv.Itoa(rapid.IntRange(0, 5).Draw(g.T, "iri")))
}

func (g generator) flip() bool { return rapid.Bool().Draw(g.T, "flip") }

func (g generator) pick(from ...string) string { return rapid.SampledFrom(from).Draw(g.T, "pick") }

func (g generator) maybe(members []string, key string, value func() string) []string {
	if g.flip() {
		return members
	}
	return append(members, g.member(key, value()))
}

func (g generator) member(key, value string) string {
	return g.text(key) + g.space() + ":" + g.space() + value
}

func (g generator) listOf(item func() string) string {
	items := make([]string, rapid.IntRange(0, 3).Draw(g.T, "items"))
	for i := range items {
		items[i] = item()
	}
	return g.arrayOf(items...)
}

func (g generator) arrayOf(items ...string) string {
	return "[" + g.space() + strings.Join(items, g.space()+",") + g.space() + "]"
}

func (g generator) objectOf(members ...string) string {
	return "{" + g.space() + strings.Join(rapid.Permutation(members).Draw(g.T, "order"), ","+g.space()) + g.space() + "}"
}

// space is mostly none, to keep what fails readable.
func (g generator) space() string { return g.pick("", "", "", "", " ", "\n\t") }

// text writes a string, now and then with an escape that it does not need.
func (g generator) text(value string) string {
	quoted := strings.ReplaceAll(strings.ReplaceAll(strconv.QuoteToGraphic(value), `\x00`, `\u0000`), `\a`, `\u0007`)
	if len(value) > 0 && rapid.IntRange(0, 15).Draw(g.T, "escape") == 0 && value[0] != '\\' && value[0] < 0x80 {
		return fmt.Sprintf(`"\u%04x%s`, value[0], quoted[2:])
	}
	return quoted
}
