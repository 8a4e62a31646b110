package xapi

import "testing"

func TestResultRules(t *testing.T) {
	runRules(t, property(`"result":?`, "/result",
		[]string{
			`{}`, `{"success":true,"completion":false,"response":"","duration":"PT0S","extensions":{},"score":{}}`,
			`{"duration":"PT4H35M59.14S"}`, `{"duration":"P3Y1M29DT4H35M59.14S"}`, `{"duration":"P4W"}`, `{"duration":"P1DT12H36M0.12567S"}`,
			`{"score":{"scaled":1}}`, `{"score":{"scaled":-1}}`, `{"score":{"scaled":0}}`, `{"score":{"scaled":1.000}}`, `{"score":{"scaled":1e-400}}`,
			`{"score":{"raw":1e400,"min":1e399,"max":1e401}}`, `{"score":{"raw":5,"min":5,"max":6}}`, `{"score":{"raw":6,"min":5,"max":6}}`,
			`{"score":{"raw":0.1,"min":0.10000000000000000000,"max":0.10000000000000000001}}`,
			`{"score":{"min":-1e99999999999999999999,"max":1e99999999999999999999}}`, `{"extensions":{"https://example.com/e":null}}`,
		},
		[]badValue{
			{`null`, "GEN-03", ""},
			{`"x"`, "GEN-04", ""},
			{`{"success":"true"}`, "GEN-04", "/success"},
			{`{"completion":1}`, "GEN-04", "/completion"},
			{`{"success":null}`, "GEN-03", "/success"},
			{`{"response":1}`, "GEN-04", "/response"},
			{`{"duration":"PA1H0M0S"}`, "DU-01", "/duration"},
			{`{"duration":"P4W1D"}`, "DU-01", "/duration"},
			{`{"duration":""}`, "DU-01", "/duration"},
			{`{"duration":"P0003-06-04T12:30:05"}`, "DU-01", "/duration"},
			{`{"duration":5}`, "GEN-04", "/duration"},
			{`{"extensions":{"key":1}}`, "EXT-01", "/extensions/key"},
			{`{"grade":1}`, "GEN-07", "/grade"},
			{`{"Score":{}}`, "GEN-05", "/Score"},
			{`{"score":null}`, "GEN-03", "/score"},
			{`{"score":5}`, "GEN-04", "/score"},
			{`{"score":{"scaled":"1"}}`, "GEN-04", "/score/scaled"},
			{`{"score":{"raw":null}}`, "GEN-03", "/score/raw"},
			{`{"score":{"scaled":1.0001}}`, "RS-04", "/score/scaled"},
			{`{"score":{"scaled":-1.01}}`, "RS-04", "/score/scaled"},
			{`{"score":{"scaled":1.00000000000000000000001}}`, "RS-04", "/score/scaled"},
			{`{"score":{"scaled":1e400}}`, "RS-04", "/score/scaled"},
			{`{"score":{"min":1,"max":1}}`, "RS-05", "/score/min"},
			{`{"score":{"min":2,"max":1}}`, "RS-05", "/score/min"},
			{`{"score":{"min":10e-1,"max":1.0}}`, "RS-05", "/score/min"},
			{`{"score":{"raw":0,"min":1}}`, "RS-06", "/score/raw"},
			{`{"score":{"raw":2,"max":1}}`, "RS-06", "/score/raw"},
			{`{"score":{"raw":1e999999999999999999999999,"max":1e400}}`, "RS-06", "/score/raw"},
			{`{"score":{"scaled":1,"percent":1}}`, "GEN-07", "/score/percent"},
		}))
}
