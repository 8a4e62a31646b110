package corpus

// result makes a result of a few parts.
func (m *maker) result() object {
	r := object{}
	switch m.random.IntN(9) {
	case 0, 1:
		r["score"] = object{"scaled": pick(m, []float64{0, 0.1, 0.25, 0.5, 0.5, 0.75, 0.9, 1})}
	case 2:
		r["score"] = object{"raw": m.random.IntN(11), "min": 0, "max": 10}
	case 3:
		r["score"] = pick(m, []object{{"raw": 7}, {"raw": 3, "min": 0}, {"raw": 5, "max": 10}, {"raw": 12, "max": 20}, {"min": 1, "max": 2}})
	case 4:
		r["score"] = pick(m, []object{{"scaled": 0.8, "raw": 80, "min": 0, "max": 100}, {"scaled": -0.5}, {"raw": 1, "min": 1, "max": 5}})
	}
	if m.one(2) {
		r["success"] = m.one(2)
	}
	if m.one(3) {
		r["completion"] = !m.one(3)
	}
	if m.one(2) {
		r["duration"] = pick(m, []string{"PT0S", "PT30S", "PT12.5S", "PT10M", "PT1H", "PT1H30M", "P1D", "PT20M0.25S", "P1W"})
	}
	if m.one(2) {
		r["response"] = pick(m, responses)
	}
	extensions := object{}
	if m.one(5) {
		extensions["https://w3id.org/xapi/video/extensions/played-segments"] = pick(m, []string{"0[.]10", "5[.]12.5[,]30[.]40", "10[.]10", "8[.]20[,]0[.]3", "nonsense"})
	}
	if m.one(6) {
		extensions["https://example.org/ext/mood"] = pick(m, []any{"good", "bad", true, 3})
	}
	if len(extensions) > 0 {
		r["extensions"] = extensions
	}
	return r
}

var registrations = []string{
	"11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-33333333abcd", "44444444-4444-4444-8444-4444444444ef",
}

// context makes a context; some parts are for activities only.
func (m *maker) context(objectType any) object {
	c := object{}
	if m.one(3) {
		c["registration"] = pick(m, registrations)
	}
	if objectType == nil || objectType == "Activity" {
		if m.one(2) {
			c["platform"] = pick(m, []string{"LMS", "App", "VR"})
		}
	}
	if m.one(3) {
		c["language"] = pick(m, []string{"en", "de-AT"})
	}
	if m.one(6) {
		c["instructor"] = agent(pick(m, []int{0, 9, 11}))
	}
	extensions := object{}
	if m.one(3) {
		extensions["https://w3id.org/device-type"] = pick(m, []any{"phone", "desktop", 4})
	}
	if m.one(4) {
		extensions["https://example.org/ext/team"] = pick(m, []any{"red", "blue", 7, object{"a": 1}})
	}
	if m.one(8) {
		extensions["https://w3id.org/xapi/video/extensions/length"] = pick(m, []any{60, 45.5, "long"})
	}
	if len(extensions) > 0 {
		c["extensions"] = extensions
	}
	if activities := m.activities(); len(activities) > 0 {
		c["contextActivities"] = activities
	}
	return c
}

func (m *maker) activities() object {
	a := object{}
	if m.one(2) {
		a["parent"] = pick(m, [][]object{{m.module(3)}, {m.module(3)}, {m.module(1), m.course(1)}, {m.course(2)}})
	}
	switch m.random.IntN(6) {
	case 0, 1:
		a["grouping"] = []object{m.course(m.random.IntN(3))}
	case 2:
		a["grouping"] = []object{m.module(0), m.course(m.random.IntN(3))}
	case 3:
		a["grouping"] = m.module(2) // one alone, as 1.0.3 allows
	}
	if m.one(5) {
		a["category"] = pick(m, [][]object{{m.module(5)}, {m.module(5), m.course(0), m.module(5)}, {m.described(object{"id": "https://w3id.org/xapi/cmi5/context/categories/moveon"}, object{})}})
	}
	if m.one(8) {
		a["other"] = []object{m.item(0)}
	}
	return a
}
