package backup_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/problem"
)

// shelf keeps backups of a directory in which there is one file of the log.
func shelf(t *testing.T) (s *backup.Shelf, stop func()) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(log, []byte("statements"), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	s = &backup.Shelf{
		Dir: filepath.Join(t.TempDir(), "backups"),
		Source: backup.Source{
			Log: func(context.Context) ([]backup.File, func(), error) {
				return []backup.File{{Name: "log/1", Path: log, Size: 10}}, func() {}, nil
			},
			Database:     func(_ context.Context, path string) error { return os.WriteFile(path, []byte("database"), 0o600) },
			DatabaseName: "lore.db", Scratch: t.TempDir(),
		},
		Now: func() time.Time {
			now = now.Add(time.Minute)
			return now
		},
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Run(ctx)
	}()
	stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(stop)
	return s, stop
}

// make begins a backup, as soon as the shelf runs, and waits until it has a state.
func makeOne(t *testing.T, s *backup.Shelf, want string) backup.Kept {
	t.Helper()
	made, err := s.Make()
	for problem.Is(err, problem.Unavailable) {
		made, err = s.Make()
	}
	if err != nil || made.State != backup.Making {
		t.Fatalf("%+v %v, want it to be made", made, err)
	}
	for {
		list, err := s.List()
		if err != nil {
			t.Fatal(err)
		}
		if list[0].Name == made.Name && list[0].State == want {
			return list[0]
		}
		if list[0].State != backup.Making {
			t.Fatalf("the list is %+v, want %s to be %s", list, made.Name, want)
		}
	}
}

func TestBackupsAreKeptUnderTheirTimes(t *testing.T) {
	s, stop := shelf(t)
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Fatalf("at first there are %v %v", list, err)
	}
	first := makeOne(t, s, backup.Ready)
	second := makeOne(t, s, backup.Ready)
	if first.Size == 0 || first.Name == second.Name || !second.Made.After(first.Made) {
		t.Errorf("%+v and %+v are not two backups, one after the other", first, second)
	}
	file, made, err := s.Open(first.Name)
	if err != nil || !made.Equal(first.Made) {
		t.Fatal(made, err)
	}
	if manifest, err := backup.Verify(t.Context(), file); err != nil || len(manifest.Files) != 2 {
		t.Errorf("the first one has %+v %v, want the log and the database", manifest, err)
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Remove(first.Name); err != nil {
		t.Error(err)
	}
	for _, name := range []string{first.Name, "../backups/" + second.Name, "lore-1.lore", "", second.Name + ".tmp"} {
		if _, _, err := s.Open(name); !problem.Is(err, problem.NotFound) {
			t.Errorf("%q can be opened: %v", name, err)
		}
		if err := s.Remove(name); !problem.Is(err, problem.NotFound) {
			t.Errorf("%q can be removed: %v", name, err)
		}
	}
	if list, err := s.List(); err != nil || len(list) != 1 || list[0].Name != second.Name {
		t.Errorf("in the end there are %+v %v, want the second", list, err)
	}
	stop()
	if _, err := s.Make(); !problem.Is(err, problem.Unavailable) {
		t.Errorf("a shelf that does not run makes a backup: %v", err)
	}
}

func TestABackupThatFailsLeavesNothingAndSaysSo(t *testing.T) {
	s, _ := shelf(t)
	s.Source.Database = func(context.Context, string) error { return io.ErrShortWrite }
	failed := makeOne(t, s, backup.Failed)
	if failed.Message == "" {
		t.Errorf("%+v does not say why", failed)
	}
	if left, err := os.ReadDir(s.Dir); err != nil || len(left) != 0 {
		t.Errorf("it left %v %v", left, err)
	}
	if err := s.Remove(failed.Name); err != nil {
		t.Error(err)
	}
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Errorf("there are %+v %v", list, err)
	}
}

// A second one has to wait, and what a server that died left behind goes.
func TestOneBackupIsMadeAtATime(t *testing.T) {
	s, stop := shelf(t)
	begun, goOn := make(chan struct{}), make(chan struct{})
	s.Source.Database = func(ctx context.Context, path string) error {
		close(begun)
		select {
		case <-goOn:
			return os.WriteFile(path, nil, 0o600)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	_, err := s.Make()
	for problem.Is(err, problem.Unavailable) {
		_, err = s.Make()
	}
	if err != nil {
		t.Fatal(err)
	}
	<-begun
	if _, err := s.Make(); !problem.Is(err, problem.Conflict) {
		t.Errorf("two are made at once: %v", err)
	}
	stop()
	left := filepath.Join(s.Dir, "lore-20261128T080000Z.lore.tmp")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Run(ctx)
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what was left of a backup is still there: %v", err)
	}
}
