package blob

import (
	"bufio"
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// objectStorage answers PUT, GET and HEAD of objects in the bucket «lore» as
// S3 does, for the access key «key».
type objectStorage struct {
	mu      sync.Mutex
	objects map[string][]byte
	puts    int
	failing bool
}

func (s *objectStorage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.failing:
		refuse(w, http.StatusNotImplemented, "NotImplemented")
		return
	case !strings.Contains(r.Header.Get("Authorization"), "Credential=key/"):
		refuse(w, http.StatusForbidden, "InvalidAccessKeyId")
		return
	case !strings.HasPrefix(r.URL.Path, "/lore/"):
		refuse(w, http.StatusNotFound, "NoSuchBucket")
		return
	}
	if r.Method == http.MethodPut {
		content, err := payload(r)
		if err != nil {
			refuse(w, http.StatusBadRequest, "BadDigest")
			return
		}
		s.puts++
		s.objects[r.URL.Path] = content
		w.Header().Set("ETag", etag(content))
		return
	}
	if r.URL.Query().Get("list-type") == "2" {
		s.list(w, r.URL.Query())
		return
	}
	content, ok := s.objects[r.URL.Path]
	if !ok {
		refuse(w, http.StatusNotFound, "NoSuchKey")
		return
	}
	w.Header().Set("ETag", etag(content))
	w.Header().Set("Last-Modified", time.Unix(0, 0).UTC().Format(http.TimeFormat))
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(content)
	}
}

// list answers with two objects at a time, in order.
func (s *objectStorage) list(w http.ResponseWriter, query url.Values) {
	type object struct{ Key string }
	var page struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		IsTruncated           bool
		NextContinuationToken string
		Contents              []object
	}
	after := query.Get("continuation-token")
	for _, path := range slices.Sorted(maps.Keys(s.objects)) {
		key := strings.TrimPrefix(path, "/lore/")
		if !strings.HasPrefix(key, query.Get("prefix")) || key <= after {
			continue
		}
		if len(page.Contents) == 2 {
			page.IsTruncated, page.NextContinuationToken = true, page.Contents[1].Key
			break
		}
		page.Contents = append(page.Contents, object{key})
	}
	w.Header().Set("Content-Type", "application/xml")
	_ = xml.NewEncoder(w).Encode(page) // the client is gone, or the test fails anyway
}

func etag(content []byte) string {
	sum := md5.Sum(content)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code></Error>", code)
}

// payload reads a body, which over plain HTTP comes in signed chunks: the
// length in hex, ";chunk-signature=…", CRLF, the bytes, CRLF.
func payload(r *http.Request) ([]byte, error) {
	body := bufio.NewReader(r.Body)
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		content, err := io.ReadAll(body)
		if sum := md5.Sum(content); err == nil && r.Header.Get("Content-Md5") != base64.StdEncoding.EncodeToString(sum[:]) {
			err = fmt.Errorf("Content-MD5 does not fit")
		}
		return content, err
	}
	var content bytes.Buffer
	for {
		line, err := body.ReadString('\n')
		if err != nil {
			return nil, err
		}
		digits, _, _ := strings.Cut(line, ";")
		length, err := strconv.ParseInt(digits, 16, 64)
		if err != nil {
			return nil, err
		}
		if length == 0 {
			return content.Bytes(), nil
		}
		if _, err := io.CopyN(&content, body, length); err != nil {
			return nil, err
		}
		if _, err := body.Discard(len("\r\n")); err != nil {
			return nil, err
		}
	}
}

func startObjectStorage(t *testing.T) (*objectStorage, string) {
	t.Helper()
	storage := &objectStorage{objects: make(map[string][]byte)}
	server := httptest.NewServer(storage)
	t.Cleanup(server.Close)
	return storage, strings.TrimPrefix(server.URL, "http://")
}

func TestS3(t *testing.T) {
	storage, address := startObjectStorage(t)
	s3, err := OpenS3("s3://"+address+"/lore/some/prefix?tls=false", "key", "secret")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s3.Place(), address+"/lore/some/prefix"; got != want {
		t.Errorf("the place is %q, want %q", got, want)
	}
	testBlobs(t, s3, func(store lrs.StoreID, sha2 string) {
		storage.mu.Lock()
		defer storage.mu.Unlock()
		storage.objects[fmt.Sprintf("/lore/some/prefix/%d/%s/%s", store, sha2[:2], sha2)] = []byte("SOUND")
	})
}

func TestS3IsNotSentWhatItHas(t *testing.T) {
	storage, address := startObjectStorage(t)
	s3, err := OpenS3("s3://"+address+"/lore?tls=false", "key", "secret")
	if err != nil {
		t.Fatal(err)
	}
	content := []byte("once")
	for range 3 {
		if err := s3.Write(t.Context(), 1, lrs.SHA2(content, 64), content); err != nil {
			t.Fatal(err)
		}
	}
	storage.mu.Lock()
	defer storage.mu.Unlock()
	if storage.puts != 1 {
		t.Errorf("the object was sent %d times, want once", storage.puts)
	}
}

func TestS3TroubleIsNotAbsence(t *testing.T) {
	storage, address := startObjectStorage(t)
	for name, c := range map[string]struct {
		url, key string
		failing  bool
	}{
		"wrong bucket": {"s3://" + address + "/other?tls=false", "key", false},
		"wrong key":    {"s3://" + address + "/lore?tls=false", "somebody", false},
		"failing":      {"s3://" + address + "/lore?tls=false", "key", true},
	} {
		t.Run(name, func(t *testing.T) {
			storage.mu.Lock()
			storage.failing = c.failing
			storage.mu.Unlock()
			s3, err := OpenS3(c.url, c.key, "secret")
			if err != nil {
				t.Fatal(err)
			}
			content := []byte("content")
			sha2 := lrs.SHA2(content, 64)
			if err := s3.Write(t.Context(), 1, sha2, content); !problem.Is(err, problem.Unavailable) {
				t.Errorf("Write returned %v, want the kind Unavailable", err)
			}
			if _, err := s3.Read(t.Context(), 1, sha2); !problem.Is(err, problem.Unavailable) {
				t.Errorf("Read returned %v, want the kind Unavailable", err)
			}
		})
	}
}
