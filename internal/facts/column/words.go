package column

import (
	"hash/maphash"
	"sync"
	"unsafe"
)

// words is a growing dictionary. Codes are given in the order in which words
// come, from 1, and never change. One goroutine at a time may enter words; it
// alone reads without the lock.
//
// There may be millions of words, so they lie in big pieces of memory, and are
// found by their hash: nothing here is a pointer for each word but its text.
type words struct {
	// mu lets others find words while some are entered.
	mu    sync.RWMutex
	texts []string // by code; texts[0] is ""
	seed  maphash.Seed
	// hashed finds a word by its hash, and same the words whose hash was taken.
	hashed map[uint64]Code
	same   map[string]Code
	// free is what is left of the last piece of memory for texts.
	free  []byte
	bytes int64 // about what all of it takes
}

const (
	// wordOverhead is about what a word takes besides its bytes.
	wordOverhead = 16 + 24
	wordPiece    = 1 << 15
)

func newWords() *words {
	return &words{texts: []string{""}, seed: maphash.MakeSeed(), hashed: make(map[uint64]Code), same: make(map[string]Code)}
}

// find returns the code of a word.
func (w *words) find(word string) (code Code, ok bool) {
	if word == "" {
		return 0, true
	}
	code, ok = w.hashed[maphash.String(w.seed, word)]
	if ok && w.texts[code] != word {
		code, ok = w.same[word]
	}
	return code, ok
}

// enter returns the code of a word, which is a new one for a new word.
func (w *words) enter(word string) Code {
	code, ok := w.find(word)
	if !ok {
		code = w.append(w.keep(word))
	}
	return code
}

// keep copies a word, which may be a piece of a statement, to where words lie.
func (w *words) keep(word string) string {
	if len(word) > len(w.free) {
		if len(word) > wordPiece/8 {
			return string([]byte(word))
		}
		w.free = make([]byte, wordPiece)
	}
	n := copy(w.free, word)
	kept := unsafe.String(&w.free[0], n) // these bytes are not written again
	w.free = w.free[n:]
	return kept
}

// append enters a word that is new.
func (w *words) append(word string) Code {
	w.mu.Lock()
	defer w.mu.Unlock()
	code := Code(len(w.texts))
	w.texts = append(w.texts, word)
	if hash := maphash.String(w.seed, word); w.hashed[hash] == 0 {
		w.hashed[hash] = code
	} else {
		w.same[word] = code
	}
	w.bytes += int64(len(word)) + wordOverhead
	return code
}

// count is how many words there are; for the one who enters them.
func (w *words) count() int { return len(w.texts) - 1 }

// wordsView is a dictionary as a snapshot sees it. Its texts do not change while
// others are appended behind them.
type wordsView struct {
	all   *words
	texts []string
}

func (w *words) view() wordsView { return wordsView{w, w.texts} }

// Words returns how many words the dictionary has: their codes are 1 to Words.
func (s *Snapshot) Words(d Dictionary) int { return max(0, len(s.words[d].texts)-1) }

// Word returns the word with the code; "" for 0.
func (s *Snapshot) Word(d Dictionary, code Code) string {
	if texts := s.words[d].texts; int(code) < len(texts) {
		return texts[code]
	}
	return "" // of a column whose bytes were damaged
}

// Code returns the code of a word; ok is false when no row of the snapshot has
// it. The code of "" is 0.
func (s *Snapshot) Code(d Dictionary, word string) (code Code, ok bool) {
	view := s.words[d]
	view.all.mu.RLock()
	defer view.all.mu.RUnlock()
	code, ok = view.all.find(word)
	return code, ok && int(code) < len(view.texts)
}
