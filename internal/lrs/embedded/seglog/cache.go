package seglog

import (
	"container/list"
	"sync"
)

// cache keeps the decoded blocks that were used last, bounded in bytes.
type cache struct {
	limit int

	mu     sync.Mutex
	bytes  int
	order  *list.List // of *cached, the last used first
	blocks map[place]*list.Element
}

type place struct {
	segment *segment
	start   int64
}

type cached struct {
	place place
	block *block
}

func newCache(limit int) *cache {
	return &cache{limit: limit, order: list.New(), blocks: map[place]*list.Element{}}
}

// recordBytes is about what a Record takes besides its JSON.
const recordBytes = 96

func (b *block) cost() int { return b.bytes + len(b.records)*recordBytes }

func (c *cache) get(where span) *block {
	c.mu.Lock()
	defer c.mu.Unlock()
	element := c.blocks[place{where.segment, where.start}]
	if element == nil {
		return nil
	}
	c.order.MoveToFront(element)
	return element.Value.(*cached).block
}

func (c *cache) put(where span, decoded *block) {
	key := place{where.segment, where.start}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.blocks[key] != nil {
		return
	}
	c.blocks[key] = c.order.PushFront(&cached{key, decoded})
	c.bytes += decoded.cost()
	for c.bytes > c.limit && c.order.Len() > 1 {
		oldest := c.order.Remove(c.order.Back()).(*cached)
		delete(c.blocks, oldest.place)
		c.bytes -= oldest.block.cost()
	}
}
