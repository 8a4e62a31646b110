package xapi

import (
	"bytes"
	"cmp"
	"slices"
)

// fewKeys is how many keys are compared each with each; more are sorted, so
// that the time does not grow with the square.
const fewKeys = 32

// findRepeated finds the keys that stand in the object before.
func (t *tape) findRepeated(object int) {
	count := 0
	for range t.members(object) {
		count++
	}
	if count > fewKeys {
		t.findRepeatedAmong(object, count)
		return
	}
	for key := range t.members(object) {
		for earlier := range t.members(object) {
			if earlier == key {
				break
			}
			if t.sameKey(earlier, key) {
				t.repeated = append(t.repeated, key)
				break
			}
		}
	}
}

func (t *tape) sameKey(a, b int) bool {
	if !t.nodes[a].escaped && !t.nodes[b].escaped && t.nodes[a].hash != t.nodes[b].hash {
		return false
	}
	return bytes.Equal(t.decoded(a), t.decoded(b))
}

func (t *tape) findRepeatedAmong(object, count int) {
	type entry struct {
		key  int
		name []byte
	}
	keys := make([]entry, 0, count)
	for key := range t.members(object) {
		keys = append(keys, entry{key, t.decoded(key)})
	}
	slices.SortFunc(keys, func(a, b entry) int {
		return cmp.Or(bytes.Compare(a.name, b.name), cmp.Compare(a.key, b.key))
	})
	for i := 1; i < len(keys); i++ {
		if bytes.Equal(keys[i-1].name, keys[i].name) {
			t.repeated = append(t.repeated, keys[i].key)
		}
	}
}
