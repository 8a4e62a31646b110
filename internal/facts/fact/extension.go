package fact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The places where statements have extensions.
const (
	contextExtensions    = "context.extensions"
	resultExtensions     = "result.extensions"
	definitionExtensions = "object.definition.extensions"
)

// ParseExtension takes the path of an extension apart, "context.extensions[IRI]":
// into the place, context.extensions, result.extensions or
// object.definition.extensions, and the IRI.
func ParseExtension(path string) (place, iri string, ok bool) {
	place, rest, found := strings.Cut(path, "[")
	iri, closed := strings.CutSuffix(rest, "]")
	known := place == contextExtensions || place == resultExtensions || place == definitionExtensions
	return place, iri, found && closed && known && iri != ""
}

// Extension returns the value of an extension of a statement: a string's text,
// any other JSON as it was written, without spaces. ok is false when the
// statement does not have it. The error is for a path that is none, or for what
// is no statement.
func Extension(statement []byte, path string) (value string, ok bool, err error) {
	s, err := readExtensions(statement)
	if err != nil {
		return "", false, err
	}
	return s.extension(path)
}

// readExtensions reads no more of a statement than its extensions.
func readExtensions(statement []byte) (*document, error) {
	var s struct {
		Context struct {
			Extensions map[string]jsontext.Value `json:"extensions"`
		} `json:"context"`
		Result struct {
			Extensions map[string]jsontext.Value `json:"extensions"`
		} `json:"result"`
		Object struct {
			Definition struct {
				Extensions map[string]jsontext.Value `json:"extensions"`
			} `json:"definition"`
		} `json:"object"`
	}
	if err := json.Unmarshal(statement, &s, asStored); err != nil {
		return nil, fmt.Errorf("read the extensions of a statement: %w", err)
	}
	d := &document{}
	d.Context.Extensions, d.Result.Extensions, d.Object.Definition.Extensions = s.Context.Extensions, s.Result.Extensions, s.Object.Definition.Extensions
	return d, nil
}

// Extensions calls yield with the path of every extension that a statement has,
// in order. What is no statement has none.
func Extensions(statement []byte, yield func(path string)) {
	s, err := readExtensions(statement)
	if err != nil {
		return
	}
	for _, at := range []struct {
		place  string
		values map[string]jsontext.Value
	}{
		{contextExtensions, s.Context.Extensions}, {resultExtensions, s.Result.Extensions}, {definitionExtensions, s.Object.Definition.Extensions},
	} {
		var paths []string
		for iri := range at.values {
			if iri == "" {
				continue // no IRI, so that no path leads to it
			}
			paths = append(paths, at.place+"["+iri+"]")
		}
		slices.Sort(paths)
		for _, path := range paths {
			yield(path)
		}
	}
}

func (s *document) extension(path string) (value string, ok bool, err error) {
	place, iri, ok := ParseExtension(path)
	if !ok {
		return "", false, fmt.Errorf("%q is not the path of an extension", path)
	}
	values := s.Context.Extensions
	switch place {
	case resultExtensions:
		values = s.Result.Extensions
	case definitionExtensions:
		values = s.Object.Definition.Extensions
	}
	found, ok := values[iri]
	if !ok {
		return "", false, nil
	}
	if found.Kind() == '"' {
		return text(found), true, nil
	}
	plain := found.Clone()
	if err := plain.Compact(); err != nil {
		return "", false, fmt.Errorf("read the extension %s: %w", path, err)
	}
	return string(plain), true, nil
}
