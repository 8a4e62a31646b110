package quality

import (
	"fmt"
)

// summary says in a few sentences what there is, and what to do first.
func (f *findings) summary(of *Feature) string {
	text := fmt.Sprintf("In %d days you sent %s; %s.", readinessDays, number(f.statements, "statement"), qualify(of.Qualifying.Count))
	for i := range of.Ingredients {
		in := &of.Ingredients[i]
		if in.Status == Ready {
			continue
		}
		switch {
		case in.Relevant.Count == 0:
			text += fmt.Sprintf(" There are no %s.", in.Words)
		case len(in.Missing) > 0:
			text += fmt.Sprintf(" Of %s %s, %s without %s.", group(in.Relevant.Count), in.Words, are(in.Missing[0].Statements), in.Missing[0].Words)
		}
		if in.Qualifying.Count > 0 && in.Qualifying.Count < in.Enough {
			text += fmt.Sprintf(" %s of %d needed.", group(in.Qualifying.Count), in.Enough)
		}
	}
	return text
}

// group writes a number with commas.
func group(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func number(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return group(n) + " " + what + "s"
}

func qualify(n int64) string {
	if n == 1 {
		return "1 qualifies"
	}
	return group(n) + " qualify"
}

func are(n int64) string {
	if n == 1 {
		return "1 is"
	}
	return group(n) + " are"
}
