// Package deploy has only tests: the files beside them name settings, ports and
// paths of the product, which must be there.
package deploy

import (
	"maps"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/lore-lrs/lore/internal/binarytest"
)

// service is what matters here of a service of compose.yaml.
type service struct {
	Build       struct{ Context, Dockerfile string }
	Environment map[string]string
	Expose      []string
}

// node reports whether the service is a Lore node.
func (s service) node() bool { return s.Build.Dockerfile != "" }

func services(t *testing.T) map[string]service {
	t.Helper()
	var file struct{ Services map[string]service }
	if err := yaml.Unmarshal([]byte(read(t, "compose.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Services) == 0 {
		t.Fatal("compose.yaml has no services")
	}
	return file.Services
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func matches(pattern, text string) [][]string {
	return regexp.MustCompile("(?m)"+pattern).FindAllStringSubmatch(text, -1)
}

// lore builds the binary.
func lore(t *testing.T) string {
	t.Helper()
	path, err := binarytest.Build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// imageEnvironment returns the variables that the image sets.
func imageEnvironment(t *testing.T) map[string]string {
	t.Helper()
	variables := make(map[string]string)
	for _, line := range matches(`^ENV (.*)$`, read(t, "Dockerfile")) {
		for _, pair := range strings.Fields(line[1]) {
			name, value, _ := strings.Cut(pair, "=")
			variables[name] = value
		}
	}
	return variables
}

// interpolation is how compose.yaml uses a variable of .env.
const interpolation = `\$\{(\w+):([-?])([^}]*)\}`

// interpolate puts defaults in the place of variables, and something where
// there is none.
func interpolate(value string) string {
	for _, use := range matches(interpolation, value) {
		instead := use[3]
		if use[2] == "?" {
			instead = "given"
		}
		value = strings.Replace(value, use[0], instead, 1)
	}
	return value
}

func TestNodesKnowEveryVariableTheyAreGiven(t *testing.T) {
	binary := lore(t)
	nodes := 0
	for name, service := range services(t) {
		if !service.node() {
			continue
		}
		nodes++
		variables := imageEnvironment(t)
		maps.Copy(variables, service.Environment)
		command := exec.CommandContext(t.Context(), binary, "config")
		command.Dir = t.TempDir()
		for variable, value := range variables {
			command.Env = append(command.Env, variable+"="+interpolate(value))
		}
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("lore config as %s: %v\n%s", name, err, output)
		}
		for variable := range variables {
			// The others belong to libraries: PGPASSWORD is read by pgx.
			if strings.HasPrefix(variable, "LORE_") && !strings.Contains(string(output), "# variable "+variable+"\n") {
				t.Errorf("%s is given %s, which is no setting of lore serve", name, variable)
			}
		}
	}
	if nodes < 3 {
		t.Errorf("compose.yaml has %d nodes, want 3 at least", nodes)
	}
}

func TestExampleNamesTheVariablesOfCompose(t *testing.T) {
	names := func(pattern, path string) []string {
		var list []string
		for _, match := range matches(pattern, read(t, path)) {
			list = append(list, match[1])
		}
		slices.Sort(list)
		return slices.Compact(list)
	}
	used, named := names(interpolation, "compose.yaml"), names(`^(\w+)=`, ".env.example")
	if !slices.Equal(used, named) {
		t.Errorf("compose.yaml uses %v, .env.example names %v", used, named)
	}
}

func TestBalancerKnowsEveryNode(t *testing.T) {
	var want, got []string
	for name, service := range services(t) {
		if service.node() {
			want = append(want, name+":"+service.Expose[0])
			if listen := imageEnvironment(t)["LORE_LISTEN"]; !strings.HasSuffix(listen, ":"+service.Expose[0]) {
				t.Errorf("%s exposes %s for xAPI, but the image listens on %s", name, service.Expose[0], listen)
			}
		}
	}
	for _, server := range matches(`^\s+server \S+ (\S+)`, read(t, "haproxy.cfg")) {
		got = append(got, server[1])
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("haproxy.cfg has the servers %v, compose.yaml the nodes %v", got, want)
	}
}

func TestBalancerAsksWhatANodeAnswers(t *testing.T) {
	checks := matches(`^\s+http-check send meth GET uri (\S+)`, read(t, "haproxy.cfg"))
	if len(checks) != 1 {
		t.Fatalf("haproxy.cfg has %d checks, want 1", len(checks))
	}
	node := binarytest.Start(t, exec.Command(lore(t), "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--metrics-listen", ""))
	response, err := http.Get(strings.TrimSuffix(node.URL, "/xapi") + checks[0][1])
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("GET %s of a node that can serve: %s, want 200", checks[0][1], response.Status)
	}
}

func TestImageIsBuiltWithTheGoOfTheModule(t *testing.T) {
	image := matches(`^FROM golang:(\S+) AS build`, read(t, "Dockerfile"))
	module := matches(`^go (\d+\.\d+)`, read(t, "../go.mod"))
	if len(image) != 1 || len(module) != 1 || image[0][1] != module[0][1] {
		t.Errorf("the Dockerfile builds with Go %v, go.mod asks for %v", image, module)
	}
}
