package query

import (
	"strconv"
	"strings"
)

// didYouMean returns " (did you mean …?)" when a word is nearly one of the known
// ones, else "".
func didYouMean(word string, known []string) string {
	if len(word) > 100 {
		return ""
	}
	best, distance := "", 3
	if len(word) < 5 {
		distance = 2
	}
	for _, candidate := range known {
		if d := editDistance(strings.ToLower(word), candidate); d < distance || d == distance && best == "" && d <= len(word)/3 {
			best, distance = candidate, d
		}
	}
	if best == "" {
		for _, candidate := range known {
			if len(word) >= 4 && strings.HasPrefix(candidate, strings.ToLower(word)) {
				best = candidate
				break
			}
		}
	}
	if best == "" {
		return ""
	}
	return " (did you mean " + strconv.Quote(best) + "?)"
}

// editDistance is how many letters must be put in, left out, changed or swapped
// with their neighbours to make b of a.
func editDistance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// list writes words as people do: `a, b and c`.
func list(words []string) string {
	switch len(words) {
	case 0:
		return "none"
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// thousands writes a whole number as people read it: 10,000.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return sign + digits
}
