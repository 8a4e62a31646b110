package xapi

import "fmt"

// Parse validates a request body, one statement or an array of them, by the
// rules of version. array says which of the two it was. A *ValidationError
// lists what is wrong, up to ten faults for each statement; pointers start at
// the body (an array's third statement is "/2"). Two statements of a batch
// with the same id are an error (PS-06).
func Parse(body []byte, version Version, limits Limits) (statements []Statement, array bool, err error) {
	p := parsers.Get().(*parser)
	defer p.release()
	p.version, p.stored = version, false
	if fault := p.start(body, limits.depth()); fault != nil {
		return nil, false, &ValidationError{Faults: []Fault{*fault}}
	}
	if p.kind(0) != arrayNode {
		statement, faults := p.parseStatement(0, 1)
		if len(faults) > 0 {
			return nil, false, &ValidationError{Faults: faults}
		}
		return []Statement{statement}, false, nil
	}
	statements, err = p.parseBatch(limits)
	return statements, true, err
}

// parseBatch reads the statements of an array. The faults of a batch are
// bounded too: who sent a hundred learns nothing from the next.
func (p *parser) parseBatch(limits Limits) ([]Statement, error) {
	count := 0
	for range p.items(0) {
		count++
	}
	if most := limits.statements(); count > most {
		return nil, &ValidationError{Faults: []Fault{{
			"", "GEN-14", fmt.Sprintf("the batch has %d statements and may have %d; send it in parts", count, most),
		}}}
	}
	p.memory.startBatch()
	statements := make([]Statement, 0, count)
	var faults []Fault
	for item := range p.items(0) {
		statement, found := p.parseStatement(item, count-len(statements))
		statements = append(statements, statement)
		faults = append(faults, found...)
		if len(faults) >= maxBatchFaults {
			break
		}
	}
	if len(faults) > 0 {
		return nil, &ValidationError{Faults: faults[:min(len(faults), maxBatchFaults)]}
	}
	return statements, nil
}

// parseStatement checks the statement at a node. expected is how many more are
// to come, this one included.
func (p *parser) parseStatement(n, expected int) (Statement, []Fault) {
	p.reset(n)
	p.tellRepeated()
	var s Statement
	p.checkStatement(n, &s)
	if s.HasID && (expected > 1 || len(p.ids) > 0) {
		if _, twice := p.ids[s.ID]; twice {
			p.fault(p.member(n, "id"), "PS-06", "the id "+s.ID.String()+" is also that of an earlier statement in this batch; each statement needs its own")
		}
		p.ids[s.ID] = struct{}{}
	}
	if len(p.faults) > 0 {
		return Statement{}, p.found()
	}
	p.sortEdits()
	index := p.indexSlab.keep(p.index, expected)
	s.Index = index
	if at := p.authorityAt; at < len(index) {
		s.AuthorityIndex = index[at:]
		if !p.stored {
			s.Index = index[:at:at]
		}
	}
	s.Attachments = p.attachmentSlab.keep(p.attachments, expected)
	s.Descriptions = p.descriptionSlab.keep(p.descriptions, expected)
	s.edits = p.editSlab.keep(p.edits, expected)
	return s, nil
}

// ParseStored reads a statement in the stored form again, whichever version it
// came by; its authority's entries are part of Index. An error means that the
// bytes are not what AppendStored wrote.
func ParseStored(text []byte) (Statement, error) {
	p := parsers.Get().(*parser)
	defer p.release()
	p.version, p.stored = Version2, true
	if fault := p.start(text, len(text)); fault != nil {
		return Statement{}, &ValidationError{Faults: []Fault{*fault}}
	}
	s, faults := p.parseStatement(0, 1)
	if len(faults) > 0 {
		return Statement{}, &ValidationError{Faults: faults}
	}
	if !s.HasID || !s.HasStored || !s.HasTimestamp || s.Version == "" {
		return Statement{}, &ValidationError{Faults: []Fault{{
			"", "GEN-01", "a stored statement has id, stored, timestamp and version; not all of them are there",
		}}}
	}
	return s, nil
}
