package seglog

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// A block holds at most this many records, and ends early when it has grown to
// blockBytes. Compression costs about 10 µs a call, so single statements would
// be slow to write; big blocks would be slow to read one statement from.
const (
	blockRecords = 16
	blockBytes   = 64 << 10
)

// block is a decoded frame; the records' JSON lies in one buffer.
type block struct {
	records []Record
	bytes   int
}

// find returns the record at a position.
func (b *block) find(position int64) (Record, bool) {
	i, found := slices.BinarySearchFunc(b.records, position, func(r Record, p int64) int {
		return int(max(-1, min(1, r.Position-p)))
	})
	if !found {
		return Record{}, false
	}
	return b.records[i], true
}

// codec compresses and decompresses blocks; it may be shared by goroutines.
type codec struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

func newCodec() (*codec, error) {
	cores := runtime.GOMAXPROCS(0)
	// The frame has its own checksum, and no block needs a big window.
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false),
		zstd.WithEncoderConcurrency(cores), zstd.WithWindowSize(256<<10))
	if err != nil {
		return nil, err
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(cores), zstd.WithDecoderMaxMemory(maxFrame))
	if err != nil {
		return nil, err
	}
	return &codec{encoder, decoder}, nil
}

func (c *codec) close() {
	c.encoder.Close() // it was never given a writer, so it has nothing to report
	c.decoder.Close()
}

// decode reads the records of a frame.
func (c *codec) decode(head frame, payload []byte) (*block, error) {
	data, err := c.decoder.DecodeAll(payload, nil)
	if err != nil {
		return nil, fmt.Errorf("decompress a block: %w", err)
	}
	decoded := &block{records: make([]Record, 0, head.count), bytes: len(data)}
	before := head.first
	for range head.count {
		var record Record
		if record, data, err = decodeRecord(data, before); err != nil {
			return nil, err
		}
		before = record.Position
		decoded.records = append(decoded.records, record)
	}
	if len(data) > 0 || before != head.last || decoded.records[0].Position != head.first {
		return nil, errors.New("a block does not hold what its head says")
	}
	return decoded, nil
}

// lane is the working memory of one encoding goroutine.
type lane struct {
	raw     []byte
	out     []byte
	entries []entry // offsets count from the start of out
}

// encode appends the frames of the blocks to the lane's out.
func (l *lane) encode(c *codec, blocks [][]Record, salt, group uint32) {
	l.out, l.entries = l.out[:0], l.entries[:0]
	for _, records := range blocks {
		head := frame{group: group, first: records[0].Position, count: uint16(len(records))}
		l.raw = l.raw[:0]
		head.last = head.first
		for i := range records {
			l.raw = appendRecord(l.raw, &records[i], head.last)
			head.last = records[i].Position
		}
		start := len(l.out)
		l.entries = append(l.entries, entry{head.first, uint32(start)})
		l.out = slices.Grow(l.out, frameHead)[:start+frameHead]
		l.out = c.encoder.EncodeAll(l.raw, l.out)
		head.length = uint32(len(l.out) - start - frameHead)
		head.put(l.out[start:], salt)
	}
}

// blocks cuts a group into blocks.
func blocks(group []Record) (list [][]Record) {
	start, size := 0, 0
	for i := range group {
		if i > start && (i-start == blockRecords || size+len(group[i].JSON) > blockBytes) {
			list, start, size = append(list, group[start:i]), i, 0
		}
		size += len(group[i].JSON)
	}
	return append(list, group[start:])
}

// encoder turns a group into the bytes to write.
type encoder struct {
	codec *codec
	lanes [2]lane
}

// encode returns the group's frames and their directory entries, with offsets
// counted from the start of the frames. Both are good until the next call.
func (e *encoder) encode(group []Record, salt, at uint32) (frames []byte, entries []entry) {
	list := blocks(group)
	lead, side := &e.lanes[0], &e.lanes[1]
	// Two goroutines pay from a few blocks on: compressing one takes 40 µs.
	split := len(list)
	if len(list) >= 4 {
		split = (len(list) + 1) / 2
	}
	var second sync.WaitGroup
	if split < len(list) {
		second.Go(func() { side.encode(e.codec, list[split:], salt, at) })
	}
	lead.encode(e.codec, list[:split], salt, at)
	second.Wait()
	if split < len(list) {
		base := uint32(len(lead.out))
		lead.out = append(lead.out, side.out...)
		for _, next := range side.entries {
			lead.entries = append(lead.entries, entry{next.first, base + next.offset})
		}
	}
	// The end mark goes into the last frame; its checksum is made again.
	last := lead.out[lead.entries[len(lead.entries)-1].offset:]
	head, _ := parseFrame(last)
	head.endsGroup = true
	head.put(last, salt)
	return lead.out, lead.entries
}

// trim gives back the memory that an unusually big group has left.
func (e *encoder) trim() {
	for i := range e.lanes {
		if cap(e.lanes[i].raw)+cap(e.lanes[i].out) > 8<<20 {
			e.lanes[i] = lane{}
		}
	}
}
