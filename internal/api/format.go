package api

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// format is how an answer is written.
type format string

const (
	formJSON   format = "json"
	formCSV    format = "csv"
	formNDJSON format = "ndjson"
)

// format reads the parameter of that name.
func (x *exchange) format() (format, error) {
	switch form := format(x.parameters.Get("format")); form {
	case "":
		return formJSON, nil
	case formJSON, formCSV, formNDJSON:
		return form, nil
	default:
		return "", parameterError("format", "the format %q is none of json, csv and ndjson", form)
	}
}

// sendAnswer answers with the answer of a query, which is given as JSON.
func (x *exchange) sendAnswer(answer []byte, form format) error {
	if form == formJSON {
		return x.send(http.StatusOK, "application/json", answer)
	}
	var table struct {
		Columns []query.Column      `json:"columns"`
		Rows    [][]json.RawMessage `json:"rows"`
	}
	if err := json.Unmarshal(answer, &table); err != nil {
		return fmt.Errorf("read the answer again: %w", err)
	}
	if form == formNDJSON {
		x.w.Header()["Content-Disposition"] = []string{`attachment; filename="answer.ndjson"`}
		return x.send(http.StatusOK, "application/x-ndjson", ndjson(table.Columns, table.Rows))
	}
	text, err := commaSeparated(table.Columns, table.Rows)
	if err != nil {
		return fmt.Errorf("write the answer as CSV: %w", err)
	}
	x.w.Header()["Content-Disposition"] = []string{`attachment; filename="answer.csv"`}
	return x.send(http.StatusOK, "text/csv; charset=utf-8; header=present", text)
}

// ndjson writes each row as an object.
func ndjson(columns []query.Column, rows [][]json.RawMessage) []byte {
	names := make([][]byte, len(columns))
	for i, column := range columns {
		name, err := json.Marshal(column.Name)
		if err != nil {
			panic(err) // a text cannot fail
		}
		names[i] = name
	}
	var out bytes.Buffer
	for _, row := range rows {
		for i, cell := range row {
			out.WriteByte("{,"[min(i, 1)])
			out.Write(names[i])
			out.WriteByte(':')
			out.Write(cell)
		}
		if len(row) == 0 {
			out.WriteByte('{')
		}
		out.WriteString("}\n")
	}
	return out.Bytes()
}

// commaSeparated writes rows as RFC 4180 has it. A rate takes three columns; what
// is missing is empty.
func commaSeparated(columns []query.Column, rows [][]json.RawMessage) ([]byte, error) {
	var head []string
	for _, column := range columns {
		head = append(head, column.Name)
		if column.Type == query.ColumnRate {
			head = append(head, column.Name+".numerator", column.Name+".denominator")
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	if err := w.Write(head); err != nil {
		return nil, err
	}
	for _, row := range rows {
		line := make([]string, 0, len(head))
		for i, cell := range row {
			if columns[i].Type != query.ColumnRate {
				line = append(line, plainCell(cell))
				continue
			}
			var share struct {
				Value       json.RawMessage `json:"value"`
				Numerator   json.RawMessage `json:"numerator"`
				Denominator json.RawMessage `json:"denominator"`
			}
			if err := json.Unmarshal(cell, &share); err != nil {
				return nil, err
			}
			line = append(line, plainCell(share.Value), plainCell(share.Numerator), plainCell(share.Denominator))
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// plainCell writes a cell: a text without quotes, nothing for null, else JSON.
func plainCell(cell json.RawMessage) string {
	if len(cell) == 0 || string(cell) == "null" {
		return ""
	}
	if strings.HasPrefix(string(cell), `"`) {
		var text string
		if json.Unmarshal(cell, &text) == nil {
			return text
		}
	}
	return string(cell)
}
