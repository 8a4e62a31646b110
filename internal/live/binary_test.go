package live_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/xapi"

	// What the binary is made of, so that a change there makes Go run these
	// tests again instead of taking the last result from its cache.
	_ "github.com/lore-lrs/lore/internal/server"
)

var seconds = flag.Int("live.seconds", 5, "how long statements are stored while readers watch the real server")

const (
	// perBatch and batchEvery are 200 statements a second.
	perBatch   = 20
	batchEvery = 100 * time.Millisecond
	readers    = 50
)

// TestBinaryStreamsThroughARestart stores 200 statements a second on the real
// server, which is restarted in the middle, while 50 readers watch: each ends
// with every statement, once, in the order of all others.
func TestBinaryStreamsThroughARestart(t *testing.T) {
	binary, err := binarytest.Build(t.TempDir())
	check(t, err)
	t.Run("embedded, stopped", func(t *testing.T) {
		t.Parallel()
		s := &scene{t: t, binary: binary, address: freeAddress(t)}
		s.storage = []string{"--data", filepath.Join(t.TempDir(), "data")}
		s.play(func() { s.server.Stop(t) })
	})
	t.Run("postgres, killed", func(t *testing.T) {
		t.Parallel()
		s := &scene{t: t, binary: binary, address: freeAddress(t)}
		s.storage = []string{"--data", filepath.Join(t.TempDir(), "data"), "--database", pgtest.Shared(t).Database(t)}
		s.play(func() { s.server.Kill() })
	})
}

// scene is a server with its readers.
type scene struct {
	t       *testing.T
	binary  string
	storage []string
	address string
	token   string
	server  *binarytest.Server
}

const (
	liveKey    = "live-key"
	liveSecret = "live-secret"
)

func freeAddress(t testing.TB) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

var tokenText = regexp.MustCompile(`lore_\w+_[\w-]+`)

func (s *scene) lore(args ...string) string {
	s.t.Helper()
	return binarytest.MustRun(s.t, s.binary, append(args, s.storage...)...)
}

func (s *scene) start() {
	s.t.Helper()
	args := []string{"serve", "--listen", s.address, "--metrics-listen", "", "--log-level", "warn"}
	s.server = binarytest.Start(s.t, exec.Command(s.binary, append(args, s.storage...)...))
}

// play has the server ended in the middle.
func (s *scene) play(endServer func()) {
	s.lore("store", "create", "main")
	s.lore("key", "create", "--store", "main", "--name", "live", "--scope", "all", "--key", liveKey, "--secret", liveSecret)
	s.token = tokenText.FindString(s.lore("token", "create", "--store", "main", "--role", "owner"))
	s.start()
	watching, end := context.WithCancel(s.t.Context())
	defer end()
	var running sync.WaitGroup
	defer running.Wait()
	defer end()
	watchers := make([]*watch, readers)
	for i := range watchers {
		w := &watch{scene: s, began: make(chan struct{})}
		watchers[i] = w
		running.Go(func() { w.run(watching) })
	}
	for _, w := range watchers {
		<-w.began
	}
	batches := *seconds * int(time.Second/batchEvery)
	ticker := time.NewTicker(batchEvery)
	defer ticker.Stop()
	var ids []string
	var storing sync.WaitGroup
	for batch := range batches {
		<-ticker.C
		if batch == batches/2 {
			asked := time.Now()
			endServer()
			if took := time.Since(asked); took > 5*time.Second {
				s.t.Errorf("open streams kept the server from stopping for %s", took)
			}
			s.start()
		}
		body, batchIDs := liveBatch(batch)
		ids = append(ids, batchIDs...)
		storing.Go(func() { s.store(body) })
	}
	storing.Wait()
	for i, w := range watchers {
		binarytest.Eventually(s.t, fmt.Sprintf("reader %d has seen all %d statements", i, len(ids)), func() bool { return w.count() >= len(ids) })
	}
	end()
	running.Wait()
	slices.Sort(ids)
	for i, w := range watchers {
		if !slices.Equal(w.ids, watchers[0].ids) {
			s.t.Errorf("reader %d saw %d statements, or in another order than reader 0, who saw %d", i, len(w.ids), len(watchers[0].ids))
		}
	}
	if seen := slices.Sorted(slices.Values(watchers[0].ids)); !slices.Equal(seen, ids) {
		s.t.Errorf("the readers saw %d statements, %d were stored", len(seen), len(ids))
	}
	s.t.Logf("%d readers saw %d statements each, through %d connections", readers, len(ids), watchers[0].connections)
	s.server.Stop(s.t)
}

func liveBatch(batch int) (body []byte, ids []string) {
	var text bytes.Buffer
	text.WriteByte('[')
	for i, statement := range some(perBatch) {
		id := xapi.NewUUID().String()
		ids = append(ids, id)
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"id":%q,"timestamp":"2026-03-04T05:06:07Z","context":{"platform":"batch %d"},%s`, id, batch, statement[1:])
	}
	text.WriteByte(']')
	return text.Bytes(), ids
}

// store stores a batch, however often it has to be sent.
func (s *scene) store(body []byte) {
	accepted := func() bool {
		request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, "http://"+s.address+"/xapi/statements", bytes.NewReader(body))
		if err != nil {
			return false
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Experience-API-Version", "2.0.0")
		request.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(liveKey+":"+liveSecret)))
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusOK
	}
	for !accepted() {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-s.t.Context().Done():
			return
		}
	}
}

// watch is a reader that comes back whenever its stream ends.
type watch struct {
	scene *scene
	began chan struct{}
	once  sync.Once

	mu          sync.Mutex
	ids         []string
	last        string
	connections int
}

func (w *watch) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.ids)
}

func (w *watch) run(ctx context.Context) {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for ctx.Err() == nil {
		w.read(ctx, client)
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

func (w *watch) read(ctx context.Context, client *http.Client) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+w.scene.address+"/api/v1/live", nil)
	if err != nil {
		return
	}
	request.Header.Set("Authorization", "Bearer "+w.scene.token)
	if w.last != "" {
		request.Header.Set("Last-Event-ID", w.last)
	}
	response, err := client.Do(request)
	if err != nil {
		return
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		w.scene.t.Errorf("the stream is refused: %s", response.Status)
		return
	}
	w.connections++
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	pending, name, data := "", "", ""
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "id: "):
			pending = line[4:]
		case strings.HasPrefix(line, "event: "):
			name = line[7:]
		case strings.HasPrefix(line, "data: "):
			data = line[6:]
		case line == "": // only now is it an event
			if pending != "" {
				w.last = pending
				w.once.Do(func() { close(w.began) })
			}
			if name == "statement" {
				w.mu.Lock()
				w.ids = append(w.ids, data[len(`{"id":"`):][:36])
				w.mu.Unlock()
			}
			pending, name, data = "", "", ""
		}
	}
}
