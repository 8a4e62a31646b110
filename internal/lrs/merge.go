package lrs

import (
	"bytes"
	"errors"
	"io"
	"mime"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/problem"
)

// isJSON reports whether a content type is application/json, with or without
// parameters (DC-24).
func isJSON(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	return media == "application/json" && (err == nil || errors.Is(err, mime.ErrInvalidMediaParameter))
}

// checkJSON refuses what is not one JSON value, with distinct names in each
// object. Errors: Invalid.
func checkJSON(content []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewReader(content))
	_, err := decoder.ReadValue()
	if err == nil {
		if _, err = decoder.ReadToken(); err == io.EOF {
			return nil
		}
		if err == nil {
			err = errors.New("there is more behind the first value")
		}
	}
	return mergeRefused(err, "DC-23", "the content is sent as application/json, but is not JSON in which every name stands once in its object; send JSON, or the content type that it has")
}

// mergeDocuments returns the present document with every property of the
// posted one in it: each replaces or adds a property as a whole, null included
// (DC-21). Everything else keeps its place and its bytes. Errors: Invalid when
// either is not a JSON object of type application/json (DC-22).
func mergeDocuments(current, posted Document) (Document, error) {
	if !isJSON(posted.ContentType) {
		return Document{}, mergeRefused(nil, "DC-22", "a POST to a document that exists merges JSON, and the posted content is not of the type application/json; use PUT to replace the document")
	}
	if !isJSON(current.ContentType) {
		return Document{}, mergeRefused(nil, "DC-22", "a POST to a document that exists merges JSON, and the document there is not of the type application/json; use PUT to replace it")
	}
	changes, err := readMembers(posted.Content)
	if err != nil {
		return Document{}, mergeRefused(err, "DC-22", "a POST to a document that exists merges JSON objects, and the posted content is not one; use PUT to replace the document")
	}
	members, err := readMembers(current.Content)
	if err != nil {
		return Document{}, mergeRefused(err, "DC-22", "a POST to a document that exists merges JSON objects, and the document there is not one; use PUT to replace it")
	}
	place := make(map[string]int, len(members)+len(changes))
	for i, member := range members {
		place[member.name] = i
	}
	for _, change := range changes {
		if i, known := place[change.name]; known {
			members[i].value = change.value
			continue
		}
		members = append(members, change)
	}
	posted.Content = appendMembers(nil, members)
	return posted, nil
}

func mergeRefused(cause error, rule, message string) error {
	return &problem.Error{
		Kind: problem.Invalid, Code: "document-not-mergeable", Message: message, Err: cause,
		Details: []problem.Detail{{Rule: rule, Message: message}},
	}
}

// member is a property of an object: its name, unescaped, and as text with its
// value. The texts alias the object.
type member struct {
	name          string
	quoted, value []byte
}

// readMembers takes a JSON object apart, at its top level.
func readMembers(object []byte) ([]member, error) {
	decoder := jsontext.NewDecoder(bytes.NewReader(object))
	// next returns the text of the next value, which the decoder would
	// overwrite, as a part of the object.
	next := func() ([]byte, error) {
		value, err := decoder.ReadValue()
		end := int(decoder.InputOffset())
		return object[end-len(value) : end], err
	}
	if decoder.PeekKind() != '{' {
		if _, err := next(); err != nil {
			return nil, err
		}
		return nil, errors.New("it is another JSON value than an object")
	}
	if _, err := decoder.ReadToken(); err != nil {
		return nil, err
	}
	var members []member
	for decoder.PeekKind() != '}' {
		quoted, err := next()
		if err != nil {
			return nil, err
		}
		name, err := jsontext.AppendUnquote(nil, quoted)
		if err != nil {
			return nil, err
		}
		value, err := next()
		if err != nil {
			return nil, err
		}
		members = append(members, member{string(name), quoted, value})
	}
	if _, err := decoder.ReadToken(); err != nil {
		return nil, err
	}
	if _, err := decoder.ReadToken(); err != io.EOF {
		return nil, errors.New("there is more behind the object")
	}
	return members, nil
}

func appendMembers(dst []byte, members []member) []byte {
	dst = append(dst, '{')
	for i, member := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, member.quoted...)
		dst = append(dst, ':')
		dst = append(dst, member.value...)
	}
	return append(dst, '}')
}
