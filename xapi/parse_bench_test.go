package xapi

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"testing"
)

// realStatement is a statement of a usual size, 1.3 KB, with 10 index entries.
//
//go:embed testdata/statement-1.3k.json
var realStatement []byte

// realBatch returns that many statements with ids and actors of their own.
func realBatch(count int) []byte {
	batch := []byte("[")
	for i := range count {
		if i > 0 {
			batch = append(batch, ',')
		}
		statement := bytes.Replace(realStatement, []byte("7c3d4f3e-2b1a-4c5d-8e6f-9a0b1c2d3e4f"), []byte(NewUUID().String()), 1)
		batch = append(batch, bytes.Replace(statement, []byte("learner-000123"), []byte("learner-"+string(AppendStoredTime(nil, int64(i)))), 1)...)
	}
	return append(batch, ']')
}

var benchmarkAuthority = []byte(`{"objectType":"Agent","account":{"homePage":"https://lrs.example.com","name":"key-7"}}`)

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(realStatement)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Parse(realStatement, Version1, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseBatch(b *testing.B) {
	const count = 100
	batch := realBatch(count)
	b.SetBytes(int64(len(batch)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Parse(batch, Version1, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/count, "ns/statement")
}

func BenchmarkAppendStored(b *testing.B) {
	statements, _, err := Parse(realStatement, Version1, Limits{})
	if err != nil {
		b.Fatal(err)
	}
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out, _ = statements[0].AppendStored(out[:0], Assigned{Authority: benchmarkAuthority, Version: Version1})
	}
}

func BenchmarkParseStored(b *testing.B) {
	b.SetBytes(int64(len(realStatement)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseStored(realStatement); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodingJSON(b *testing.B) {
	b.SetBytes(int64(len(realStatement)))
	b.ReportAllocs()
	for b.Loop() {
		var value any
		if err := json.Unmarshal(realStatement, &value); err != nil {
			b.Fatal(err)
		}
	}
}
