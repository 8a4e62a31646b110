package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"
	_ "time/tzdata" // sites are in zones that must be known wherever the program runs
)

// The company's addresses; .example is nobody's (RFC 2606).
const (
	lms  = "https://lms.northwind.example"
	mail = "@northwind.example"
	xapp = "https://northwind.example/xapi/"
)

// DepartmentExtension and SiteExtension are context extensions: where a learner
// works.
const (
	DepartmentExtension = xapp + "department"
	SiteExtension       = xapp + "site"
)

// site is a place of the company.
type site struct {
	name string
	zone *time.Location
	// origins are those that names are chosen from, the more often the likelier.
	origins []int
}

// department is where people work.
type department struct {
	slug, name string
	share      float64
	sites      []int
	// shifts: they work early, late and on weekends.
	shifts bool
	// ability and diligence are how its people differ from others.
	ability, diligence float64
}

var sites = []site{
	{"Hamburg", zone("Europe/Berlin"), []int{0, 0, 0, 0, 5, 9, 7, 8}},
	{"Leipzig", zone("Europe/Berlin"), []int{0, 0, 0, 1, 5, 7, 8}},
	{"Gdańsk", zone("Europe/Warsaw"), []int{1, 1, 1, 1, 0, 9}},
	{"Lisbon", zone("Europe/Lisbon"), []int{3, 3, 3, 2, 4, 6}},
	{"Toronto", zone("America/Toronto"), []int{2, 2, 2, 4, 4, 6, 6, 8}},
}

var departments = []department{
	{"retail", "Retail", 0.26, []int{0, 1, 2, 4}, true, -0.1, 0.62},
	{"warehouse", "Warehouse", 0.18, []int{1, 2}, true, -0.3, 0.55},
	{"production", "Production", 0.16, []int{1, 2}, true, -0.1, 0.66},
	{"sales", "Sales", 0.13, []int{0, 3, 4}, false, 0.2, 0.7},
	{"service", "Customer Service", 0.10, []int{3, 3, 4}, false, 0.1, 0.8},
	{"engineering", "Engineering and IT", 0.09, []int{0, 2, 4}, false, 0.6, 0.7},
	{"people", "People and Finance", 0.05, []int{0, 0, 4}, false, 0.4, 0.92},
	{"management", "Management", 0.03, []int{0, 4}, false, 0.5, 0.45},
}

func zone(name string) *time.Location {
	found, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // the zones are in the program
	}
	return found
}

// person is somebody who works there.
type person struct {
	number     int
	name       string
	department *department
	site       *site
	// ability is on the scale of the questions' difficulty, diligence from 0 to 1.
	ability, diligence float64
	// curious is how much they learn beside what they must.
	curious float64
	// hired and left are days of the year; those who were there before it have a
	// hired below 0, those who stay a left behind its end.
	hired, left int
	lead        bool
	german      bool
	// account is who they are to nearly everything. address, where they have one, is
	// who they are to the workshop desk; merged: somebody decided that it is them.
	account, address *identity
	merged           bool
}

// identity is one that statements are told of.
type identity struct {
	// text is xapi.IFI.String, json the Agent.
	text string
	json []byte
}

func accountOf(name, account string) *identity {
	return &identity{
		text: "account:" + lms + "|" + account,
		json: fmt.Appendf(nil, `{"objectType":"Agent","name":%s,"account":{"homePage":%q,"name":%q}}`, quoted(name), lms, account),
	}
}

func addressOf(name, address string) *identity {
	return &identity{
		text: "mailto:" + address,
		json: fmt.Appendf(nil, `{"objectType":"Agent","name":%s,"mbox":"mailto:%s"}`, quoted(name), address),
	}
}

// addressed is how many have a second identity, and mergedOf them are known to be
// the same: the others are left for whoever tries it.
const (
	addressed = 36
	mergedOf  = 30
)

// waves are the days of the year on which people begin: the first of a quarter's
// month, and September's apprentices.
var waveMonths = map[time.Month]int{time.January: 10, time.April: 9, time.July: 5, time.September: 22, time.October: 8}

// hire makes the people.
func (y *Year) hire() {
	r := y.stream("people", 0)
	taken := make(map[string]bool)
	var wave []int
	for day := range days - 3 {
		date := y.first.AddDate(0, 0, day)
		if date.Day() == 1 {
			for range waveMonths[date.Month()] {
				wave = append(wave, day)
			}
		}
	}
	for i := range y.config.People {
		p := &person{number: i, hired: -1, left: days, diligence: 0, curious: r.Float64()}
		p.department = &departments[pick(r, func(i int) float64 { return departments[i].share }, len(departments))]
		p.site = &sites[p.department.sites[r.IntN(len(p.department.sites))]]
		for {
			origin := origins[p.site.origins[r.IntN(len(p.site.origins))]]
			p.name = origin.given[r.IntN(len(origin.given))] + " " + origin.family[r.IntN(len(origin.family))]
			if !taken[p.name] {
				break
			}
		}
		taken[p.name] = true
		p.german = p.site.zone == sites[0].zone
		p.ability = p.department.ability + r.NormFloat64()
		p.diligence = math.Max(0.05, math.Min(0.98, p.department.diligence+0.22*r.NormFloat64()))
		p.lead = p.department.slug == "management" || r.Float64() < 0.09
		if k := i - (y.config.People - len(wave)); k >= 0 {
			p.hired = wave[k]
		}
		if r.Float64() < 0.05 {
			p.left = max(p.hired, 0) + 30 + r.IntN(days)
		}
		p.account = accountOf(p.name, fmt.Sprintf("nw%04d", 1000+7*i))
		if i < addressed*3 && i%3 == 0 {
			p.address = addressOf(p.name, strings.ToLower(plain(p.name))+mail)
			p.merged = i/3 < mergedOf
		}
		y.people = append(y.people, p)
	}
}

// pick chooses one of n by weight.
func pick(r *rand.Rand, weight func(int) float64, n int) int {
	sum := 0.0
	for i := range n {
		sum += weight(i)
	}
	at := r.Float64() * sum
	for i := range n {
		if at -= weight(i); at < 0 {
			return i
		}
	}
	return n - 1
}

// letters are how an address writes what ASCII has not.
var letters = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "Ö", "Oe", "Å", "A", "å", "a", "ø", "o", "Ø", "O", "æ", "ae",
	"é", "e", "É", "E", "è", "e", "ê", "e", "ï", "i", "î", "i", "ô", "o", "ç", "c", "Ç", "C", "ñ", "n", "ã", "a", "á", "a", "à", "a",
	"õ", "o", "ú", "u", "í", "i", "ó", "o", "ł", "l", "Ł", "L", "ń", "n", "ś", "s", "ż", "z", "ź", "z", "ą", "a", "ę", "e",
	"ş", "s", "Ş", "S", "ı", "i", "ğ", "g", "ả", "a", "ậ", "a", "â", "a", "ặ", "a", "ạ", "a", "ầ", "a", "ă", "a", "ư", "u", "ơ", "o", "ễ", "e", "ê", "e", "ệ", "e",
	"Đ", "D", "đ", "d", "'", "", " ", ".",
)

// plain is a name in the letters of an address.
func plain(name string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x80 {
			return c
		}
		return -1
	}, letters.Replace(name))
}

// Department is one of the company, with the identities of its people.
type Department struct {
	Slug, Name string
	People     []string
}

// Departments returns the departments.
func (y *Year) Departments() []Department {
	list := make([]Department, len(departments))
	for i := range departments {
		list[i].Slug, list[i].Name = departments[i].slug, departments[i].name
		for _, p := range y.people {
			if p.department == &departments[i] {
				list[i].People = append(list[i].People, p.account.text)
			}
		}
	}
	return list
}
