package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/browse"
	"github.com/lore-lrs/lore/internal/problem"
)

func learningRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "learning", action: access.AssertLearning, handle: (*exchange).postLearning},
	}
}

// postLearning answers POST /learning: what somebody says they learned.
func (x *exchange) postLearning() error {
	browser, err := x.browser()
	if err != nil {
		return err
	}
	if len(x.reader.Persons) != 1 || x.reader.Persons[0] == access.Nobody {
		return problem.New(problem.Forbidden, "no-person", "nobody knows whose learning this is: the role must be about one person")
	}
	var learning browse.Learning
	if err := x.decode(&learning); err != nil {
		return err
	}
	id, err := browser.Learn(x.r.Context(), x.reader.Store, x.reader.Persons[0], learning)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]string{"id": id})
}
