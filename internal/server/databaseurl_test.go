package server

import "testing"

func TestPasswordsOfURLsAreMasked(t *testing.T) {
	for url, want := range map[string]string{
		"":                                    "",
		"postgres://lore@db.example.org/lore": "postgres://lore@db.example.org/lore",
		"postgres://lore:hunter2@db.example.org:5432/lore":           "postgres://lore:xxxxx@db.example.org:5432/lore",
		"postgresql://lore@db/lore?sslmode=require&password=hunter2": "postgresql://lore@db/lore?password=xxxxx&sslmode=require",
		"postgres://lore:hunter2@a:5432,b:5433/lore":                 "postgres://lore:xxxxx@a:5432,b:5433/lore",
		"postgres://db/lore?sslpassword=hunter2":                     "postgres://db/lore?sslpassword=xxxxx",
		"postgres://lore:hunter2@[db/lore":                           "xxxxx",
		"host=db password=hunter2":                                   "xxxxx",
	} {
		if got := MaskURL(url); got != want {
			t.Errorf("%s is shown as %s, want %s", url, got, want)
		}
	}
}
