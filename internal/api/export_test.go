package api

import "github.com/lore-lrs/lore/internal/access"

// RouteForTest is a route of the table.
type RouteForTest struct {
	Method, Path string
	Action       access.Action
	Public       bool
	Mounted      bool
	// Embed: the token of a link to a dashboard is good, and no other.
	Embed bool
	// Name is the path from the root.
	Name string
}

// RoutesForTest returns the table.
func RoutesForTest() []RouteForTest {
	var list []RouteForTest
	for _, r := range routes() {
		list = append(list, RouteForTest{r.method, r.path, r.action, r.public, r.mounted != nil || r.keys, r.embed, r.name()})
	}
	return list
}

// ClientAddress is where a request comes from.
var ClientAddress = clientAddress
