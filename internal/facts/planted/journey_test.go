package planted_test

import "time"

// plantPaths decides which ways people go from activity to activity: many along
// the first, fewer along the second and third.
func plantPaths(p *plan) {
	x, y, z := p.between(11, 15), p.between(6, 9), p.between(2, 5)
	at := p.day(2024, 12, 31, 23, 58)
	l := life{first, always}
	walk := func(n int, steps ...any) {
		for _, who := range p.crowd(n) {
			registration := p.uuid()
			at := at
			for i := 0; i < len(steps); i += 2 {
				at = at.Add(time.Duration(steps[i].(int)) * time.Second)
				p.say(who, adl+"experienced", p.iri(steps[i+1].(string)), at, l, registered(registration))
			}
			// Another session, which leads nowhere.
			p.say(who, adl+"experienced", p.iri("c"), at.Add(time.Hour), l)
		}
	}
	walk(x, 0, "a", 30, "a", 30, "b", 120, "c")
	walk(y, 0, "a", 90, "c")
	walk(z, 0, "b", 240, "c", 300, "a")
	// Of one more person all is voided, or comes late and is voided.
	for i, name := range []string{"a", "b", "a", "c", "b"} {
		l := []life{{first, first}, {arrived, arrived}}[p.between(0, 1)]
		p.say(p.someone(), adl+"experienced", p.iri(name), at.Add(time.Duration(i)*time.Minute), l)
	}
	all := float64(x + y + z)
	a, b, c := p.iri("a"), p.iri("b"), p.iri("c")
	pairs := same(
		is(b, c, x+z, 1, 120), is(a, b, x, float64(x)/all, 60), is(a, c, y, float64(y)/all, 90), is(c, a, z, float64(z)/all, 300))
	for _, in := range []string{"session", "registration"} {
		p.ask(truth{
			query:   `{"kind":"paths","in":"` + in + `","time":{"range":"all"},` + p.mine("") + `}`,
			columns: []string{"from", "to", "people", "share", "median_s"}, want: pairs,
		})
	}
	layers := []string{"layer", "from", "to", "from_kind", "to_kind", "people", "share", "median_s"}
	p.ask(truth{
		query:   `{"kind":"paths","from":"~a","depth":2,"top":1,"time":{"range":"all"},` + p.mine("") + `}`,
		columns: layers,
		want: same(
			is(0, a, b, "node", "node", x, float64(x)/all, 60),
			is(0, a, nil, "node", "other", y, float64(y)/all, 90),
			is(0, a, nil, "node", "left", z, float64(z)/all, nil),
			is(1, b, c, "node", "node", x, 1, 120),
			is(1, nil, nil, "other", "left", y, 1, nil)),
	})
	// Backwards to b: before it those of the first way come from a, the others
	// began there.
	p.ask(truth{
		query:   `{"kind":"paths","to":"~b","depth":1,"time":{"range":"all"},` + p.mine("") + `}`,
		columns: layers,
		want: same(
			is(0, b, a, "node", "node", x, float64(x)/float64(x+z), 60),
			is(0, b, nil, "node", "left", z, float64(z)/float64(x+z), nil)),
	})
}
