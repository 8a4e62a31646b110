package sample

// outlines are the courses, as the company's people team would list them.
func outlines() []outline {
	hands := in("warehouse", "production")
	selling := in("sales", "retail")
	return []outline{
		{
			slug: "fire-safety", name: label{"Fire safety", "Brandschutz"},
			modules: labels("Why fires start | Wie Brände entstehen\nAlarm and assembly point | Alarm und Sammelplatz"),
			videos:  labels("Using an extinguisher | Einen Feuerlöscher benutzen"), lengths: []float64{312},
			questions: fireQuestions, hardness: -0.9,
			rule: rule{campaign: 45, due: 30, joiners: true, dropout: 0.01},
		},
		{
			slug: "data-protection", name: label{"Data protection", "Datenschutz"},
			modules: labels("What personal data are | Was personenbezogene Daten sind\nRights of people | Rechte der Betroffenen\nWhen something goes wrong | Wenn etwas schiefgeht"),
			videos:  labels("A lost laptop | Ein verlorener Laptop"), lengths: []float64{428},
			questions: privacyQuestions, hardness: -0.6,
			rule: rule{campaign: 128, due: 42, joiners: true, dropout: 0.015},
		},
		{
			slug: "cyber-security", name: label{"Cyber security basics", "Grundlagen der IT-Sicherheit"},
			modules: labels("Passwords and second factors | Passwörter und zweite Faktoren\nPhishing | Phishing\nOn the road | Unterwegs"),
			videos:  labels("Anatomy of a phishing mail | Anatomie einer Phishing-Mail\nUSB sticks in the car park | USB-Sticks auf dem Parkplatz"), lengths: []float64{384, 246},
			questions: cyberQuestions, hardness: -0.6,
			rule: rule{campaign: 214, due: 30, joiners: true, dropout: 0.015},
		},
		{
			slug: "code-of-conduct", name: label{"Code of conduct", "Verhaltenskodex"},
			modules:   labels("Fair dealings | Faires Handeln\nSpeaking up | Missstände ansprechen"),
			questions: conductQuestions, hardness: -0.9,
			rule: rule{campaign: 300, due: 45, joiners: true, dropout: 0.005},
		},
		{
			slug: "onboarding", name: label{"Welcome to Northwind", "Willkommen bei Northwind"},
			modules: labels("Who we are | Wer wir sind\nTools and accounts | Werkzeuge und Konten\nHow we treat customers | Wie wir mit Kundschaft umgehen\nYour first thirty days | Deine ersten dreißig Tage\nBenefits | Leistungen"),
			videos:  labels("A walk through the company | Ein Gang durchs Haus\nFrom mountain to shelf | Vom Berg ins Regal"), lengths: []float64{508, 366},
			feedback: true,
			rule:     rule{who: func(p *person) bool { return p.hired >= 0 }, campaign: -1, joiners: true, dropout: 0.02},
		},
		{
			slug: "sales-academy", name: label{"Sales academy", "Verkaufsakademie"},
			modules: labels("Listening first | Zuerst zuhören\nLayering explained | Das Zwiebelprinzip\nObjections | Einwände\nClosing well | Gut abschließen"),
			videos:  labels("A good conversation | Ein gutes Gespräch\nThe price question | Die Preisfrage\nSelling in pairs | Zu zweit verkaufen"), lengths: []float64{546, 402, 318},
			questions: salesQuestions, hardness: -0.4, workshop: true, feedback: true, badge: true,
			rule: rule{who: selling, campaign: -1, popularity: 0.95, dropout: 0.05},
		},
		{
			slug: "leadership", name: label{"Leadership essentials", "Führungsgrundlagen"},
			modules: labels("From colleague to lead | Vom Teammitglied zur Führungskraft\nOne-on-ones | Vieraugengespräche\nFeedback | Feedback"),
			videos:  labels("Two ways to say no | Zwei Arten, Nein zu sagen"), lengths: []float64{612},
			workshop: true, feedback: true, badge: true,
			rule: rule{who: func(p *person) bool { return p.lead }, campaign: -1, popularity: 1.3, dropout: 0.03},
		},
		{
			slug: "first-aid", name: label{"First aid", "Erste Hilfe"},
			modules: labels("Recovery position | Stabile Seitenlage\nResuscitation | Wiederbelebung"),
			videos:  labels("Thirty to two | Dreißig zu zwei"), lengths: []float64{276},
			questions: aidQuestions, hardness: -0.2, workshop: true, badge: true,
			rule: rule{campaign: -1, popularity: 0.24, dropout: 0.01},
		},
		{
			slug: "machine-safety", name: label{"Machine safety", "Maschinensicherheit"},
			modules: labels("Guards and lockouts | Schutzhauben und Verriegelung\nSigns | Zeichen\nMaintenance | Wartung"),
			videos:  labels("Locked out, tagged out | Gesperrt und gekennzeichnet"), lengths: []float64{342},
			questions: machineQuestions, hardness: -0.7,
			rule: rule{who: hands, campaign: 86, due: 30, joiners: true, dropout: 0.02},
		},
		{
			slug: "forklift", name: label{"Forklift licence (VR)", "Staplerschein (VR)"},
			modules: labels("Before you drive | Vor der Fahrt"), badge: true,
			rule: rule{who: hands, campaign: -1, popularity: 0.9, dropout: 0.02},
		},
		{
			slug: "customer-conversations", name: label{"Difficult customer conversations", "Schwierige Kundengespräche"},
			modules: labels("Staying calm | Ruhig bleiben\nOffers that work | Angebote, die passen"),
			videos:  labels("The angry call | Der wütende Anruf\nThe parcel that never came | Das Paket, das nie kam"), lengths: []float64{468, 294},
			questions: talkQuestions, hardness: -0.4, feedback: true,
			rule: rule{who: in("service", "retail", "sales"), campaign: -1, popularity: 0.7, dropout: 0.06},
		},
		{
			slug: "winter-collection", name: label{"Winter collection", "Winterkollektion"},
			modules: labels("Jackets | Jacken\nFootwear | Schuhe"),
			videos:  labels("Shells and membranes | Shells und Membranen\nWarm feet | Warme Füße"), lengths: []float64{522, 288},
			questions: winterQuestions, hardness: -0.5,
			rule: rule{who: in("retail", "sales", "service"), campaign: 265, due: 28, dropout: 0.04},
		},
		{
			slug: "data-literacy", name: label{"Working with data", "Mit Daten arbeiten"},
			modules: labels("Tables that can be trusted | Tabellen, denen man traut\nAverages and other traps | Mittelwerte und andere Fallen\nCharts | Diagramme\nA small project | Ein kleines Projekt"),
			videos:  labels("Pivot tables | Pivot-Tabellen\nCorrelation is not cause | Korrelation ist keine Ursache"), lengths: []float64{726, 564},
			questions: dataQuestions, hardness: 0.1, badge: true,
			rule: rule{who: in("engineering", "people", "sales", "service", "management"), campaign: -1, popularity: 1.1, dropout: 0.12},
		},
		{
			slug: "sustainability", name: label{"Repair and reuse", "Reparieren und wiederverwenden"},
			modules: labels("Why we repair | Warum wir reparieren\nWhat can be repaired | Was sich reparieren lässt"),
			videos:  labels("A zip in four minutes | Ein Reißverschluss in vier Minuten"), lengths: []float64{238},
			feedback: true,
			rule:     rule{campaign: -1, popularity: 0.4, dropout: 0.05},
		},
	}
}
