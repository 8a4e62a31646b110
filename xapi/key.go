package xapi

import (
	"bytes"
	"crypto/sha256"
)

// Key stands for the identity of an agent, verb, activity or registration in
// an index: the first 128 bits of the SHA-256 of a one-letter tag and the
// identity's normal form. 128 bits of a cryptographic hash need no check
// against the statement: nobody can make two identities meet.
type Key [16]byte

// IndexKind says which question about a statement an index entry answers
// (notes GS, the table of filters).
type IndexKind uint8

const (
	// ByAgent holds the actor and object agents of a statement, and the
	// members of such groups.
	ByAgent IndexKind = 1 + iota
	// ByVerb holds verb.id.
	ByVerb
	// ByActivity holds the object's id when it is an Activity.
	ByActivity
	// ByRegistration holds context.registration.
	ByRegistration
	// ByRelatedAgent holds what related_agents adds to ByAgent, except the
	// authority: instructor, team, contextAgents, contextGroups, their
	// members, and all of these and the actor and object of a SubStatement.
	ByRelatedAgent
	// ByRelatedActivity holds what related_activities adds to ByActivity.
	ByRelatedActivity
	// ByAuthority holds the authority, or the members of a group authority.
	// A related_agents query reads it too; statements/read/mine reads it
	// alone.
	ByAuthority
)

// IndexEntry is one fact by which a statement is found.
type IndexEntry struct {
	Kind IndexKind
	Key  Key
}

// VerbKey returns the key of a verb id. IRIs compare as plain strings (IRI-04).
func VerbKey[T string | []byte](iri T) Key { return makeKey(verbTag, iri) }

// ActivityKey returns the key of an activity id. IRIs compare as plain strings (IRI-04).
func ActivityKey[T string | []byte](iri T) Key { return makeKey(activityTag, iri) }

// RegistrationKey returns the key of a registration.
func RegistrationKey(id UUID) Key { return makeKey(registrationTag, id[:]) }

// The tags keep identities of different kinds apart; those of the inverse
// functional identifiers are in identifierTags.
const (
	verbTag         = 'v'
	activityTag     = 'a'
	registrationTag = 'r'
)

var identifierTags = [...]byte{Mbox: 'm', MboxSHA1Sum: 's', OpenID: 'o', Account: 'c'}

func makeKey[T string | []byte](tag byte, identity T) Key {
	var short [256]byte
	b := append(append(short[:0], tag), identity...)
	sum := sha256.Sum256(b)
	return Key(sum[:16])
}

// identifierKey returns the key of an inverse functional identifier, whose
// value may be part of a text being parsed. homePage is only for an account.
// The normal form has the domain of a mail address and a digest in lower case
// (MB-02, MB-04); the line feed between homePage and name cannot be part of a
// valid IRI.
func identifierKey[T string | []byte](kind IFIKind, value, homePage T) Key {
	var short [256]byte
	b := append(short[:0], identifierTags[kind])
	if kind == Account {
		b = append(append(b, homePage...), '\n')
	}
	b = append(b, value...)
	switch kind {
	case MboxSHA1Sum:
		lowerASCII(b[1:])
	case Mbox:
		lowerASCII(b[bytes.LastIndexByte(b, '@')+1:])
	}
	sum := sha256.Sum256(b)
	return Key(sum[:16])
}

func lowerASCII(b []byte) {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + ('a' - 'A')
		}
	}
}
