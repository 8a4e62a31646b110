package server

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Every module in the program has its licence on the list, and no other is on it.
func TestTheListOfLicencesIsThatOfTheProgram(t *testing.T) {
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "../../cmd/lore")
	list.Env = append(os.Environ(), "CGO_ENABLED=0") // as it is built; the race detector's tests are not
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(string(out))
	slices.Sort(want)
	want = slices.Compact(want)
	var got []string
	for _, licence := range licences() {
		got = append(got, licence.Name)
		if licence.Licence == "" || licence.Licence == "unknown" {
			t.Errorf("the licence of %s is not known", licence.Name)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("licences.txt has\n%s\nand the program\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAServerTellsOfItself(t *testing.T) {
	config := testConfig(t)
	config.S3SecretKey = "hush"
	a := openApp(t, config)
	run(t, a)
	info, err := a.info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if info.Storage != "embedded" || info.Data != config.Data || info.Disk == nil || info.Disk.Free <= 0 || info.Disk.Used <= 0 || info.Memory <= 0 || info.Version == "" {
		t.Errorf("it says %+v", info)
	}
	found := make(map[string]string)
	for _, limit := range info.Limits {
		found[limit.Setting] = limit.Value
		if limit.Meaning == "" || strings.Contains(limit.Value, "hush") {
			t.Errorf("%+v has no meaning, or tells a secret", limit)
		}
	}
	for setting, want := range map[string]string{
		"max-body": "67108864", "query-timeout": "5s", "s3-secret-key": "(set)", "bi-facts": "false", "public-url": "", "blob-url": "", "acme-host": "", "versions": "1.0.3,2.0.0",
	} {
		if value, ok := found[setting]; !ok || value != want {
			t.Errorf("%s is %q %t, want %q", setting, value, ok, want)
		}
	}
}
