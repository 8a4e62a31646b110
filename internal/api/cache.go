package api

import (
	"container/list"
	"encoding/json"
	"sync"
)

// cache keeps the answers that were asked for last, up to a number of bytes. An
// answer follows from its query, what the asker may see, up to when statements
// are counted, and the meaning of words: those are its key, and nothing in it
// grows old.
type cache struct {
	limit int64

	mu      sync.Mutex
	size    int64
	entries map[string]*list.Element
	// order has the entries, the one asked for last in front.
	order *list.List
}

type cacheEntry struct {
	key  string
	text []byte
}

func newCache(limit int64) *cache {
	return &cache{limit: limit, entries: make(map[string]*list.Element), order: list.New()}
}

// cacheKey is the key of an answer.
func cacheKey(hash string, scope Scope, asOf int64, meaning uint64) string {
	key, err := json.Marshal(struct {
		Hash    string
		Scope   Scope
		AsOf    int64
		Meaning uint64
	}{hash, scope, asOf, meaning})
	if err != nil {
		panic(err) // texts and numbers alone cannot fail
	}
	return string(key)
}

// overhead is about what an entry takes beside its text and key, in bytes.
const overhead = 256

func (e *cacheEntry) size() int64 { return int64(2*len(e.key)+len(e.text)) + overhead }

// get returns an answer, which must not be changed.
func (c *cache) get(key string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.entries[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(element)
	return element.Value.(*cacheEntry).text, true
}

// put keeps an answer. One that takes more than an eighth of the room is not
// worth the others.
func (c *cache) put(key string, text []byte) {
	entry := &cacheEntry{key, text}
	if entry.size() > c.limit/8 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, there := c.entries[key]; there {
		return
	}
	c.entries[key] = c.order.PushFront(entry)
	c.size += entry.size()
	for c.size > c.limit {
		last := c.order.Remove(c.order.Back()).(*cacheEntry)
		delete(c.entries, last.key)
		c.size -= last.size()
	}
}
