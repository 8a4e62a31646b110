package column

import "sync"

// words is a growing dictionary. Codes are given in the order in which words
// come, from 1, and never change.
type words struct {
	mu    sync.RWMutex
	texts []string // by code; texts[0] is ""
	codes map[string]Code
}

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
