package xapi

// What counts in each kind of object, by the comparison rules.

// event writes a Statement or SubStatement.
func (f *normalForm) event(n int, sub bool) {
	if sub {
		f.object(n, (*normalForm).subStatementProperty)
	} else {
		f.object(n, (*normalForm).statementProperty)
	}
}

// part writes one property of a statement by the rules for signatures, nothing
// when it is absent.
func (f *normalForm) part(property string) []byte {
	f.begin(signatureRules)
	if value := f.member(0, property); value != 0 {
		f.eventProperty([]byte(property), value)
	}
	return f.form
}

func (f *normalForm) statementProperty(key []byte, value int) bool {
	switch string(key) {
	case "authority", "stored", "version": // EQ-01
		return true
	case "id", "timestamp": // EQ-01: compared before, where both have it
		return true
	}
	return f.eventProperty(key, value)
}

func (f *normalForm) subStatementProperty(key []byte, value int) bool {
	if string(key) == "timestamp" {
		if f.rules == allRules {
			f.instant(value)
		}
		return true
	}
	return f.eventProperty(key, value)
}

func (f *normalForm) eventProperty(key []byte, value int) bool {
	switch string(key) {
	case "attachments": // EQ-05
	case "actor":
		f.actor(value)
	case "verb":
		f.object(value, (*normalForm).verbProperty)
	case "object":
		f.target(value)
	case "result":
		f.object(value, (*normalForm).resultProperty)
	case "context":
		f.object(value, (*normalForm).contextProperty)
	default:
		return false
	}
	return true
}

// target writes the object of a Statement, which is an Activity when it does
// not say what it is (EQ-10).
func (f *normalForm) target(n int) {
	objectType := 0
	if f.kind(n) == objectNode {
		objectType = f.member(n, "objectType")
	}
	switch {
	case objectType == 0:
		f.activity(n)
	case f.is(objectType, "Agent"), f.is(objectType, "Group"):
		f.form = append(f.form, 'a') // an actor's objectType may be left out
		f.actor(n)
	case f.is(objectType, "StatementRef"):
		f.object(n, (*normalForm).referenceProperty)
	case f.is(objectType, "SubStatement"):
		f.event(n, true)
	default:
		f.activity(n)
	}
}

func (f *normalForm) activity(n int) { f.object(n, (*normalForm).activityProperty) }

func (f *normalForm) activityProperty(key []byte, value int) bool {
	switch string(key) {
	case "definition": // EQ-02
		return true
	case "objectType":
		return f.is(value, "Activity")
	}
	return false
}

func (f *normalForm) verbProperty(key []byte, _ int) bool {
	return string(key) == "display" // EQ-02
}

func (f *normalForm) referenceProperty(key []byte, value int) bool {
	if string(key) != "id" {
		return false
	}
	f.uuid(value)
	return true
}

func (f *normalForm) actor(n int) { f.object(n, (*normalForm).actorProperty) }

func (f *normalForm) actorProperty(key []byte, value int) bool {
	switch string(key) {
	case "objectType":
		return f.is(value, "Agent")
	case "mbox":
		f.mailto(value)
	case "mbox_sha1sum":
		f.lowerText(value)
	case "member":
		f.set(value, (*normalForm).actor)
	default:
		return false
	}
	return true
}

func (f *normalForm) resultProperty(key []byte, value int) bool {
	if string(key) != "duration" {
		return false
	}
	f.duration(value)
	return true
}

func (f *normalForm) contextProperty(key []byte, value int) bool {
	switch string(key) {
	case "registration":
		f.uuid(value)
	case "instructor", "team":
		f.actor(value)
	case "contextActivities":
		f.object(value, (*normalForm).contextActivitiesProperty)
	case "contextAgents", "contextGroups":
		f.array(value, (*normalForm).contextActor)
	case "language":
		f.lowerText(value)
	case "statement":
		f.object(value, (*normalForm).referenceProperty)
	default:
		return false
	}
	return true
}

// contextActivitiesProperty writes a single Activity as an array of one
// (EQ-07).
func (f *normalForm) contextActivitiesProperty(_ []byte, value int) bool {
	if f.kind(value) == objectNode {
		f.form = append(f.form, '[')
		f.activity(value)
		f.form = append(f.form, ']')
	} else {
		f.array(value, (*normalForm).activity)
	}
	return true
}

func (f *normalForm) contextActor(n int) {
	f.object(n, func(f *normalForm, key []byte, value int) bool {
		switch string(key) {
		case "agent", "group":
			f.actor(value)
			return true
		}
		return false
	})
}
