package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lore-lrs/lore/docs"
	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/facts/query"
)

const where = "https://lore.test/api/v1/"

// description is the OpenAPI document, by which answers are held to it.
type description struct {
	root     map[string]any
	compiler *jsonschema.Compiler

	mu      sync.Mutex
	schemas map[string]*jsonschema.Schema
}

var describe = sync.OnceValues(func() (*description, error) {
	text, err := yaml.YAMLToJSON(docs.OpenAPI())
	if err != nil {
		return nil, err
	}
	d := &description{compiler: jsonschema.NewCompiler(), schemas: make(map[string]*jsonschema.Schema)}
	for name, resource := range map[string][]byte{
		"openapi.yaml": text, "query/schema.json": query.Schema(), "query/answer-schema.json": query.AnswerSchema(),
	} {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(resource))
		if err != nil {
			return nil, err
		}
		if err := d.compiler.AddResource(where+name, document); err != nil {
			return nil, err
		}
	}
	return d, json.Unmarshal(text, &d.root)
})

// at follows keys, and references within the document; it returns the place that
// it ended at.
func (d *description) at(keys ...string) (value map[string]any, place string) {
	value, place = d.root, ""
	for _, key := range keys {
		value, _ = value[key].(map[string]any)
		place += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		if reference, ok := value["$ref"].(string); ok && strings.HasPrefix(reference, "#/") {
			value, place = d.at(strings.Split(reference[2:], "/")...)
		}
	}
	return value, place
}

// holds checks an answer against what the document says of the route.
func (d *description) holds(route api.RouteForTest, status int, contentType string, body []byte) error {
	responses, place := d.at("paths", "/"+strings.TrimPrefix(route.Path, "/"), strings.ToLower(route.Method), "responses")
	key := fmt.Sprint(status)
	if responses[key] == nil {
		key = "default"
	}
	if responses[key] == nil {
		return fmt.Errorf("%s has no answer %d", place, status)
	}
	if len(body) == 0 {
		return nil
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return err
	}
	response, place := d.at("paths", "/"+strings.TrimPrefix(route.Path, "/"), strings.ToLower(route.Method), "responses", key)
	content, _ := response["content"].(map[string]any)
	if content[media] == nil && content["*/*"] == nil {
		return fmt.Errorf("%s has no content %s", place, media)
	}
	if !strings.HasSuffix(media, "json") || media == "application/x-ndjson" {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	place += "/content/" + strings.ReplaceAll(media, "/", "~1") + "/schema"
	schema := d.schemas[place]
	if schema == nil {
		if schema, err = d.compiler.Compile(where + "openapi.yaml#" + place); err != nil {
			return err
		}
		d.schemas[place] = schema
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// described checks an answer against the document, if there is such a route.
func described(t testing.TB, method, path string, r response) {
	t.Helper()
	d, err := describe()
	if err != nil {
		t.Fatal(err)
	}
	path, _, _ = strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "?")
	// As the handler does it: of two that match the later one answers.
	for _, route := range slices.Backward(api.RoutesForTest()) {
		if route.Mounted || route.Method != method || !sameShape(route.Path, path) {
			continue
		}
		if err := d.holds(route, r.StatusCode, r.Header.Get("Content-Type"), r.body); err != nil {
			t.Errorf("%s %s is not as described: %v\n%.500s", method, path, err, r.body)
		}
		return
	}
}

func sameShape(pattern, path string) bool {
	parts, segments := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(parts) != len(segments) {
		return false
	}
	for i, part := range parts {
		if !strings.HasPrefix(part, "{") && part != segments[i] {
			return false
		}
	}
	return true
}

// actionName is the name of an action as the description has it: as Go has it.
func actionName(action access.Action) string {
	var name strings.Builder
	for word := range strings.SplitSeq(action.String(), "_") {
		if word == "" {
			continue
		}
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return name.String()
}

func TestTheDescriptionHasEveryRouteAndNoOther(t *testing.T) {
	d, err := describe()
	if err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for _, route := range api.RoutesForTest() {
		operation, _ := d.at("paths", "/"+strings.TrimPrefix(route.Path, "/"), strings.ToLower(route.Method))
		known["/"+strings.TrimPrefix(route.Path, "/")+" "+strings.ToLower(route.Method)] = true
		if operation == nil {
			t.Errorf("it lacks %s %s", route.Method, route.Path)
			continue
		}
		action, _ := operation["x-action"].(string)
		if action != actionName(route.Action) {
			t.Errorf("%s %s asks for %s, and the description says %q", route.Method, route.Path, actionName(route.Action), action)
		}
		if security, public := operation["security"].([]any); (public && len(security) == 0) != route.Public {
			t.Errorf("%s %s: public is %t, and the description says %t", route.Method, route.Path, route.Public, public)
		}
	}
	paths, _ := d.at("paths")
	for path, item := range paths {
		for method := range item.(map[string]any) {
			if method != "parameters" && method != "servers" && !known[path+" "+method] {
				t.Errorf("it has %s %s, which is no route", method, path)
			}
		}
	}
}

func TestEveryReferenceOfTheDescriptionLeadsSomewhere(t *testing.T) {
	d, err := describe()
	if err != nil {
		t.Fatal(err)
	}
	var walk func(value any)
	walk = func(value any) {
		switch value := value.(type) {
		case map[string]any:
			if reference, ok := value["$ref"].(string); ok {
				if rest, ours := strings.CutPrefix(reference, "#/"); ours {
					if found, _ := d.at(strings.Split(rest, "/")...); found == nil {
						t.Errorf("%s leads nowhere", reference)
					}
				} else if _, err := d.compiler.Compile(where + reference); err != nil {
					t.Errorf("%s: %v", reference, err)
				}
			}
			for _, inner := range value {
				walk(inner)
			}
		case []any:
			for _, inner := range value {
				walk(inner)
			}
		}
	}
	walk(d.root)
}
