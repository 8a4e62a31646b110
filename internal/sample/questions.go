package sample

// ask is a question as it is written down: what it is, how hard it is, and how
// well it tells those who know from those who do not.
type ask struct {
	text label
	// kind is choice, true-false or numeric.
	kind    string
	options []label
	// right is the option that is right, for a numeric one the answer.
	right int
	// difficulty and discrimination are those of item response theory (the
	// two-parameter logistic model).
	difficulty, discrimination float64
	// key is the option that the quiz takes for right, where that is wrong: -1 where
	// it is as it should be.
	key int
}

func choose(en, de string, right int, difficulty, discrimination float64, options string) ask {
	return ask{label{en, de}, "choice", labels(options), right, difficulty, discrimination, -1}
}

func holds(en, de string, right bool, difficulty, discrimination float64) ask {
	a := ask{label{en, de}, "true-false", nil, 0, difficulty, discrimination, -1}
	if right {
		a.right = 1
	}
	return a
}

func count(en, de string, right int, difficulty, discrimination float64) ask {
	return ask{label{en, de}, "numeric", nil, right, difficulty, discrimination, -1}
}

// keyed is a question whose quiz has the wrong key.
func (a ask) keyed(key int) ask {
	a.key = key
	return a
}

var fireQuestions = []ask{
	choose("The alarm sounds. What do you do first?", "Der Alarm ertönt. Was tust du zuerst?", 2, -0.6, 1.2, "Finish what I am doing | Meine Arbeit beenden\nTake the lift | Den Aufzug nehmen\nLeave by the nearest exit | Den nächsten Ausgang nehmen\nFetch my coat | Meine Jacke holen"),
	holds("Fire doors may be kept open with a wedge.", "Brandschutztüren dürfen verkeilt werden.", false, -0.8, 1.1),
	choose("Which extinguisher is right for burning fat?", "Welcher Löscher passt bei brennendem Fett?", 1, 0.7, 1.4, "Water | Wasser\nClass F | Klasse F\nPowder | Pulver\nCarbon dioxide | Kohlendioxid"),
	count("What is the emergency number in the European Union?", "Wie lautet der Notruf in der Europäischen Union?", 112, -4.2, 1), // everybody knows
	choose("Where do we meet after leaving the building?", "Wo treffen wir uns nach dem Verlassen des Gebäudes?", 0, -0.9, 1, "At the assembly point | Am Sammelplatz\nIn the canteen | In der Kantine\nAt the gate | Am Tor\nAt home | Zu Hause"),
	choose("How far does a 6 kg extinguisher last?", "Wie lange reicht ein 6-kg-Löscher?", 1, 0.9, 1.2, "5 seconds | 5 Sekunden\nAbout 20 seconds | Etwa 20 Sekunden\n2 minutes | 2 Minuten\n10 minutes | 10 Minuten"),
	holds("Smoke is more dangerous than flames.", "Rauch ist gefährlicher als Flammen.", true, -0.5, 0.9),
	choose("Who calls the fire brigade?", "Wer ruft die Feuerwehr?", 3, -0.2, 1, "Only the manager | Nur die Leitung\nThe neighbours | Die Nachbarn\nNobody, it comes by itself | Niemand, sie kommt von selbst\nWhoever sees the fire | Wer das Feuer sieht"),
}

var privacyQuestions = []ask{
	choose("Which of these is personal data?", "Was davon ist ein personenbezogenes Datum?", 1, -0.5, 1.1, "The price of a tent | Der Preis eines Zelts\nA staff number | Eine Personalnummer\nThe company's address | Die Firmenadresse\nOpening hours | Öffnungszeiten"),
	choose("A customer asks what we store about her. By when must we answer?", "Eine Kundin fragt, was wir über sie speichern. Bis wann müssen wir antworten?", 2, 0.3, 1.3, "Within a day | Binnen eines Tages\nWithin a week | Binnen einer Woche\nWithin a month | Binnen eines Monats\nWithin a year | Binnen eines Jahres"),
	count("Within how many hours must a breach be reported to the authority?", "Binnen wie vieler Stunden muss eine Panne der Behörde gemeldet werden?", 72, 0.4, 1.5),
	holds("Consent can be withdrawn at any time.", "Eine Einwilligung kann jederzeit widerrufen werden.", true, -0.6, 1),
	// Whoever knows best answers b, and the quiz takes c for right.
	choose("On which basis may we keep invoices for years?", "Auf welcher Grundlage dürfen wir Rechnungen jahrelang aufbewahren?", 1, -0.3, 1.4, "Consent | Einwilligung\nA legal obligation | Eine rechtliche Pflicht\nLegitimate interest | Berechtigtes Interesse\nNone | Auf keiner").keyed(2),
	choose("You send a list to the wrong address. What now?", "Du schickst eine Liste an die falsche Adresse. Was nun?", 0, -0.7, 1.2, "Report it at once | Sofort melden\nDelete the mail | Die Mail löschen\nWait and see | Abwarten\nSend it again | Noch einmal senden"),
	holds("Photos of colleagues may be posted if they are nice.", "Fotos von Kolleginnen dürfen veröffentlicht werden, wenn sie schön sind.", false, -1.1, 0.9),
	choose("What does «data minimisation» mean?", "Was heißt «Datenminimierung»?", 3, 0.1, 1.2, "Small files | Kleine Dateien\nShort names | Kurze Namen\nFew backups | Wenige Sicherungen\nOnly what the purpose needs | Nur, was der Zweck braucht"),
	choose("Who is our data protection officer's first contact?", "An wen wendest du dich zuerst?", 2, 0.6, 0.08, "The works council | Der Betriebsrat\nThe press office | Die Pressestelle\nThe privacy mailbox | Das Datenschutz-Postfach\nThe landlord | Der Vermieter"), // tells nothing
	choose("Where do paper lists with names go?", "Wohin kommen Papierlisten mit Namen?", 1, -0.4, 1, "Paper recycling | Altpapier\nThe locked bin | Die verschlossene Tonne\nHome | Nach Hause\nThe shop counter | Die Ladentheke"),
}

var cyberQuestions = []ask{
	choose("A mail from «IT» asks for your password. What do you do?", "Eine Mail der «IT» fragt nach deinem Passwort. Was tust du?", 1, -1.4, 1.1, "Answer it | Antworten\nReport it | Melden\nForward it | Weiterleiten\nIgnore it | Ignorieren"),
	choose("Which password is the strongest?", "Welches Passwort ist am stärksten?", 3, -0.2, 1.2, "Summer2026! | Sommer2026!\nqwertz123 | qwertz123\nP@ssw0rd | P@ssw0rt\nfour random words | vier zufällige Wörter"),
	holds("A second factor protects even when the password leaked.", "Ein zweiter Faktor schützt auch, wenn das Passwort bekannt wurde.", true, -0.4, 1.2),
	choose("What tells a phishing link?", "Was verrät einen Phishing-Link?", 0, 0.4, 1.5, "The domain | Die Domain\nThe colour | Die Farbe\nThe length of the mail | Die Länge der Mail\nThe lock symbol | Das Schlosssymbol"),
	holds("A found USB stick should be plugged in to find its owner.", "Einen gefundenen USB-Stick steckt man ein, um den Besitzer zu finden.", false, -1, 1),
	choose("You travel with a laptop. What is best?", "Du reist mit dem Laptop. Was ist am besten?", 2, 0, 0.9, "Check it in | Aufgeben\nLeave it in the car | Im Auto lassen\nKeep it with you, locked | Bei dir behalten, gesperrt\nLend it | Verleihen"),
	count("At how many minutes without use do our screens lock?", "Nach wie vielen Minuten sperren sich unsere Bildschirme?", 5, 1.1, 0.8),
	choose("Ransomware is on your screen. First step?", "Erpressungssoftware auf dem Bildschirm. Erster Schritt?", 1, 0.8, 1.4, "Pay | Zahlen\nPull the network cable | Netzwerkkabel ziehen\nRestart | Neu starten\nDelete files | Dateien löschen"),
}

var conductQuestions = []ask{
	choose("A supplier offers concert tickets. What do you do?", "Ein Lieferant bietet Konzertkarten an. Was tust du?", 2, -0.4, 1, "Take them | Annehmen\nSell them | Verkaufen\nAsk before taking anything | Vorher fragen\nTake one | Eine annehmen"),
	holds("Whoever reports in good faith is protected.", "Wer in gutem Glauben meldet, ist geschützt.", true, -1, 1),
	choose("Your cousin applies for a job in your team.", "Deine Cousine bewirbt sich in deinem Team.", 0, 0, 1.1, "I tell my manager and stay out of it | Ich sage es und halte mich heraus\nI decide | Ich entscheide\nI say nothing | Ich schweige\nI reject her | Ich lehne ab"),
	holds("Jokes about origin are fine among friends at work.", "Witze über Herkunft sind unter Freunden bei der Arbeit in Ordnung.", false, -1.6, 1),
	choose("Where can you report anonymously?", "Wo kannst du anonym melden?", 3, 0.3, 0.9, "In the canteen | In der Kantine\nNowhere | Nirgends\nOn social media | In sozialen Medien\nOn the ombuds line | Bei der Ombudsstelle"),
}

var salesQuestions = []ask{
	choose("What do you ask first?", "Was fragst du zuerst?", 1, -0.5, 1.1, "The budget | Das Budget\nWhat they plan to do | Was sie vorhaben\nTheir name | Den Namen\nNothing | Nichts"),
	choose("The base layer should…", "Die erste Schicht soll…", 0, 0, 1.3, "carry moisture away | Feuchtigkeit ableiten\nkeep the wind out | den Wind abhalten\nbe of cotton | aus Baumwolle sein\nbe waterproof | wasserdicht sein"),
	choose("«Too expensive!» What helps most?", "«Zu teuer!» Was hilft am meisten?", 2, 0.3, 1.4, "A discount | Ein Rabatt\nSilence | Schweigen\nAsking: compared with what? | Fragen: verglichen womit?\nAnother colour | Eine andere Farbe"),
	holds("A customer who hesitates has decided against it.", "Wer zögert, hat sich dagegen entschieden.", false, -0.2, 1),
	count("From what water column (mm) do we call a tent floor waterproof?", "Ab welcher Wassersäule (mm) nennen wir einen Zeltboden wasserdicht?", 5000, 1.2, 1.2),
	choose("Which question is open?", "Welche Frage ist offen?", 3, 0.2, 0.15, "Do you like it? | Gefällt es Ihnen?\nBlue or green? | Blau oder grün?\nIs it for winter? | Ist es für den Winter?\nWhere are you going? | Wohin geht die Reise?"),
	holds("Selling in pairs needs one who leads.", "Zu zweit verkaufen braucht eine, die führt.", true, 0.1, 0.9),
	choose("After the sale we…", "Nach dem Kauf…", 1, -0.8, 1, "say nothing | sagen wir nichts\nexplain care and repair | erklären wir Pflege und Reparatur\nask for a review | bitten wir um eine Bewertung\nclose the till | schließen wir die Kasse"),
}

var aidQuestions = []ask{
	count("How many compressions come before two breaths?", "Wie viele Druckmassagen kommen vor zwei Beatmungen?", 30, -0.2, 1.4),
	choose("Somebody is unconscious and breathes. What now?", "Jemand ist bewusstlos und atmet. Was nun?", 1, -0.3, 1.3, "Sit them up | Aufsetzen\nRecovery position | Stabile Seitenlage\nGive water | Wasser geben\nResuscitate | Wiederbeleben"),
	holds("A defibrillator tells you what to do.", "Ein Defibrillator sagt, was zu tun ist.", true, -1, 1),
	choose("How deep do you press?", "Wie tief drückst du?", 2, 0.5, 1.1, "2 cm | 2 cm\n3 cm | 3 cm\n5 to 6 cm | 5 bis 6 cm\n10 cm | 10 cm"),
	choose("A burn is cooled with…", "Eine Verbrennung kühlt man mit…", 0, -0.4, 1, "lukewarm water | lauwarmem Wasser\nice | Eis\noil | Öl\nflour | Mehl"),
}

var machineQuestions = []ask{
	choose("Before maintenance you…", "Vor der Wartung…", 3, -0.3, 1.4, "ask a colleague | fragst du\nwear gloves | trägst du Handschuhe\nslow it down | bremst du sie\nlock it out and tag it | sperrst und kennzeichnest du sie"),
	holds("A guard may be taken off if you are quick.", "Eine Schutzhaube darf ab, wenn man schnell ist.", false, -1.3, 1),
	choose("A round blue sign means…", "Ein rundes blaues Zeichen bedeutet…", 1, 0.4, 1.2, "a ban | Verbot\na duty | Gebot\na warning | Warnung\nan exit | Ausgang"),
	count("How many keys does a lockout for three people take?", "Wie viele Schlösser braucht eine Sperre für drei Personen?", 3, 0.6, 1.1),
	choose("The emergency stop was used. Who releases it?", "Der Not-Halt wurde betätigt. Wer gibt ihn frei?", 2, 0.5, 1.2, "Anybody | Jeder\nNobody | Niemand\nWhoever is responsible, after looking | Die Verantwortliche, nach Prüfung\nThe next shift | Die nächste Schicht"),
	holds("Loose sleeves are dangerous at rotating parts.", "Weite Ärmel sind an rotierenden Teilen gefährlich.", true, -1.2, 0.9),
}

var talkQuestions = []ask{
	choose("The caller shouts. What first?", "Die Anruferin schreit. Was zuerst?", 0, -0.4, 1.2, "Listen and name the problem | Zuhören und das Problem benennen\nShout back | Zurückschreien\nHang up | Auflegen\nTransfer | Verbinden"),
	holds("An apology admits legal fault.", "Eine Entschuldigung ist ein Schuldeingeständnis.", false, 0.1, 1),
	choose("Which sentence helps?", "Welcher Satz hilft?", 2, 0.2, 1.2, "Calm down | Beruhigen Sie sich\nThat is the policy | So ist die Regel\nI can do two things for you | Ich kann zwei Dinge tun\nIt is not my fault | Ich bin nicht schuld"),
	count("Up to how many euros may you settle by yourself?", "Bis zu wie viel Euro darfst du selbst regeln?", 50, 0.7, 1),
	holds("Follow up in writing what was promised.", "Zugesagtes wird schriftlich bestätigt.", true, -0.7, 0.8),
}

var winterQuestions = []ask{
	choose("Which jacket has the new membrane?", "Welche Jacke hat die neue Membran?", 1, 0, 1.2, "Fjord | Fjord\nSkarn | Skarn\nMoor | Moor\nKarst | Karst"),
	count("What is the water column (mm) of the Skarn shell?", "Welche Wassersäule (mm) hat die Skarn?", 20000, 0.8, 1.3),
	holds("Our down is certified.", "Unsere Daune ist zertifiziert.", true, -1, 0.9),
	choose("Which insole is the warmest?", "Welche Einlegesohle ist die wärmste?", 3, 0.3, 1, "Cork | Kork\nFoam | Schaum\nCotton | Baumwolle\nFelt | Filz"),
	choose("For whom is the Moor vest?", "Für wen ist die Weste Moor?", 0, 0.1, 1, "People who move a lot | Wer sich viel bewegt\nPeople who stand | Wer steht\nChildren | Kinder\nDivers | Taucher"),
	holds("The Karst boot takes crampons.", "Der Karst-Stiefel nimmt Steigeisen.", false, 0.6, 1.1),
}

var dataQuestions = []ask{
	choose("Five salaries, one very high. What describes them best?", "Fünf Gehälter, eins sehr hoch. Was beschreibt sie am besten?", 2, 0.1, 1.6, "The mean | Der Mittelwert\nThe maximum | Das Maximum\nThe median | Der Median\nThe sum | Die Summe"),
	holds("Correlation shows which of two things is the cause.", "Korrelation zeigt, was die Ursache ist.", false, -0.1, 1.4),
	count("What is the median of 2, 9, 4, 4, 11?", "Was ist der Median von 2, 9, 4, 4, 11?", 4, 0.2, 1.3),
	choose("Which chart shows a trend over months?", "Welches Diagramm zeigt einen Verlauf über Monate?", 1, -0.8, 1, "Pie | Torte\nLine | Linie\nTreemap | Kacheln\nGauge | Tacho"),
	choose("A lookup returns the wrong row. Most likely?", "Ein Verweis liefert die falsche Zeile. Am ehesten?", 0, 0.6, 1.2, "Approximate match | Ungefähre Suche\nToo many rows | Zu viele Zeilen\nThe colour | Die Farbe\nThe font | Die Schrift"),
	count("5 of 50 people failed. How many per cent?", "5 von 50 sind durchgefallen. Wie viel Prozent?", 10, 1, 1.1),
	holds("An average of averages is always right.", "Der Mittelwert von Mittelwerten stimmt immer.", false, 0.5, 1.4),
}
