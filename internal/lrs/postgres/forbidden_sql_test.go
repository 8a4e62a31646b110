package postgres_test

import (
	"regexp"
	"slices"
	"strings"
)

// sql is a statement of SQL as far as the rules of the forbidden list must
// understand it: its words, in scopes made by parentheses.
type sql struct {
	text   string
	scopes []scope
	// statements is how many statements the text has.
	statements int
}

// scope is what stands between two parentheses, without what is nested.
type scope struct{ words []string }

var word = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/|\$\$.*?\$\$|'(?:[^']|'')*'|"[^"]*"|\$\d+|\d+|\w+|\S`)

// parseSQL takes a text apart. Words are in lower case, strings are ”.
func parseSQL(text string) sql {
	parsed := sql{text: strings.TrimSpace(text), scopes: []scope{{}}}
	open := []int{0}
	ended := true
	for _, w := range word.FindAllString(text, -1) {
		switch {
		case strings.HasPrefix(w, "--"), strings.HasPrefix(w, "/*"):
			continue
		case strings.HasPrefix(w, "'"), strings.HasPrefix(w, "$$"):
			w = "''"
		}
		w = strings.ToLower(strings.Trim(w, `"`))
		at := &parsed.scopes[open[len(open)-1]]
		at.words = append(at.words, w)
		switch w {
		case "(":
			parsed.scopes = append(parsed.scopes, scope{})
			open = append(open, len(parsed.scopes)-1)
		case ")":
			if len(open) > 1 {
				open = open[:len(open)-1]
				outer := &parsed.scopes[open[len(open)-1]]
				outer.words = append(outer.words, ")")
			}
		case ";":
			ended = true
			continue
		}
		if ended {
			parsed.statements++
			ended = false
		}
	}
	return parsed
}

// table is a table that a statement reads or writes.
type table struct{ name, alias string }

// clauses are the words that cannot be an alias.
var clauses = strings.Fields(`as where on set using join inner left right full cross natural order group limit
	offset for values select returning from having union except intersect window with conflict default ; , ( )`)

// tables returns those that the scope names after FROM, JOIN, UPDATE, INTO,
// USING and COPY.
func (s scope) tables() (list []table) {
	w := append(slices.Clone(s.words), "", "", "")
	listed := false // in a list of FROM, a comma leads to another table
	for i := range s.words {
		switch w[i] {
		case "from", "join", "update", "into", "using", "copy":
			listed = w[i] == "from" || w[i] == "using"
			if w[i] == "update" && i > 0 && slices.Contains([]string{"for", "key", "do"}, w[i-1]) {
				continue
			}
		case ",":
			if !listed {
				continue
			}
		case "where", "set", "order", "group", "limit", "returning", "select":
			listed = false
			continue
		default:
			continue
		}
		at := i + 1
		for w[at] == "only" || w[at] == "lateral" {
			at++
		}
		t := table{name: w[at], alias: w[at]}
		if w[at+1] == "as" {
			at++
		}
		if next := w[at+1]; next != "" && !slices.Contains(clauses, next) && regexp.MustCompile(`^[a-z_]\w*$`).MatchString(next) {
			t.alias = next
		}
		list = append(list, t)
	}
	return list
}

// conditions returns the words of the scope's WHERE and ON.
func (s scope) conditions() (words []string) {
	inside := false
	for i, w := range s.words {
		switch w {
		case "where":
			inside = true
			continue
		case "on":
			inside = i+1 < len(s.words) && s.words[i+1] != "conflict"
			continue
		case "group", "order", "limit", "returning", "set", "from", "join", "left", "inner", "for", "union", "having", "select", ";":
			inside = false
		}
		if inside {
			words = append(words, w)
		}
	}
	return words
}

// bound is how a table's bucket is bound by a statement.
type bound struct {
	// one and some: to one bucket, to some of a list.
	one, some bool
	// joined are the aliases whose bucket it must be equal to.
	joined []string
}

// bounds returns, by alias, how the buckets of the scope's tables are bound.
// Conditions under OR bind nothing.
func (s scope) bounds() map[string]*bound {
	found := map[string]*bound{}
	tables := s.tables()
	conditions := s.conditions()
	if slices.Contains(conditions, "or") {
		return found
	}
	get := func(alias string) *bound {
		if found[alias] == nil {
			found[alias] = &bound{}
		}
		return found[alias]
	}
	c := append(append([]string{"", ""}, conditions...), "", "", "", "")
	for i := 2; i < len(c)-4; i++ {
		if c[i] != "bucket" || c[i+1] != "=" {
			continue
		}
		alias := ""
		switch {
		case c[i-1] == ".":
			alias = c[i-2]
		case len(tables) == 1:
			alias = tables[0].alias
		}
		switch value := c[i+2]; {
		case value == "any":
			get(alias).some = true
		case strings.HasPrefix(value, "$") || strings.Trim(value, "0123456789") == "":
			get(alias).one = true
		case c[i+3] == "." && c[i+4] == "bucket":
			get(alias).joined = append(get(alias).joined, value)
			get(value).joined = append(get(value).joined, alias)
		}
	}
	return found
}

// bounds returns how the buckets of all tables of the statement are bound,
// through joins too.
func (q sql) bounds() map[string]*bound {
	all := map[string]*bound{}
	for _, s := range q.scopes {
		for alias, b := range s.bounds() {
			if all[alias] == nil {
				all[alias] = &bound{}
			}
			all[alias].one = all[alias].one || b.one
			all[alias].some = all[alias].some || b.some
			all[alias].joined = append(all[alias].joined, b.joined...)
		}
	}
	for changed := true; changed; {
		changed = false
		for _, b := range all {
			for _, other := range b.joined {
				o := all[other]
				if o.one && !b.one || o.some && !b.some {
					b.one, b.some, changed = b.one || o.one, b.some || o.some, true
				}
			}
		}
	}
	return all
}

func (q sql) tables() (list []table) {
	for _, s := range q.scopes {
		list = append(list, s.tables()...)
	}
	return list
}

// has reports whether the words stand side by side somewhere.
func (q sql) has(words ...string) bool {
	return slices.ContainsFunc(q.scopes, func(s scope) bool { return s.has(words...) })
}

func (s scope) has(words ...string) bool {
	for i := range len(s.words) - len(words) + 1 {
		if slices.Equal(s.words[i:i+len(words)], words) {
			return true
		}
	}
	return false
}
