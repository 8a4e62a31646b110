package client

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/xapi"
)

// Send stores statements, each a JSON object, all or none, and returns their
// ids in order. A statement without an id gets one here, so that sending again
// after a broken connection cannot store it twice. attachments are the data
// that the statements name by their sha2.
func (c *Client) Send(ctx context.Context, statements [][]byte, attachments ...Attachment) ([]xapi.UUID, error) {
	var body bytes.Buffer
	body.WriteByte('[')
	for i, statement := range statements {
		if i > 0 {
			body.WriteByte(',')
		}
		if err := writeWithID(&body, statement); err != nil {
			return nil, fmt.Errorf("statement %d: %w", i, err)
		}
	}
	body.WriteByte(']')
	request := call{
		method:     http.MethodPost,
		resource:   "statements",
		header:     http.Header{"Content-Type": {"application/json"}},
		body:       body.Bytes(),
		repeatable: true,
	}
	if len(attachments) > 0 {
		contentType, mixed, err := encodeMixed(body.Bytes(), attachments)
		if err != nil {
			return nil, err
		}
		request.header.Set("Content-Type", contentType)
		request.body = mixed
	}
	response, err := c.do(ctx, request)
	if err != nil {
		return nil, err
	}
	answer, err := read(response)
	if err != nil {
		return nil, err
	}
	return parseIDs(answer, len(statements))
}

// SendOne stores one statement and returns its id.
func (c *Client) SendOne(ctx context.Context, statement []byte, attachments ...Attachment) (xapi.UUID, error) {
	ids, err := c.Send(ctx, [][]byte{statement}, attachments...)
	if err != nil {
		return xapi.UUID{}, err
	}
	return ids[0], nil
}

// Put stores one statement under an id (PS-01 to PS-03).
func (c *Client) Put(ctx context.Context, id xapi.UUID, statement []byte) error {
	response, err := c.do(ctx, call{
		method:     http.MethodPut,
		resource:   "statements",
		query:      map[string][]string{"statementId": {id.String()}},
		header:     http.Header{"Content-Type": {"application/json"}},
		body:       statement,
		repeatable: true,
	})
	if err != nil {
		return err
	}
	return finish(response)
}

// writeWithID writes a statement, with a new id unless it has one.
func writeWithID(to *bytes.Buffer, statement []byte) error {
	statement = bytes.TrimSpace(statement)
	hasID := false
	empty := true
	decoder := jsontext.NewDecoder(bytes.NewReader(statement))
	if open, err := decoder.ReadToken(); err != nil || open.Kind() != '{' {
		return fmt.Errorf("is not a JSON object")
	}
	for decoder.PeekKind() == '"' {
		name, err := decoder.ReadToken()
		if err != nil {
			return err
		}
		empty = false
		hasID = hasID || name.String() == "id"
		if err := decoder.SkipValue(); err != nil {
			return err
		}
	}
	if _, err := decoder.ReadToken(); err != nil {
		return err
	}
	if hasID {
		to.Write(statement)
		return nil
	}
	fmt.Fprintf(to, `{"id":%q`, xapi.NewUUID())
	if !empty {
		to.WriteByte(',')
	}
	to.Write(statement[1:])
	return nil
}

// parseIDs reads the answer to a POST of n statements (PS-04).
func parseIDs(answer []byte, n int) ([]xapi.UUID, error) {
	var texts []string
	if err := json.Unmarshal(answer, &texts); err != nil {
		return nil, fmt.Errorf("the answer is not an array of ids: %w", err)
	}
	if len(texts) != n {
		return nil, fmt.Errorf("sent %d statements, the answer has %d ids", n, len(texts))
	}
	ids := make([]xapi.UUID, n)
	for i, text := range texts {
		id, ok := xapi.ParseUUID(text)
		if !ok {
			return nil, fmt.Errorf("the answer has %q, which is not an id", text)
		}
		ids[i] = id
	}
	return ids, nil
}
