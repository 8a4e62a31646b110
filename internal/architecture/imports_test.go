package architecture

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var quotedRoom = regexp.MustCompile("`([^`]+)`")

// rooms reads the table of ARCHITECTURE.md: what each room may import.
func rooms(t *testing.T) map[string][]string {
	t.Helper()
	document, err := os.ReadFile(root + "/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(document), "| Room | May import |")
	if !found {
		t.Fatal("ARCHITECTURE.md has no table of rooms")
	}
	allowed := make(map[string][]string)
	for _, line := range strings.Split(table, "\n")[1:] {
		cells := strings.Split(line, "|")
		if len(cells) != 4 {
			break
		}
		name := quotedRoom.FindStringSubmatch(cells[1])
		if name == nil {
			continue // the line below the heads
		}
		allowed[name[1]] = []string{}
		for _, other := range quotedRoom.FindAllStringSubmatch(cells[2], -1) {
			allowed[name[1]] = append(allowed[name[1]], other[1])
		}
	}
	if len(allowed) == 0 {
		t.Fatal("the table of rooms in ARCHITECTURE.md is empty")
	}
	return allowed
}

func TestRoomsImportWhatTheTableAllows(t *testing.T) {
	allowed := rooms(t)
	there := make(map[string]bool)
	for _, p := range packages(t) {
		if len(p.GoFiles) == 0 {
			continue // tests only
		}
		room := p.room()
		there[room] = true
		may, known := allowed[room]
		if !known {
			t.Errorf("the table of rooms in ARCHITECTURE.md lacks %s", room)
			continue
		}
		for _, path := range p.Imports {
			other, ours := strings.CutPrefix(path, module+"/")
			if ours && !slices.Contains(may, other) {
				t.Errorf("%s imports %s, which the table of rooms in ARCHITECTURE.md does not allow", room, other)
			}
		}
	}
	for room, others := range allowed {
		if !there[room] {
			t.Errorf("the table of rooms in ARCHITECTURE.md has %s, which is not there", room)
		}
		for _, other := range others {
			if _, known := allowed[other]; !known {
				t.Errorf("%s may import %s, says the table of rooms in ARCHITECTURE.md, but that is no room", room, other)
			}
		}
	}
}

func TestTheTableOfRoomsHasNoCycle(t *testing.T) {
	allowed := rooms(t)
	var visit func(room string, path []string)
	visit = func(room string, path []string) {
		if slices.Contains(path, room) {
			t.Fatalf("rooms may import each other in a circle: %s", strings.Join(append(path, room), " -> "))
		}
		for _, other := range allowed[room] {
			visit(other, append(path, room))
		}
	}
	for room := range allowed {
		visit(room, nil)
	}
}
