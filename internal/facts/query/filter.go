package query

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/meaning"
)

// The bounds of a filter, saved filters put in place.
const (
	mostLevels = 6
	mostNodes  = 200
	mostValues = 1000
	longest    = 10_000 // characters of a text
	mostDays   = 3660
)

var operatorWords = []string{
	"is", "is_not", "contains", "starts", "in_class", "gt", "gte", "lt", "lte", "between",
	"exists", "missing", "and", "or", "not", "has_done", "has_not_done", "in_segment",
}

// rootFilter reads a whole filter.
func (d *decoder) rootFilter(n *node) *Filter {
	d.nodes = 0
	return d.filter(n, 1)
}

// filter reads one node of a filter; nil with a fault when it is wrong.
func (d *decoder) filter(n *node, level int) *Filter {
	if d.nodes++; d.nodes > mostNodes {
		if d.nodes == mostNodes+1 {
			d.add(n.at, "the filter has more than %d nodes, saved filters included", mostNodes)
		}
		return nil
	}
	if level > mostLevels {
		d.add(n.at, "the filter is more than %d levels deep, saved filters included", mostLevels)
		return nil
	}
	if n.kind != '[' || len(n.list) == 0 || n.list[0].kind != '"' {
		d.add(n.at, "a filter is an array that begins with its operator, such as [\"is\", \"verb\", [IRI]]")
		return nil
	}
	operator, operands := n.list[0].text, n.list[1:]
	switch operator {
	case "and", "or":
		return d.filterAll(n, operator, operands, level)
	case "not":
		if inner := d.one(n, operands, "[\"not\", FILTER]"); inner != nil {
			return not(d.filter(inner, level+1))
		}
	case "is", "is_not":
		f := d.filterIs(n, operands)
		if operator == "is_not" {
			return not(f)
		}
		return f
	case "contains", "starts":
		return d.filterText(n, operator, operands)
	case "in_class":
		return d.filterClass(n, operands)
	case "gt", "gte", "lt", "lte", "between":
		return d.filterRange(n, operator, operands)
	case "exists", "missing":
		f := d.filterMissing(n, operator, operands)
		if operator == "exists" {
			return not(f)
		}
		return f
	case "has_done", "has_not_done":
		f := d.filterDone(n, operator, operands, level)
		if operator == "has_not_done" {
			return not(f)
		}
		return f
	case "in_segment":
		return d.filterSegment(n, operands, level)
	default:
		d.add(n.list[0].at, "there is no operator %q%s; there are %s", clip(operator), didYouMean(operator, operatorWords), list(operatorWords))
	}
	return nil
}

func not(f *Filter) *Filter {
	if f == nil {
		return nil
	}
	return &Filter{Operator: Not, Operands: []*Filter{f}}
}

// one returns the only operand.
func (d *decoder) one(n *node, operands []*node, form string) *node {
	if len(operands) != 1 {
		d.add(n.at, "this is written %s", form)
		return nil
	}
	return operands[0]
}

func (d *decoder) filterAll(n *node, operator string, operands []*node, level int) *Filter {
	if len(operands) == 0 {
		d.add(n.at, "%q has at least one operand", operator)
		return nil
	}
	f := &Filter{Operator: And}
	if operator == "or" {
		f.Operator = Or
	}
	for _, operand := range operands {
		if d.nodes > mostNodes {
			return nil
		}
		if inner := d.filter(operand, level+1); inner != nil {
			f.Operands = append(f.Operands, inner)
		}
	}
	if len(f.Operands) != len(operands) {
		return nil
	}
	return f
}

// filtered reads the field of a filter.
func (d *decoder) filtered(n *node) (Field, bool) {
	return d.field(n, "filtered by", Field.MayFilter)
}

func (d *decoder) filterIs(n *node, operands []*node) *Filter {
	if len(operands) != 2 {
		d.add(n.at, "this is written [OPERATOR, FIELD, [VALUE, …]]")
		return nil
	}
	field, ok := d.filtered(operands[0])
	values, isList := d.array(operands[1], 1, mostValues, "the list of values")
	if !ok || !isList {
		return nil
	}
	f := &Filter{Operator: Is, Field: field}
	for _, value := range values {
		ok = d.value(f, value) && ok
	}
	if !ok {
		return nil
	}
	f.Texts = distinct(f.Texts)
	f.Numbers = distinct(f.Numbers)
	return f
}

func distinct[T string | float64](values []T) []T {
	slices.Sort(values)
	return slices.Compact(values)
}

// value adds one value to those that a filter asks for.
func (d *decoder) value(f *Filter, n *node) bool {
	switch f.Field.Type() {
	case NumberField:
		number, ok := d.number(n)
		f.Numbers = append(f.Numbers, number)
		return ok
	case TimeField:
		at, ok := d.instant(n)
		f.Numbers = append(f.Numbers, float64(at))
		return ok
	case BooleanField:
		flag, ok := d.boolean(n)
		if flag {
			f.Flags[1] = true
		} else {
			f.Flags[0] = true
		}
		return ok
	}
	text, ok := d.string(n, 0, longest)
	if !ok {
		return false
	}
	switch f.Field.ID {
	case VerbClass:
		if _, known := meaning.ParseClass(text); !known {
			d.unknownClass(n)
			return false
		}
	case Registration, StatementID:
		text = strings.ToLower(text)
		if !isUUID(text) {
			d.add(n.at, "%q is not a UUID", clip(n.text))
			return false
		}
	}
	f.Texts = append(f.Texts, text)
	return true
}

func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i, c := range []byte(text) {
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case ('0' > c || c > '9') && ('a' > c || c > 'f'):
			return false
		}
	}
	return true
}

// classNames lists the verb classes.
func classNames() []string {
	names := make([]string, meaning.Classes)
	for class := range names {
		names[class] = meaning.Class(class).String()
	}
	return names
}

func (d *decoder) unknownClass(n *node) {
	names := classNames()
	d.add(n.at, "there is no verb class %q%s; there are %s", clip(n.text), didYouMean(n.text, names), list(names))
}

func (d *decoder) filterText(n *node, operator string, operands []*node) *Filter {
	if len(operands) != 2 {
		d.add(n.at, "this is written [%q, FIELD, [TEXT, …]]", operator)
		return nil
	}
	field, ok := d.filtered(operands[0])
	if ok && (field.Type() != TextField && field.Type() != TextsField || field.ID == StatementID) {
		d.add(operands[0].at, "%q is for fields of text, and %q is none", operator, field.Name())
		ok = false
	}
	values, isList := d.array(operands[1], 1, mostValues, "the list of texts")
	if !ok || !isList {
		return nil
	}
	f := &Filter{Operator: Contains, Field: field}
	if operator == "starts" {
		f.Operator = Starts
	}
	for _, value := range values {
		text, valid := d.string(value, 1, longest)
		ok = ok && valid
		f.Texts = append(f.Texts, text)
	}
	if !ok {
		return nil
	}
	f.Texts = distinct(f.Texts)
	return f
}

func (d *decoder) filterClass(n *node, operands []*node) *Filter {
	if len(operands) != 2 || operands[0].kind != '"' || operands[0].text != "verb" {
		d.add(n.at, "this is written [\"in_class\", \"verb\", [CLASS, …]]")
		return nil
	}
	values, ok := d.array(operands[1], 1, mostValues, "the list of classes")
	f := &Filter{Operator: Is, Field: Field{ID: VerbClass}}
	for _, value := range values {
		ok = d.value(f, value) && ok
	}
	if !ok {
		return nil
	}
	f.Texts = distinct(f.Texts)
	return f
}

func (d *decoder) filterRange(n *node, operator string, operands []*node) *Filter {
	if len(operands) != 2 {
		d.add(n.at, "this is written [%q, FIELD, VALUE]", operator)
		return nil
	}
	field, ok := d.filtered(operands[0])
	if ok && field.Type() != NumberField && field.Type() != TimeField {
		d.add(operands[0].at, "%q is for fields of numbers and times, and %q is none", operator, field.Name())
		ok = false
	}
	if !ok {
		return nil
	}
	f := &Filter{Operator: Between, Field: field, Low: math.Inf(-1), High: math.Inf(1)}
	if operator == "between" {
		bounds, ok := d.array(operands[1], 2, 2, "the pair of bounds")
		if !ok {
			return nil
		}
		low, okLow := d.bound(field, bounds[0])
		high, okHigh := d.bound(field, bounds[1])
		if okLow && okHigh && low > high {
			d.add(operands[1].at, "the first bound is greater than the second; nothing is between them")
			return nil
		}
		f.Low, f.High = low, high
		if !okLow || !okHigh {
			return nil
		}
		return f
	}
	bound, ok := d.bound(field, operands[1])
	if !ok {
		return nil
	}
	if operator[0] == 'g' {
		f.Low, f.LowOpen = bound, operator == "gt"
	} else {
		f.High, f.HighOpen = bound, operator == "lt"
	}
	return f
}

func (d *decoder) bound(field Field, n *node) (float64, bool) {
	if field.Type() == TimeField {
		at, ok := d.instant(n)
		return float64(at), ok
	}
	return d.number(n)
}

func (d *decoder) filterMissing(n *node, operator string, operands []*node) *Filter {
	if len(operands) != 1 {
		d.add(n.at, "this is written [%q, FIELD]", operator)
		return nil
	}
	field, ok := d.filtered(operands[0])
	if ok && field.ID == StatementID {
		d.add(operands[0].at, "every statement has an id; ask whether it is one of some")
		ok = false
	}
	if !ok {
		return nil
	}
	return &Filter{Operator: Missing, Field: field}
}

func (d *decoder) filterDone(n *node, operator string, operands []*node, level int) *Filter {
	operand := d.one(n, operands, "[\""+operator+"\", {\"filter\": FILTER, \"within\": \"90d\"}]")
	if operand == nil {
		return nil
	}
	o := d.object(operand, "what the person has done")
	if o == nil {
		return nil
	}
	f := &Filter{Operator: HasDone}
	inner := o.need("filter", "which rows the person must have")
	ok := inner != nil
	if within := o.take("within"); within != nil {
		var days int
		if days, ok = d.days(within); ok {
			f.Within = time.Duration(days) * 24 * time.Hour
		}
		ok = ok && inner != nil
	}
	o.close("what the person has done")
	if inner != nil {
		if done := d.filter(inner, level+1); done != nil && ok {
			f.Operands = []*Filter{done}
			return f
		}
	}
	return nil
}

// filterSegment puts a saved filter in the place of its name.
func (d *decoder) filterSegment(n *node, operands []*node, level int) *Filter {
	operand := d.one(n, operands, "[\"in_segment\", NAME]")
	if operand == nil {
		return nil
	}
	name, ok := d.string(operand, 1, 200)
	if !ok {
		return nil
	}
	text, there := d.saved[name]
	if !there {
		names := make([]string, 0, len(d.saved))
		for saved := range d.saved {
			names = append(names, saved)
		}
		slices.Sort(names)
		d.add(operand.at, "there is no saved filter %q%s", clip(name), didYouMean(name, names))
		return nil
	}
	if slices.Contains(d.expanding, name) {
		d.add(operand.at, "the saved filter %q contains itself (%s)", name, strings.Join(append(d.expanding, name), " → "))
		return nil
	}
	d.expanding = append(d.expanding, name)
	before := len(d.details)
	var f *Filter
	if root := d.parse([]byte(text), ""); root != nil {
		f = d.filter(root, level)
	}
	d.expanding = d.expanding[:len(d.expanding)-1]
	for i := range d.details[before:] {
		detail := &d.details[before+i]
		if len(d.expanding) == 0 {
			detail.Message = "in the saved filter " + name + " at " + detail.Pointer + ": " + detail.Message
		}
		detail.Pointer = operand.at
	}
	return f
}
