package column

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
)

// manifest says which files are the table. Nothing counts that is not in it.
// Its file is a line with the format and the CRC-32C of what follows, which is
// JSON.
type manifest struct {
	Through  int64             `json:"through"`
	Promoted []string          `json:"promoted"`
	Journal  int64             `json:"journal"` // bytes of it that count
	Segments []manifestSegment `json:"segments"`
	// Next is the number of the next segment; numbers are never used again.
	Next uint64 `json:"next"`
}

type manifestSegment struct {
	Number uint64 `json:"number"`
	Rows   int    `json:"rows"`
	Size   int64  `json:"size"`
	// Open: the rows are still to be sealed with others.
	Open bool `json:"open,omitempty"`
}

const manifestFormat = "lore-facts 1 %08x\n"

func (m *manifest) file() ([]byte, error) {
	content, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode the manifest: %w", err)
	}
	return append(fmt.Appendf(nil, manifestFormat, crc32.Checksum(content, castagnoli)), content...), nil
}

// parseManifest is the inverse of manifest.file.
func parseManifest(file []byte) (*manifest, error) {
	line, content, _ := bytes.Cut(file, []byte("\n"))
	if string(line)+"\n" != fmt.Sprintf(manifestFormat, crc32.Checksum(content, castagnoli)) {
		return nil, fmt.Errorf("%w: or of another version, it begins with %.30q", ErrDamaged, line)
	}
	m := &manifest{}
	if err := json.Unmarshal(content, m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	numbers := make(map[uint64]bool)
	for i, s := range m.Segments {
		if s.Number >= m.Next || numbers[s.Number] || s.Open && i < len(m.Segments)-1 {
			return nil, ErrDamaged
		}
		numbers[s.Number] = true
	}
	if m.Journal < 0 {
		return nil, ErrDamaged
	}
	return m, nil
}
