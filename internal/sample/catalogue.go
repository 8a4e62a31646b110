package sample

import (
	"fmt"
	"strings"
)

// catalogue is what can be learned.
type catalogue struct {
	courses   []*course
	articles  []*activity
	podcasts  []*activity
	threads   []*activity
	mentoring *activity
	visit     *activity
}

// course is one that the company offers.
type course struct {
	slug string
	*activity
	rule
	modules []*activity
	videos  []*video
	quiz    *quiz
	// simulation, workshop and badge are nil where it has none.
	simulation *simulation
	workshop   *activity
	feedback   *item
	badge      *activity
}

// rule says who takes a course, and when.
type rule struct {
	// who may take it; nil for everybody.
	who func(*person) bool
	// campaign is the day of the year on which everybody is assigned, -1 where
	// people come by themselves; due is how many days they have.
	campaign, due int
	// joiners are assigned in their first week.
	joiners bool
	// popularity is the share who come by themselves.
	popularity float64
	// dropout is how likely a learner of middling diligence gives up at a step.
	dropout float64
}

// outline is a course as it is written down below.
type outline struct {
	slug    string
	name    label
	modules []label
	videos  []label
	// lengths of the videos in seconds.
	lengths []float64
	// questions are what the quiz asks; hardness is added to the difficulty of each.
	questions []ask
	hardness  float64
	workshop  bool
	feedback  bool
	badge     bool
	rule
}

func in(slugs ...string) func(*person) bool {
	return func(p *person) bool {
		for _, slug := range slugs {
			if p.department.slug == slug {
				return true
			}
		}
		return false
	}
}

func newCatalogue() catalogue {
	c := catalogue{
		mentoring: newActivity(lms+"/mentoring", typeMentoring, label{"Mentoring conversation", "Mentoring-Gespräch"}, ""),
		visit:     newActivity(lms+"/coaching/shop-floor", typeStep, label{"Coaching on the shop floor", "Coaching auf der Fläche"}, ""),
	}
	for _, o := range outlines() {
		c.courses = append(c.courses, o.course())
	}
	for i, name := range articles {
		c.articles = append(c.articles, newActivity(fmt.Sprintf("https://wiki.northwind.example/articles/%d", 100+i), typeArticle, name, ""))
	}
	for i, name := range podcasts {
		c.podcasts = append(c.podcasts, newActivity(fmt.Sprintf("https://media.northwind.example/podcast/%d", 1+i), typeAudio, name, ""))
	}
	for i, name := range threads {
		c.threads = append(c.threads, newActivity(fmt.Sprintf("https://talk.northwind.example/topics/%d", 40+i), typeThread, name, ""))
	}
	return c
}

func (o outline) course() *course {
	base := lms + "/courses/" + o.slug
	c := &course{slug: o.slug, activity: newActivity(base, typeCourse, o.name, ""), rule: o.rule}
	for i, name := range o.modules {
		c.modules = append(c.modules, newActivity(fmt.Sprintf("%s/modules/%d", base, i+1), typeModule, name, ""))
	}
	for i, name := range o.videos {
		c.videos = append(c.videos, newVideo(fmt.Sprintf("%s/videos/%d", base, i+1), name, o.lengths[i], i))
	}
	if len(o.questions) > 0 {
		c.quiz = newQuiz(base, o)
	}
	if o.workshop {
		c.workshop = newActivity("https://workshops.northwind.example/"+o.slug, typeMeeting, label{"Workshop: " + o.name.en, "Workshop: " + o.name.de}, "")
	}
	if o.feedback {
		c.feedback = newFeedback(base)
	}
	if o.badge {
		c.badge = newActivity("https://badges.northwind.example/"+o.slug, typeBadge, label{o.name.en + ": certificate", o.name.de + ": Zertifikat"}, "")
	}
	if o.slug == "forklift" {
		c.simulation = newSimulation()
	}
	return c
}

// labels makes names of lines «English | German».
func labels(text string) (list []label) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			en, de, _ := strings.Cut(line, "|")
			list = append(list, label{strings.TrimSpace(en), strings.TrimSpace(de)})
		}
	}
	return list
}

var articles = labels(`
	How we waterproof jackets | Wie wir Jacken wasserdicht machen
	Returns without friction | Retouren ohne Reibung
	A short guide to inclusive language | Kleiner Leitfaden für inklusive Sprache
	Reading a pick list | Eine Packliste lesen
	Winter collection: what is new | Winterkollektion: was ist neu
	Five minutes on phishing | Fünf Minuten über Phishing
	Sleeping bags: comfort and limit temperatures | Schlafsäcke: Komfort- und Grenztemperatur
	How to give feedback that helps | Feedback geben, das hilft
	Repair instead of replace | Reparieren statt ersetzen
	The week of a store manager | Die Woche einer Filialleiterin
	Excel: lookups that do not break | Excel: Verweise, die nicht brechen
	Lifting without hurting your back | Heben, ohne dem Rücken zu schaden
	What our customers ask most | Was unsere Kundschaft am häufigsten fragt
	Meetings in half the time | Besprechungen in der halben Zeit
	Down, synthetic, wool | Daune, Kunstfaser, Wolle
	Our supply chain in one page | Unsere Lieferkette auf einer Seite
	First day in a new team | Erster Tag in einem neuen Team
	Cooking on one burner | Kochen auf einer Flamme
	Remote work across time zones | Zusammenarbeit über Zeitzonen
	Naming things in spreadsheets | Dinge in Tabellen benennen
	Footwear: finding the right size | Schuhe: die richtige Größe finden
	Accident reports that prevent the next one | Unfallberichte, die den nächsten verhindern
	How prices are made | Wie Preise entstehen
	Avalanche basics for shop staff | Lawinenkunde für den Laden`)

var podcasts = labels(`
	Trail talk 1: the tent that failed | Trail Talk 1: das Zelt, das versagte
	Trail talk 2: a night in the warehouse | Trail Talk 2: eine Nacht im Lager
	Trail talk 3: selling without pushing | Trail Talk 3: verkaufen, ohne zu drängen
	Trail talk 4: the first hundred days | Trail Talk 4: die ersten hundert Tage
	Trail talk 5: women who climb | Trail Talk 5: Frauen, die klettern
	Trail talk 6: what passwords are for | Trail Talk 6: wozu Passwörter gut sind
	Trail talk 7: mistakes we learned from | Trail Talk 7: Fehler, aus denen wir lernten
	Trail talk 8: repairing as a business | Trail Talk 8: Reparieren als Geschäft`)

var threads = labels(`
	Which jacket for heavy rain? | Welche Jacke bei Starkregen?
	Label printer prints blank labels | Etikettendrucker druckt leere Etiketten
	How do you explain layering to customers? | Wie erklärt ihr das Zwiebelprinzip?
	Pivot tables: totals are wrong | Pivot-Tabellen: Summen falsch
	Night shift handover: your checklists | Übergabe der Nachtschicht: eure Checklisten
	Shoe returns after one hike | Schuhretouren nach einer Wanderung
	Tips for the forklift licence | Tipps für den Staplerschein
	Who has run a one-on-one by video? | Wer führt Vieraugengespräche per Video?`)
