package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// catalogues adds a file of messages for each language, and one of what the server
// says in English, and returns their names: of messages by the language, of the
// others by said-LANGUAGE. Each file of messages is of one room, whose keys begin
// with its name; what the server says is found by its English wording.
func catalogues(root string, files map[string][]byte) (map[string]string, error) {
	names := make(map[string]string)
	for _, kind := range []string{"messages", "said"} {
		languages, err := os.ReadDir(filepath.Join(root, "src", kind))
		if err != nil {
			return nil, err
		}
		for _, language := range languages {
			content, err := catalogue(filepath.Join(root, "src", kind, language.Name()), kind == "messages")
			if err != nil {
				return nil, err
			}
			name := "assets/" + kind + "-" + language.Name() + "-" + shortHash(content) + ".json"
			files[name] = content
			if kind == "said" {
				names["said-"+language.Name()] = name
			} else {
				names[language.Name()] = name
			}
		}
	}
	return names, nil
}

// catalogue makes one file of those of a directory.
func catalogue(dir string, prefixed bool) ([]byte, error) {
	rooms, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	all := make(map[string]string)
	for _, room := range rooms {
		text, err := os.ReadFile(room)
		if err != nil {
			return nil, err
		}
		var messages map[string]string
		if err := json.Unmarshal(text, &messages); err != nil {
			return nil, fmt.Errorf("%s: %w", room, err)
		}
		prefix := strings.TrimSuffix(filepath.Base(room), ".json") + "."
		for key, message := range messages {
			if prefixed && !strings.HasPrefix(key, prefix) {
				return nil, fmt.Errorf("%s: the key %q does not begin with %q", room, key, prefix)
			}
			all[key] = message
		}
	}
	var content bytes.Buffer
	encoder := json.NewEncoder(&content) // sorts the keys
	encoder.SetEscapeHTML(false)
	err = encoder.Encode(all)
	return content.Bytes(), err
}

// page adds index.html. The server puts the path under which the app is reached
// in the place of the base (internal/web).
func page(root string, files map[string][]byte, e entries, messages map[string]string) error {
	text, err := os.ReadFile(filepath.Join(root, "src", "index.html"))
	if err != nil {
		return err
	}
	form, err := template.New("page").Parse(string(text))
	if err != nil {
		return err
	}
	list, err := json.Marshal(messages)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := form.Execute(&out, map[string]any{
		"Script": e.script, "Style": e.style, "Theme": e.theme, "Messages": string(list),
	}); err != nil {
		return err
	}
	files["index.html"] = out.Bytes()
	return nil
}

// printSizes prints what each file weighs, as browsers get it.
func printSizes(w io.Writer, files map[string][]byte) error {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		if _, err := z.Write(files[name]); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%8d B %7d B gzip  %s\n", len(files[name]), packed.Len(), name); err != nil {
			return err
		}
	}
	return nil
}
