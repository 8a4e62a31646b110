package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
)

// promise keeps on disk up to which time safe times may have been reported, so
// that they hold after a restart as well: against a clock that was set back,
// and against statements that ask for an old stored time (GS-40).
//
// Its file has two slots in sectors of their own, written in turn: whatever
// becomes of a write, the slot before it is whole.
type promise struct {
	fs   seglog.FS
	path string
	file seglog.File // nil until something is promised
	// turn counts the writes; the slot with the highest one counts.
	turn uint64
}

const (
	promiseName = "safe-time"
	slotStride  = 4096
	slotSize    = 20 // turn, time in microseconds, CRC-32C of both
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// openPromise opens the promise in a directory, and returns the time that was
// promised: 0 when none was.
func openPromise(files seglog.FS, dir string) (p *promise, until int64, err error) {
	p = &promise{fs: files, path: filepath.Join(dir, promiseName)}
	if p.file, err = files.Open(p.path, false); errors.Is(err, fs.ErrNotExist) {
		p.file = nil
		return p, 0, nil
	}
	if err != nil {
		return p, 0, fmt.Errorf("open the safe time: %w", err)
	}
	for i := range int64(2) {
		var slot [slotSize]byte
		if _, err := p.file.ReadAt(slot[:], i*slotStride); errors.Is(err, io.EOF) {
			continue
		} else if err != nil {
			return p, 0, fmt.Errorf("read the safe time: %w", err)
		}
		turn := binary.LittleEndian.Uint64(slot[:])
		if crc32.Checksum(slot[:16], castagnoli) == binary.LittleEndian.Uint32(slot[16:]) && turn > p.turn {
			p.turn, until = turn, int64(binary.LittleEndian.Uint64(slot[8:]))
		}
	}
	return p, until, nil
}

// keep replaces the promise and returns when it is durable.
func (p *promise) keep(until int64) error {
	if p.file == nil {
		file, err := p.fs.Create(p.path)
		if err != nil {
			return fmt.Errorf("keep the safe time: %w", err)
		}
		if err := p.fs.SyncDir(filepath.Dir(p.path)); err != nil {
			return fmt.Errorf("keep the safe time: %w", errors.Join(err, file.Close(), p.fs.Remove(p.path)))
		}
		p.file = file
	}
	slot := binary.LittleEndian.AppendUint64(make([]byte, 0, slotSize), p.turn+1)
	slot = binary.LittleEndian.AppendUint64(slot, uint64(until))
	slot = binary.LittleEndian.AppendUint32(slot, crc32.Checksum(slot, castagnoli))
	if _, err := p.file.WriteAt(slot, int64((p.turn+1)%2)*slotStride); err != nil {
		return fmt.Errorf("keep the safe time: %w", err)
	}
	if err := p.file.Sync(); err != nil {
		return fmt.Errorf("keep the safe time: %w", err)
	}
	p.turn++
	return nil
}

func (p *promise) close() error {
	if p == nil || p.file == nil {
		return nil
	}
	return p.file.Close()
}
