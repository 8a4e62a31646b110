package aggregate

import (
	"fmt"
	"strings"
	"time"
)

// expression computes a value of a document.
type expression func(v value) value

// dateParts are the operators that take a part of a date, in UTC.
var dateParts = map[string]func(t time.Time) int{
	"$year":       time.Time.Year,
	"$month":      func(t time.Time) int { return int(t.Month()) },
	"$dayOfMonth": time.Time.Day,
	"$dayOfYear":  time.Time.YearDay,
	"$dayOfWeek":  func(t time.Time) int { return int(t.Weekday()) + 1 },
	"$isoDayOfWeek": func(t time.Time) int {
		return (int(t.Weekday())+6)%7 + 1
	},
	"$isoWeek":     func(t time.Time) int { _, week := t.ISOWeek(); return week },
	"$isoWeekYear": func(t time.Time) int { year, _ := t.ISOWeek(); return year },
	"$hour":        time.Time.Hour,
	"$minute":      time.Time.Minute,
	"$second":      time.Time.Second,
	"$millisecond": func(t time.Time) int { return t.Nanosecond() / 1e6 },
}

// expression reads "$path", a constant, a part of a date, or an object of those.
func (d *decoder) expression(v value, at string) (expression, error) {
	if err := d.count(at); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case string:
		text, is := strings.CutPrefix(v, "$")
		if !is {
			return nil, refusal(at, "%q is no expression; a field is written \"$statement.verb.id\"", v)
		}
		p, err := d.path(text, at)
		return p.get, err
	case *object:
		if len(v.fields) == 1 && strings.HasPrefix(v.fields[0].name, "$") {
			return d.operator(v.fields[0], at+"/"+v.fields[0].name)
		}
		return d.construct(v, at)
	case []value:
		return nil, refusal(at, "lists cannot be computed here")
	default:
		return func(value) value { return v }, nil
	}
}

// construct computes an object of expressions; those that find nothing are left
// out.
func (d *decoder) construct(o *object, at string) (expression, error) {
	type part struct {
		name    string
		compute expression
	}
	var parts []part
	for _, f := range o.fields {
		if strings.HasPrefix(f.name, "$") || strings.Contains(f.name, ".") {
			return nil, refusal(at+"/"+f.name, "this is no name of a field")
		}
		compute, err := d.expression(f.value, at+"/"+f.name)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{strings.ReplaceAll(f.name, "&46;", "."), compute})
	}
	return func(v value) value {
		made := &object{}
		for _, part := range parts {
			if inner := part.compute(v); inner != (absent{}) {
				made.set(part.name, inner)
			}
		}
		return made
	}, nil
}

func (d *decoder) operator(f field, at string) (expression, error) {
	if part, ok := dateParts[f.name]; ok {
		moment, err := d.expression(f.value, at)
		if err != nil {
			return nil, err
		}
		return func(v value) value {
			if t, ok := asDate(moment(v)); ok {
				return numberOf(float64(part(t)))
			}
			return nil
		}, nil
	}
	if f.name == "$dateToString" {
		return d.dateToString(f.value, at)
	}
	return nil, refusal(at, "the operator %s is not run here; there are \"$paths\", parts of dates ($year, $month, $dayOfMonth, $dayOfWeek, $isoWeek, $hour …) "+
		"and $dateToString; queries have metrics that compute (POST /api/v1/query)", f.name)
}

// dateFormats are the parts of the format of $dateToString.
var dateFormats = map[byte]func(t time.Time) string{
	'Y': func(t time.Time) string { return fmt.Sprintf("%04d", t.Year()) },
	'm': func(t time.Time) string { return t.Format("01") },
	'd': func(t time.Time) string { return t.Format("02") },
	'H': func(t time.Time) string { return t.Format("15") },
	'M': func(t time.Time) string { return t.Format("04") },
	'S': func(t time.Time) string { return t.Format("05") },
	'L': func(t time.Time) string { return fmt.Sprintf("%03d", t.Nanosecond()/1e6) },
	'j': func(t time.Time) string { return fmt.Sprintf("%03d", t.YearDay()) },
	'u': func(t time.Time) string { return fmt.Sprint((int(t.Weekday())+6)%7 + 1) },
	'w': func(t time.Time) string { return fmt.Sprint(int(t.Weekday()) + 1) },
	'G': func(t time.Time) string { year, _ := t.ISOWeek(); return fmt.Sprintf("%04d", year) },
	'V': func(t time.Time) string { _, week := t.ISOWeek(); return fmt.Sprintf("%02d", week) },
	'%': func(time.Time) string { return "%" },
}

func (d *decoder) dateToString(v value, at string) (expression, error) {
	o, ok := v.(*object)
	if !ok {
		return nil, refusal(at, "$dateToString has {\"format\": …, \"date\": …}")
	}
	format := "%Y-%m-%dT%H:%M:%S.%LZ"
	var moment expression
	for _, f := range o.fields {
		var err error
		switch f.name {
		case "format":
			if format, ok = f.value.(string); !ok || len(format) > 100 {
				return nil, refusal(at+"/format", "the format is a text of at most 100 bytes")
			}
		case "date":
			if moment, err = d.expression(f.value, at+"/date"); err != nil {
				return nil, err
			}
		default:
			return nil, refusal(at+"/"+f.name, "$dateToString has format and date")
		}
	}
	if moment == nil {
		return nil, refusal(at, "$dateToString has a date")
	}
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		if i++; i == len(format) || dateFormats[format[i]] == nil {
			return nil, refusal(at+"/format", "there are %%Y %%m %%d %%H %%M %%S %%L %%j %%u %%w %%G %%V and %%%%")
		}
	}
	return func(v value) value {
		t, ok := asDate(moment(v))
		if !ok {
			return nil
		}
		var text strings.Builder
		for i := 0; i < len(format); i++ {
			if format[i] != '%' {
				text.WriteByte(format[i])
				continue
			}
			i++
			text.WriteString(dateFormats[format[i]](t))
		}
		return text.String()
	}, nil
}

func asDate(v value) (time.Time, bool) {
	moment, ok := v.(date)
	return time.UnixMicro(int64(moment)).UTC(), ok
}

// parseDate reads an ISO 8601 date or instant; without a zone it is UTC.
func parseDate(text string) (date, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return date(t.UnixMicro()), true
		}
	}
	return 0, false
}
