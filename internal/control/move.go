package control

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/move"
	"github.com/lore-lrs/lore/internal/problem"
)

// What is moved to another place goes over the socket as streams of gob: both
// ends are of one version, and bytes come out as they went in.

// routeMove adds the routes by which everything is read.
func (h *handler) routeMove(handle func(pattern string, serve func(http.ResponseWriter, *http.Request) error)) {
	handle("GET /move", h.describeMove)
	handle("GET /move/hold", h.holdWrites)
	handle("GET /move/attachment", h.moveAttachment)
	handle("GET /move/attachments", func(w http.ResponseWriter, r *http.Request) error {
		return sendItems(h, w, r, h.Move.Attachments)
	})
	handle("GET /move/documents", func(w http.ResponseWriter, r *http.Request) error {
		return sendItems(h, w, r, h.Move.Documents)
	})
	handle("GET /move/rows", func(w http.ResponseWriter, r *http.Request) error {
		return sendItems(h, w, r, func(ctx context.Context, fn func(move.Row) error) error {
			return h.Move.Rows(ctx, r.URL.Query().Get("table"), fn)
		})
	})
	handle("GET /move/statements", func(w http.ResponseWriter, r *http.Request) error {
		after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
		if err != nil {
			return problem.Wrap(problem.Invalid, "bad-command", err, "the time after which statements are asked for is not a number")
		}
		return sendItems(h, w, r, func(ctx context.Context, fn func(move.Statement) error) error {
			return h.Move.Statements(ctx, after, fn)
		})
	})
}

func (h *handler) describeMove(w http.ResponseWriter, r *http.Request) error {
	description, err := h.Move.Describe(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, description)
}

// holdWrites has writes refused as long as the command listens to the answer,
// which has a Refusal in it when the hold is lost.
func (h *handler) holdWrites(w http.ResponseWriter, r *http.Request) error {
	held, release, err := h.Move.Hold(r.Context())
	if err != nil {
		return err
	}
	defer release()
	h.Logger.InfoContext(r.Context(), "writes are refused while everything is moved to another place")
	defer h.Logger.InfoContext(r.Context(), "writes are taken again")
	w.WriteHeader(http.StatusOK)
	if err := http.NewResponseController(w).Flush(); err != nil {
		return nil // the command is gone
	}
	<-held.Done()
	if r.Context().Err() == nil {
		text, err := json.Marshal(refusalOf(context.Cause(held)))
		if err != nil {
			return fmt.Errorf("encode refusal: %w", err)
		}
		_, _ = w.Write(text) // that the answer ends says enough
	}
	return nil
}

func (h *handler) moveAttachment(w http.ResponseWriter, r *http.Request) error {
	store, err := strconv.ParseInt(r.URL.Query().Get("store"), 10, 64)
	if err != nil {
		return problem.Wrap(problem.Invalid, "bad-command", err, "the store is not a number")
	}
	content, err := h.Move.Attachment(r.Context(), move.Attachment{Store: lrs.StoreID(store), SHA2: r.URL.Query().Get("sha2")})
	if err != nil {
		return err
	}
	return h.stream(w, r, func(to io.Writer) error {
		_, err := to.Write(content)
		return err
	})
}

// sendItems answers with the items of a stream, as they come.
func sendItems[T any](h *handler, w http.ResponseWriter, r *http.Request, stream func(ctx context.Context, fn func(T) error) error) error {
	return h.stream(w, r, func(to io.Writer) error {
		buffered := bufio.NewWriterSize(to, streamBuffer)
		encoder := gob.NewEncoder(buffered)
		if err := stream(r.Context(), func(item T) error { return encoder.Encode(item) }); err != nil {
			return err
		}
		return buffered.Flush()
	})
}

// MoveSource returns what is behind the client as the source of a move.
func (c *Client) MoveSource() move.Source { return moveSource{c} }

type moveSource struct{ client *Client }

// Describe implements move.Source.
func (s moveSource) Describe(ctx context.Context) (description move.Description, err error) {
	err = s.client.call(ctx, http.MethodGet, "/move", nil, &description)
	return description, err
}

// errReleased ends a hold in order.
var errReleased = errors.New("the hold was released")

// Hold implements move.Source.
func (s moveSource) Hold(ctx context.Context) (held context.Context, release func(), err error) {
	held, cancel := context.WithCancelCause(ctx)
	response, err := s.client.send(held, http.MethodGet, "/move/hold", nil)
	if err != nil {
		cancel(err)
		return nil, nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer response.Body.Close()
		var refusal Refusal
		if err := json.UnmarshalRead(response.Body, &refusal); err != nil {
			cancel(problem.Wrap(problem.Unavailable, "server-unreachable", err, "the server that kept writes out is gone"))
			return
		}
		cancel(refusal.problem())
	}()
	return held, func() {
		cancel(errReleased)
		<-ended
	}, nil
}

// Rows implements move.Source.
func (s moveSource) Rows(ctx context.Context, table string, fn func(move.Row) error) error {
	return receiveItems(ctx, s.client, "/move/rows?"+url.Values{"table": {table}}.Encode(), fn)
}

// Documents implements move.Source.
func (s moveSource) Documents(ctx context.Context, fn func(documents.Kept) error) error {
	return receiveItems(ctx, s.client, "/move/documents", fn)
}

// Attachments implements move.Source.
func (s moveSource) Attachments(ctx context.Context, fn func(move.Attachment) error) error {
	return receiveItems(ctx, s.client, "/move/attachments", fn)
}

// Attachment implements move.Source.
func (s moveSource) Attachment(ctx context.Context, attachment move.Attachment) ([]byte, error) {
	query := url.Values{"store": {strconv.FormatInt(int64(attachment.Store), 10)}, "sha2": {attachment.SHA2}}
	response, err := s.client.send(ctx, http.MethodGet, "/move/attachment?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if refused := refusedIn(response); refused != nil {
		return nil, refused
	}
	if err != nil {
		return nil, problem.Wrap(problem.Unavailable, "server-unreachable", err, "the server stopped in the middle of an attachment")
	}
	return content, nil
}

// Statements implements move.Source.
func (s moveSource) Statements(ctx context.Context, after int64, fn func(move.Statement) error) error {
	return receiveItems(ctx, s.client, "/move/statements?after="+strconv.FormatInt(after, 10), fn)
}

// receiveItems calls fn with the items of a stream.
func receiveItems[T any](ctx context.Context, c *Client, path string, fn func(T) error) error {
	response, err := c.send(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	decoder := gob.NewDecoder(bufio.NewReaderSize(response.Body, streamBuffer))
	for {
		var item T
		err := decoder.Decode(&item)
		if err != nil {
			if refused := refusedIn(response); refused != nil {
				return refused
			}
			if err == io.EOF {
				return nil
			}
			return problem.Wrap(problem.Unavailable, "server-unreachable", err, "the server stopped in the middle of what it was to send")
		}
		if err := fn(item); err != nil {
			return err
		}
	}
}
