package pipe

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/lore-lrs/lore/internal/lrs"
)

// hashHeader names the digest of an attachment part (MP-06).
const hashHeader = "X-Experience-API-Hash"

// save is a multipart/mixed file, as an answer to attachments=true is (GS-30).
// Its parts are laid down in a temporary directory: the attachments stand
// behind the statements that need them, and neither need fit into memory.
type save struct {
	dir   string
	parts map[string]savedPart // by digest in lower-case hex
	// maxPart is the most bytes of a part that is read; 0 for no bound.
	maxPart int64
}

type savedPart struct {
	contentType string
	path        string
	size        int64
}

// boundaryOf returns the boundary when the data begins like a multipart save:
// with a delimiter line.
func boundaryOf(in *bufio.Reader) (boundary string, ok bool) {
	start, _ := in.Peek(256)
	start = bytes.TrimLeft(start, "\r\n")
	rest, ok := bytes.CutPrefix(start, []byte("--"))
	if !ok {
		return "", false
	}
	line, _, ok := bytes.Cut(rest, []byte{'\n'})
	boundary = string(bytes.TrimRight(line, " \t\r"))
	return boundary, ok && boundary != "" && len(boundary) <= 70 // RFC 2046 5.1.1
}

// partCosts is what a part takes on a disk at least, in bytes.
const partCosts = 4 << 10

// readSave lays down the parts of a save, at most so many bytes of them (0 for no
// bound), and returns it with its statements. The caller closes both.
func readSave(in io.Reader, boundary, scratch string, most int64) (_ *save, statements *os.File, err error) {
	dir, err := os.MkdirTemp(scratch, "lore-import-")
	if err != nil {
		return nil, nil, fmt.Errorf("make room for the attachments: %w", err)
	}
	s := &save{dir: dir, parts: map[string]savedPart{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	reader := multipart.NewReader(in, boundary)
	left := most
	for number := 0; ; number++ {
		part, err := reader.NextRawPart()
		if err == io.EOF && number > 0 {
			break
		}
		if err != nil {
			return nil, nil, &damaged{1, fmt.Sprintf("part %d of the multipart save cannot be read (%v); is it cut off?", number+1, err)}
		}
		path := filepath.Join(dir, strconv.Itoa(number))
		content := &counter{in: part}
		if most > 0 {
			content.in = io.LimitReader(part, max(left, 0)+1)
		}
		size, err := layDown(path, content)
		if left -= size + partCosts; most > 0 && left < 0 && err == nil {
			return nil, nil, &damaged{1, fmt.Sprintf("the multipart save takes more than %d bytes as it is unpacked: make several of it", most)}
		}
		if content.err != nil {
			return nil, nil, &damaged{1, fmt.Sprintf("part %d of the multipart save cannot be read (%v); is it cut off?", number+1, content.err)}
		}
		if err != nil {
			return nil, nil, err
		}
		if number > 0 {
			s.parts[strings.ToLower(part.Header.Get(hashHeader))] = savedPart{part.Header.Get("Content-Type"), path, size}
		}
	}
	statements, err = os.Open(filepath.Join(dir, "0"))
	if err != nil {
		return nil, nil, fmt.Errorf("read back the statements: %w", err)
	}
	return s, statements, nil
}

func layDown(path string, content io.Reader) (int64, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, fmt.Errorf("keep a part: %w", err)
	}
	size, err := io.Copy(file, content)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return 0, fmt.Errorf("keep a part: %w", err)
	}
	return size, nil
}

// part returns the attachment with the digest; ok is false when the save does
// not have it.
func (s *save) part(sha2 string) (part lrs.Part, ok bool, err error) {
	if s == nil {
		return lrs.Part{}, false, nil
	}
	saved, ok := s.parts[sha2]
	if !ok {
		return lrs.Part{}, false, nil
	}
	if s.maxPart > 0 && saved.size > s.maxPart {
		return lrs.Part{}, false, nil // the statement is refused for want of it
	}
	content, err := os.ReadFile(saved.path)
	if err != nil {
		return lrs.Part{}, false, fmt.Errorf("read back an attachment: %w", err)
	}
	return lrs.Part{ContentType: saved.contentType, Hash: sha2, ContentLength: -1, Content: content}, true, nil
}

func (s *save) close() error {
	if err := os.RemoveAll(s.dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the parts: %w", err)
	}
	return nil
}
