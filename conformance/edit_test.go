package conformance

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

// edit is a change of a JSON document at a pointer: raw JSON to set, "" to
// delete.
type edit struct{ at, to string }

// edited returns the document with the edits made, in order.
func edited(t *testing.T, document string, edits ...edit) string {
	t.Helper()
	if len(edits) == 0 {
		return document
	}
	root := decode(t, document)
	for _, e := range edits {
		root = e.apply(t, root, strings.Split(e.at, "/")[1:])
	}
	return encode(t, root)
}

func (e edit) apply(t *testing.T, node any, steps []string) any {
	t.Helper()
	if len(steps) == 0 {
		return json.RawMessage(e.to)
	}
	step := strings.NewReplacer("~1", "/", "~0", "~").Replace(steps[0])
	switch node := node.(type) {
	case map[string]any:
		if len(steps) == 1 && e.to == "" {
			delete(node, step)
			return node
		}
		if _, there := node[step]; !there && len(steps) > 1 {
			t.Fatalf("edit %s: no %q on the way", e.at, step)
		}
		node[step] = e.apply(t, node[step], steps[1:])
		return node
	case []any:
		index, err := strconv.Atoi(step)
		if err != nil || index > len(node) {
			t.Fatalf("edit %s: no index %q in an array of %d", e.at, step, len(node))
		}
		if index == len(node) {
			node = append(node, nil)
		}
		node[index] = e.apply(t, node[index], steps[1:])
		return node
	case json.RawMessage:
		return e.apply(t, decode(t, string(node)), steps)
	default:
		t.Fatalf("edit %s: %q is in no object or array", e.at, step)
		return nil
	}
}

// at returns the value at a JSON pointer of a decoded document, nil when it is
// not there.
func at(document any, pointer string) any {
	if pointer == "" {
		return document
	}
	for _, step := range strings.Split(pointer, "/")[1:] {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		switch node := document.(type) {
		case map[string]any:
			document = node[step]
		case []any:
			index, err := strconv.Atoi(step)
			if err != nil || index >= len(node) {
				return nil
			}
			document = node[index]
		default:
			return nil
		}
	}
	return document
}

// wantSame fails the test unless two decoded documents are the same, numbers
// digit by digit.
func wantSame(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := encode(t, got), encode(t, want); g != w {
		t.Errorf("%s is\n\t%s\nwant\n\t%s", what, g, w)
	}
}
