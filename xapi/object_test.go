package xapi

import "testing"

func TestVerbRules(t *testing.T) {
	runRules(t, property(`"verb":?`, "/verb",
		[]string{
			aVerb, `{"id":"tag:example.com,2026:v","display":{}}`,
			`{"id":"https://example.com/v","display":{"en":"did","zh-Hans-CN":"做","x-private":""}}`,
		},
		[]badValue{
			{`null`, "GEN-03", ""},
			{`"did"`, "GEN-04", ""},
			{`{}`, "VB-01", ""},
			{`{"display":{"en":"did"}}`, "VB-01", ""},
			{`{"id":null}`, "GEN-03", "/id"},
			{`{"id":1}`, "GEN-04", "/id"},
			{`{"id":"did"}`, "IRI-01", "/id"},
			{`{"id":""}`, "IRI-01", "/id"},
			{`{"id":"ab=c://should.fail.com"}`, "IRI-01", "/id"},
			{`{"id":"https://example.com/a b"}`, "IRI-01", "/id"},
			{`{"id":"https://example.com/%zz"}`, "IRI-01", "/id"},
			{`{"id":"https://example.com/v","display":null}`, "GEN-03", "/display"},
			{`{"id":"https://example.com/v","display":"did"}`, "GEN-04", "/display"},
			{`{"id":"https://example.com/v","display":[]}`, "GEN-04", "/display"},
			{`{"id":"https://example.com/v","display":{"en":null}}`, "GEN-03", "/display/en"},
			{`{"id":"https://example.com/v","display":{"en":1}}`, "GEN-04", "/display/en"},
			{`{"id":"https://example.com/v","display":{"en":{}}}`, "GEN-04", "/display/en"},
			{`{"id":"https://example.com/v","display":{"a12345678":"x"}}`, "LT-01", "/display/a12345678"},
			{`{"id":"https://example.com/v","display":{"en_US":"x"}}`, "LT-01", "/display/en_US"},
			{`{"id":"https://example.com/v","display":{"":"x"}}`, "LT-01", "/display/"},
			{`{"id":"https://example.com/v","name":"x"}`, "GEN-07", "/name"},
			{`{"ID":"https://example.com/v"}`, "GEN-05", "/ID"},
		}))
}

func TestObjectRules(t *testing.T) {
	runRules(t, property(`"object":?`, "/object",
		[]string{
			anActivity, `{"objectType":"Activity","id":"https://example.com/a","definition":{}}`,
			`{"objectType":"Agent","mbox":"mailto:b@example.com"}`,
			`{"objectType":"Group","member":[` + anAgent + `]}`,
			`{"objectType":"StatementRef","id":` + aUUID + `}`,
			`{"objectType":"StatementRef","id":"00000000-0000-0000-0000-000000000000"}`,
		},
		[]badValue{
			{`null`, "GEN-03", ""},
			{`"x"`, "GEN-04", ""},
			{`{}`, "OB-10", ""},
			{`{"objectType":"activity","id":"https://example.com/a"}`, "OB-01", "/objectType"},
			{`{"objectType":"Thing","id":"https://example.com/a"}`, "OB-01", "/objectType"},
			{`{"objectType":null,"id":"https://example.com/a"}`, "GEN-03", "/objectType"},
			{`{"mbox":"mailto:b@example.com"}`, "OB-02", "/mbox"},
			{`{"id":` + aUUID + `}`, "IRI-01", "/id"},
			{`{"id":null}`, "GEN-03", "/id"},
			{`{"id":7}`, "GEN-04", "/id"},
			{`{"id":"https://example.com/a","definition":null}`, "GEN-03", "/definition"},
			{`{"id":"https://example.com/a","definition":"x"}`, "GEN-04", "/definition"},
			{`{"id":"https://example.com/a","name":"x"}`, "GEN-07", "/name"},
			{`{"id":"https://example.com/a","Definition":{}}`, "GEN-05", "/Definition"},
			{`{"objectType":"Agent"}`, "AC-03", ""},
			{`{"objectType":"StatementRef"}`, "SR-01", ""},
			{`{"objectType":"StatementRef","id":"x"}`, "SR-01", "/id"},
			{`{"objectType":"StatementRef","id":null}`, "GEN-03", "/id"},
			{`{"objectType":"StatementRef","id":` + aUUID + `,"definition":{}}`, "GEN-07", "/definition"},
			{`{"objectType":"statementref","id":` + aUUID + `}`, "OB-01", "/objectType"},
		}))
}

func TestDefinitionRules(t *testing.T) {
	runRules(t, property(`"object":{"id":"https://example.com/a","definition":?}`, "/object/definition",
		[]string{
			`{"name":{"en":"A"},"description":{},"type":"https://example.com/t","moreInfo":"https://example.com/i","extensions":{}}`,
			`{"extensions":{"https://example.com/e":null,"urn:x:y":[{"deep":[1e400,""]}]}}`,
			`{"interactionType":"true-false"}`, `{"interactionType":"fill-in"}`, `{"interactionType":"long-fill-in"}`,
			`{"interactionType":"performance","steps":[{"id":"a"}]}`, `{"interactionType":"numeric","correctResponsesPattern":["4[:]"]}`,
			`{"interactionType":"other","correctResponsesPattern":[]}`,
			`{"interactionType":"choice","correctResponsesPattern":["a[,]b"],"choices":[{"id":"a","description":{"en":"A"}},{"id":"b c"}]}`,
			`{"interactionType":"likert","scale":[]}`, `{"interactionType":"matching","source":[],"target":[]}`,
			`{"interactionType":"sequencing","steps":[],"scale":[{"id":"foreign list"}]}`,
		},
		[]badValue{
			{`{"name":null}`, "GEN-03", "/name"},
			{`{"name":"A"}`, "GEN-04", "/name"},
			{`{"name":{"something":"A"}}`, "LT-01", "/name/something"},
			{`{"description":{"en":2}}`, "GEN-04", "/description/en"},
			{`{"type":"lesson"}`, "IRI-01", "/type"},
			{`{"type":""}`, "IRI-01", "/type"},
			{`{"moreInfo":null}`, "GEN-03", "/moreInfo"},
			{`{"moreInfo":"info"}`, "IRI-01", "/moreInfo"},
			{`{"extensions":null}`, "GEN-03", "/extensions"},
			{`{"extensions":[]}`, "GEN-04", "/extensions"},
			{`{"extensions":{"key":1}}`, "EXT-01", "/extensions/key"},
			{`{"extensionS":{}}`, "GEN-05", "/extensionS"},
			{`{"titles":{}}`, "GEN-07", "/titles"},
			{`{"interactionType":"Choice"}`, "IA-01", "/interactionType"},
			{`{"interactionType":null}`, "GEN-03", "/interactionType"},
			{`{"correctResponsesPattern":[]}`, "IA-01", ""},
			{`{"choices":[]}`, "IA-01", ""},
			{`{"scale":[]}`, "IA-01", ""},
			{`{"source":[]}`, "IA-01", ""},
			{`{"target":[]}`, "IA-01", ""},
			{`{"steps":[]}`, "IA-01", ""},
			{`{"interactionType":"choice","correctResponsesPattern":"a"}`, "GEN-04", "/correctResponsesPattern"},
			{`{"interactionType":"choice","correctResponsesPattern":[1]}`, "GEN-04", "/correctResponsesPattern/0"},
			{`{"interactionType":"choice","correctResponsesPattern":["a",null]}`, "GEN-03", "/correctResponsesPattern/1"},
			{`{"interactionType":"choice","choices":{}}`, "GEN-04", "/choices"},
			{`{"interactionType":"choice","choices":["a"]}`, "GEN-04", "/choices/0"},
			{`{"interactionType":"choice","choices":[{}]}`, "IA-03", "/choices/0"},
			{`{"interactionType":"choice","choices":[{"id":1}]}`, "GEN-04", "/choices/0/id"},
			{`{"interactionType":"choice","choices":[{"id":"a","description":"A"}]}`, "GEN-04", "/choices/0/description"},
			{`{"interactionType":"choice","choices":[{"id":"a","text":"A"}]}`, "GEN-07", "/choices/0/text"},
		}))
	same := `"object":{"id":"https://example.com/a","definition":{"interactionType":"choice","choices":[{"id":"a"},{"id":"\u0061"}]}}`
	runRules(t, []ruleCase{
		{name: "IA-04 same component id", members: same, rule: "IA-04", pointer: "/object/definition/choices/1/id", only: Version1},
		{name: "same component id in 2.0", members: same, only: Version2},
	})
}
