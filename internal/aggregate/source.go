package aggregate

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// pageSize is how many statements are taken from the log at once.
const pageSize = 1000

// narrowing is what a pipeline's first conditions say that the log can look up.
// Statements that it leaves out do not match; those that it has may not, either.
type narrowing struct {
	verb, activity string
	actor          xapi.IFI
	registration   *xapi.UUID
	// from and to bound stored, both inclusive, in microseconds.
	from, to int64
	// voided: the conditions ask about voided, so that voided statements are wanted.
	voided bool
}

// narrow looks at the conditions in front of a pipeline.
func narrow(stages []stage) narrowing {
	n := narrowing{from: 1, to: math.MaxInt64}
	for _, s := range stages {
		match, is := s.(*matchStage)
		if !is {
			break
		}
		n.voided = n.voided || mentions(match.spec, "voided")
		n.look(match.spec)
	}
	return n
}

// mentions reports whether a condition is about a field, at whatever depth.
func mentions(v value, name string) bool {
	switch v := v.(type) {
	case *object:
		for _, f := range v.fields {
			if f.name == name || mentions(f.value, name) {
				return true
			}
		}
	case []value:
		for _, element := range v {
			if mentions(element, name) {
				return true
			}
		}
	}
	return false
}

// look takes what must hold of every document that matches.
func (n *narrowing) look(v value) {
	o, is := v.(*object)
	if !is {
		return
	}
	text := func(name string) string {
		text, _ := wantedText(o.get(name))
		return text
	}
	for _, f := range o.fields {
		switch f.name {
		case "$and":
			list, _ := f.value.([]value)
			for _, inner := range list {
				n.look(inner)
			}
		case "stored":
			n.bound(f.value)
		}
	}
	if verb := text("statement.verb.id"); verb != "" {
		n.verb = verb
	}
	if id := text("statement.object.id"); id != "" {
		if _, isUUID := xapi.ParseUUID(id); !isUUID { // a reference has one
			n.activity = id
		}
	}
	if registration, ok := xapi.ParseUUID(text("statement.context.registration")); ok {
		n.registration = &registration
	}
	if mbox := text("statement.actor.mbox"); mbox != "" {
		n.actor = xapi.IFI{Kind: xapi.Mbox, Value: mbox}
	}
	name, homePage := text("statement.actor.account.name"), text("statement.actor.account.homePage")
	if name != "" && homePage != "" {
		n.actor = xapi.IFI{Kind: xapi.Account, Value: name, HomePage: homePage}
	}
}

// wantedText returns the only text that a field may have.
func wantedText(v value) (string, bool) {
	if text, is := v.(string); is {
		return text, true
	}
	for _, f := range operators(v) {
		if text, is := f.value.(string); is && f.name == "$eq" {
			return text, true
		}
		if list, is := f.value.([]value); is && f.name == "$in" && len(list) == 1 {
			text, is := list[0].(string)
			return text, is
		}
	}
	return "", false
}

// bound takes the bounds of stored.
func (n *narrowing) bound(v value) {
	for _, f := range operators(v) {
		o, is := f.value.(*object)
		if !is || len(o.fields) != 1 || o.fields[0].name != "$dte" {
			continue
		}
		text, _ := o.fields[0].value.(string)
		moment, ok := parseDate(text)
		if !ok {
			continue
		}
		switch f.name {
		case "$gt", "$gte", "$eq":
			n.from = max(n.from, int64(moment))
		}
		switch f.name {
		case "$lt", "$lte", "$eq":
			n.to = min(n.to, int64(moment))
		}
	}
}

// looksUp reports whether the log finds the statements by more than their time.
func (n *narrowing) looksUp() bool {
	return n.verb != "" || n.activity != "" || n.actor.Kind != 0 || n.registration != nil
}

// each calls fn with the caller's statements that the narrowing has, in the order
// in which they were stored.
func (d *Door) each(ctx context.Context, caller Caller, n narrowing, fn func(lrs.Stored) error) error {
	if n.to < n.from {
		return nil
	}
	if !n.voided && (n.looksUp() || caller.Authority != nil) {
		return d.lookUp(ctx, caller, n, fn)
	}
	if caller.Authority != nil {
		// Which voided statements are the caller's, no key of the log tells.
		return refusal("/", "a key that reads only its own statements cannot ask about voided")
	}
	err := d.config.Statements.Scan(ctx, caller.Store, lrs.Position{Stored: n.from - 1, ID: lastID}, func(s lrs.Stored) error {
		if s.Stored > n.to {
			return errEnough
		}
		if s.Voided && !n.voided {
			return nil
		}
		return fn(s)
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// lastID is behind every id of a moment.
var lastID = xapi.UUID{
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
}

func (d *Door) lookUp(ctx context.Context, caller Caller, n narrowing, fn func(lrs.Stored) error) error {
	query := lrs.Query{Authority: caller.Authority, Ascending: true, Limit: pageSize, Since: n.from - 1}
	if n.to < math.MaxInt64 {
		query.Until = n.to
	}
	if n.verb != "" {
		query.Verb = new(xapi.VerbKey(n.verb))
	}
	if n.activity != "" {
		query.Activity = new(xapi.ActivityKey(n.activity))
	}
	if n.registration != nil {
		query.Registration = new(xapi.RegistrationKey(*n.registration))
	}
	if n.actor.Kind != 0 {
		query.Agent = new(n.actor.Key())
	}
	for {
		page, err := d.config.Statements.Query(ctx, caller.Store, query)
		if err != nil {
			return fmt.Errorf("find statements: %w", err)
		}
		for _, s := range page.Statements {
			if err := fn(s); errors.Is(err, errEnough) {
				return nil
			} else if err != nil {
				return err
			}
		}
		if !page.More || len(page.Statements) == 0 {
			return nil
		}
		last := page.Statements[len(page.Statements)-1]
		query.Through, query.After = page.Through, last.Position
	}
}

// document writes a statement as Learning Locker keeps it.
func document(s lrs.Stored, persons map[string]string) (*object, error) {
	parsed, err := parse(s.JSON)
	if err != nil {
		return nil, fmt.Errorf("read the statement %s: %w", s.ID, err)
	}
	made := &object{fields: []field{{"_id", s.ID.String()}, {"statement", parsed}}}
	if text, ok := (path{"statement", "timestamp"}).get(made).(string); ok {
		if micros, ok := xapi.ParseTimestamp(text); ok {
			made.set("timestamp", date(micros))
		}
	}
	made.set("stored", date(s.Stored))
	made.set("voided", s.Voided)
	if person := personOf((path{"actor"}).get(parsed), persons); person != "" {
		made.set("person", &object{fields: []field{{"_id", person}}})
	}
	return made, nil
}

// personOf returns the person of an actor; "" for none.
func personOf(actor value, persons map[string]string) string {
	text := func(names ...string) string {
		text, _ := path(names).get(actor).(string)
		return text
	}
	var identifier xapi.IFI
	switch {
	case text("mbox") != "":
		identifier = xapi.IFI{Kind: xapi.Mbox, Value: text("mbox")}
	case text("mbox_sha1sum") != "":
		identifier = xapi.IFI{Kind: xapi.MboxSHA1Sum, Value: text("mbox_sha1sum")}
	case text("openid") != "":
		identifier = xapi.IFI{Kind: xapi.OpenID, Value: text("openid")}
	case text("account", "name") != "":
		identifier = xapi.IFI{Kind: xapi.Account, Value: text("account", "name"), HomePage: text("account", "homePage")}
	default:
		return ""
	}
	identity := identifier.String()
	if merged, ok := persons[identity]; ok {
		return merged
	}
	return identity
}
