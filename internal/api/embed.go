package api

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// leastGroup is below how many people nothing is told to whoever has a link,
// whatever the store says.
const leastGroup = 5

func embedRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "dashboards/{id}/embeds", action: access.ShareEmbeds, handle: (*exchange).getEmbeds},
		{method: http.MethodPost, path: "dashboards/{id}/embeds", action: access.ShareEmbeds, handle: (*exchange).postEmbed},
		{method: http.MethodDelete, path: "dashboards/{id}/embeds/{embed}", action: access.ShareEmbeds, handle: (*exchange).deleteEmbed},

		{method: http.MethodGet, path: "embed", embed: true, handle: (*exchange).getEmbedded},
		{method: http.MethodGet, path: "embed/tiles/{tile}", embed: true, handle: (*exchange).getEmbeddedTile},
	}
}

func (x *exchange) getEmbeds() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	id, err := x.number("dashboard")
	if err != nil {
		return err
	}
	embeds, err := boards.Embeds(x.r.Context(), asker, id)
	return listed(x, "embeds", embeds, err)
}

func (x *exchange) postEmbed() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	dashboard, err := x.number("dashboard")
	if err != nil {
		return err
	}
	var draft board.EmbedDraft
	if err := x.decode(&draft); err != nil {
		return err
	}
	inForce, err := x.handler.config.Meanings.Meaning(x.r.Context(), x.reader.Store)
	if err != nil {
		return fmt.Errorf("read the meaning of words: %w", err)
	}
	id, token, err := boards.MakeEmbed(x.r.Context(), asker, dashboard, inForce.Promoted, draft)
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, struct {
		ID    string `json:"id"`
		URL   string `json:"url"`
		Token string `json:"token"`
	}{id, strings.TrimRight(x.handler.config.PublicURL, "/") + "/embed#" + token, token})
}

func (x *exchange) deleteEmbed() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	id, err := x.number("dashboard")
	if err != nil {
		return err
	}
	return x.decided(boards.RevokeEmbed(x.r.Context(), asker, id, x.values["embed"]))
}

// openEmbed asks which link it is. Who has one is a reader who sees no people and
// no small groups, whatever is in the request.
func (x *exchange) openEmbed() error {
	boards := x.handler.config.Boards
	if boards == nil {
		return problem.New(problem.NotFound, "not-offered", "this server does not offer /api/v1/%s", x.route.path)
	}
	opened, err := boards.OpenEmbed(x.r.Context(), x.r.Header.Get("Authorization"))
	if err != nil {
		return err
	}
	x.embedded, x.authenticated = opened, true
	x.reader = access.Reader{
		TokenID: "embed:" + opened.ID, Name: "embed", Store: opened.Store, StoreName: opened.StoreName,
		Role: access.RoleAnalyst, Pseudonymous: true, MinGroup: max(leastGroup, opened.MinGroup),
	}
	return nil
}

// embeddedTile is a tile as whoever has a link is told of it.
type embeddedTile struct {
	Kind        string         `json:"kind"`
	Width       int            `json:"width"`
	Text        *string        `json:"text,omitzero"`
	Title       *string        `json:"title,omitzero"`
	Description *string        `json:"description,omitzero"`
	Query       jsontext.Value `json:"query,omitzero"`
	Display     *board.Display `json:"display,omitzero"`
}

// getEmbedded shows the dashboard of a link: what is on it, and nothing of whose it
// is or what its tiles let through.
func (x *exchange) getEmbedded() error {
	shown := struct {
		Title       string         `json:"title"`
		Description string         `json:"description"`
		Store       string         `json:"store"`
		Expires     string         `json:"expires,omitzero"`
		Tiles       []embeddedTile `json:"tiles"`
	}{x.embedded.Title, x.embedded.Description, x.embedded.StoreTitle, x.embedded.Expires, []embeddedTile{}}
	for i := range x.embedded.Tiles {
		tile := &x.embedded.Tiles[i]
		told := embeddedTile{Kind: tile.Kind, Width: tile.Width}
		switch {
		case tile.Kind == board.TileText:
			told.Text = &tile.Text
		case tile.View == nil:
			told.Kind = "gone"
		default:
			layout, err := board.WithoutFilters(tile.View.Query)
			if err != nil {
				return err
			}
			told.Title, told.Description, told.Query, told.Display = &tile.View.Title, &tile.View.Description, layout, &tile.View.Display
		}
		shown.Tiles = append(shown.Tiles, told)
	}
	return x.json(http.StatusOK, shown)
}

// getEmbeddedTile answers the query of a tile, held to the filter of the link.
func (x *exchange) getEmbeddedTile() error {
	place, err := strconv.Atoi(x.values["tile"])
	if err != nil || strconv.Itoa(place) != x.values["tile"] || place < 0 || place >= len(x.embedded.Tiles) || x.embedded.Tiles[place].View == nil {
		return problem.New(problem.NotFound, "tile-unknown", "the dashboard has no view at this place; its tiles are counted from 0")
	}
	answer, err := x.askEmbedded(x.embedded.Tiles[place].View.Query)
	if err != nil {
		return withheld(err)
	}
	if err := discreet(answer, x.embedded.ID, place); err != nil {
		return err
	}
	ids := idsIn(answer)
	names, err := x.names(NameQuery{Activities: ids, Verbs: ids, Languages: acceptedLanguages(x.r.Header.Get("Accept-Language"))})
	if err != nil {
		return withheld(err)
	}
	return x.json(http.StatusOK, struct {
		Answer *embeddedAnswer `json:"answer"`
		Names  Names           `json:"names"`
	}{answer, names})
}

// embeddedAnswer is an answer, of which only the meta is looked into.
type embeddedAnswer struct {
	Columns []query.Column            `json:"columns"`
	Rows    [][]jsontext.Value        `json:"rows"`
	Meta    map[string]jsontext.Value `json:"meta"`
}

// askEmbedded answers a saved query as whoever has the link may ask it.
func (x *exchange) askEmbedded(text []byte) (*embeddedAnswer, error) {
	q, inForce, err := x.readQuery(text)
	if err != nil {
		return nil, err
	}
	q.Narrow(x.embedded.Filter)
	answer, err := x.ask(q, inForce)
	if err != nil {
		return nil, err
	}
	read := new(embeddedAnswer)
	if err := json.Unmarshal(answer, read); err != nil {
		return nil, fmt.Errorf("read an answer: %w", err)
	}
	return read, nil
}

// discreet takes out of an answer what tells of more than the link shows: of rows
// that its filter leaves out, and of the filter itself, whose values could be
// guessed and tried against a hash.
func discreet(answer *embeddedAnswer, embed string, place int) error {
	sum := sha256.Sum256([]byte(embed + "/" + strconv.Itoa(place)))
	hash, err := json.Marshal(hex.EncodeToString(sum[:16]))
	if err != nil {
		return fmt.Errorf("write the name of a tile: %w", err)
	}
	answer.Meta["query_hash"] = hash
	for _, key := range []string{"rows_scanned", "clock_suspect", "elapsed_ms"} {
		answer.Meta[key] = jsontext.Value("0")
	}
	return nil
}

// withheld keeps from whoever has a link why a query cannot be asked, which would
// tell of its filters.
func withheld(err error) error {
	var known *problem.Error
	if !errors.As(err, &known) {
		return err
	}
	switch known.Kind {
	case problem.Invalid, problem.Forbidden, problem.NotFound:
		return problem.Wrap(problem.Forbidden, "tile-hidden", err,
			"this cannot be shown by a link: it is about single people, or can no longer be asked")
	case problem.TooLarge:
		return problem.Wrap(problem.TooLarge, "tile-too-large", err, "this takes too long to show by a link")
	default:
		return err
	}
}

// idsIn lists what may be ids of activities and verbs among the texts of an answer,
// each once and as many as names are told at once.
func idsIn(answer *embeddedAnswer) []string {
	var ids []string
	for column := range answer.Columns {
		if answer.Columns[column].Type != query.ColumnText {
			continue
		}
		for _, row := range answer.Rows {
			var text string
			if row[column].Kind() == '"' && json.Unmarshal(row[column], &text) == nil && strings.Contains(text, ":") {
				ids = append(ids, text)
			}
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return ids[:min(len(ids), mostNames)]
}

// acceptedLanguages lists the tags of an Accept-Language header, the most wanted
// first.
func acceptedLanguages(header string) []string {
	type wanted struct {
		tag     string
		quality float64
	}
	var list []wanted
	for part := range strings.SplitSeq(header, ",") {
		tag, weight, weighted := strings.Cut(part, ";")
		quality := 1.0
		if weighted {
			var err error
			if quality, err = strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64); err != nil {
				continue
			}
		}
		if tag = strings.TrimSpace(tag); tag != "" && tag != "*" && quality > 0 && len(list) < 10 {
			list = append(list, wanted{tag, quality})
		}
	}
	slices.SortStableFunc(list, func(a, b wanted) int { return cmp.Compare(b.quality, a.quality) })
	tags := make([]string, len(list))
	for i := range list {
		tags[i] = list[i].tag
	}
	return tags
}
