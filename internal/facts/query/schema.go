package query

import (
	_ "embed" // the schemas
	"slices"
)

var (
	//go:embed query.schema.json
	querySchema []byte
	//go:embed answer.schema.json
	answerSchema []byte
)

// Schema returns the JSON Schema (2020-12) of queries. Whatever Decode reads
// fits it; it cannot say everything that Decode refuses.
func Schema() []byte { return slices.Clone(querySchema) }

// AnswerSchema returns the JSON Schema (2020-12) of answers.
func AnswerSchema() []byte { return slices.Clone(answerSchema) }
