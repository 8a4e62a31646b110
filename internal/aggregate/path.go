package aggregate

import (
	"strconv"
	"strings"
)

// path is the names that lead to a field.
type path []string

// parsePath takes a path apart. Dots within a name are written &46;.
func parsePath(text string) (path, bool) {
	names := strings.Split(text, ".")
	for i, name := range names {
		if name == "" {
			return nil, false
		}
		names[i] = strings.ReplaceAll(name, "&46;", ".")
	}
	return names, len(names) <= deepest
}

// get returns the value that an expression finds: of arrays on the way, the list
// of what is found in their elements.
func (p path) get(v value) value {
	for i, name := range p {
		switch at := v.(type) {
		case *object:
			v = at.get(name)
		case []value:
			found := []value{}
			for _, element := range at {
				if _, is := element.(*object); !is {
					continue
				}
				if inner := p[i:].get(element); inner != (absent{}) {
					found = append(found, inner)
				}
			}
			return found
		default:
			return absent{}
		}
	}
	return v
}

// visit calls fn with each value that a condition on the path looks at: of arrays
// on the way all elements, and the one that a number names. It stops when fn
// returns true, and returns that.
func (p path) visit(v value, fn func(value) bool) bool {
	if len(p) == 0 {
		return fn(v)
	}
	switch at := v.(type) {
	case *object:
		return p[1:].visit(at.get(p[0]), fn)
	case []value:
		if i, err := strconv.Atoi(p[0]); err == nil && i >= 0 && i < len(at) && p[1:].visit(at[i], fn) {
			return true
		}
		for _, element := range at {
			if _, is := element.(*object); is && p.visit(element, fn) {
				return true
			}
		}
		return false
	default:
		return fn(absent{})
	}
}
