package api

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/problem"
)

const (
	// streamsOfToken is how many answers of one token are kept up to date at once.
	streamsOfToken = 16
	// heartbeat is how often a stream without news shows that it lives.
	heartbeat = 15 * time.Second
	// writeTime is how long a reader may keep an event waiting.
	writeTime = 30 * time.Second
)

// getStream answers GET /query/stream?q=: Server-Sent Events with the answer of
// a query, now and whenever it has become another one.
func (x *exchange) getStream() error {
	if !x.parameters.Has("q") {
		return parameterError("q", "the parameter q is missing: the query as JSON, %%-coded")
	}
	leave, err := x.handler.streams.enter(x.reader.Holder())
	if err != nil {
		return err
	}
	defer leave()
	s := &stream{x: x, control: http.NewResponseController(x.w)}
	answer, err := s.answer()
	if err != nil {
		return err
	}
	// The server's limits for requests and answers would end the stream; where
	// they cannot be changed there are none.
	_ = s.control.SetReadDeadline(time.Time{})
	header := x.w.Header()
	header["Content-Type"] = []string{"text/event-stream; charset=utf-8"}
	header["X-Accel-Buffering"] = []string{"no"} // nginx would collect events
	x.w.WriteHeader(http.StatusOK)
	x.status = http.StatusOK
	if x.r.Method == http.MethodHead {
		return nil // there would be no end to nothing
	}
	x.cause = s.run(answer)
	return nil
}

// stream keeps a reader's answer up to date.
type stream struct {
	x       *exchange
	control *http.ResponseController
	// told is what the reader knows: the answer without its meta.
	told []byte
}

// answer asks the query as if it came anew: the token may have been revoked, and
// words may mean something else.
func (s *stream) answer() ([]byte, error) {
	q, inForce, err := s.x.readQuery([]byte(s.x.parameters.Get("q")))
	if err != nil {
		return nil, err
	}
	return s.x.ask(q, inForce)
}

// run sends events until the reader goes, the server stops, or the query may no
// longer be asked.
func (s *stream) run(answer []byte) error {
	x := s.x
	looking := time.NewTicker(x.handler.config.StreamEvery)
	defer looking.Stop()
	silent := time.Now()
	for {
		if answer != nil {
			news, err := s.isNews(answer)
			if err != nil {
				return err
			}
			switch {
			case news:
				err = s.send("event: snapshot\ndata: ", answer)
				silent = time.Now()
			case time.Since(silent) >= heartbeat:
				err = s.send(": ", []byte("as before"))
				silent = time.Now()
			}
			if err != nil {
				return err
			}
		}
		select {
		case <-looking.C:
		case <-x.r.Context().Done():
			return nil
		case <-x.handler.config.Running.Done():
			return nil
		}
		var err error
		if err = x.authorise(); err == nil {
			answer, err = s.answer()
		}
		switch {
		case problem.Is(err, problem.TooMany) || problem.Is(err, problem.Unavailable):
			answer = nil // it is asked again
		case err != nil:
			why, marshalErr := json.Marshal(document(known(err), x.id))
			if marshalErr != nil {
				return marshalErr
			}
			return s.send("event: end\ndata: ", why)
		}
	}
}

// isNews reports whether the rows of an answer are others than the reader has.
func (s *stream) isNews(answer []byte) (bool, error) {
	var parts struct {
		Columns, Rows, Actors jsontext.Value
	}
	if err := json.Unmarshal(answer, &parts, json.MatchCaseInsensitiveNames(true)); err != nil {
		return false, fmt.Errorf("read the answer again: %w", err)
	}
	rows := bytes.Join([][]byte{parts.Columns, parts.Rows, parts.Actors}, []byte("\n"))
	if s.told != nil && bytes.Equal(rows, s.told) {
		return false, nil
	}
	s.told = rows
	return true, nil
}

// send writes one event, or a comment, whose data has no line feed.
func (s *stream) send(head string, data []byte) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(writeTime))
	event := append(append([]byte(head), data...), "\n\n"...)
	n, err := s.x.w.Write(event)
	s.x.written += int64(n)
	if err != nil {
		return err
	}
	return s.control.Flush()
}
