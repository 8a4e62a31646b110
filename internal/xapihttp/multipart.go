package xapihttp

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// bodyPart is one part of a multipart body. Its slices alias the body.
type bodyPart struct {
	headers []partHeader
	content []byte
}

type partHeader struct{ name, value string }

// get returns the value of a header, "" when there is none; names compare
// without regard to letter case.
func (p *bodyPart) get(name string) string {
	for _, header := range p.headers {
		if header.is(name) {
			return header.value
		}
	}
	return ""
}

func (h partHeader) is(name string) bool { return strings.EqualFold(h.name, name) }

// Limits of the heads of parts: real ones have four headers.
const (
	mostPartHeaders     = 32
	longestPartHeaders  = 16 << 10
	longestBoundary     = 70 // RFC 2046 5.1.1
	boundaryPunctuation = "'()+_,-./:=? "
)

// parseMultipart splits a multipart body (RFC 2046 5.1.1) as strictly as MP-03
// asks: lines end with CRLF, a delimiter stands before each part, and the
// close delimiter must be there. Text before the first delimiter and after the
// last is passed over. mime/multipart is not used because it takes bare LF
// and a body without a close delimiter.
func parseMultipart(body []byte, boundary string, mostParts int) ([]bodyPart, error) {
	if !validBoundary(boundary) {
		return nil, invalidMultipart("the boundary in Content-Type must be 1 to 70 letters, digits or %s, and not end with a space", boundaryPunctuation)
	}
	delimiter := []byte("\r\n--" + boundary)
	var rest []byte
	if bytes.HasPrefix(body, delimiter[2:]) {
		rest = body[len(delimiter)-2:]
	} else {
		_, after, found := bytes.Cut(body, delimiter)
		if !found {
			return nil, invalidMultipart("the body does not hold the boundary that Content-Type names; lines end with CRLF")
		}
		rest = after
	}
	var parts []bodyPart
	for {
		if bytes.HasPrefix(rest, []byte("--")) {
			if len(parts) == 0 {
				return nil, invalidMultipart("the body has no part")
			}
			return parts, nil
		}
		rest = bytes.TrimLeft(rest, " \t") // transport padding
		head, ok := bytes.CutPrefix(rest, []byte("\r\n"))
		if !ok {
			return nil, invalidMultipart("the boundary before part %d is not followed by CRLF", len(parts)+1)
		}
		if len(parts) == mostParts {
			return nil, problem.New(problem.TooLarge, "too-many-parts",
				"the multipart body has more than %d parts; send the statements in several requests", mostParts)
		}
		headers, content, err := parsePartHeaders(head, len(parts)+1)
		if err != nil {
			return nil, err
		}
		// Of an empty content, the CRLF that belongs to the delimiter is the
		// one that ended the headers.
		end := bytes.Index(content, delimiter)
		if bytes.HasPrefix(content, delimiter[2:]) {
			end = -2
		}
		if end == -1 {
			return nil, invalidMultipart("part %d is not closed: there is no boundary behind it, and the last one must end with «--»", len(parts)+1)
		}
		part := bodyPart{headers: headers, content: content[:max(end, 0)]}
		if early := joinedEnd(part.content, boundary, part.get(hashHeader)); early != -1 {
			part.content = content[:early]
			end = early - len("\r\n")
		}
		parts = append(parts, part)
		rest = content[end+len(delimiter):]
	}
}

// parsePartHeaders reads the header lines of a part and the empty line behind
// them. Folded lines are joined (RFC 822); no space is needed behind the colon.
func parsePartHeaders(text []byte, number int) (headers []partHeader, content []byte, err error) {
	rest := text
	for {
		line, after, found := bytes.Cut(rest, []byte("\r\n"))
		if !found {
			return nil, nil, invalidMultipart("the headers of part %d do not end with an empty line", number)
		}
		if len(text)-len(after) > longestPartHeaders {
			return nil, nil, invalidMultipart("the headers of part %d are longer than %d bytes", number, longestPartHeaders)
		}
		rest = after
		if len(line) == 0 {
			return headers, rest, nil
		}
		if bytes.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			return nil, nil, invalidMultipart("a header of part %d holds a control character", number)
		}
		if (line[0] == ' ' || line[0] == '\t') && len(headers) > 0 {
			last := &headers[len(headers)-1]
			last.value = strings.TrimSpace(last.value + " " + strings.TrimSpace(string(line)))
			continue
		}
		name, value, found := strings.Cut(string(line), ":")
		if !found || name == "" || strings.ContainsAny(name, " \t") {
			return nil, nil, invalidMultipart("a header of part %d is not of the form «Name: value»", number)
		}
		if slices.ContainsFunc(headers, func(h partHeader) bool { return h.is(name) }) {
			return nil, nil, invalidMultipart("part %d has the header %s more than once", number, quoted(name))
		}
		if len(headers) == mostPartHeaders {
			return nil, nil, invalidMultipart("part %d has more than %d headers", number, mostPartHeaders)
		}
		headers = append(headers, partHeader{name, strings.TrimSpace(value)})
	}
}

func validBoundary(boundary string) bool {
	if boundary == "" || len(boundary) > longestBoundary || boundary[len(boundary)-1] == ' ' {
		return false
	}
	for _, c := range []byte(boundary) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte(boundaryPunctuation, c) >= 0:
		default:
			return false
		}
	}
	return true
}

func invalidMultipart(format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &problem.Error{
		Kind: problem.Invalid, Code: "invalid-multipart", Message: "multipart/mixed: " + message,
		Details: []problem.Detail{{Rule: "MP-03", Message: message}},
	}
}
