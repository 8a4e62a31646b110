package query

import (
	"slices"
	"time"
)

// The limits of what a query may ask for.
const (
	mostRows       = 10_000
	mostStatements = 1_000 // rows with the statements themselves
	mostGroups     = 200   // of a trend
	mostEpisodes   = 1_000
	mostOffset     = 1_000_000_000
	mostMinGroup   = 1_000_000
	mostSteps      = 12
	defaultGap     = 30 * time.Minute
)

var kinds = []Kind{
	Statements, Trend, Table, Distribution, Funnel, Paths, Retention, Lifecycle, Items, Episodes, Correlation,
}

// Kinds lists the kinds of queries.
func Kinds() []Kind { return slices.Clone(kinds) }

// decoder reads one query.
type decoder struct {
	faults
	saved     map[string]string
	zone      *time.Location
	nodes     int      // of the filter that is being read
	expanding []string // the saved filters that are being read, outermost first
}

// Decode reads a query and holds it to the grammar. Saved are the saved filters
// by name, as JSON. The error is of kind Invalid and has a detail with a JSON
// pointer for each fault.
func Decode(text []byte, saved map[string]string) (*Query, error) {
	d := &decoder{saved: saved, zone: time.UTC}
	q := &Query{}
	if root := d.parse(text, ""); root != nil {
		d.query(q, root)
	}
	if err := d.err("query"); err != nil {
		return nil, err
	}
	return q, nil
}

// DecodeFilter reads a filter by itself, as it is saved under a name; dates in it
// are read in UTC, and in the zone of the query once it is used there. Errors as
// from Decode.
func DecodeFilter(text []byte, saved map[string]string) (*Filter, error) {
	d := &decoder{saved: saved, zone: time.UTC}
	var f *Filter
	if root := d.parse(text, ""); root != nil {
		f = d.rootFilter(root)
	}
	if err := d.err("filter"); err != nil {
		return nil, err
	}
	return f, nil
}

func (d *decoder) query(q *Query, root *node) {
	o := d.object(root, "a query")
	if o == nil {
		return
	}
	kind := o.need("kind", "what is asked for, one of "+list(kindWords()))
	if kind == nil {
		return
	}
	word, ok := d.word(kind, kindWords()...)
	if !ok {
		return
	}
	q.Kind = Kind(word)
	q.Time = d.time(o.take("time"), q.Kind, root.at+"/time")
	if n := o.take("filter"); n != nil {
		q.Filter = d.rootFilter(n)
	}
	if n := o.take("min_group"); n != nil {
		value, _ := d.integer(n, 0, mostMinGroup)
		q.MinGroup = int(value)
	}
	if n := o.take("as_of_seq"); n != nil {
		q.AsOf, _ = d.integer(n, 1, latest)
	}
	q.SessionGap = defaultGap
	if n := o.take("session_gap"); n != nil {
		minutes, _ := d.integer(n, 1, 240)
		q.SessionGap = time.Duration(minutes) * time.Minute
	}
	switch q.Kind {
	case Table, Trend:
		d.numbers(q, o)
	case Statements:
		d.statements(q, o)
	case Distribution:
		d.distribution(q, o)
	case Funnel:
		d.funnel(q, o)
	case Paths:
		d.paths(q, o)
	case Retention:
		d.retention(q, o)
	case Items:
		d.items(q, o)
	case Episodes:
		d.episodes(q, o)
	case Correlation:
		d.correlation(q, o)
	}
	o.close("kind " + word)
}

func kindWords() []string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = string(kind)
	}
	return words
}

// limit reads the most rows.
func (d *decoder) limit(o *object, preset, most int64) int {
	if n := o.take("limit"); n != nil {
		value, _ := d.integer(n, 1, most)
		return int(value)
	}
	return int(preset)
}

// dimensions reads up to most fields to group by.
func (d *decoder) dimensions(o *object, most int) []Field {
	n := o.take("dimensions")
	if n == nil {
		return nil
	}
	nodes, _ := d.array(n, 0, most, "dimensions")
	var fields []Field
	for _, n := range nodes {
		field, ok := d.field(n, "a dimension", Field.MayGroup)
		if ok && slices.Contains(fields, field) {
			d.add(n.at, "the dimension %q is there twice", field.Name())
		}
		if ok {
			fields = append(fields, field)
		}
	}
	return fields
}

// attempts reads which scores count.
func (d *decoder) attempts(o *object) Attempts {
	if n := o.take("attempts"); n != nil {
		word, _ := d.word(n, string(FirstAttempt), string(BestAttempt), string(LastAttempt), string(AllAttempts))
		return Attempts(word)
	}
	return FirstAttempt
}

// numbers reads what table and trend have.
func (d *decoder) numbers(q *Query, o *object) {
	most := 6
	if q.Kind == Trend {
		most = 3
		q.Limit = d.limit(o, 20, mostGroups)
	} else {
		q.Limit = d.limit(o, 100, mostRows)
		if n := o.take("offset"); n != nil {
			value, _ := d.integer(n, 0, mostOffset)
			q.Offset = int(value)
		}
	}
	q.Dimensions = d.dimensions(o, most)
	metrics := o.need("metrics", "what is counted, such as [\"people\"]")
	if metrics != nil {
		q.Metrics = d.metrics(metrics, q.Kind)
		if cells := max(1, len(q.Dimensions)) * len(q.Metrics); cells > mostCells {
			d.add(metrics.at, "%d dimensions × %d metrics are more than %d; ask for less at once",
				max(1, len(q.Dimensions)), len(q.Metrics), mostCells)
		}
		d.distinctColumns(q, metrics)
	}
	q.Attempts = d.attempts(o)
	if n := o.take("order"); n != nil {
		q.Order = d.order(n, q)
	}
	if n := o.take("actors"); n != nil {
		q.Actors = d.actors(n, q)
	}
}

// distinctColumns complains about columns of the same name.
func (d *decoder) distinctColumns(q *Query, at *node) {
	var names []string
	if q.Kind == Trend {
		names = append(names, "bucket", "previous_bucket")
	}
	for _, field := range q.Dimensions {
		names = append(names, field.Name())
	}
	for _, metric := range q.Metrics {
		if metric.Name != "" && slices.Contains(names, metric.Name) {
			d.add(at.at, "two columns would be named %q; give the metric another name with \"as\"", metric.Name)
		}
		names = append(names, metric.Name)
	}
}

// order reads by which columns of a table, or groups of a trend, to sort.
func (d *decoder) order(n *node, q *Query) []Order {
	var columns []string
	for _, field := range q.Dimensions {
		columns = append(columns, field.Name())
	}
	for _, metric := range q.Metrics {
		if !metric.Expr.Uses(MeasureID.Windowed) {
			columns = append(columns, metric.Name)
		}
		if q.Time.Compare && q.Kind == Table {
			columns = append(columns, metric.Name+"@previous")
		}
	}
	nodes, _ := d.array(n, 1, 2*mostCells, "order")
	var orders []Order
	for _, n := range nodes {
		order, ok := d.orderKey(n)
		if !ok {
			continue
		}
		if field, known := ParseField(order.Column); known && !slices.Contains(columns, order.Column) {
			order.Column = field.Name()
		}
		if !slices.Contains(columns, order.Column) {
			d.add(n.at+"/0", "there is no column %q to sort by%s; there are %s",
				clip(order.Column), didYouMean(order.Column, columns), list(columns))
		}
		if slices.ContainsFunc(orders, func(o Order) bool { return o.Column == order.Column }) {
			d.add(n.at, "the column %q is sorted by already", clip(order.Column))
		}
		orders = append(orders, order)
	}
	return orders
}

// orderKey reads [COLUMN, "asc" or "desc"].
func (d *decoder) orderKey(n *node) (Order, bool) {
	pair, ok := d.array(n, 2, 2, "a key to sort by, [COLUMN, \"asc\" or \"desc\"],")
	if !ok {
		return Order{}, false
	}
	column, ok := d.string(pair[0], 1, 3000)
	direction, valid := d.word(pair[1], "asc", "desc")
	return Order{Column: column, Descending: direction == "desc"}, ok && valid
}

// actors reads of which metric the people are asked for.
func (d *decoder) actors(n *node, q *Query) *Actors {
	o := d.object(n, "actors")
	if o == nil {
		return nil
	}
	actors := &Actors{Metric: "people"}
	if metric := o.need("metric", "the name of a metric of people"); metric != nil {
		words := []string{"people"}
		for _, m := range q.Metrics {
			if m.Expr.Operation == Measure && m.Expr.Measure.OfPeople() && m.Name != "people" {
				words = append(words, m.Name)
			}
		}
		actors.Metric, _ = d.word(metric, words...)
	}
	actors.Limit = d.limit(o, 100, mostRows)
	o.close("actors")
	return actors
}

func (d *decoder) cursor(o *object) string {
	if n := o.take("cursor"); n != nil {
		text, _ := d.string(n, 1, 1000)
		return text
	}
	return ""
}

func (d *decoder) statements(q *Query, o *object) {
	q.Columns = StatementColumns()
	if n := o.take("fields"); n != nil {
		q.Columns = nil
		nodes, _ := d.array(n, 1, int(FieldIDs)+20, "fields")
		for _, n := range nodes {
			field, ok := d.field(n, "a column", Field.MayShow)
			if ok && slices.Contains(q.Columns, field) {
				d.add(n.at, "the column %q is there twice", field.Name())
			}
			q.Columns = append(q.Columns, field)
		}
	}
	q.Order = []Order{{Column: "timestamp", Descending: true}}
	if n := o.take("order"); n != nil {
		if nodes, ok := d.array(n, 1, 1, "order"); ok {
			key, _ := d.orderKey(nodes[0])
			if key.Column != "timestamp" && key.Column != "stored" {
				d.add(nodes[0].at, "statements are sorted by timestamp or stored")
			}
			q.Order[0] = key
		}
	}
	most := int64(mostRows)
	if slices.Contains(q.Columns, Field{ID: StatementJSON}) {
		most = mostStatements
	}
	q.Limit = d.limit(o, 100, most)
	q.Cursor = d.cursor(o)
}

func (d *decoder) distribution(q *Query, o *object) {
	q.Of = Field{ID: Score}
	if n := o.take("of"); n != nil {
		q.Of, _ = d.field(n, "what a distribution is of: that is a number", func(f Field) bool {
			return f.Type() == NumberField && f.MayFilter()
		})
	}
	q.Dimensions = d.dimensions(o, 2)
	q.Bins = 20
	if n := o.take("bins"); n != nil {
		value, _ := d.integer(n, 1, 100)
		q.Bins = int(value)
	}
	if n := o.take("pass"); n != nil {
		value, _ := d.number(n)
		q.Pass = &value
	}
	q.Attempts = AllAttempts
	if q.Of.ID == Score {
		q.Attempts = d.attempts(o)
	} else if n := o.take("attempts"); n != nil {
		d.add(n.at, "attempts choose scores; a distribution of %s has none to choose", q.Of.Name())
	}
	q.Limit = d.limit(o, 100, mostRows)
}

func (d *decoder) funnel(q *Query, o *object) {
	if n := o.need("steps", "a list of {\"name\", \"filter\"}"); n != nil {
		nodes, _ := d.array(n, 2, mostSteps, "steps")
		for _, n := range nodes {
			q.Steps = append(q.Steps, d.step(n))
		}
	}
	if n := o.take("within"); n != nil {
		q.Within = d.window(n)
	}
	q.Match = Ordered
	if n := o.take("match"); n != nil {
		word, _ := d.word(n, string(Ordered), string(Strict), string(Any))
		q.Match = Match(word)
	}
	if n := o.take("unit"); n != nil {
		word, _ := d.word(n, "person", "registration")
		q.ByRegistration = word == "registration"
	}
	q.Dimensions = d.dimensions(o, 1)
}

func (d *decoder) step(n *node) (s Step) {
	o := d.object(n, "a step")
	if o == nil {
		return s
	}
	if name := o.need("name", "what the step is called in the answer"); name != nil {
		s.Name, _ = d.string(name, 1, 200)
	}
	if filter := o.need("filter", "which rows are of the step"); filter != nil {
		s.Filter = d.rootFilter(filter)
	}
	o.close("a step")
	return s
}

func (d *decoder) paths(q *Query, o *object) {
	q.Of = Field{ID: Activity}
	if n := o.take("of"); n != nil {
		q.Of, _ = d.field(n, "what paths are of: activity, verb, verb_class, activity.type and course can", func(f Field) bool {
			return slices.Contains([]FieldID{Activity, Verb, VerbClass, ActivityType, Course}, f.ID)
		})
	}
	if n := o.take("in"); n != nil {
		word, _ := d.word(n, "session", "registration")
		q.ByRegistration = word == "registration"
	}
	q.From, q.To = d.optional(o, "from"), d.optional(o, "to")
	if q.From != nil && q.To != nil {
		d.add(o.node.at+"/to", "paths begin with \"from\" or end with \"to\"; leave one of them out")
	}
	q.Depth, q.Top = 3, 6
	if n := o.take("depth"); n != nil {
		value, _ := d.integer(n, 1, 6)
		q.Depth = int(value)
	}
	if n := o.take("top"); n != nil {
		value, _ := d.integer(n, 1, 20)
		q.Top = int(value)
	}
	preset := int64(100)
	if q.From != nil || q.To != nil {
		preset = mostRows // layers are bounded by depth and top
	}
	q.Limit = d.limit(o, preset, mostRows)
}

// optional reads a text that may be left out.
func (d *decoder) optional(o *object, key string) *string {
	n := o.take(key)
	if n == nil {
		return nil
	}
	text, _ := d.string(n, 1, longest)
	return &text
}

func (d *decoder) retention(q *Query, o *object) {
	q.Period, q.Periods = ByWeek, 12
	if n := o.take("period"); n != nil {
		word, _ := d.word(n, string(ByDay), string(ByWeek), string(ByMonth))
		q.Period = Bucket(word)
	}
	if n := o.take("periods"); n != nil {
		value, _ := d.integer(n, 1, 60)
		q.Periods = int(value)
	}
	if n := o.take("unbounded"); n != nil {
		q.Unbounded, _ = d.boolean(n)
	}
}

func (d *decoder) items(q *Query, o *object) {
	q.Assessment = d.optional(o, "assessment")
	q.Limit = d.limit(o, 500, mostRows)
}

func (d *decoder) episodes(q *Query, o *object) {
	q.Limit = d.limit(o, 100, mostEpisodes)
	q.Cursor = d.cursor(o)
	if n := o.take("milestones"); n != nil {
		q.Milestones, _ = d.boolean(n)
	}
}

func (d *decoder) correlation(q *Query, o *object) {
	if n := o.need("x", "{\"filter\", \"attempts\"}: the scores that come first"); n != nil {
		q.X = d.series(n)
	}
	if n := o.need("y", "{\"filter\", \"attempts\"}: the scores that come later"); n != nil {
		q.Y = d.series(n)
	}
	if n := o.take("given"); n != nil {
		q.Given = d.series(n)
	}
	if n := o.take("lag_days"); n != nil {
		value, _ := d.integer(n, 1, mostDays)
		q.LagDays = int(value)
	}
	if n := o.take("by"); n != nil {
		if field, ok := d.field(n, "a dimension", Field.MayGroup); ok {
			q.By = &field
		}
	}
}

func (d *decoder) series(n *node) *Series {
	o := d.object(n, "a series of scores")
	if o == nil {
		return nil
	}
	s := &Series{}
	if filter := o.need("filter", "which rows have the scores"); filter != nil {
		s.Filter = d.rootFilter(filter)
	}
	s.Attempts = d.attempts(o)
	o.close("a series of scores")
	return s
}
