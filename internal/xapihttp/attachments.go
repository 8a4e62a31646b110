package xapihttp

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

const hashHeader = "X-Experience-API-Hash"

// statementParts takes apart a multipart request: the first part holds the
// statements (MP-04), each other one the raw data of an attachment (MP-05).
// Which part belongs to which attachment is the record store's business.
func statementParts(parts []bodyPart) (statements []byte, attachments []lrs.Part, err error) {
	first := &parts[0]
	if mediaType(first.get("Content-Type")) != "application/json" {
		return nil, nil, invalidPart("MP-04", "the first part must hold the statements, with the Content-Type application/json")
	}
	switch strings.ToLower(first.get("Content-Transfer-Encoding")) {
	case "", "binary", "8bit", "7bit":
	default:
		return nil, nil, invalidPart("MP-05", "the first part must not be transfer-encoded")
	}
	for i := range parts[1:] {
		part, number := &parts[i+1], i+2
		hash := part.get(hashHeader)
		if hash == "" {
			return nil, nil, invalidPart("MP-05", "part %d has no header %s", number, hashHeader)
		}
		if !strings.EqualFold(part.get("Content-Transfer-Encoding"), "binary") {
			return nil, nil, invalidPart("MP-05", "part %d needs the header Content-Transfer-Encoding: binary", number)
		}
		length := int64(-1)
		if text := part.get("Content-Length"); text != "" {
			length, err = strconv.ParseInt(text, 10, 64)
			if err != nil || length < 0 {
				return nil, nil, invalidPart("MP-09", "the Content-Length of part %d is not a number of bytes", number)
			}
		}
		attachments = append(attachments, lrs.Part{
			ContentType: part.get("Content-Type"), Hash: hash, ContentLength: length, Content: part.content,
		})
	}
	return first.content, attachments, nil
}

func invalidPart(rule, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &problem.Error{
		Kind: problem.Invalid, Code: "invalid-multipart", Message: "multipart/mixed: " + message,
		Details: []problem.Detail{{Rule: rule, Message: message}},
	}
}

// multipart answers with statements and raw data (GS-30). A part has no header
// but those of the rule: clients, and the conformance suite, count how often a
// hash occurs.
func (x *exchange) multipart(statements []byte, attached []lrs.AttachedData) {
	boundary := newBoundary()
	x.answer.contentType = "multipart/mixed; boundary=" + boundary
	x.answer.foreign = true
	body := make([][]byte, 0, 2*len(attached)+3)
	body = append(body, fmt.Appendf(nil, "--%s\r\nContent-Type: application/json\r\n\r\n", boundary), statements)
	for i := range attached {
		data := &attached[i]
		body = append(body, fmt.Appendf(nil,
			"\r\n--%s\r\nContent-Type: %s\r\nContent-Transfer-Encoding: binary\r\n%s: %s\r\n\r\n",
			boundary, headerValue(data.ContentType), hashHeader, data.SHA2), data.Content)
	}
	x.answer.body = append(body, fmt.Appendf(nil, "\r\n--%s--\r\n", boundary))
}

// newBoundary returns 32 random letters: some readers use a boundary as a
// regular expression, and nobody can foresee it to put it into an attachment.
func newBoundary() string {
	var letters [32]byte
	_, _ = rand.Read(letters[:]) // never fails
	for i := range letters {
		letters[i] = 'a' + letters[i]%26
	}
	return string(letters[:])
}

// headerValue keeps a content type, which came in a statement, from adding
// header lines.
func headerValue(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "application/octet-stream"
	}
	return text
}
