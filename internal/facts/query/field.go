package query

import (
	"slices"
	"strings"
)

// FieldType is what kind of values a field has.
type FieldType string

// The types of fields. Of a field of Texts a row may have several.
const (
	TextField    FieldType = "text"
	TextsField   FieldType = "texts"
	NumberField  FieldType = "number"
	BooleanField FieldType = "boolean"
	TimeField    FieldType = "time"
	JSONField    FieldType = "json" // the statement itself
)

// fieldFact is what is known of a field.
type fieldFact struct {
	name    string
	aliases []string
	kind    FieldType
	// dimension and filter say where the field may be used, column whether kind
	// statements may show it.
	dimension, filter, column bool
	// identifying: it names people or single statements, hence only roles that see
	// people may use it. Person and Actor are not: as dimensions they become
	// pseudonyms.
	identifying bool
}

var fieldFacts = [FieldIDs]fieldFact{
	Person:        {"person", nil, TextField, true, true, true, false},
	Actor:         {"actor", nil, TextField, true, true, true, false},
	Verb:          {"verb", []string{"verb.id"}, TextField, true, true, true, false},
	VerbClass:     {"verb_class", nil, TextField, true, true, true, false},
	Activity:      {"activity", []string{"object.id"}, TextField, true, true, true, false},
	ActivityType:  {"activity.type", []string{"object.definition.type"}, TextField, true, true, true, false},
	Interaction:   {"interaction", []string{"object.definition.interactionType"}, TextField, true, true, true, false},
	Course:        {"course", nil, TextField, true, true, true, false},
	CourseRule:    {"course_rule", nil, NumberField, true, true, true, false},
	Parent:        {"parent", []string{"context.contextActivities.parent"}, TextsField, true, true, true, false},
	Grouping:      {"grouping", []string{"context.contextActivities.grouping"}, TextsField, true, true, true, false},
	Category:      {"category", []string{"context.contextActivities.category"}, TextsField, true, true, true, false},
	OtherContext:  {"other", []string{"context.contextActivities.other"}, TextsField, true, true, true, false},
	Registration:  {"registration", []string{"context.registration"}, TextField, true, true, true, true},
	Platform:      {"platform", []string{"context.platform"}, TextField, true, true, true, false},
	Language:      {"language", []string{"context.language"}, TextField, true, true, true, false},
	Instructor:    {"instructor", []string{"context.instructor"}, TextField, true, true, true, true},
	Device:        {"device", []string{"context.extensions[https://w3id.org/device-type]"}, TextField, true, true, true, false},
	Source:        {"source", nil, TextField, true, true, true, false},
	Response:      {"response", []string{"result.response"}, TextField, true, true, true, true},
	StatementID:   {"statement_id", []string{"id"}, TextField, false, true, true, true},
	Score:         {"score", nil, NumberField, true, true, true, false},
	ScoreScaled:   {"score.scaled", []string{"result.score.scaled"}, NumberField, true, true, true, false},
	ScoreRaw:      {"score.raw", []string{"result.score.raw"}, NumberField, true, true, true, false},
	ScoreMin:      {"score.min", []string{"result.score.min"}, NumberField, true, true, true, false},
	ScoreMax:      {"score.max", []string{"result.score.max"}, NumberField, true, true, true, false},
	Duration:      {"duration", []string{"result.duration"}, NumberField, true, true, true, false},
	Lag:           {"lag", nil, NumberField, true, true, true, false},
	VideoLength:   {"video.length", nil, NumberField, true, true, true, false},
	Success:       {"success", []string{"result.success"}, BooleanField, true, true, true, false},
	Completion:    {"completion", []string{"result.completion"}, BooleanField, true, true, true, false},
	Formal:        {"formal", nil, BooleanField, true, true, true, false},
	SelfAsserted:  {"self_asserted", nil, BooleanField, true, true, true, false},
	InGroup:       {"in_group", nil, BooleanField, true, true, true, false},
	IsGroup:       {"is_group", nil, BooleanField, true, true, true, false},
	ClockSuspect:  {"clock_suspect", nil, BooleanField, true, true, true, false},
	Timestamp:     {"timestamp", nil, TimeField, false, true, true, false},
	Stored:        {"stored", nil, TimeField, false, true, true, false},
	Hour:          {"hour", nil, NumberField, true, false, false, false},
	Weekday:       {"weekday", nil, NumberField, true, false, false, false},
	Extension:     {"", nil, TextField, true, true, true, false},
	StatementJSON: {"statement", nil, JSONField, false, false, true, false},
}

// extensionRoots are where extensions lie.
var extensionRoots = []string{"context.extensions", "result.extensions", "object.definition.extensions"}

// Fields returns every field that has a name of its own, in the order of the
// reference; the statement itself is the last.
func Fields() []Field {
	fields := make([]Field, 0, FieldIDs)
	for id := NoField + 1; id < FieldIDs; id++ {
		if id != Extension {
			fields = append(fields, Field{ID: id})
		}
	}
	return fields
}

// ParseField reads a field by its name or another way to write it; false when
// there is none.
func ParseField(text string) (Field, bool) {
	for id, fact := range fieldFacts {
		if fact.name != "" && (fact.name == text || slices.Contains(fact.aliases, text)) {
			return Field{ID: FieldID(id)}, true
		}
	}
	for _, root := range extensionRoots {
		rest, found := strings.CutPrefix(text, root+"[")
		if !found {
			continue
		}
		iri, closed := strings.CutSuffix(rest, "]")
		if closed && absoluteIRI(iri) {
			return Field{ID: Extension, Extension: text}, true
		}
	}
	return Field{}, false
}

// absoluteIRI reports whether a text begins with a scheme and goes on without
// spaces or control characters, up to 2,000 bytes.
func absoluteIRI(text string) bool {
	scheme, rest, found := strings.Cut(text, ":")
	if !found || rest == "" || len(text) > 2000 || scheme == "" {
		return false
	}
	for i, c := range []byte(scheme) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(c))) {
			return false
		}
	}
	return !strings.ContainsFunc(rest, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// Name returns the field as queries and answers write it.
func (f Field) Name() string {
	if f.ID == Extension {
		return f.Extension
	}
	return fieldFacts[f.ID].name
}

// Aliases returns the other ways to write the field.
func (f Field) Aliases() []string { return slices.Clone(fieldFacts[f.ID].aliases) }

// Type returns what kind of values the field has.
func (f Field) Type() FieldType { return fieldFacts[f.ID].kind }

// MayGroup reports whether the field may be a dimension.
func (f Field) MayGroup() bool { return fieldFacts[f.ID].dimension }

// MayFilter reports whether filters may ask for the field.
func (f Field) MayFilter() bool { return fieldFacts[f.ID].filter }

// MayShow reports whether kind statements has it as a column.
func (f Field) MayShow() bool { return fieldFacts[f.ID].column }

// Identifying reports whether the field names people or single statements in
// itself, so that a role that does not see people may use it neither as a
// dimension nor in a filter. Person and Actor are not: such a role gets
// pseudonyms for them, and only its filters may not ask for them.
func (f Field) Identifying() bool { return fieldFacts[f.ID].identifying }

// field reads a field for one use.
func (f *faults) field(n *node, use string, allowed func(Field) bool) (Field, bool) {
	if n.kind != '"' {
		f.add(n.at, "this is the name of a field, not %s", n.kindName())
		return Field{}, false
	}
	field, ok := ParseField(n.text)
	if !ok {
		f.unknownField(n, allowed)
		return Field{}, false
	}
	if !allowed(field) {
		f.add(n.at, "the field %q cannot be %s", n.text, use)
		return Field{}, false
	}
	return field, true
}

func (f *faults) unknownField(n *node, allowed func(Field) bool) {
	for _, root := range extensionRoots {
		if strings.HasPrefix(n.text, root) {
			f.add(n.at, "an extension is written %s[IRI], with the whole IRI in brackets", root)
			return
		}
	}
	var names, own []string
	for _, field := range Fields() {
		if allowed(field) {
			own = append(own, field.Name())
			names = append(append(names, field.Name()), field.Aliases()...)
		}
	}
	f.add(n.at, "there is no field %q%s; there are %s, and extensions as context.extensions[IRI]",
		clip(n.text), didYouMean(n.text, names), list(own))
}

// clip shortens a text for a message.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	return text
}
