package blob

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// testBlobs is what every place for blobs must show. spoil changes the kept
// bytes behind its back.
func testBlobs(t *testing.T, blobs Store, spoil func(store lrs.StoreID, sha2 string)) {
	everyByte := make([]byte, 256)
	for i := range everyByte {
		everyByte[i] = byte(i)
	}
	contents := map[string][]byte{
		"text":  []byte("a\r\nb\x00"),
		"empty": {},
		"bytes": everyByte,
		"large": []byte(strings.Repeat("0123456789abcdef", 1<<16)),
	}
	for name, content := range contents {
		for _, digits := range []int{56, 64, 96, 128} {
			t.Run(fmt.Sprint(name, " ", digits), func(t *testing.T) {
				sha2 := lrs.SHA2(content, digits)
				expectAbsent(t, blobs, 1, sha2)
				for range 2 { // writing again changes nothing
					if err := blobs.Write(t.Context(), 1, sha2, content); err != nil {
						t.Fatal(err)
					}
					expect(t, blobs, 1, sha2, content)
				}
				expectAbsent(t, blobs, 2, sha2)
			})
		}
	}
	t.Run("concurrent writers", func(t *testing.T) {
		content := []byte("written by many")
		sha2 := lrs.SHA2(content, 64)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if err := blobs.Write(t.Context(), 1, sha2, content); err != nil {
					t.Error(err)
					return
				}
				expect(t, blobs, 1, sha2, content)
			})
		}
		wg.Wait()
	})
	t.Run("listing", func(t *testing.T) {
		const store, neighbour = 12, 1 // the one's name begins with the other's
		expectList(t, blobs, store)
		var want []string
		for i := range 5 {
			content := fmt.Append(nil, i)
			sha2 := lrs.SHA2(content, []int{56, 64, 96, 128}[i%4])
			if err := blobs.Write(t.Context(), store, sha2, content); err != nil {
				t.Fatal(err)
			}
			want = append(want, sha2)
			if err := blobs.Write(t.Context(), neighbour, sha2, content); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortFunc(want, cmp.Compare)
		expectList(t, blobs, store, want...)
		stop := errors.New("stop")
		if err := blobs.Each(t.Context(), store, func(string) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("Each returned %v, want the function's error", err)
		}
	})
	t.Run("damage", func(t *testing.T) {
		content := []byte("sound")
		sha2 := lrs.SHA2(content, 64)
		if err := blobs.Write(t.Context(), 1, sha2, content); err != nil {
			t.Fatal(err)
		}
		spoil(1, sha2)
		_, err := blobs.Read(t.Context(), 1, sha2)
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), sha2) {
			t.Errorf("reading damaged bytes returned %v, want ErrDamaged and the name", err)
		}
	})
	t.Run("what is no digest", func(t *testing.T) {
		good := lrs.SHA2(nil, 64)
		for _, sha2 := range []string{"", "abc", strings.ToUpper(good), good[1:], "../" + good[3:], strings.Repeat("/", 64), strings.Repeat("g", 64)} {
			if _, err := blobs.Has(t.Context(), 1, sha2); err == nil {
				t.Errorf("Has took %q for a digest", sha2)
			}
			if _, err := blobs.Read(t.Context(), 1, sha2); err == nil {
				t.Errorf("Read took %q for a digest", sha2)
			}
			if err := blobs.Write(t.Context(), 1, sha2, nil); err == nil {
				t.Errorf("Write took %q for a digest", sha2)
			}
		}
	})
}

func expect(t *testing.T, blobs lrs.Blobs, store lrs.StoreID, sha2 string, content []byte) {
	t.Helper()
	has, err := blobs.Has(t.Context(), store, sha2)
	if err != nil || !has {
		t.Errorf("Has returned %v, %v for what was written", has, err)
	}
	got, err := blobs.Read(t.Context(), store, sha2)
	if err != nil {
		t.Error(err)
	} else if string(got) != string(content) {
		t.Errorf("%d bytes came back, want the %d that were written", len(got), len(content))
	}
}

func expectAbsent(t *testing.T, blobs lrs.Blobs, store lrs.StoreID, sha2 string) {
	t.Helper()
	if has, err := blobs.Has(t.Context(), store, sha2); err != nil || has {
		t.Errorf("Has returned %v, %v for what store %d does not hold", has, err, store)
	}
	if _, err := blobs.Read(t.Context(), store, sha2); !problem.Is(err, problem.NotFound) {
		t.Errorf("Read returned %v for what store %d does not hold, want the kind NotFound", err, store)
	}
}

func expectList(t *testing.T, blobs Store, store lrs.StoreID, want ...string) {
	t.Helper()
	var got []string
	err := blobs.Each(t.Context(), store, func(sha2 string) error {
		got = append(got, sha2)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("Each listed %q, want %q", got, want)
	}
}

func TestOpenChooses(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		url, want string
	}{
		{"", "*blob.Directory"},
		{"s3://s3.example.org/bucket", "*blob.S3"},
		{"s3://127.0.0.1:9000/bucket/a/prefix?region=eu-west-1&tls=false", "*blob.S3"},
		{"s3://s3.example.org", "bucket"},
		{"s3:///bucket", "endpoint"},
		{"s3://key:secret@s3.example.org/bucket", "own settings"},
		{"s3://s3.example.org/bucket?regio=x", `"regio" is unknown`},
		{"s3://s3.example.org/bucket?tls=maybe", `"maybe"`},
		{"ftp://example.org/", "s3://"},
	} {
		blobs, err := Open(c.url, dir, "key", "secret")
		got := fmt.Sprintf("%T", blobs)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%q opened as %q, want %q", c.url, got, c.want)
		}
	}
}
