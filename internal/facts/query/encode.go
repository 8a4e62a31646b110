package query

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Encode writes the query in its one normal form, with every default and with
// saved filters in their places: JSON that Decode reads as an equal query.
func (q *Query) Encode() []byte {
	v := map[string]any{"kind": q.Kind, "time": q.Time.encode(), "session_gap": int64(q.SessionGap / time.Minute)}
	put := func(key string, value any, there bool) {
		if there {
			v[key] = value
		}
	}
	put("filter", q.Filter.encode(), q.Filter != nil)
	put("min_group", q.MinGroup, q.MinGroup != 0)
	put("as_of_seq", q.AsOf, q.AsOf != 0)
	put("limit", q.Limit, q.Limit != 0)
	put("dimensions", fieldNames(q.Dimensions), len(q.Dimensions) > 0)
	put("cursor", q.Cursor, q.Cursor != "")
	switch q.Kind {
	case Table, Trend:
		metrics := make([]any, len(q.Metrics))
		for i, metric := range q.Metrics {
			metrics[i] = metric.encode()
		}
		v["metrics"] = metrics
		v["attempts"] = q.Attempts
		put("offset", q.Offset, q.Offset != 0)
		put("order", encodeOrder(q.Order), len(q.Order) > 0)
		if q.Actors != nil {
			v["actors"] = map[string]any{"metric": q.Actors.Metric, "limit": q.Actors.Limit}
		}
	case Statements:
		v["fields"], v["order"] = fieldNames(q.Columns), encodeOrder(q.Order)
	case Distribution:
		v["of"], v["bins"] = q.Of.Name(), q.Bins
		put("attempts", q.Attempts, q.Of.ID == Score)
		put("pass", q.Pass, q.Pass != nil)
	case Funnel:
		steps := make([]any, len(q.Steps))
		for i, step := range q.Steps {
			steps[i] = map[string]any{"name": step.Name, "filter": step.Filter.encode()}
		}
		v["steps"], v["match"], v["unit"] = steps, q.Match, choose(q.ByRegistration, "registration", "person")
		put("within", strconv.FormatInt(int64(q.Within/time.Hour), 10)+"h", q.Within != 0)
	case Paths:
		v["of"], v["in"] = q.Of.Name(), choose(q.ByRegistration, "registration", "session")
		v["depth"], v["top"] = q.Depth, q.Top
		put("from", q.From, q.From != nil)
		put("to", q.To, q.To != nil)
	case Retention:
		v["period"], v["periods"], v["unbounded"] = q.Period, q.Periods, q.Unbounded
	case Items:
		put("assessment", q.Assessment, q.Assessment != nil)
	case Episodes:
		v["milestones"] = q.Milestones
	case Correlation:
		v["x"], v["y"] = q.X.encode(), q.Y.encode()
		put("given", q.Given.encode(), q.Given != nil)
		put("lag_days", q.LagDays, q.LagDays != 0)
		if q.By != nil {
			v["by"] = q.By.Name()
		}
	}
	return marshal(v)
}

// Hash names the query: queries that mean the same because only the order of
// keys, aliases or written-out defaults differ have the same hash, of 32
// hexadecimal digits.
func (q *Query) Hash() string {
	sum := sha256.Sum256(q.Encode())
	return hex.EncodeToString(sum[:16])
}

func marshal(v any) []byte {
	text, err := json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic(fmt.Sprintf("encode a query: %v", err)) // texts, finite numbers, lists and maps alone cannot fail
	}
	return text
}

func choose(condition bool, yes, no string) string {
	if condition {
		return yes
	}
	return no
}

func fieldNames(fields []Field) []string {
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = field.Name()
	}
	return names
}

func encodeOrder(orders []Order) []any {
	list := make([]any, len(orders))
	for i, order := range orders {
		list[i] = []string{order.Column, choose(order.Descending, "desc", "asc")}
	}
	return list
}

func (s *Series) encode() any {
	if s == nil {
		return nil
	}
	return map[string]any{"filter": s.Filter.encode(), "attempts": s.Attempts}
}

func (t Time) encode() map[string]any {
	v := map[string]any{"zone": t.Zone.String(), "on": choose(t.OnStored, "stored", "timestamp")}
	if t.Range != "" {
		v["range"] = t.Range
	} else {
		v["range"] = []string{FormatTime(t.From, time.UTC), FormatTime(t.To, time.UTC)}
	}
	if t.Bucket != "" {
		v["bucket"] = t.Bucket
	}
	if t.Compare {
		v["compare"] = "previous"
	}
	return v
}

func (m Metric) encode() any {
	if m.Expr.Operation == Measure {
		return m.Name
	}
	v := m.Expr.encode().(map[string]any)
	v["as"] = m.Name
	return v
}

func (e Expr) encode() any {
	switch e.Operation {
	case Measure:
		return e.Measure.String()
	case Constant:
		return e.Number
	}
	operands := make([]any, len(e.Operands))
	for i, operand := range e.Operands {
		operands[i] = operand.encode()
	}
	return map[string]any{operationNames[e.Operation]: operands}
}

// Encode writes the filter as a query has it.
func (f *Filter) Encode() []byte { return marshal(f.encode()) }

func (f *Filter) encode() []any {
	if f == nil {
		return nil
	}
	switch f.Operator {
	case And, Or:
		v := []any{choose(f.Operator == And, "and", "or")}
		for _, operand := range f.Operands {
			v = append(v, operand.encode())
		}
		return v
	case Not:
		inner := f.Operands[0].encode()
		// The short words take one level less, as the query may have had them.
		switch f.Operands[0].Operator {
		case Is:
			inner[0] = "is_not"
		case Missing:
			inner[0] = "exists"
		case HasDone:
			inner[0] = "has_not_done"
		default:
			return []any{"not", inner}
		}
		return inner
	case Is:
		return []any{"is", f.Field.Name(), f.values()}
	case Contains, Starts:
		return []any{choose(f.Operator == Contains, "contains", "starts"), f.Field.Name(), f.Texts}
	case Missing:
		return []any{"missing", f.Field.Name()}
	case HasDone:
		v := map[string]any{"filter": f.Operands[0].encode()}
		if f.Within != 0 {
			v["within"] = strconv.FormatInt(int64(f.Within/(24*time.Hour)), 10) + "d"
		}
		return []any{"has_done", v}
	default:
		return f.encodeRange()
	}
}

// values lists what Is asks for.
func (f *Filter) values() any {
	switch f.Field.Type() {
	case NumberField, TimeField:
		values := make([]any, len(f.Numbers))
		for i, number := range f.Numbers {
			values[i] = f.bound(number)
		}
		return values
	case BooleanField:
		var values []bool
		for i, asked := range f.Flags {
			if asked {
				values = append(values, i == 1)
			}
		}
		return values
	default:
		return f.Texts
	}
}

func (f *Filter) bound(value float64) any {
	if f.Field.Type() == TimeField {
		return FormatTime(int64(value), time.UTC)
	}
	return value
}

func (f *Filter) encodeRange() []any {
	field := f.Field.Name()
	switch {
	case math.IsInf(f.High, 1):
		return []any{choose(f.LowOpen, "gt", "gte"), field, f.bound(f.Low)}
	case math.IsInf(f.Low, -1):
		return []any{choose(f.HighOpen, "lt", "lte"), field, f.bound(f.High)}
	default:
		return []any{"between", field, []any{f.bound(f.Low), f.bound(f.High)}}
	}
}
