package backup

import "github.com/lore-lrs/lore/internal/problem"

// formatVersion is that of the files this package writes; it reads no newer
// one.
const formatVersion = 1

// Names of the entries that are not files of the data directory.
const (
	headerName   = "lore-backup.json"
	manifestName = "lore-manifest.json"
)

// header is the first entry.
type header struct {
	Format  int    `json:"format"`
	Created string `json:"created"` // RFC 3339
}

// Manifest is the last entry: what a backup holds. An archive without one was
// cut off.
type Manifest struct {
	Format int `json:"format"`
	// Created is when the backup began, in RFC 3339.
	Created string `json:"created"`
	// AttachmentsElsewhere says that attachments are not in the backup, because
	// they are kept outside the data directory.
	AttachmentsElsewhere bool    `json:"attachments_elsewhere,omitzero"`
	Files                []Entry `json:"files"`
}

// Entry is a file of a backup.
type Entry struct {
	Name string `json:"name"`
	Size int64  `json:"size"` // bytes
	// SHA256 is in lower-case hex.
	SHA256 string `json:"sha256"`
}

// Bytes is the size of all files together.
func (m Manifest) Bytes() (total int64) {
	for _, file := range m.Files {
		total += file.Size
	}
	return total
}

// spoiled is the error for a backup that is not whole.
func spoiled(format string, args ...any) error {
	return problem.New(problem.Invalid, "backup-damaged", "the backup is damaged: "+format, args...)
}
