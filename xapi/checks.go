package xapi

// iri checks a value that must be an IRI (IRI-01, IRI-02).
func (p *parser) iri(n int) bool {
	if !p.want(n, stringNode) {
		return false
	}
	if value := p.decoded(n); !validIRI(value) {
		p.fault(n, "IRI-01", p.called(n)+" must be an IRI with its scheme, such as https://example.com/x, without spaces; got "+quote(value))
		return false
	}
	return true
}

// uuid checks a value that must be a UUID (UUID-01). rule is the one that asks
// for it.
func (p *parser) uuid(n int, rule string) (UUID, bool) {
	if !p.want(n, stringNode) {
		return UUID{}, false
	}
	id, ok := ParseUUID(p.decoded(n))
	if !ok {
		p.fault(n, rule, p.called(n)+" must be a UUID, such as 6690e6c9-3ef0-4ed3-8b37-7f3964730bee, not "+quote(p.decoded(n)))
	}
	return id, ok
}

// boolean checks a value that must be true or false.
func (p *parser) boolean(n int) {
	if kind := p.kind(n); kind != trueNode && kind != falseNode {
		p.wrongKind(n, "true or false")
	}
}

// languageMap checks a language map (LT-01, LT-02).
func (p *parser) languageMap(n int) bool {
	if p.kind(n) != objectNode {
		return p.wrongKind(n, `a language map, such as {"en-US": "answered"}`)
	}
	for key, value := range p.members(n) {
		if tag := p.decoded(key); !validLanguageTag(tag) {
			p.fault(key, "LT-01", "the keys of a language map are RFC 5646 language tags, such as en-US; "+quote(tag)+" is none")
		}
		p.want(value, stringNode)
	}
	return true
}

// extensions checks an extensions object (EXT-01); its values are free
// (EXT-03).
func (p *parser) extensions(n int) {
	if !p.want(n, objectNode) {
		return
	}
	for key := range p.members(n) {
		if name := p.decoded(key); !validIRI(name) {
			p.fault(key, "EXT-01", "the keys of extensions are IRIs with their scheme, such as https://example.com/x; "+quote(name)+" is none")
		}
	}
}
