package live

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/sentence"
	"github.com/lore-lrs/lore/xapi"
)

// form is how a reader wants statements.
type form struct {
	// language is what ranges were read from.
	language string
	// whole adds the statement itself.
	whole bool
}

// maxRendered is how many forms of a statement are kept.
const maxRendered = 4

// shown is the data of an event «statement».
type shown struct {
	sentence.Line
	Statement jsontext.Value `json:"statement,omitempty"`
}

// data returns the statement as the data of an event, in one line.
func (s *statement) data(want form, languages xapi.LanguageRanges, class func(verb string) string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rendered {
		if r.form == want {
			return r.data, nil
		}
	}
	show := shown{Line: s.Line(languages, class)}
	show.ID, show.Stored, show.Voided = s.ID.String(), string(xapi.AppendStoredTime(nil, s.Stored.Stored)), s.Voided
	if want.whole {
		show.Statement = s.JSON
	}
	data, err := json.Marshal(&show, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	if err != nil {
		return nil, fmt.Errorf("show the statement %s: %w", s.ID, err)
	}
	if len(s.rendered) < maxRendered {
		s.rendered = append(s.rendered, rendering{want, data})
	}
	return data, nil
}
