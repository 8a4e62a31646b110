package server

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/xapi"
)

// The command line fills in the tags, code that makes a Config withDefaults:
// both must come to the same server.
func TestDefaultsAreThoseOfTheTags(t *testing.T) {
	// An empty address turns metrics off; the log is the command line's.
	onlyTags := []string{"MetricsListen", "LogFormat", "LogLevel"}
	filled := reflect.ValueOf(Config{}.withDefaults())
	for i := range filled.NumField() {
		field := filled.Type().Field(i)
		want, tagged := field.Tag.Lookup("default")
		if !tagged || slices.Contains(onlyTags, field.Name) {
			continue
		}
		var got string
		switch value := filled.Field(i).Interface().(type) {
		case []string:
			got = strings.Join(value, ",")
		case time.Duration:
			got = fmt.Sprintf("%ds", int(value.Seconds()))
		default:
			got = fmt.Sprint(value)
		}
		if got != want {
			t.Errorf("%s is %s without a command line, %s with one", field.Name, got, want)
		}
	}
	if field, _ := filled.Type().FieldByName("MetricsListen"); field.Tag.Get("default") != defaultMetricsListen {
		t.Errorf("the default metrics address is %s in the tag, %s in code", field.Tag.Get("default"), defaultMetricsListen)
	}
}

func TestOfferedVersions(t *testing.T) {
	cases := []struct {
		versions []string
		fallback string
		offered  []xapi.Version
		named    xapi.Version
	}{
		{[]string{"1.0.3", "2.0.0"}, "2.0.0", []xapi.Version{xapi.Version1, xapi.Version2}, xapi.Version2},
		{[]string{"1.0.3", "2.0.0"}, "1.0.3", []xapi.Version{xapi.Version1, xapi.Version2}, xapi.Version1},
		{[]string{"1.0.3", "1.0.3"}, "1.0.3", []xapi.Version{xapi.Version1}, xapi.Version1},
		{[]string{"1.0.3"}, "2.0.0", []xapi.Version{xapi.Version1}, xapi.Version1},
	}
	for _, c := range cases {
		offered, named, err := Config{Versions: c.versions, DefaultVersion: c.fallback}.versions()
		if err != nil || !slices.Equal(offered, c.offered) || named != c.named {
			t.Errorf("%v with the default %s: %v, %v, %v", c.versions, c.fallback, offered, named, err)
		}
	}
}
