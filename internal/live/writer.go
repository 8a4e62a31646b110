package live

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
)

// maxBuffered is how much is collected before it is written, in bytes, and how
// much of a buffer is kept.
const maxBuffered = 64 << 10

// writer writes Server-Sent Events. The HTML standard has their form.
type writer struct {
	w       http.ResponseWriter
	control *http.ResponseController
	timeout time.Duration
	buffer  []byte
}

func newWriter(w http.ResponseWriter, timeout time.Duration) *writer {
	return &writer{w: w, control: http.NewResponseController(w), timeout: timeout}
}

// open begins the answer. The id comes without an event, so that a reader that
// is cut off before the first event goes on from here.
func (w *writer) open(at position) {
	// A server's limit for reading requests would end the stream; where there is
	// no way to change it there is none.
	_ = w.control.SetReadDeadline(time.Time{})
	header := w.w.Header()
	header["Content-Type"] = []string{"text/event-stream; charset=utf-8"}
	header["Cache-Control"] = []string{"no-store"}
	header["X-Accel-Buffering"] = []string{"no"} // nginx would collect events
	header["X-Content-Type-Options"] = []string{"nosniff"}
	w.w.WriteHeader(http.StatusOK)
	const retry = 2 * time.Second
	w.buffer = append(w.buffer, "retry: "...)
	w.buffer = strconv.AppendInt(w.buffer, retry.Milliseconds(), 10)
	w.buffer = append(w.buffer, '\n')
	w.id(at)
	w.buffer = append(w.buffer, '\n')
}

func (w *writer) id(at position) {
	w.buffer = append(w.buffer, "id: "...)
	w.buffer = at.append(w.buffer)
	w.buffer = append(w.buffer, '\n')
}

// event writes an event whose data is one line; without an id when at is nil.
func (w *writer) event(name string, at *position, data ...[]byte) error {
	if at != nil {
		w.id(*at)
	}
	w.buffer = append(w.buffer, "event: "...)
	w.buffer = append(w.buffer, name...)
	w.buffer = append(w.buffer, "\ndata: "...)
	for _, part := range data {
		w.buffer = append(w.buffer, part...)
	}
	w.buffer = append(w.buffer, "\n\n"...)
	if len(w.buffer) < maxBuffered {
		return nil
	}
	return w.flush()
}

// summary writes an event that begins with counts, an object that is still open.
func (w *writer) summary(counts []byte, totals streamTotals) error {
	rest, err := json.Marshal(&totals)
	if err != nil {
		return err
	}
	return w.event("summary", nil, counts, []byte(`,"stream":`), rest, []byte("}"))
}

// notice is the data of the events «behind» and «gone».
type notice struct {
	After   string `json:"after"`
	Missed  int64  `json:"missed,omitzero"`
	Message string `json:"message,omitempty"`
}

func (w *writer) notice(name string, at *position, n notice) {
	data, err := json.Marshal(&n)
	if err != nil {
		panic(err) // texts of our own
	}
	_ = w.event(name, at, data) // the next flush tells
}

// heartbeat is a comment, and says how far the reader has come although there
// was nothing for it: an id without data moves it on and is no event.
func (w *writer) heartbeat(at position) {
	w.buffer = append(w.buffer, ": heartbeat\n"...)
	w.id(at)
	w.buffer = append(w.buffer, '\n')
}

// flush sends what was collected. A reader that does not take it in time is cut
// off: it comes back with the last id that it saw.
func (w *writer) flush() error {
	if len(w.buffer) == 0 {
		return nil
	}
	_ = w.control.SetWriteDeadline(time.Now().Add(w.timeout)) // a test's recorder has none
	if _, err := w.w.Write(w.buffer); err != nil {
		return err
	}
	if w.buffer = w.buffer[:0]; cap(w.buffer) > 2*maxBuffered {
		w.buffer = nil
	}
	return w.control.Flush()
}
