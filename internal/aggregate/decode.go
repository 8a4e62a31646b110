package aggregate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// The bounds of a pipeline.
const (
	mostStages = 50
	mostNodes  = 2000
)

// decoder reads one pipeline.
type decoder struct {
	nodes int
}

// refusal is why a pipeline is refused, and where.
func refusal(at, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &problem.Error{
		Kind: problem.Invalid, Code: "pipeline-invalid",
		Message: "the pipeline cannot be run: at " + at + ": " + message,
		Details: []problem.Detail{{Pointer: at, Parameter: "pipeline", Message: message}},
	}
}

// instead names what Lore has in place of stages that are not run here.
var instead = map[string]string{
	"$lookup":      "a query with dimensions (POST /api/v1/query) joins people, courses and verb classes by itself",
	"$graphLookup": "a query with dimensions (POST /api/v1/query) joins people, courses and verb classes by itself",
	"$unwind":      "a query of kind table (POST /api/v1/query) counts a row for each of several parents, groupings and categories",
	"$addFields":   "$project can rename and compute fields",
	"$set":         "$project can rename and compute fields",
	"$unset":       "$project can leave fields out",
	"$out":         "statements never change here; GET /api/v1/export/statements gives files",
	"$merge":       "statements never change here; GET /api/v1/export/statements gives files",
	"$bucket":      "a query of kind distribution (POST /api/v1/query) has histograms",
	"$bucketAuto":  "a query of kind distribution (POST /api/v1/query) has histograms",
	"$facet":       "send each pipeline by itself",
	"$sortByCount": "$group with $sum, then $sort",
	"$sample":      "$limit takes the first documents; a query (POST /api/v1/query) looks at all of them",
	"$redact":      "API tokens have roles, and a role sees what it may",
	"$replaceRoot": "$project can rename fields",
	"$geoNear":     "nothing: statements have no places",
}

var stageWords = []string{"$match", "$project", "$group", "$sort", "$limit", "$skip", "$count"}

// decode reads a pipeline.
func decode(text []byte) ([]stage, error) {
	root, err := parse(text)
	if err != nil {
		return nil, refusal("/", "this is not JSON: %v", err)
	}
	list, ok := root.([]value)
	if !ok {
		return nil, refusal("/", "a pipeline is an array of stages such as {\"$match\": {…}}")
	}
	if len(list) > mostStages {
		return nil, refusal("/", "a pipeline has at most %d stages", mostStages)
	}
	d := &decoder{}
	stages := make([]stage, 0, len(list))
	for i, v := range list {
		s, err := d.stage(v, fmt.Sprint("/", i))
		if err != nil {
			return nil, err
		}
		stages = append(stages, s)
	}
	return stages, nil
}

func (d *decoder) stage(v value, at string) (stage, error) {
	o, ok := v.(*object)
	if !ok || len(o.fields) != 1 {
		return nil, refusal(at, "a stage is an object with one key, one of %s", strings.Join(stageWords, ", "))
	}
	name, spec := o.fields[0].name, o.fields[0].value
	at += "/" + name
	switch name {
	case "$match":
		test, err := d.match(spec, at, true)
		return &matchStage{test: test, spec: spec}, err
	case "$project":
		return d.project(spec, at)
	case "$group":
		return d.group(spec, at)
	case "$sort":
		return d.sort(spec, at)
	case "$limit":
		n, err := d.whole(spec, at, 1)
		return &limitStage{most: n}, err
	case "$skip":
		n, err := d.whole(spec, at, 0)
		return &skipStage{skip: n}, err
	case "$count":
		text, ok := spec.(string)
		if !ok || text == "" || strings.ContainsAny(text, ".$") {
			return nil, refusal(at, "$count is the name of a field, without dots")
		}
		return &countStage{name: text}, nil
	}
	if hint, known := instead[name]; known {
		return nil, refusal(at, "the stage %s is not run here; instead: %s", name, hint)
	}
	return nil, refusal(at, "the stage %q is not run here; there are %s; what they cannot do, queries may (POST /api/v1/query, docs/query-api.md)",
		name, strings.Join(stageWords, ", "))
}

// whole reads a whole number.
func (d *decoder) whole(v value, at string, least int) (int, error) {
	n, ok := v.(number)
	if !ok || n.value != float64(int64(n.value)) || n.value < float64(least) || n.value > 1e12 {
		return 0, refusal(at, "this is a whole number from %d", least)
	}
	return int(n.value), nil
}

// count bounds how much a pipeline may ask for.
func (d *decoder) count(at string) error {
	if d.nodes++; d.nodes > mostNodes {
		return refusal(at, "the pipeline has more than %d parts", mostNodes)
	}
	return nil
}

func (d *decoder) path(text, at string) (path, error) {
	if err := d.count(at); err != nil {
		return nil, err
	}
	p, ok := parsePath(text)
	if !ok || strings.HasPrefix(text, "$") {
		return nil, refusal(at, "%q is no path of a field, such as statement.verb.id", text)
	}
	return p, nil
}

// literal reads a value to compare with: {"$dte": …} is a date, {"$oid": …} an id.
func (d *decoder) literal(v value, at string) (value, error) {
	if err := d.count(at); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case *object:
		if len(v.fields) == 1 && v.fields[0].name == "$dte" {
			text, ok := v.fields[0].value.(string)
			if ok {
				if moment, ok := parseDate(text); ok {
					return moment, nil
				}
			}
			return nil, refusal(at, "$dte is an ISO 8601 date or instant, such as 2017-04-01T00:00:00Z")
		}
		if len(v.fields) == 1 && v.fields[0].name == "$oid" {
			if text, ok := v.fields[0].value.(string); ok {
				return text, nil
			}
			return nil, refusal(at, "$oid is the text of an id")
		}
		copied := &object{}
		for _, f := range v.fields {
			if strings.HasPrefix(f.name, "$") {
				return nil, refusal(at+"/"+f.name, "there is no such operator here")
			}
			inner, err := d.literal(f.value, at+"/"+f.name)
			if err != nil {
				return nil, err
			}
			copied.set(strings.ReplaceAll(f.name, "&46;", "."), inner)
		}
		return copied, nil
	case []value:
		copied := make([]value, len(v))
		for i, element := range v {
			var err error
			if copied[i], err = d.literal(element, fmt.Sprint(at, "/", i)); err != nil {
				return nil, err
			}
		}
		return copied, nil
	default:
		return v, nil
	}
}

// operators lists the keys of an object if all are operators, else nil.
func operators(v value) []field {
	o, ok := v.(*object)
	if !ok || len(o.fields) == 0 {
		return nil
	}
	if slices.ContainsFunc(o.fields, func(f field) bool { return !strings.HasPrefix(f.name, "$") }) {
		return nil
	}
	if name := o.fields[0].name; len(o.fields) == 1 && (name == "$dte" || name == "$oid") {
		return nil
	}
	return o.fields
}
