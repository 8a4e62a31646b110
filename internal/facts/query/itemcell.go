package query

// The parts of an item, and of an assessment, of which there are people.
const (
	PartN          = "n"
	PartRight      = "right"
	PartWrong      = "wrong"
	PartOmitted    = "omitted"
	PartNotReached = "not_reached"
	PartMismatch   = "mismatch"
	PartResponse   = "response"
	PartPeople     = "people"
	PartComplete   = "complete"
)

// ItemCell is a number of an item, or where Item is empty of the whole assessment.
type ItemCell struct {
	// Assessment is nil for items of none.
	Assessment *string
	Item, Part string
	// Response is what was answered, for PartResponse.
	Response string
}

// itemCell reads {"assessment", "item", "part"} or {"assessment", "item", "response"}.
func (d *decoder) itemCell(ask *CellQuery, at *node, o *object) {
	c := &ItemCell{Part: PartN}
	ask.Cell.Item = c
	if n := o.take("assessment"); n == nil {
		d.add(at.at, "a cell of kind items has the key %q, null for items of none", "assessment")
	} else if n.kind != 'n' {
		text, _ := d.string(n, 1, longest)
		c.Assessment = &text
	}
	part, response := o.take("part"), o.take("response")
	if n := o.take("item"); n != nil {
		c.Item, _ = d.string(n, 1, longest)
		if part != nil {
			c.Part, _ = d.word(part, PartN, PartRight, PartWrong, PartOmitted, PartNotReached, PartMismatch)
		}
		if response != nil {
			c.Part = PartResponse
			c.Response, _ = d.string(response, 0, longest)
			if part != nil {
				d.add(part.at, "a cell has a part or a response, not both")
			}
		}
		return
	}
	c.Part = PartPeople
	if part != nil {
		c.Part, _ = d.word(part, PartPeople, PartComplete)
	}
	if response != nil {
		d.add(response.at, "name the item whose response this is")
	}
}
