package pipe

import (
	"io"

	"github.com/lore-lrs/lore/internal/problem"
)

// Plain returns what is behind gzip or zstd compression, told by the first bytes;
// other data as it is. close lets go of the decoder. Errors: Invalid.
func Plain(r io.Reader) (plain io.Reader, close func(), err error) {
	plain, close, err = decompressed(r)
	if err != nil {
		return nil, nil, problem.Wrap(problem.Invalid, "import-damaged", err, "the compressed data cannot be read; is the file damaged?")
	}
	return plain, close, nil
}
