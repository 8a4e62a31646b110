package architecture

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/binarytest"
)

// commandLine finds what is given to lore: in a block of shell commands, in a
// span of code, or behind a container's name.
var commandLine = regexp.MustCompile("(?m)(?:^|`|exec lore-1 )(?:\\w+=\\S+ )*lore ([a-z][^`\n]*)")

// TestCommandsInDocumentsAreUnderstood asks the binary for help on every
// command line that a document names: it refuses one with a command or a flag
// that it does not have.
func TestCommandsInDocumentsAreUnderstood(t *testing.T) {
	binary, err := binarytest.Build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	documents := []string{root + "/README.md", root + "/CHANGELOG.md", root + "/deploy/compose.yaml"}
	found, err := filepath.Glob(root + "/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, document := range append(documents, found...) {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range commandLine.FindAllStringSubmatch(string(text), -1) {
			checked++
			if output, code := binarytest.Run(t, binary, append(arguments(match[1]), "--help")...); code != 0 {
				t.Errorf("%s: lore %s: %s", strings.TrimPrefix(document, root+"/"), match[1], output)
			}
		}
	}
	if checked == 0 {
		t.Error("the documents name no command")
	}
}

// substitution is a command whose output stands in a word.
var substitution = regexp.MustCompile(`\$\([^)]*\)`)

// arguments are the words up to what is the shell's, with a number where a
// document says N.
func arguments(line string) []string {
	words := strings.Fields(substitution.ReplaceAllLiteralString(line, "x"))
	if end := slices.IndexFunc(words, func(word string) bool { return strings.ContainsAny(word[:1], "#|<>&;\\") }); end >= 0 {
		words = words[:end]
	}
	for i, word := range words {
		if word == "N" {
			words[i] = "2"
		}
	}
	return words
}
