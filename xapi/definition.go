package xapi

import "fmt"

var (
	definitionKeys = []string{
		"name", "description", "type", "moreInfo", "extensions",
		"interactionType", "correctResponsesPattern", "choices", "scale", "source", "target", "steps",
	}
	componentKeys = []string{"id", "description"}
)

// checkDefinition checks an activity definition (OB-11).
func (p *parser) checkDefinition(n int) {
	if !p.want(n, objectNode) {
		return
	}
	interaction, interactionType := 0, 0
	for key, value := range p.members(n) {
		switch string(p.decoded(key)) {
		case "name", "description":
			p.languageMap(value)
		case "type", "moreInfo":
			p.iri(value)
		case "extensions":
			p.extensions(value)
		case "interactionType":
			interactionType = value
		case "correctResponsesPattern":
			interaction = key
			p.checkPattern(value)
		case "choices", "scale", "source", "target", "steps":
			interaction = key
			p.checkComponents(value)
		default:
			p.unknownKey(key, "an activity definition", definitionKeys)
		}
	}
	switch {
	case interactionType != 0:
		p.checkInteractionType(interactionType)
	case interaction != 0:
		p.fault(n, "IA-01", "a definition with "+string(p.decoded(interaction))+" needs interactionType, such as choice")
	}
}

func (p *parser) checkInteractionType(n int) {
	if !p.want(n, stringNode) {
		return
	}
	switch name := p.decoded(n); string(name) {
	case "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric", "other":
	default:
		p.fault(n, "IA-01", "interactionType must be true-false, choice, fill-in, long-fill-in, matching, performance, sequencing, likert, numeric or other, not "+quote(name))
	}
}

// checkPattern checks correctResponsesPattern (IA-02): the patterns themselves
// are free (IA-05).
func (p *parser) checkPattern(n int) {
	if !p.want(n, arrayNode) {
		return
	}
	for item := range p.items(n) {
		p.want(item, stringNode)
	}
}

// checkComponents checks a list of interaction components (IA-02, IA-03).
func (p *parser) checkComponents(n int) {
	if !p.want(n, arrayNode) {
		return
	}
	ids := map[string]bool{}
	for component := range p.items(n) {
		if !p.want(component, objectNode) {
			continue
		}
		id := 0
		for key, value := range p.members(component) {
			switch string(p.decoded(key)) {
			case "id":
				id = value
			case "description":
				p.languageMap(value)
			default:
				p.unknownKey(key, "an interaction component", componentKeys)
			}
		}
		switch {
		case id == 0:
			p.fault(component, "IA-03", "an interaction component needs id, a string")
		case p.want(id, stringNode) && p.version == Version1: // IA-04: 2.0 no longer asks for it
			if ids[string(p.decoded(id))] {
				p.fault(id, "IA-04", fmt.Sprintf("the id %s stands twice in this list; each component needs its own", quote(p.decoded(id))))
			}
			ids[string(p.decoded(id))] = true
		}
	}
}
