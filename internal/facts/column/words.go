package column

import (
	"strings"
	"sync"
)

// words is a growing dictionary. Codes are given in the order in which words
// come, from 1, and never change. One goroutine at a time may enter words; it
// alone reads without the lock.
type words struct {
	mu    sync.RWMutex
	texts []string // by code; texts[0] is ""
	codes map[string]Code
	bytes int64 // about what all of it takes in memory
}

// wordOverhead is about what a word takes besides its bytes.
const wordOverhead = 56

func newWords() *words {
	return &words{texts: []string{""}, codes: map[string]Code{"": 0}}
}

// enter returns the code of a word, which is a new one for a new word.
func (w *words) enter(word string) Code {
	if code, ok := w.codes[word]; ok {
		return code
	}
	return w.append(strings.Clone(word)) // not the statement that it is a piece of
}

// append enters a word that is new.
func (w *words) append(word string) Code {
	w.mu.Lock()
	defer w.mu.Unlock()
	code := Code(len(w.texts))
	w.texts = append(w.texts, word)
	w.codes[word] = code
	w.bytes += int64(len(word)) + wordOverhead
	return code
}

// count is how many words there are; for the one who enters them.
func (w *words) count() int { return len(w.texts) - 1 }

// wordsView is a dictionary as a snapshot sees it: the first count words.
type wordsView struct {
	*words
	count int
}

// Words returns how many words the dictionary has: their codes are 1 to Words.
func (s *Snapshot) Words(d Dictionary) int { return s.words[d].count }

// Word returns the word with the code; "" for 0.
func (s *Snapshot) Word(d Dictionary, code Code) string {
	w := s.words[d]
	w.mu.RLock()
	defer w.mu.RUnlock()
	if int(code) >= len(w.texts) {
		return "" // of a column whose bytes were damaged
	}
	return w.texts[code]
}

// Code returns the code of a word; ok is false when no row of the snapshot has
// it. The code of "" is 0.
func (s *Snapshot) Code(d Dictionary, word string) (code Code, ok bool) {
	w := s.words[d]
	w.mu.RLock()
	defer w.mu.RUnlock()
	code, ok = w.codes[word]
	return code, ok && int(code) <= w.count
}
