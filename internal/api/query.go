package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
)

// postQuery answers POST /query.
func (x *exchange) postQuery() error {
	text, err := x.body()
	if err != nil {
		return err
	}
	return x.answerQuery(text)
}

// getQuery answers GET /query?q=: a query that fits into a link.
func (x *exchange) getQuery() error {
	if !x.parameters.Has("q") {
		return parameterError("q", "the parameter q is missing: the query as JSON, %%-coded")
	}
	return x.answerQuery([]byte(x.parameters.Get("q")))
}

func (x *exchange) answerQuery(text []byte) error {
	form, err := x.format()
	if err != nil {
		return err
	}
	q, inForce, err := x.readQuery(text)
	if err != nil {
		return err
	}
	answer, err := x.ask(q, inForce)
	if err != nil {
		return err
	}
	return x.sendAnswer(answer, form)
}

// readQuery reads a query, and refuses what the reader's role may not ask.
func (x *exchange) readQuery(text []byte) (*query.Query, *meaning.Meaning, error) {
	inForce, err := x.handler.config.Meanings.Meaning(x.r.Context(), x.reader.Store)
	if err != nil {
		return nil, nil, fmt.Errorf("read the meaning of words: %w", err)
	}
	q, err := query.Decode(text, x.segments(inForce))
	if err != nil {
		return nil, nil, err
	}
	return q, inForce, x.permit(q)
}

// segments are the saved filters that the reader may use, and hence read: to
// those who do not see everybody, filters that name people would name them.
func (x *exchange) segments(inForce *meaning.Meaning) map[string]string {
	if x.seesEverybody() {
		return inForce.Segments
	}
	mine := make(map[string]string)
	for name, text := range inForce.Segments {
		filter, err := query.DecodeFilter([]byte(text), inForce.Segments)
		if err == nil && !filter.NamesPeople() {
			mine[name] = text
		}
	}
	return mine
}

// seesEverybody reports whether the reader sees everybody, by name.
func (x *exchange) seesEverybody() bool { return len(x.reader.Persons) == 0 && x.scope().SeesPeople }

// permit asks for what a query shows beyond numbers. What the scope must hide in
// other ways the engine refuses.
func (x *exchange) permit(q *query.Query) error {
	if slices.Contains(q.Columns, query.Field{ID: query.StatementJSON}) {
		if err := x.reader.May(access.ReadStatements); err != nil {
			return err
		}
	}
	if q.Kind == query.Statements || q.Kind == query.Episodes || q.Actors != nil {
		return x.reader.May(access.SeePeople)
	}
	return nil
}

// ask returns the answer of a query as JSON, from the cache if it is there.
func (x *exchange) ask(q *query.Query, inForce *meaning.Meaning) ([]byte, error) {
	h, scope, hash := x.handler, x.scope(), q.Hash()
	asOf := q.AsOf
	if asOf == 0 {
		var err error
		if asOf, err = h.config.Engine.Through(x.r.Context(), scope.Store); err != nil {
			return nil, fmt.Errorf("find out how far the facts are: %w", err)
		}
	}
	key := cacheKey(hash, scope, asOf, inForce.Version)
	if text, ok := h.cache.get(key); ok {
		x.cached = true
		return text, nil
	}
	answer, err := x.timed(func(ctx context.Context) (*query.Answer, error) {
		return h.config.Engine.Ask(ctx, scope, q, Effort{})
	})
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	if answer.Meta.Meaning == inForce.Version {
		h.cache.put(key, text)
	}
	return text, nil
}

// timed runs a query within the time that somebody waits for it, as one of the
// few of its token.
func (x *exchange) timed(run func(ctx context.Context) (*query.Answer, error)) (*query.Answer, error) {
	leave, err := x.handler.running.enter(x.reader.Holder())
	if err != nil {
		x.w.Header()["Retry-After"] = []string{"1"}
		return nil, err
	}
	defer leave()
	ctx, cancel := context.WithTimeout(x.r.Context(), x.handler.config.Timeout)
	defer cancel()
	answer, err := run(ctx)
	if !explained(err) && errors.Is(ctx.Err(), context.DeadlineExceeded) && x.r.Context().Err() == nil {
		return nil, problem.Wrap(problem.TooLarge, "query-timeout", err,
			"the query takes longer than the %s that an answer may take: ask it as a job (POST /api/v1/query/jobs), or about less time",
			x.handler.config.Timeout)
	}
	return answer, err
}

// postActors answers with the people or statements behind a cell.
func (x *exchange) postActors() error {
	text, err := x.body()
	if err != nil {
		return err
	}
	form, err := x.format()
	if err != nil {
		return err
	}
	inForce, err := x.handler.config.Meanings.Meaning(x.r.Context(), x.reader.Store)
	if err != nil {
		return fmt.Errorf("read the meaning of words: %w", err)
	}
	cell, err := query.DecodeCell(text, x.segments(inForce))
	if err != nil {
		return err
	}
	answer, err := x.timed(func(ctx context.Context) (*query.Answer, error) {
		return x.handler.config.Engine.Actors(ctx, x.scope(), cell, Effort{})
	})
	if err != nil {
		return err
	}
	answerText, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return x.sendAnswer(answerText, form)
}

func (x *exchange) getQuerySchema() error {
	return x.send(http.StatusOK, "application/schema+json", query.Schema())
}

func (x *exchange) getAnswerSchema() error {
	return x.send(http.StatusOK, "application/schema+json", query.AnswerSchema())
}
