package xapihttp

import (
	"bytes"
	"strings"

	"github.com/lore-lrs/lore/internal/lrs"
)

// joinedEnd returns where a part's content ends when its client left out the
// CRLF that belongs to the next delimiter, as TinCanJS and @xapi/xapi do
// between two attachments; -1 when it did not. Only the hash can tell: the
// part ends early when what stands before the bare delimiter is what its
// X-Experience-API-Hash names (MP-06), and then nothing else can be meant.
func joinedEnd(content []byte, boundary, hash string) int {
	end := bytes.Index(content, []byte("--"+boundary+"\r\n"))
	if end == -1 || hash == "" || !strings.EqualFold(lrs.SHA2(content[:end], len(hash)), hash) {
		return -1
	}
	return end
}
