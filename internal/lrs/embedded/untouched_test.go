package embedded_test

import (
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
)

func TestUntouchedUntilSomethingIsStoredOrPromised(t *testing.T) {
	record, err := storetest.MakeRecord([]byte(`{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://example.org/did"},"object":{"id":"http://example.org/it"}}`), storetest.DefaultOrigin())
	if err != nil {
		t.Fatal(err)
	}
	for name, touch := range map[string]func(s *embedded.Store) error{
		"statement": func(s *embedded.Store) error { return s.Append(t.Context(), 1, []lrs.Record{record}) },
		"safe time": func(s *embedded.Store) error { _, err := s.SafeTime(t.Context()); return err },
	} {
		t.Run(name, func(t *testing.T) {
			config := embedded.Config{Dir: t.TempDir()}
			expect := func(s *embedded.Store, want bool) {
				t.Helper()
				if got, err := s.Untouched(t.Context()); err != nil || got != want {
					t.Errorf("Untouched returned %t, %v, want %t", got, err, want)
				}
			}
			s := openStore(t, config)
			expect(s, true)
			if err := s.Scan(t.Context(), 1, lrs.Position{}, func(lrs.Stored) error { return nil }); err != nil {
				t.Fatal(err)
			}
			closeStore(t, s)
			s = openStore(t, config)
			expect(s, true)
			if err := touch(s); err != nil {
				t.Fatal(err)
			}
			expect(s, false)
			closeStore(t, s)
			expect(openStore(t, config), false)
		})
	}
}
