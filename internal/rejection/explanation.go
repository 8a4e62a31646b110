package rejection

// Explanation is what a code means, for people who do not know xAPI by heart, and
// what they can do.
type Explanation struct{ Text, Fix string }

// Explain returns the explanation of a code. One that nobody knows, such as that
// of an older server, is referred to its message.
func Explain(code string) Explanation {
	if e, ok := explanations[code]; ok {
		return e
	}
	return Explanation{
		"The request was refused for the reason that the message names.",
		"Read the message: it says what was wrong and where.",
	}
}

const (
	sendAgain = "Nothing is wrong with what was sent: send it again in a moment. Clients that keep what they could not send do so by themselves."
	tellAdmin = "Tell the administrator of this server: the log has the cause under the request's id. What was not stored can be sent again afterwards."
)

// explanations has every code that a request of an xAPI client can be refused
// with. A test compares it with the source.
var explanations = map[string]Explanation{
	CodeOther: {
		"Too many requests were refused at once to look at each; these were only counted.",
		"Look at the other reasons of the same time: most often they have the same cause.",
	},

	// Who sends.
	"credentials-missing": {
		"The request came without a key and its secret.",
		"Enter the key and the secret in the client, as HTTP Basic authentication. A new pair is made under Admin › Keys.",
	},
	"credentials-malformed": {
		"The Authorization header cannot be read: it is not «Basic» followed by key:secret in Base64.",
		"Let the client send HTTP Basic authentication. If you write the header yourself, encode «KEY:SECRET» with Base64.",
	},
	"credentials-wrong": {
		"The key is unknown or revoked, or the secret does not belong to it.",
		"Copy the key and the secret again, without spaces around them. If the secret is lost, make a new key and revoke the old one.",
	},
	"scope-missing": {
		"The key is good, but may not do this: its scopes do not include it.",
		"Use a key with the scope that the message names. Clients that send statements need statements/write.",
	},
	"other-store": {
		"The address names another store than the one that the key belongs to.",
		"Use the address without a store, or the key of that store.",
	},

	// What is asked.
	"no-such-resource": {
		"There is nothing at this address.",
		"Set the endpoint of the client to the address that ends with /xapi/ and let it add «statements» itself: most often that part is there twice, or missing.",
	},
	"method-not-allowed": {
		"The address is right, but it does not take this method.",
		"Send statements with POST, or one with its id with PUT.",
	},
	"version-missing": {
		"The header X-Experience-API-Version is missing.",
		"Let the client send X-Experience-API-Version: 1.0.3 or 2.0.0.",
	},
	"version-ambiguous": {
		"The header X-Experience-API-Version is there more than once, with different values.",
		"Let the client, or the proxy between, send it once.",
	},
	"version-not-supported": {
		"The client speaks a version of xAPI that this server does not.",
		"Choose version 1.0.3 or 2.0.0 in the client, or update it.",
	},
	"invalid-parameter": {
		"A parameter in the address is unknown, missing or not as xAPI wants it.",
		"Look at the parameter that is named. Names are case-sensitive, and agents are JSON.",
	},
	"agent-anonymous": {
		"The agent that is asked about has no identifier, so that nobody can be found by it.",
		"Give the agent a mbox, mbox_sha1sum, openid or account.",
	},
	"invalid-alternate-request": {
		"The request uses the form of xAPI 1.0.3 for old browsers (a POST with ?method=), and it is not complete.",
		"Use a client that sends ordinary requests, or send everything that belongs to the request as form fields.",
	},
	"more-invalid": {
		"The link to the next page is damaged, expired, or was given to somebody else.",
		"Begin again with the first page. Links are good for a day.",
	},

	// The body.
	"content-type-not-supported": {
		"The body is of a type that is not taken here.",
		"Send statements as application/json, or with attachments as multipart/mixed.",
	},
	"content-encoding-not-supported": {
		"The body is compressed in a way that is not known here.",
		"Send it plain or with gzip.",
	},
	"body-unreadable": {
		"The body ended before it was complete: most often the connection broke, or what was compressed is damaged.",
		"Send it again. If it happens often, look at the proxy between and its time limits.",
	},
	"body-too-large": {
		"The body is larger than this server takes.",
		"Send fewer statements at once, or smaller attachments. The setting max-body raises the limit.",
	},
	"too-many-statements": {
		"There are more statements in one request than this server takes.",
		"Send smaller batches. The setting max-statements raises the limit.",
	},
	"too-many-parts": {
		"There are more attachments in one request than this server takes.",
		"Send fewer statements with attachments at once.",
	},
	"too-many-large-bodies": {
		"Many large requests arrived at the same time, more than there is memory for.",
		sendAgain,
	},
	"invalid-multipart": {
		"The request has attachments, and its parts cannot be read: a boundary or a header is wrong.",
		"Send the statements as the first part, and each attachment as a part with Content-Type, Content-Transfer-Encoding: binary and X-Experience-API-Hash.",
	},
	"invalid-statement": {
		"A statement breaks a rule of xAPI. Nothing of the request was stored, the good statements in it neither.",
		"Look at the place that is named and at the rule. Most often a verb id or activity id is no full IRI, an actor has no or two identifiers, or an empty value was sent where none belongs.",
	},
	"statement-conflict": {
		"Another statement with the same id is stored already, and says something else. Statements never change.",
		"Give each statement a new UUID. To correct one, void it and send a new one.",
	},
	"time-not-kept": {
		"The stored times in the statements cannot be kept, because later ones were given already.",
		"Import without the option that keeps them, or into an empty store.",
	},
	"attachments-unavailable": {
		"The attachments cannot be kept or read now: their storage does not answer.",
		sendAgain,
	},
	"attachment-unknown": {
		"The bytes of an attachment are not here.",
		"Send the statement again with its attachment, or look at its fileUrl.",
	},

	// Statements and documents that are asked for.
	"statement-unknown":   {"There is no statement with this id, or the key may not see it.", "Check the id. Keys with statements/read/mine see their own statements only."},
	"statement-not-found": {"There is no statement with this id.", "Check the id, and that the request goes to the store that you mean."},
	"statement-voided":    {"The statement was voided, and is given only to those who ask for a voided one.", "Ask with voidedStatementId instead of statementId."},
	"statement-not-voided": {
		"The statement is there and not voided.",
		"Ask with statementId instead of voidedStatementId.",
	},
	"document-unknown": {"There is no document with this name.", "Nothing to do: clients ask for what they may not have written yet."},
	"document-too-large": {
		"The document would become larger than this server keeps.",
		"Store less in it, or in several documents. The setting max-document raises the limit.",
	},
	"document-not-mergeable": {
		"A POST adds to a document, and that takes two JSON objects. What is there, or what was sent, is something else.",
		"Replace the document with PUT.",
	},
	"document-contended": {
		"Too many clients change the same document at the same time.",
		sendAgain,
	},
	"profile-id-missing": {"The name of the document is missing.", "Send profileId, or stateId for a state."},
	"precondition-missing": {
		"The document is there already, and the client did not say which version of it it replaces. So nobody's work is overwritten by accident.",
		"Let the client read the document and send its ETag in If-Match.",
	},
	"precondition-failed": {
		"The document was changed by somebody else since the client read it.",
		"Let the client read it again, apply its change, and send that with the new ETag.",
	},

	// The server.
	"internal":         {"Something went wrong in the server; the request may be good.", tellAdmin},
	"cancelled":        {"The client went away before the answer.", "If it happens often, give the client more time to wait."},
	"disk-full":        {"There is no space left to store anything.", "Make room on the server's disk, or tell its administrator. Clients can send again afterwards."},
	"log-stopped":      {"The server could not write to its disk and stores nothing until it is started again.", tellAdmin},
	"index-behind":     {"The server is behind with its work and takes nothing new for a moment.", sendAgain},
	"store-closed":     {"The server was just being stopped.", sendAgain},
	"writes-held":      {"Nothing is stored for a moment, while a backup or a move is made.", sendAgain},
	"writes-pending":   {"Another server of the group has not finished writing.", sendAgain},
	"commit-unsure":    {"The connection to the database broke while it stored: nobody knows whether it did.", "Send it again with the same ids: what is there already is not stored twice."},
	"store-moving":     {"The store is being moved to more places.", sendAgain},
	"cluster-in-doubt": {"A part of the database cluster has not finished what it began.", tellAdmin},
	"database-busy":    {"The database has more to do than it can.", sendAgain},
	"database-slow":    {"The database did not answer in time.", sendAgain},
	"database-connections": {
		"The database has no connection left.",
		"Raise max_connections of the database, or tell the administrator. Clients can send again.",
	},
	"database-read-only":   {"The database takes no changes now: most often another one is taking over.", sendAgain},
	"database-unavailable": {"The database does not answer.", tellAdmin},
	"database-damaged":     {"A file of the database is damaged.", tellAdmin},
}
