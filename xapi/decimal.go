package xapi

import (
	"bytes"
	"cmp"
)

// decimal is a JSON number as it is written, taken apart so that numbers of
// any size compare exactly (RS-07): the value is ± 0.d1d2d3… × 10^exponent,
// with d1 from whole or, when that is all zeros, from fraction.
type decimal struct {
	negative, zero bool
	// whole and fraction are the digits before and behind the point, without
	// leading and trailing zeros of the whole number.
	whole, fraction []byte
	exponent        int64
}

var one, minusOne = parseDecimal([]byte("1")), parseDecimal([]byte("-1"))

// mostExponent bounds written exponents. Numbers beyond it, which have more
// digits than fit anywhere, compare by their digits alone.
const mostExponent = int64(1) << 60

// parseDecimal reads a well-formed JSON number.
func parseDecimal(text []byte) (d decimal) {
	text, d.negative = bytes.CutPrefix(text, []byte("-"))
	if at := bytes.IndexAny(text, "eE"); at >= 0 {
		d.exponent = parseExponent(text[at+1:])
		text = text[:at]
	}
	d.whole, d.fraction, _ = bytes.Cut(text, []byte("."))
	d.whole = bytes.TrimLeft(d.whole, "0")
	d.fraction = bytes.TrimRight(d.fraction, "0")
	if len(d.whole) == 0 {
		digits := bytes.TrimLeft(d.fraction, "0")
		d.exponent -= int64(len(d.fraction) - len(digits))
		d.fraction = digits
	}
	if len(d.fraction) == 0 {
		digits := bytes.TrimRight(d.whole, "0")
		d.zero = len(digits) == 0
		d.exponent += int64(len(d.whole) - len(digits))
		d.whole = digits
	}
	d.exponent += int64(len(d.whole))
	return d
}

func parseExponent(text []byte) (exponent int64) {
	text, negative := bytes.CutPrefix(text, []byte("-"))
	for _, c := range bytes.TrimPrefix(text, []byte("+")) {
		if exponent = exponent*10 + int64(c-'0'); exponent > mostExponent {
			exponent = mostExponent
			break
		}
	}
	if negative {
		return -exponent
	}
	return exponent
}

// compare returns -1, 0 or 1 as d is less than, equal to or greater than e.
func (d decimal) compare(e decimal) int {
	if signs := cmp.Compare(d.sign(), e.sign()); signs != 0 || d.zero {
		return signs
	}
	sizes := cmp.Or(cmp.Compare(d.exponent, e.exponent), d.compareDigits(e))
	return sizes * d.sign()
}

func (d decimal) sign() int {
	switch {
	case d.zero:
		return 0
	case d.negative:
		return -1
	}
	return 1
}

// compareDigits compares d1d2d3…, which no zeros trail, digit by digit.
func (d decimal) compareDigits(e decimal) int {
	if len(d.whole) > len(e.whole) {
		return -e.compareDigits(d)
	}
	inWhole, inFraction := e.whole[:len(d.whole)], e.whole[len(d.whole):]
	if order := bytes.Compare(d.whole, inWhole); order != 0 {
		return order
	}
	shared := min(len(inFraction), len(d.fraction))
	if order := bytes.Compare(d.fraction[:shared], inFraction); order != 0 {
		return order
	}
	return bytes.Compare(d.fraction[shared:], e.fraction)
}
