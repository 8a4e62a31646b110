package pipe

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// batch collects statements that are stored together: of one version, and with
// their attachments.
type batch struct {
	items   []item
	version xapi.Version
	size    int
	// parts holds the attachments of statements by their number.
	parts map[int64][]lrs.Part
}

// takes reports whether a statement may join.
func (b *batch) takes(next item, version xapi.Version, parts []lrs.Part) bool {
	return len(b.items) == 0 ||
		!next.ragged && !b.items[0].ragged && version == b.version &&
			len(b.items) < batchStatements && b.size+sizeOf(next, parts) <= batchBytes
}

func (b *batch) add(next item, version xapi.Version, parts []lrs.Part) {
	b.items = append(b.items, next)
	b.version = version
	b.size += sizeOf(next, parts)
	if len(parts) > 0 {
		if b.parts == nil {
			b.parts = map[int64][]lrs.Part{}
		}
		b.parts[next.number] = parts
	}
}

func (b *batch) clear() {
	clear(b.items)
	clear(b.parts)
	b.items, b.size = b.items[:0], 0
}

func sizeOf(statement item, parts []lrs.Part) int {
	size := len(statement.json)
	for _, part := range parts {
		size += len(part.Content)
	}
	return size
}

// submission makes a request of some statements of the batch. Each attachment
// is in it once (MP-10).
func (b *batch) submission(items []item) lrs.Submission {
	submission := lrs.Submission{Version: b.version, Body: items[0].json}
	if len(items) > 1 {
		var body bytes.Buffer
		body.Grow(b.size + len(items) + 2)
		separator := byte('[')
		for _, item := range items {
			body.WriteByte(separator)
			body.Write(item.json)
			separator = ','
		}
		body.WriteByte(']')
		submission.Body = body.Bytes()
	}
	sent := map[string]bool{}
	for _, item := range items {
		for _, part := range b.parts[item.number] {
			if !sent[part.Hash] {
				sent[part.Hash] = true
				submission.Parts = append(submission.Parts, part)
			}
		}
	}
	submission.Multipart = len(submission.Parts) > 0
	return submission
}

// versionOf returns the version whose rules a statement is held to by its own
// property version: 1.0.3 for 1.0.x (AU-20), else 2.0.0.
func versionOf(statement []byte) xapi.Version {
	if !bytes.Contains(statement, []byte(`"version"`)) {
		return xapi.Version2
	}
	decoder := jsontext.NewDecoder(bytes.NewReader(statement), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := decoder.ReadToken(); err != nil {
		return xapi.Version2
	}
	for {
		name, err := decoder.ReadValue()
		if err != nil {
			return xapi.Version2
		}
		wanted := string(name) == `"version"`
		value, err := decoder.ReadValue()
		if err != nil {
			return xapi.Version2
		}
		if wanted && bytes.HasPrefix(value, []byte(`"1.`)) {
			return xapi.Version1
		}
	}
}
