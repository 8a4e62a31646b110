package xapi

import (
	"bytes"
	"encoding/json"
	"testing"
)

func FuzzTape(f *testing.F) {
	f.Add(realStatement)
	for _, piece := range jsonPieces {
		f.Add([]byte(`{"a":[1,-0.5e10,"x` + piece + `"],` + piece + `"b":` + piece + `}`))
	}
	f.Fuzz(func(t *testing.T, text []byte) { checkAgainstEncodingJSON(t, text) })
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		string(realStatement), string(realBatch(2)), "[]", "[{}]", "{", "\ufeff{}",
		`{"actor":` + anAgent + `,"verb":` + aVerb + `,"object":` + anActivity + `}`,
		`{"act\u006fr":{"objectType":"Group","member":[` + anAgent + `]},"verb":` + aVerb + `,"object":{"objectType":"SubStatement","actor":` + anAgent + `,"verb":` + aVerb + `,"object":` + anActivity + `,"timestamp":"2015-12-18T12:17:00-08:00"}}`,
		`{"actor":` + anAgent + `,"verb":` + aVerb + `,"object":` + anActivity + `,"context":{"contextActivities":{"parent":` + anActivity + `}},"result":{"score":{"raw":1e400,"min":-1e-400}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, version := range []Version{Version1, Version2} {
			statements, array, err := Parse(body, version, Limits{})
			if err != nil {
				for _, fault := range faultsOf(t, err) {
					if fault.Rule == "" || fault.Message == "" {
						t.Fatalf("fault without rule or message: %+v", fault)
					}
				}
				continue
			}
			if !json.Valid(body) {
				t.Fatalf("accepted what encoding/json rejects: %q", body)
			}
			if first := bytes.TrimLeft(body, " \r\n\t"); array != (first[0] == '[') {
				t.Fatalf("array is %v for %q", array, body)
			}
			for i := range statements {
				checkStored(t, &statements[i], version)
			}
		}
	})
}

func FuzzParseStored(f *testing.F) {
	f.Add(realStatement)
	f.Add([]byte(`{"id":` + aUUID + `,"actor":` + anAgent + `,"verb":` + aVerb + `,"object":` + anActivity + `,"timestamp":"2015-12-18T12:17:00.000Z","stored":"2015-12-18T12:17:00.000Z","version":"2.0.0"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := ParseStored(text)
		if err != nil {
			faultsOf(t, err)
			return
		}
		s.Index = s.Index[:len(s.Index)-len(s.AuthorityIndex)]
		checkStored(t, &s, Version2)
	})
}
