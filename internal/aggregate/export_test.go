package aggregate

// DecodeForTest reads a pipeline.
func DecodeForTest(text []byte) error {
	_, err := decode(text)
	return err
}
