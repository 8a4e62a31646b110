package sample

// origins are where names come from: given names and family names that go
// together.
var origins = []struct{ given, family []string }{
	{ // German
		[]string{"Anna", "Lukas", "Katharina", "Jonas", "Miriam", "Felix", "Johanna", "Tobias", "Svenja", "Matthias", "Greta", "Hannes"},
		[]string{"Müller", "Schäfer", "Brandt", "Kühn", "Vogel", "Lorenz", "Jäger", "Hoffmann", "Seidel", "Petersen", "Weiß", "Arndt"},
	},
	{ // Polish
		[]string{"Agnieszka", "Piotr", "Małgorzata", "Tomasz", "Zofia", "Marek", "Ewa", "Łukasz", "Kinga", "Wojciech"},
		[]string{"Kowalczyk", "Nowak", "Wiśniewski", "Zielińska", "Szymańska", "Dąbrowski", "Lewandowska", "Pawlak", "Mazur", "Król"},
	},
	{ // English
		[]string{"Olivia", "James", "Grace", "Noah", "Chloe", "Ethan", "Emily", "Daniel", "Hannah", "Liam"},
		[]string{"Fraser", "Campbell", "Walker", "Morgan", "Bennett", "O'Connor", "MacLeod", "Hughes", "Sinclair", "Reid"},
	},
	{ // Portuguese
		[]string{"Inês", "Tiago", "Beatriz", "João", "Mariana", "Rui", "Catarina", "Gonçalo", "Leonor", "Duarte"},
		[]string{"Ferreira", "Gonçalves", "Araújo", "Teixeira", "Magalhães", "Simões", "Baptista", "Lourenço", "Antunes", "Brandão"},
	},
	{ // French
		[]string{"Élodie", "Mathieu", "Camille", "Étienne", "Noémie", "Julien", "Aurélie", "Benoît", "Zoé", "François"},
		[]string{"Tremblay", "Gagnon", "Bélanger", "Côté", "Lefèvre", "Moreau", "Girard", "Rousseau", "Pelletier", "Desjardins"},
	},
	{ // Turkish
		[]string{"Elif", "Emre", "Zeynep", "Murat", "Ayşe", "Can", "Defne", "Kerem", "Selin", "Barış"},
		[]string{"Yılmaz", "Şahin", "Demir", "Öztürk", "Kaya", "Aydın", "Çelik", "Arslan", "Koç", "Doğan"},
	},
	{ // Indian
		[]string{"Priya", "Arjun", "Ananya", "Rahul", "Kavya", "Vikram", "Meera", "Sanjay", "Divya", "Rohan"},
		[]string{"Sharma", "Iyer", "Patel", "Nair", "Mukherjee", "Reddy", "Kulkarni", "Banerjee", "Menon", "Chopra"},
	},
	{ // Arabic
		[]string{"Layla", "Omar", "Nour", "Yusuf", "Salma", "Karim", "Amira", "Hassan", "Rania", "Tarek"},
		[]string{"Haddad", "Khoury", "Mansour", "El-Sayed", "Najjar", "Darwish", "Saleh", "Farouk", "Aziz", "Rahman"},
	},
	{ // Vietnamese and Chinese
		[]string{"Linh", "Minh", "Wei", "Mei", "Thảo", "Jun", "Hương", "Quân", "Xin", "Lan"},
		[]string{"Nguyễn", "Trần", "Chen", "Lin", "Phạm", "Zhang", "Đặng", "Wang", "Lê", "Huang"},
	},
	{ // Nordic
		[]string{"Astrid", "Lars", "Ingrid", "Søren", "Freja", "Mikkel", "Solveig", "Håkon", "Signe", "Åse"},
		[]string{"Lindqvist", "Bjørnstad", "Sørensen", "Nyström", "Haugen", "Östberg", "Dahl", "Kjær", "Berg", "Ångström"},
	},
}
