package xapi

// verb writes a verb: its id, and in the format canonical its display as the
// LRS has it (FM-03).
func (f *formatter) verb(n int) {
	id := f.onlyID(n)
	if f.to == Canonical && id != 0 {
		if display := f.describe(DescribesVerb, VerbKey(f.decoded(id))); display != nil {
			f.out = append(f.out, `,"display":`...)
			f.out = f.description.appendDisplay(f.out, display)
		}
	}
	f.out = append(f.out, '}')
}

// activity writes an Activity: its id alone in the format ids (FM-02, QX-16),
// and in the format canonical also its objectType if it was sent, and the
// definition as the LRS has it. An activity that nobody defined has none
// (FM-07).
func (f *formatter) activity(n int) {
	id := f.onlyID(n)
	if f.to == Canonical && id != 0 {
		if objectType := f.member(n, "objectType"); objectType != 0 {
			f.key(objectType - 1)
			f.copy(objectType)
		}
		if definition := f.describe(DescribesActivity, ActivityKey(f.decoded(id))); definition != nil {
			f.out = append(f.out, `,"definition":`...)
			f.out = f.description.appendDefinition(f.out, definition)
		}
	}
	f.out = append(f.out, '}')
}

// onlyID begins an object with its id and returns the id's node.
func (f *formatter) onlyID(n int) (id int) {
	f.out = append(f.out, '{')
	if id = f.member(n, "id"); id != 0 {
		f.key(id - 1)
		f.copy(id)
	}
	return id
}

// descriptionFormatter writes canonical descriptions with one language in each
// language map (FM-04).
type descriptionFormatter struct {
	tape
	languages LanguageRanges
	tags      [][]byte
	values    []int
}

// appendDisplay appends the display of a verb.
func (d *descriptionFormatter) appendDisplay(dst, display []byte) []byte {
	if d.scan(display, len(display)) != nil {
		return append(dst, display...)
	}
	return d.appendLanguage(dst, 0)
}

// appendDefinition appends the definition of an activity.
func (d *descriptionFormatter) appendDefinition(dst, definition []byte) []byte {
	if d.scan(definition, len(definition)) != nil || d.kind(0) != objectNode {
		return append(dst, definition...)
	}
	dst = append(dst, '{')
	for key, value := range d.members(0) {
		if key > 1 {
			dst = append(dst, ',')
		}
		dst = append(append(dst, d.raw(key)...), ':')
		switch string(d.decoded(key)) {
		case "name", "description":
			dst = d.appendLanguage(dst, value)
		case "choices", "scale", "source", "target", "steps":
			dst = d.appendComponents(dst, value)
		default:
			dst = append(dst, d.raw(value)...)
		}
	}
	return append(dst, '}')
}

// appendComponents appends a list of interaction components, which are
// described in languages too.
func (d *descriptionFormatter) appendComponents(dst []byte, n int) []byte {
	dst = append(dst, '[')
	for component := range d.items(n) {
		if component > n+1 {
			dst = append(dst, ',')
		}
		dst = append(dst, '{')
		for key, value := range d.members(component) {
			if key > component+1 {
				dst = append(dst, ',')
			}
			dst = append(append(dst, d.raw(key)...), ':')
			if d.is(key, "description") {
				dst = d.appendLanguage(dst, value)
			} else {
				dst = append(dst, d.raw(value)...)
			}
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

// appendLanguage appends a language map with the one entry that is wanted most.
func (d *descriptionFormatter) appendLanguage(dst []byte, n int) []byte {
	if d.kind(n) != objectNode {
		return append(dst, d.raw(n)...)
	}
	d.tags, d.values = d.tags[:0], d.values[:0]
	for key, value := range d.members(n) {
		d.tags, d.values = append(d.tags, d.decoded(key)), append(d.values, value)
	}
	dst = append(dst, '{')
	if chosen := chooseTag(d.languages, d.tags); chosen >= 0 {
		value := d.values[chosen]
		dst = append(append(append(dst, d.raw(value-1)...), ':'), d.raw(value)...)
	}
	return append(dst, '}')
}
