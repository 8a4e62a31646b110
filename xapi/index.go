package xapi

// fewEntries is how many index entries are compared one by one; more are kept
// in a set.
const fewEntries = 32

// wider maps the kinds that a related query asks besides to those it asks
// first: what is found by the first need not be found by the second.
var wider = [...]IndexKind{ByRelatedAgent: ByAgent, ByRelatedActivity: ByActivity, ByAuthority: 0}

// indexBy notes one fact by which the statement is found, once.
func (p *parser) indexBy(kind IndexKind, key Key) {
	entry := IndexEntry{kind, key}
	if p.hasEntry(entry) || wider[kind] != 0 && p.hasEntry(IndexEntry{wider[kind], key}) {
		return
	}
	p.index = append(p.index, entry)
	switch {
	case len(p.index) == fewEntries:
		for _, earlier := range p.index {
			p.indexed[earlier] = struct{}{}
		}
	case len(p.index) > fewEntries:
		p.indexed[entry] = struct{}{}
	}
}

func (p *parser) hasEntry(entry IndexEntry) bool {
	if len(p.index) >= fewEntries {
		_, ok := p.indexed[entry]
		return ok
	}
	for i := range p.index {
		if p.index[i] == entry {
			return true
		}
	}
	return false
}

// describe notes what the statement says about an activity, verb or agent;
// nothing is said by an empty object.
func (p *parser) describe(kind DescriptionKind, key Key, value int) {
	if p.kind(value) == objectNode && p.empty(value) {
		return
	}
	p.descriptions = append(p.descriptions, Description{kind, key, p.raw(value)})
}
