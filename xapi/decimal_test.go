package xapi

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestDecimalsCompareExactly(t *testing.T) {
	digits := rapid.StringMatching(`(0|[1-9][0-9]{0,4})(\.[0-9]{1,5})?([eE][+-]?[0-9]{1,2})?`)
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) string {
			return rapid.SampledFrom([]string{"", "-"}).Draw(t, label+" sign") + digits.Draw(t, label)
		}
		a, b := draw("a"), draw("b")
		if rapid.Bool().Draw(t, "near") { // the same digits with the point elsewhere
			whole, exponent := strings.ReplaceAll(strings.SplitN(strings.ToLower(a), "e", 2)[0], ".", ""), rapid.IntRange(-6, 6).Draw(t, "shift")
			if digits := strings.TrimLeft(strings.TrimPrefix(whole, "-"), "0"); digits != "" {
				b = fmt.Sprintf("%se%d", digits, exponent)
			}
		}
		x, okX := new(big.Rat).SetString(a)
		y, okY := new(big.Rat).SetString(b)
		if !okX || !okY {
			t.Fatalf("math/big does not read %s or %s", a, b)
		}
		if got, want := parseDecimal([]byte(a)).compare(parseDecimal([]byte(b))), x.Cmp(y); got != want {
			t.Fatalf("compare(%s, %s) = %d, want %d", a, b, got, want)
		}
	})
}

func TestDecimalsOfAnySizeCompare(t *testing.T) {
	long := strings.Repeat("9", 100_000)
	ascending := []string{
		"-1e" + long, "-" + long, "-1e400", "-1", "-0.1e-400", "0", "1e-" + long, "1e-400", "0.999", "1.0", "1.00000000000000000001", "1e400", "9e400", "1e" + long,
	}
	for i, low := range ascending {
		for _, high := range ascending[i+1:] {
			a, b := parseDecimal([]byte(low)), parseDecimal([]byte(high))
			if a.compare(b) != -1 || b.compare(a) != 1 {
				t.Errorf("compare(%s, %s) = %d and back %d, want -1 and 1", shortened([]byte(low)), shortened([]byte(high)), a.compare(b), b.compare(a))
			}
		}
	}
	for _, zero := range []string{"0", "-0", "0.000", "0e999999999999999999999", "-0.0e-5"} {
		if got := parseDecimal([]byte(zero)).compare(parseDecimal([]byte("0"))); got != 0 {
			t.Errorf("compare(%s, 0) = %d", zero, got)
		}
	}
}
