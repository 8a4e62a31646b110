package query

import "cmp"

// Side is an end of an arrow of paths, or a node alone.
type Side struct {
	// Kind is SideNode, SideOther or SideLeft; Value is that of a node.
	Kind, Value string
}

// The kinds of sides.
const (
	SideNode  = "node"
	SideOther = "other"
	SideLeft  = "left"
)

// PathCell is an arrow of paths, or a node where To is nil.
type PathCell struct {
	// Layer is that of From; 0 without from and to in the query.
	Layer int
	From  Side
	To    *Side
}

// pathCell reads {"layer", "from", "from_kind", "to", "to_kind"}.
func (d *decoder) pathCell(ask *CellQuery, at *node, o *object) {
	c := &PathCell{}
	ask.Cell.Path = c
	layered := ask.Query.From != nil || ask.Query.To != nil
	switch n := o.take("layer"); {
	case n != nil && layered:
		layer, _ := d.integer(n, 0, int64(ask.Query.Depth))
		c.Layer = int(layer)
	case n != nil:
		d.add(n.at, "paths without from and to have no layers")
	case layered:
		d.add(at.at, "a cell of paths from or to a value has the key %q", "layer")
	}
	from, fromKind := o.take("from"), o.take("from_kind")
	to, toKind := o.take("to"), o.take("to_kind")
	if from == nil && fromKind == nil {
		d.add(at.at, "a cell of kind paths has the key %q", "from")
		return
	}
	kinds := []string{SideNode}
	if layered {
		kinds = []string{SideNode, SideOther, SideLeft}
	}
	c.From = d.side(at, "from", from, fromKind, kinds)
	if to == nil && toKind == nil {
		return
	}
	side := d.side(at, "to", to, toKind, kinds)
	c.To = &side
	if c.From.Kind == SideLeft {
		d.add(at.at, "nothing comes after the end of a path: leave out «to»")
	}
}

// side reads a value and its kind, which follows from a value that is there.
func (d *decoder) side(at *node, name string, value, kind *node, kinds []string) Side {
	s := Side{Kind: SideNode}
	if kind != nil {
		s.Kind, _ = d.word(kind, kinds...)
	}
	switch named := value != nil && value.kind != 'n'; {
	case named && s.Kind != SideNode:
		d.add(value.at, "only a node has a value: the value of %q is null", s.Kind)
	case named:
		s.Value, _ = d.string(value, 1, longest)
	case s.Kind == SideNode:
		d.add(at.at, "%q is the value of a node, or null with the kind other or left", name)
	}
	return s
}

// ComparePathNodes orders nodes by layer, then those with values by them, then the
// others by kind.
func ComparePathNodes(a, b PathNode) int {
	text := func(n PathNode) string {
		text, _ := n.Value.(string)
		return text
	}
	return cmp.Or(
		cmp.Compare(a.Layer, b.Layer), -cmp.Compare(bit(a.Kind == SideNode), bit(b.Kind == SideNode)),
		cmp.Compare(text(a), text(b)), -cmp.Compare(a.Kind, b.Kind))
}

func bit(is bool) int {
	if is {
		return 1
	}
	return 0
}
