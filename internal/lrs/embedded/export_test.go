package embedded

// Flush does now what the flusher does in the background.
func (s *Store) Flush() error { return s.flush() }
