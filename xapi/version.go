package xapi

// Version is the edition of xAPI whose rules a request is held to.
type Version uint8

const (
	// Version1 is xAPI 1.0.3; it answers every request of 1.0.x.
	Version1 Version = 1
	// Version2 is xAPI 2.0.0 (IEEE 9274.1.1); it answers every request of 2.0.x.
	Version2 Version = 2
)

// String returns the latest patch version, as X-Experience-API-Version names
// it: "1.0.3" or "2.0.0" (VR-01).
func (v Version) String() string {
	if v == Version1 {
		return "1.0.3"
	}
	return "2.0.0"
}
