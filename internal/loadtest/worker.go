package loadtest

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/lore-lrs/lore/xapi"
)

// requestHead holds the parts of a request that are always the same.
type requestHead struct {
	post string // up to the value of Content-Length
	path string // of the endpoint, with a slash at the end
	get  string // what follows the path of a GET
}

func newRequestHead(target *url.URL, config Config) requestHead {
	common := "Host: " + target.Host + "\r\nX-Experience-API-Version: " + config.Version.String() + "\r\n"
	if config.Key != "" || config.Secret != "" {
		common += "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(config.Key+":"+config.Secret)) + "\r\n"
	}
	path := strings.TrimRight(target.EscapedPath(), "/") + "/"
	return requestHead{
		path: path,
		post: "POST " + path + "statements HTTP/1.1\r\n" + common + "Content-Type: application/json\r\nContent-Length: ",
		get:  " HTTP/1.1\r\n" + common + "\r\n",
	}
}

// samplesKept is how many acknowledged statements a client remembers, to be
// read back.
const samplesKept = 4

type sample struct {
	id   xapi.UUID
	json []byte
}

// worker is one client: it waits for an answer before it sends the next
// request.
type worker struct {
	config     Config
	head       requestHead
	material   *material
	connection *connection
	random     *rand.Rand

	request []byte
	body    []byte
	firstID xapi.UUID // of the request being built
	lastID  xapi.UUID
	first   int // where its first statement begins and ends in body
	end     int

	writes, reads tally
	samples       []sample
}

func newWorker(number uint64, config Config, head requestHead, material *material, connection *connection) *worker {
	return &worker{
		config: config, head: head, material: material, connection: connection,
		// Ids must differ from those of every other run.
		random: rand.New(rand.NewPCG(rand.Uint64(), number)),
	}
}

// work sends requests until the context ends, or take says no.
func (w *worker) work(ctx context.Context, take func(int) bool) {
	for turn := 0; ctx.Err() == nil; turn++ {
		read := w.config.Mode == Read || w.config.Mode == Mixed && turn%5 == 4
		statements := 1
		if w.config.Mode == Batch {
			statements = w.config.Batch
		}
		if !take(statements) {
			return
		}
		if read {
			w.get(ctx)
		} else {
			w.post(ctx, statements)
		}
	}
}

// post sends statements and checks that as many ids come back.
func (w *worker) post(ctx context.Context, statements int) {
	w.build(statements)
	status, body, took, err := w.exchange(ctx)
	if err == nil {
		err = w.checkIDs(status, body, statements)
	}
	w.writes.add(took, statements, len(w.request), len(body), err)
	if err == nil && len(w.samples) < samplesKept {
		w.samples = append(w.samples, sample{w.firstID, bytes.Clone(w.body[w.first:w.end])})
	}
}

// build makes the next POST: copies of templates with new ids and this time.
func (w *worker) build(statements int) {
	var stamp [xapi.StoredLength]byte
	xapi.AppendStoredTime(stamp[:0], time.Now().UnixMicro())
	w.body = w.body[:0]
	if w.config.Mode == Batch {
		w.body = append(w.body, '[')
	}
	for i := range statements {
		if i > 0 {
			w.body = append(w.body, ',')
		}
		start := len(w.body)
		from := &w.material.templates[w.random.IntN(len(w.material.templates))]
		w.body = append(w.body, from.text...)
		w.lastID = randomID(w.random)
		w.lastID.AppendText(w.body[start+from.id : start+from.id])
		copy(w.body[start+from.stamp:], stamp[:])
		if i == 0 {
			w.firstID, w.first, w.end = w.lastID, start, len(w.body)
		}
	}
	if w.config.Mode == Batch {
		w.body = append(w.body, ']')
	}
	w.request = append(w.request[:0], w.head.post...)
	w.request = strconv.AppendInt(w.request, int64(len(w.body)), 10)
	w.request = append(w.request, "\r\n\r\n"...)
	w.request = append(w.request, w.body...)
}

func (w *worker) checkIDs(status int, body []byte, statements int) error {
	if status != 200 {
		return unexpected(status, body)
	}
	if got := bytes.Count(body, []byte{'"'}) / 2; got != statements {
		return fmt.Errorf("sent %d statements, got %d ids", statements, got)
	}
	text := w.firstID.AppendText(make([]byte, 0, 36))
	first := bytes.Index(body, text)
	last := bytes.LastIndex(body, w.lastID.AppendText(text[:0]))
	if first < 0 || last < first {
		return fmt.Errorf("the ids that came back are not those that were sent")
	}
	return nil
}

// get asks for a statement or a page and checks that it is one.
func (w *worker) get(ctx context.Context) {
	id, path := xapi.UUID{}, ""
	page := len(w.material.ids) == 0 || w.random.IntN(5) != 0
	if page {
		path = w.material.queries[w.random.IntN(len(w.material.queries))]
	} else {
		id = w.material.ids[w.random.IntN(len(w.material.ids))]
		path = "statements?statementId=" + id.String()
	}
	w.request = append(append(append(append(w.request[:0], "GET "...), w.head.path...), path...), w.head.get...)
	status, body, took, err := w.exchange(ctx)
	switch {
	case err != nil:
	case status != 200:
		err = unexpected(status, body)
	case page && !bytes.Contains(body, []byte(`"statements"`)):
		err = fmt.Errorf("the answer to a query is no StatementResult")
	case !page && !bytes.Contains(bytes.ToLower(body), []byte(id.String())):
		err = fmt.Errorf("the answer is not the statement that was asked for")
	}
	w.reads.add(took, 1, len(w.request), len(body), err)
}

// exchange sends the request; after a broken connection it opens another one.
func (w *worker) exchange(ctx context.Context) (status int, body []byte, took time.Duration, err error) {
	if w.connection.conn == nil {
		if err := w.connection.connect(ctx); err != nil {
			return 0, nil, 0, err
		}
	}
	started := time.Now()
	status, body, err = w.connection.roundTrip(w.request)
	took = time.Since(started)
	if err != nil {
		w.connection.close()
	}
	return status, body, took, err
}

func unexpected(status int, body []byte) error {
	const shown = 300
	if len(body) > shown {
		body = body[:shown]
	}
	return fmt.Errorf("status %d: %s", status, body)
}
