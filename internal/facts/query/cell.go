package query

import (
	"slices"
	"time"
)

// cellKeys are the parts that cells of a kind may have, those that they must have
// first. Those of paths and items depend on each other, and are read by themselves
// (pathCell, itemCell).
var cellKeys = map[Kind]struct{ must, may []string }{
	Table:        {nil, []string{"dimensions", "metric"}},
	Trend:        {nil, []string{"bucket", "dimensions", "metric"}},
	Distribution: {nil, []string{"dimensions"}},
	Funnel:       {[]string{"step"}, []string{"dropped", "dimensions"}},
	Retention:    {[]string{"cohort"}, []string{"k"}},
	Lifecycle:    {[]string{"bucket", "column"}, nil},
	Paths:        {},
	Items:        {},
}

// DecodeCell reads {"query", "cell", "of", "limit", "cursor"}. Errors as from
// Decode.
func DecodeCell(text []byte, saved map[string]string) (*CellQuery, error) {
	d := &decoder{saved: saved, zone: time.UTC}
	ask := &CellQuery{Query: &Query{}}
	if root := d.parse(text, ""); root != nil {
		d.cellQuery(ask, root)
	}
	if err := d.err("request"); err != nil {
		return nil, err
	}
	return ask, nil
}

func (d *decoder) cellQuery(ask *CellQuery, root *node) {
	o := d.object(root, "the request")
	if o == nil {
		return
	}
	if n := o.need("query", "the query whose answer has the cell"); n != nil {
		d.query(ask.Query, n)
	}
	if n := o.take("of"); n != nil {
		of, _ := d.word(n, "people", "statements")
		ask.OfStatements = of == "statements"
	}
	ask.Limit = d.limit(o, 100, mostRows)
	ask.Cursor = d.cursor(o)
	if n := o.need("cell", "which number is meant, such as {\"metric\": \"people\"}"); n != nil && len(d.details) == 0 {
		d.cell(ask, n)
	}
	o.close("the request")
}

func (d *decoder) cell(ask *CellQuery, n *node) {
	keys, ok := cellKeys[ask.Query.Kind]
	if !ok {
		d.add(n.at, "kind %s has no cells with people behind them; table, trend, distribution, funnel, paths, retention, lifecycle and items have", ask.Query.Kind)
		return
	}
	o := d.object(n, "a cell")
	if o == nil {
		return
	}
	c := &ask.Cell
	switch ask.Query.Kind {
	case Paths:
		d.pathCell(ask, n, o)
	case Items:
		d.itemCell(ask, n, o)
	}
	for _, key := range slices.Concat(keys.must, keys.may) {
		value := o.take(key)
		switch {
		case value != nil:
			d.cellPart(c, key, value, ask.Query)
		case slices.Contains(keys.must, key):
			d.add(n.at, "a cell of kind %s has the key %q", ask.Query.Kind, key)
		}
	}
	o.close("a cell of kind " + string(ask.Query.Kind))
}

func (d *decoder) cellPart(c *Cell, key string, n *node, q *Query) {
	switch key {
	case "bucket":
		c.Bucket, _ = d.string(n, 1, 60)
	case "cohort":
		c.Cohort, _ = d.string(n, 1, 60)
	case "metric":
		words := []string{}
		for _, metric := range q.Metrics {
			words = append(words, metric.Name)
		}
		if !slices.Contains(words, "people") {
			words = append(words, "people")
		}
		c.Metric, _ = d.word(n, words...)
	case "step":
		step, _ := d.integer(n, 1, int64(max(1, len(q.Steps))))
		c.Step = int(step)
	case "dropped":
		c.Dropped, _ = d.boolean(n)
	case "k":
		value, _ := d.integer(n, 0, int64(max(1, q.Periods))-1)
		k := int(value)
		c.K = &k
	case "column":
		c.Column, _ = d.word(n, "active", "new", "returning", "resurrected", "dormant")
	case "dimensions":
		d.cellDimensions(c, n, q)
	}
}

func (d *decoder) cellDimensions(c *Cell, n *node, q *Query) {
	o := d.object(n, "the values of the dimensions")
	if o == nil {
		return
	}
	c.Dimensions = make(map[string]any)
	for _, field := range q.Dimensions {
		for _, name := range append(field.Aliases(), field.Name()) {
			if value := o.take(name); value != nil {
				c.Dimensions[field.Name()] = d.plain(value)
			}
		}
	}
	o.known = fieldNames(q.Dimensions)
	o.close("the query's list of dimensions")
}

// plain reads a value of a cell of an answer.
func (d *decoder) plain(n *node) any {
	switch n.kind {
	case 'n':
		return nil
	case 't', 'f':
		return n.kind == 't'
	case '0':
		number, _ := d.number(n)
		return number
	case '"':
		return n.text
	default:
		d.add(n.at, "a value of a dimension is a text, a number, a boolean or null, not %s", n.kindName())
		return nil
	}
}
