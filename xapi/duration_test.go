package xapi

import (
	"regexp"
	"testing"
)

func TestDuration(t *testing.T) {
	exercise(t, validDuration, []check{
		// DU-01 to DU-04.
		{"P3Y1M29DT4H35M59.14S", true},
		{"PT4H35M59.14S", true},
		{"PT16559.14S", true},
		{"P3Y", true},
		{"P1M", true},
		{"PT1M", true},
		{"P4W", true},
		{"P0.5W", true},
		{"PT1H0M0.1S", true},
		{"PT0S", true},
		{"P0D", true},
		{"P1YT1S", true},
		{"P1Y2D", true},
		{"PT1H1S", true},
		{"P1DT12H36M0.12567S", true},
		{"PT0,5S", true},
		{"PT1.123456789012345678901234567890S", true},
		{"P1.5Y", true},
		{"PT1.5H", true},
		{"P1Y2.5M", true},
		{"P00001D", true},
		{"", false},
		{"P", false},
		{"PT", false},
		{"P1DT", false},
		{"-P1D", false},
		{"+P1D", false},
		{"P-1D", false},
		{"1H", false},
		{"PA1H0M0S", false},
		{"P4W1D", false},
		{"P1Y4W", false},
		{"P4WT1H", false},
		{"P16559.14S", false},
		{"P1H", false},
		{"PT1D", false},
		{"PT1W", false},
		{"P0003-06-04T12:30:05", false},
		{"P00030604T123005", false},
		{"P1D2Y", false},
		{"P1D1D", false},
		{"PT1S1M", false},
		{"P1.5DT1H", false},
		{"P1.5Y1M", false},
		{"PT1.5H1M", false},
		{"PT.5S", false},
		{"PT5.S", false},
		{"PT1.2.3S", false},
		{"P1", false},
		{"PT1", false},
		{"P1.5", false},
		{"P1DT1", false},
		{"P1DTT1H", false},
		{"p1d", false},
		{"Pt1s", false},
		{"PT1s", false},
		{" PT1S", false},
		{"PT1S ", false},
		{"PT 1S", false},
		{"PT1S\n", false},
		{"PT\u0661S", false},
		{"should fail", false},
	})
}

func FuzzDuration(f *testing.F) {
	const decimal = `[0-9]+([.,][0-9]+)?`
	date := regexp.MustCompile(`^P(` + decimal + `W|(` + decimal + `Y)?(` + decimal + `M)?(` + decimal + `D)?(T(` + decimal + `H)?(` + decimal + `M)?(` + decimal + `S)?)?)$`)
	unfinished := regexp.MustCompile(`[PT]$|[.,][0-9]+[A-Z].*[0-9]`)
	for _, seed := range []string{"P3Y1M29DT4H35M59.14S", "P4W", "P0003-06-04T12:30:05"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := date.MatchString(text) && !unfinished.MatchString(text)
		if got := validDuration([]byte(text)); got != want {
			t.Errorf("%q: valid is %v, want %v", text, got, want)
		}
	})
}
