package intake

import (
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

// What is wrong with a file is told, whatever bytes are in it.
func TestFaultsOfBytesThatAreNoTextAreKept(t *testing.T) {
	each(t, func(w *world) {
		bad := strings.Replace(lines(1, 2), "https://example.org/v", "\xff\x00\xfe", 1)
		w.do(w.request(NDJSON, false), strings.NewReader(bad+lines(2, 3)), 1, 0, 1)
		bad = strings.Replace(lines(3, 4), `"verb"`, "\"v\xffb\"", 1)
		w.do(w.request(NDJSON, false), strings.NewReader(bad), 0, 0, 1)
		bad = strings.Replace(lines(3, 4), `"timestamp"`, `"\u0000\ud800"`, 1)
		w.do(w.request(NDJSON, false), strings.NewReader(bad), 0, 0, 1)
		w.do(w.request(CSV, false), strings.NewReader("person,verb,activity,timestamp\nada@example.org,did\xff,https://example.org/a,2026-01-01\n\x00,passed,https://example.org/a,2026-01-01\n"), 0, 0, 2)
		if im := w.do(w.request(CSV, false), strings.NewReader("per\xffson\x00,verb\n"), 0, 0, 0); im.State != Failed {
			t.Errorf("a head that is no text: %+v", im)
		}
		if _, err := w.importer.Get(t.Context(), w.store, "\x00\xff"); !problem.Is(err, problem.NotFound) {
			t.Errorf("an id that is no text: %v, want the kind NotFound", err)
		}
	})
}
