package xapi

// The checks of single values. Each takes the decoded string and is exact
// about what its rule allows.

func validIRI(s []byte) bool         { panic("not built yet") } // IRI-01, IRI-02
func validURI(s []byte) bool         { panic("not built yet") } // IRI-05: an IRI in ASCII
func validMailto(s []byte) bool      { panic("not built yet") } // MB-01
func validSHA1(s []byte) bool        { panic("not built yet") } // MB-02
func validSHA2(s []byte) bool        { panic("not built yet") } // AT-03
func validLanguageTag(s []byte) bool { panic("not built yet") } // LT-01
func validDuration(s []byte) bool    { panic("not built yet") } // DU-01 to DU-04
func validMediaType(s []byte) bool   { panic("not built yet") } // AT-04
