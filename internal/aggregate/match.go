package aggregate

import (
	"fmt"
	"slices"
	"strings"
)

// test reports whether a document matches.
type test func(v value) bool

// match reads a condition on documents. stored says that they are those of the
// log, whose dates are known.
func (d *decoder) match(v value, at string, stored bool) (test, error) {
	o, ok := v.(*object)
	if !ok {
		return nil, refusal(at, "a condition is an object, such as {\"statement.verb.id\": IRI}")
	}
	var tests []test
	for _, f := range o.fields {
		if err := d.count(at); err != nil {
			return nil, err
		}
		at := at + "/" + f.name
		t, err := d.matchField(f, at, stored)
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	return all(tests), nil
}

func (d *decoder) matchField(f field, at string, stored bool) (test, error) {
	switch f.name {
	case "$and", "$or", "$nor":
		list, ok := f.value.([]value)
		if !ok || len(list) == 0 {
			return nil, refusal(at, "%s has a list of conditions", f.name)
		}
		tests := make([]test, len(list))
		for i, v := range list {
			var err error
			if tests[i], err = d.match(v, fmt.Sprint(at, "/", i), stored); err != nil {
				return nil, err
			}
		}
		switch f.name {
		case "$and":
			return all(tests), nil
		case "$or":
			return some(tests), nil
		default:
			return none(some(tests)), nil
		}
	}
	if strings.HasPrefix(f.name, "$") {
		return nil, refusal(at, "the operator %s is not run here; there are $and, $or, $nor, and conditions on fields", f.name)
	}
	p, err := d.path(f.name, at)
	if err != nil {
		return nil, err
	}
	if stored && len(p) == 1 && (p[0] == "timestamp" || p[0] == "stored") && namesText(f.value) {
		return nil, refusal(at, "%s is a date: compare it with {\"$dte\": \"2017-04-01T00:00:00Z\"}, or statement.%s with a text", p[0], p[0])
	}
	return d.matchValue(p, f.value, at)
}

// namesText reports whether a field is compared with a text.
func namesText(v value) bool {
	if _, is := v.(string); is {
		return true
	}
	return slices.ContainsFunc(operators(v), func(f field) bool { _, is := f.value.(string); return is })
}

func all(tests []test) test {
	return func(v value) bool {
		return !slices.ContainsFunc(tests, func(t test) bool { return !t(v) })
	}
}

func some(tests []test) test {
	return func(v value) bool { return slices.ContainsFunc(tests, func(t test) bool { return t(v) }) }
}

func none(t test) test { return func(v value) bool { return !t(v) } }

// matchValue reads what is asked of a field: a value that it equals, or
// operators.
func (d *decoder) matchValue(p path, v value, at string) (test, error) {
	asked := operators(v)
	if asked == nil {
		wanted, err := d.literal(v, at)
		return equals(p, wanted), err
	}
	var tests []test
	for _, f := range asked {
		t, err := d.matchOperator(p, f, at+"/"+f.name)
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	return all(tests), nil
}

func (d *decoder) matchOperator(p path, f field, at string) (test, error) {
	switch f.name {
	case "$not":
		if operators(f.value) == nil {
			return nil, refusal(at, "$not has operators, such as {\"$gt\": 5}")
		}
		t, err := d.matchValue(p, f.value, at)
		return none(t), err
	case "$exists":
		switch wanted := f.value.(type) {
		case bool:
			return exists(p, wanted), nil
		case number:
			return exists(p, wanted.value != 0), nil
		}
		return nil, refusal(at, "$exists is true or false")
	case "$in", "$nin":
		list, ok := f.value.([]value)
		if !ok {
			return nil, refusal(at, "%s has a list of values", f.name)
		}
		var tests []test
		for i, v := range list {
			wanted, err := d.literal(v, fmt.Sprint(at, "/", i))
			if err != nil {
				return nil, err
			}
			tests = append(tests, equals(p, wanted))
		}
		if f.name == "$in" {
			return some(tests), nil
		}
		return none(some(tests)), nil
	}
	wanted, err := d.literal(f.value, at)
	if err != nil {
		return nil, err
	}
	switch f.name {
	case "$eq":
		return equals(p, wanted), nil
	case "$ne":
		return none(equals(p, wanted)), nil
	case "$gt":
		return ordered(p, wanted, func(c int) bool { return c > 0 }), nil
	case "$gte":
		return ordered(p, wanted, func(c int) bool { return c >= 0 }), nil
	case "$lt":
		return ordered(p, wanted, func(c int) bool { return c < 0 }), nil
	case "$lte":
		return ordered(p, wanted, func(c int) bool { return c <= 0 }), nil
	}
	hint := ""
	if f.name == "$regex" {
		hint = "; instead: the filters contains and starts of queries (POST /api/v1/query)"
	}
	return nil, refusal(at, "the operator %s is not run here; there are $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists and $not%s", f.name, hint)
}

// equals: the field, or an element of it, has the value; null is also a field
// that is not there.
func equals(p path, wanted value) test {
	same := func(v value) bool {
		if _, missing := v.(absent); missing {
			return wanted == nil
		}
		return compare(v, wanted) == 0
	}
	return func(document value) bool {
		return p.visit(document, func(v value) bool {
			if list, is := v.([]value); is && slices.ContainsFunc(list, same) {
				return true
			}
			return same(v)
		})
	}
}

// ordered: the field, or an element of it, is of the value's type and stands in
// that order to it.
func ordered(p path, wanted value, holds func(int) bool) test {
	stands := func(v value) bool {
		if _, missing := v.(absent); missing {
			return false
		}
		return rank(v) == rank(wanted) && holds(compare(v, wanted))
	}
	return func(document value) bool {
		return p.visit(document, func(v value) bool {
			if list, is := v.([]value); is && slices.ContainsFunc(list, stands) {
				return true
			}
			return stands(v)
		})
	}
}

func exists(p path, wanted bool) test {
	return func(document value) bool {
		return wanted == p.visit(document, func(v value) bool { _, missing := v.(absent); return !missing })
	}
}
