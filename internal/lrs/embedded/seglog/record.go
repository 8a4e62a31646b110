package seglog

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Flags says what kind of statement a record is.
type Flags uint8

const (
	// Reference: the statement's object is the StatementRef Target.
	Reference Flags = 1 << iota
	// Voids: the statement voids Target; Reference is set too.
	Voids
	// Defines: the statement's descriptions count (its writer had the scope define).
	Defines
)

const knownFlags = Reference | Voids | Defines

// Record is one statement in the log.
type Record struct {
	// Position is the stored time in microseconds, distinct over all stores.
	Position int64
	Store    int64
	ID       [16]byte
	Flags    Flags
	// Target has meaning with the flag Reference.
	Target [16]byte
	JSON   []byte
}

// statementType starts every record. Other types are for later versions.
const statementType = 1

// appendRecord appends the record; before is the position of the one ahead of
// it in the block, or the frame's first position.
func appendRecord(dst []byte, record *Record, before int64) []byte {
	dst = append(dst, statementType, byte(record.Flags))
	dst = append(dst, record.ID[:]...)
	dst = binary.AppendUvarint(dst, uint64(record.Store))
	dst = binary.AppendUvarint(dst, uint64(record.Position-before))
	if record.Flags&Reference != 0 {
		dst = append(dst, record.Target[:]...)
	}
	dst = binary.AppendUvarint(dst, uint64(len(record.JSON)))
	return append(dst, record.JSON...)
}

var errShort = errors.New("a record ends early")

// decodeRecord reads a record; its JSON aliases data.
func decodeRecord(data []byte, before int64) (record Record, rest []byte, err error) {
	if len(data) < 18 {
		return Record{}, nil, errShort
	}
	if data[0] != statementType {
		return Record{}, nil, fmt.Errorf("unknown record type %d: a newer version wrote this log", data[0])
	}
	record.Flags = Flags(data[1])
	if record.Flags&^knownFlags != 0 {
		return Record{}, nil, fmt.Errorf("unknown record flags %#x: a newer version wrote this log", data[1])
	}
	copy(record.ID[:], data[2:])
	data = data[18:]
	var numbers [2]uint64
	for i := range numbers {
		if numbers[i], data, err = takeUvarint(data); err != nil {
			return Record{}, nil, err
		}
	}
	record.Store, record.Position = int64(numbers[0]), before+int64(numbers[1])
	if record.Flags&Reference != 0 {
		if len(data) < 16 {
			return Record{}, nil, errShort
		}
		copy(record.Target[:], data)
		data = data[16:]
	}
	length, data, err := takeUvarint(data)
	if err != nil || length > uint64(len(data)) {
		return Record{}, nil, errShort
	}
	record.JSON = data[:length:length]
	return record, data[length:], nil
}

func takeUvarint(data []byte) (uint64, []byte, error) {
	value, n := binary.Uvarint(data)
	if n <= 0 {
		return 0, nil, errShort
	}
	return value, data[n:], nil
}
