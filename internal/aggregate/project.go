package aggregate

import (
	"slices"
	"strings"
)

// shape is a node of a projection.
type shape struct {
	name string
	// kind says what becomes of the field.
	kind    shapeKind
	compute expression
	inner   []*shape
}

type shapeKind uint8

const (
	include shapeKind = iota
	exclude
	computed
	nested
)

func (s *shape) find(name string) *shape {
	for _, inner := range s.inner {
		if inner.name == name {
			return inner
		}
	}
	return nil
}

// onlyExcludes reports whether every end of the tree leaves a field out.
func (s *shape) onlyExcludes() bool {
	if s.kind != nested {
		return s.kind == exclude
	}
	return !slices.ContainsFunc(s.inner, func(inner *shape) bool { return !inner.onlyExcludes() })
}

// project reads a projection: fields to have, or fields to leave out, and fields
// that are renamed or computed.
func (d *decoder) project(v value, at string) (stage, error) {
	o, ok := v.(*object)
	if !ok || len(o.fields) == 0 {
		return nil, refusal(at, "a projection is an object with at least one field, such as {\"statement\": 1}")
	}
	root := &shape{kind: nested}
	if err := d.shape(root, o, at); err != nil {
		return nil, err
	}
	s := &projectStage{root: root}
	id := root.find("_id")
	rest := slices.DeleteFunc(slices.Clone(root.inner), func(inner *shape) bool { return inner == id })
	s.without = (&shape{kind: nested, inner: rest}).onlyExcludes() && (len(rest) > 0 || id.onlyExcludes())
	if s.without && id != nil && !id.onlyExcludes() {
		return nil, refusal(at+"/_id", "a projection has fields to have, or fields to leave out")
	}
	if s.without {
		return s, nil
	}
	for _, inner := range rest {
		if err := inner.mixed(at); err != nil {
			return nil, err
		}
	}
	if id == nil {
		root.inner = slices.Insert(root.inner, 0, &shape{name: "_id", kind: include})
	}
	return s, nil
}

// mixed refuses fields to leave out beside fields to have. A field of which only
// parts are left out is one to have.
func (s *shape) mixed(at string) error {
	at += "/" + s.name
	if s.kind == exclude {
		return refusal(at, "only _id can be left out beside fields to have")
	}
	if s.kind != nested || s.onlyExcludes() {
		return nil
	}
	for _, inner := range s.inner {
		if err := inner.mixed(at); err != nil {
			return err
		}
	}
	return nil
}

// shape reads the fields of an object into a node.
func (d *decoder) shape(parent *shape, o *object, at string) error {
	for _, f := range o.fields {
		at := at + "/" + f.name
		p, err := d.path(f.name, at)
		if err != nil {
			return err
		}
		node := parent
		for _, name := range p[:len(p)-1] {
			inner := node.find(name)
			if inner == nil {
				inner = &shape{name: name, kind: nested}
				node.inner = append(node.inner, inner)
			}
			if inner.kind != nested {
				return refusal(at, "the projection has this field and a part of it")
			}
			node = inner
		}
		last := p[len(p)-1]
		if node.find(last) != nil {
			return refusal(at, "the projection has this field twice, or it and a part of it")
		}
		inner := &shape{name: last}
		node.inner = append(node.inner, inner)
		if err := d.leaf(inner, f.value, at); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) leaf(s *shape, v value, at string) (err error) {
	switch v := v.(type) {
	case bool:
		if !v {
			s.kind = exclude
		}
		return nil
	case number:
		if v.value == 0 {
			s.kind = exclude
		}
		return nil
	case *object:
		if len(v.fields) == 0 {
			return refusal(at, "an object of a projection has at least one field")
		}
		if !strings.HasPrefix(v.fields[0].name, "$") {
			s.kind = nested
			return d.shape(s, v, at)
		}
	}
	s.kind = computed
	s.compute, err = d.expression(v, at)
	return err
}

// projectStage reshapes documents.
type projectStage struct {
	root *shape
	// without: the projection says what to leave out.
	without bool
}

func (s *projectStage) start(next sink) sink { return &projector{stage: s, next: next} }

type projector struct {
	stage *projectStage
	next  sink
}

func (p *projector) push(v value) error {
	if p.stage.without {
		return p.next.push(p.stage.root.leaveOut(v))
	}
	made := p.stage.root.keep(v, v)
	if p.stage.root.computes() {
		if err := fits(made); err != nil {
			return err
		}
	}
	return p.next.push(made)
}

func (p *projector) end() error { return p.next.end() }

// leaveOut returns the value without what the node says.
func (s *shape) leaveOut(v value) value {
	switch v := v.(type) {
	case *object:
		made := &object{fields: make([]field, 0, len(v.fields))}
		for _, f := range v.fields {
			inner := s.find(f.name)
			switch {
			case inner == nil:
				made.fields = append(made.fields, f)
			case inner.kind == nested:
				made.fields = append(made.fields, field{f.name, inner.leaveOut(f.value)})
			}
		}
		return made
	case []value:
		list := make([]value, len(v))
		for i, element := range v {
			list[i] = s.leaveOut(element)
		}
		return list
	default:
		return v
	}
}

// keep returns what the node says of a value; document is the whole one, of which
// expressions are computed.
func (s *shape) keep(v, document value) value {
	if list, is := v.([]value); is {
		kept := make([]value, 0, len(list))
		for _, element := range list {
			if _, is := element.(*object); is || s.computes() {
				kept = append(kept, s.keep(element, document))
			}
		}
		return kept
	}
	made := &object{}
	source, _ := v.(*object)
	if source != nil {
		for _, f := range source.fields {
			inner := s.find(f.name)
			switch {
			case inner == nil || inner.kind == exclude || inner.kind == computed:
			case inner.kind == include:
				made.fields = append(made.fields, f)
			case inner.onlyExcludes():
				made.fields = append(made.fields, field{f.name, inner.leaveOut(f.value)})
			default:
				if _, plain := f.value.(*object); plain || rank(f.value) == rank([]value{}) || inner.computes() {
					made.fields = append(made.fields, field{f.name, inner.keep(f.value, document)})
				}
			}
		}
	}
	for _, inner := range s.inner {
		switch {
		case inner.kind == computed:
			if result := inner.compute(document); result != (absent{}) {
				made.set(inner.name, result)
			}
		case inner.kind == nested && inner.computes() && made.get(inner.name) == (absent{}):
			made.set(inner.name, inner.keep(absent{}, document))
		}
	}
	return made
}

// computes reports whether something in the node is computed.
func (s *shape) computes() bool {
	return s.kind == computed || slices.ContainsFunc(s.inner, (*shape).computes)
}
