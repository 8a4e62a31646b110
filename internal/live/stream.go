package live

import (
	"context"
	"net/http"
	"time"

	"github.com/lore-lrs/lore/xapi"
)

const (
	// defaultSummaryEvery is how often a summary is sent, and refused requests.
	defaultSummaryEvery = time.Second
	// defaultHeartbeatEvery is how often a comment is sent, so that nobody on the
	// way takes the stream for dead.
	defaultHeartbeatEvery = 15 * time.Second
	// maxAtOnce is how many statements are taken from the feed or the log before
	// they are written, and maxBytesAtOnce about how much of the log.
	maxAtOnce      = 256
	maxBytesAtOnce = 1 << 20
	// ahead is how far an id may lie in the future: the clocks of nodes differ.
	ahead = 5 * time.Minute
	// slack is granted to those who begin as far back as they may.
	slack = time.Minute
)

// Serve answers with a stream until the reader goes, may see it no more, or is
// too slow to take a write; the server's end ends it, too. An error is returned
// only before anything was sent. The server's write and read timeouts do not
// hold for it.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, access Access) error {
	want, err := readRequest(r, access, h.config.Language)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(h.config.Running, cancel)()
	beginning, stop := context.WithTimeout(ctx, patience)
	defer stop()
	feed, err := h.join(beginning, access.Store)
	if err != nil {
		w.Header().Set("Retry-After", "5")
		return err
	}
	defer h.leave(feed)
	s := &stream{hub: h, feed: feed, request: want, ctx: ctx, out: newWriter(w, h.config.WriteTimeout)}
	if err := s.begin(beginning); err != nil {
		return err
	}
	defer feed.release(s.window)
	s.run()
	return nil
}

// stream is one reader. Its request's goroutine owns it.
type stream struct {
	hub     *Hub
	feed    *feed
	request request
	ctx     context.Context
	out     *writer
	window  *window

	// at is behind what was sent or passed over.
	at position
	// seen counts the statements of the feed up to at; -1 while they are taken
	// from the log.
	seen int64
	// silent: the reader was too slow and wants no more statements.
	silent bool

	began time.Time
	// before is the window's total when the stream began.
	before                int64
	sent, rejected        int64
	nextSummary, nextBeat time.Time
}

// begin finds where to begin, and sends the head.
func (s *stream) begin(ctx context.Context) error {
	s.began = s.hub.config.Now()
	s.seen = -1
	end := s.feed.end()
	switch want := s.request; {
	case want.resuming:
		s.at = want.start
	case want.since != 0:
		s.at.stored = s.began.Add(-want.since).UnixMicro()
	default:
		s.at.stored = end
	}
	if s.countsRejected() {
		newest, err := s.feed.rejected.start(ctx)
		if err != nil {
			return err
		}
		if !s.at.hasRejected || s.at.rejected > newest {
			s.at.rejected = newest
		}
	}
	s.at.hasRejected = s.request.rejected
	var fresh bool
	var through int64
	s.window, fresh, through = s.feed.window(s.request.access)
	if fresh {
		s.feed.fill(s.ctx, s.window, through)
	}
	s.before = s.window.totalNow()
	s.out.open(s.at)
	if s.at.stored > max(end, s.began.UnixMicro())+ahead.Microseconds() {
		s.gone("the id lies in the future: it is not of this server")
	}
	return nil
}

func (s *stream) countsRejected() bool {
	return s.request.access.Rejections && s.hub.config.Rejections != nil
}

// run sends until the reader or the server goes.
func (s *stream) run() {
	ticker := time.NewTicker(s.hub.config.summaryEvery)
	defer ticker.Stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for s.ctx.Err() == nil {
		more, changed, err := s.step()
		if err == nil {
			err = s.tick()
		}
		if err == nil {
			err = s.out.flush()
		}
		if err != nil {
			return
		}
		if more {
			continue
		}
		// Events that come close together are sent together.
		pause.Reset(s.hub.config.Pause)
		select {
		case <-changed:
			select {
			case <-pause.C:
			case <-ticker.C:
			case <-s.ctx.Done():
			}
		case <-ticker.C:
		case <-s.ctx.Done():
		}
	}
}

// step sends what comes next, and reports whether there is more; else changed
// tells of it, nil if nothing does.
func (s *stream) step() (more bool, changed <-chan struct{}, err error) {
	if !s.request.statements {
		s.at.stored = max(s.at.stored, s.feed.end())
		return false, nil, nil
	}
	if s.silent {
		return false, nil, nil
	}
	g := s.feed.after(s.at.stored, maxAtOnce)
	if g.gone {
		if s.seen >= 0 {
			s.behind(g.fallen - s.seen)
		}
		if s.silent {
			return false, nil, nil
		}
		more, err = s.catchUp()
		return more, nil, err
	}
	if err := s.send(g.statements); err != nil {
		return false, nil, err
	}
	s.at.stored = max(s.at.stored, g.through)
	s.seen = g.fallen
	return g.more, g.changed, nil
}

// catchUp sends the next statements from the log, and reports whether to go on
// at once. While the log cannot be read the reader waits.
func (s *stream) catchUp() (more bool, err error) {
	oldest := s.hub.config.Now().Add(-replay - slack).UnixMicro()
	end := s.feed.end()
	var found []*statement
	bytes, tooOld := 0, false
	whole, err := s.hub.scan(s.ctx, s.feed.store, s.at.stored, func(one *statement) bool {
		if one.Stored.Stored < oldest {
			tooOld = true
			return false
		}
		found = append(found, one)
		bytes += len(one.JSON)
		return len(found) < maxAtOnce && bytes < maxBytesAtOnce
	})
	switch {
	case err != nil:
		return false, s.ctx.Err()
	case tooOld:
		s.gone("statements were stored after this id more than an hour ago; a stream does not go back that far")
		return true, nil
	}
	if err := s.send(found); err != nil {
		return false, err
	}
	if whole {
		s.at.stored = max(s.at.stored, end)
	}
	return true, nil
}

// send writes the statements that the reader wants and may see, and moves on.
func (s *stream) send(list []*statement) error {
	for _, one := range list {
		s.at.stored = one.Stored.Stored
		if !one.visible(s.request.access) || !s.request.filter.matches(one, s.class) {
			continue
		}
		data, err := one.data(s.request.form, s.request.languages, s.class)
		if err != nil {
			return err
		}
		s.sent++
		if err := s.out.event("statement", &s.at, data); err != nil {
			return err
		}
	}
	return nil
}

func (s *stream) class(verb string) string {
	if s.hub.config.Class == nil {
		return ""
	}
	return s.hub.config.Class(s.request.access.Store, verb)
}

// tick sends what comes by the clock. The clock is that of this process alone.
func (s *stream) tick() error {
	now := time.Now()
	if !now.Before(s.nextSummary) {
		s.nextSummary = now.Add(s.hub.config.summaryEvery * 9 / 10) // the ticker says when
		if err := s.sendRejected(); err != nil {
			return err
		}
		if s.request.summaries {
			if err := s.sendSummary(); err != nil {
				return err
			}
		}
	}
	if s.nextBeat.IsZero() {
		s.nextBeat = now.Add(s.hub.config.heartbeatEvery)
	}
	if now.Before(s.nextBeat) {
		return nil
	}
	s.nextBeat = now.Add(s.hub.config.heartbeatEvery)
	if valid := s.request.access.Valid; valid != nil {
		if err := valid(); err != nil {
			return err
		}
	}
	s.out.heartbeat(s.at)
	return nil
}

// sendRejected counts refused requests and sends them if they are wanted. Those
// that cannot be read now come later.
func (s *stream) sendRejected() error {
	if !s.countsRejected() {
		return nil
	}
	list, err := s.feed.rejected.after(s.ctx, s.at.rejected)
	if err != nil {
		return s.ctx.Err()
	}
	for _, r := range list {
		s.at.rejected = r.ID
		s.rejected += r.Count
		if s.request.rejected {
			if err := s.out.event("rejected", &s.at, r.JSON); err != nil {
				return err
			}
		}
	}
	return nil
}

// streamTotals is the part of a summary that is a stream's own.
type streamTotals struct {
	Since      string `json:"since"`
	Statements int64  `json:"statements"`
	Sent       int64  `json:"sent"`
	Rejected   *int64 `json:"rejected,omitempty"`
}

func (s *stream) sendSummary() error {
	text, total, err := s.feed.summary(s.window, s.hub.now(), s.request.form.language, s.request.languages)
	if err != nil {
		return err
	}
	totals := streamTotals{
		Since:      string(xapi.AppendStoredTime(nil, s.began.UnixMicro())),
		Statements: total - s.before, Sent: s.sent,
	}
	if s.countsRejected() {
		totals.Rejected = &s.rejected
	}
	return s.out.summary(text, totals)
}

// behind tells a reader that it was too slow, how many statements of the store
// it has not seen at least, and from where it can catch up. How many there are
// of others is not for those who see some people only.
func (s *stream) behind(missed int64) {
	if !s.request.access.Everybody {
		missed = 0
	}
	s.seen = -1
	s.silent = s.request.summaryWhenSlow
	s.out.notice("behind", nil, notice{After: s.at.text(), Missed: missed})
}

// gone tells a reader that what it wants is not to be had here, and begins anew.
func (s *stream) gone(message string) {
	was := s.at
	s.at.stored = s.feed.end()
	s.seen = -1
	s.out.notice("gone", &s.at, notice{After: was.text(), Message: message + ". The stream goes on from now: load anew what you show beside it"})
}
