package planted_test

// plantCorrelation decides the scores of two tests. Ten people of one platform
// have them in the same order but for neighbours, who changed their places;
// twelve of another one, who are all better in both, in the opposite order. By
// Spearman's formula rho is 1 − 6·Σd²/(n·(n² − 1)).
func plantCorrelation(p *plan) {
	l := life{first, always}
	begin := p.day(2025, 1, 7, 10, 0)
	test := func(who identity, name string, days, score int, changes ...change) {
		p.say(who, adl+"scored", p.iri(name), begin.AddDate(0, 0, days), l, append(changes, scaled(float64(score)/32))...)
	}
	var points []any
	for i, who := range p.crowd(22) {
		group, y := "red", i^1
		if i >= 10 {
			group, y = "blue", 10+21-i
		}
		days := p.between(1, 30)
		test(who, "x", 0, i, platform(group))
		test(who, "y", days, y, platform("green"))
		// Other attempts are not the first.
		if p.random.IntN(2) == 0 {
			test(who, "x", 2, 30, platform(group), registered(p.uuid()))
			test(who, "y", days+1, 0, registered(p.uuid()))
		}
		points = append(points, is(float64(i)/32, float64(y)/32))
	}
	// Those who took the second test before the first, or at the same moment, or
	// much later, or whose second one was voided, are in no pair.
	for i, who := range p.crowd(8) {
		test(who, "x", 5, 31, platform("red"))
		switch i % 4 {
		case 0:
			test(who, "y", 0, 31)
		case 1:
			test(who, "y", 5+31, 31)
		case 2:
			p.say(who, adl+"scored", p.iri("y"), begin.AddDate(0, 0, 6), life{first, first}, scaled(1))
		case 3:
			test(who, "y", 5, 31)
		}
	}
	both := 10 + 2*(1*1+3*3+5*5+7*7+9*9+11*11)
	rho := func(sum, n int) float64 { return 1 - float64(6*sum)/float64(n*(n*n-1)) }
	const of = `"x":{"filter":["is","activity",["~x"]],"attempts":"first"},"y":{"filter":["is","activity",["~y"]],"attempts":"first"},"time":{"range":"all"}`
	p.ask(truth{
		query:   `{"kind":"correlation",` + of + `,"lag_days":30,"by":"platform"}`,
		columns: []string{"group", "n", "rho", "note"},
		want: same(
			is(nil, 22, rho(both, 22), "few"), is("blue", 12, -1, "few"), is("red", 10, rho(10, 10), "few")),
		about: true,
	})
	p.ask(truth{
		query:   `{"kind":"correlation",` + of + `,"lag_days":30}`,
		columns: []string{"n", "points"}, want: same(is(22, points)),
	})
	p.ask(truth{query: `{"kind":"correlation",` + of + `}`, columns: []string{"n"}, want: same(is(24))})
}
