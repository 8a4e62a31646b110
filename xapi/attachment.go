package xapi

import (
	"strconv"
	"strings"
)

var attachmentKeys = []string{
	"usageType", "display", "description", "contentType", "length", "sha2", "fileUrl",
}

// checkAttachments checks the attachments of a Statement or SubStatement
// (ST-03, chapter AT).
func (p *parser) checkAttachments(n int) {
	if !p.want(n, arrayNode) {
		return
	}
	pointer, index := p.pointer(p.statement, n), 0
	for item := range p.items(n) {
		p.checkAttachment(item, pointer+"/"+strconv.Itoa(index))
		index++
	}
}

func (p *parser) checkAttachment(n int, pointer string) {
	if !p.want(n, objectNode) {
		return
	}
	a := Attachment{Pointer: pointer}
	var usageType, display, contentType, length, sha2 bool
	for key, value := range p.members(n) {
		switch string(p.decoded(key)) {
		case "usageType":
			if usageType = true; p.iri(value) {
				a.UsageType = string(p.decoded(value))
			}
		case "display":
			display = true
			p.languageMap(value)
		case "description":
			p.languageMap(value)
		case "contentType":
			if contentType = true; p.want(value, stringNode) {
				a.ContentType = p.mediaType(value)
			}
		case "length":
			if length = true; p.want(value, numberNode) {
				a.Length = p.byteLength(value)
			}
		case "sha2":
			if sha2 = true; p.want(value, stringNode) {
				a.SHA2 = p.sha2(value)
			}
		case "fileUrl":
			if p.iri(value) {
				a.FileURL = string(p.decoded(value))
			}
		default:
			p.unknownKey(key, "an attachment", attachmentKeys)
		}
	}
	for _, required := range [...]struct {
		name  string
		there bool
	}{{"usageType", usageType}, {"display", display}, {"contentType", contentType}, {"length", length}, {"sha2", sha2}} {
		if !required.there {
			p.fault(n, "AT-01", "an attachment needs usageType, display, contentType, length and sha2; "+required.name+" is missing")
		}
	}
	p.attachments = append(p.attachments, a)
}

func (p *parser) mediaType(n int) string {
	value := p.decoded(n)
	if !validMediaType(value) {
		p.fault(n, "AT-04", "contentType must be a media type, such as text/plain; charset=utf-8, not "+quote(value))
	}
	return string(value)
}

// byteLength reads the length of an attachment (NUM-02).
func (p *parser) byteLength(n int) int64 {
	length, err := strconv.ParseInt(string(p.raw(n)), 10, 64)
	if err != nil || p.raw(n)[0] == '-' {
		p.fault(n, "NUM-02", "length must be a whole number of bytes, such as 27, not "+shortened(p.raw(n)))
	}
	return length
}

func (p *parser) sha2(n int) string {
	value := p.decoded(n)
	if !validSHA2(value) {
		p.fault(n, "AT-03", "sha2 must be a SHA-224, SHA-256, SHA-384 or SHA-512 in hex (56, 64, 96 or 128 digits), not "+quote(value))
	}
	return strings.ToLower(string(value))
}
