// Package server builds everything from a Config: it opens the data directory
// or the database, the engine and the rooms above it, starts the listeners and
// stops them in order. It holds no rule of its own.
package server

import "time"

// Config is every setting of a server. The tags are read by the command line
// (cmd/lore), which also takes LORE_* variables and a YAML file.
type Config struct {
	// Version is the program's own, to be shown.
	Version             string        `kong:"-"`
	Data                string        `help:"Data directory." default:"data" type:"path"`
	Listen              string        `help:"Address of the xAPI listener." default:"127.0.0.1:8080"`
	MetricsListen       string        `help:"Address of the listener for /metrics; empty turns it off." default:"127.0.0.1:9090"`
	PublicURL           string        `help:"URL under which clients reach the server, with a proxy's path prefix."`
	TrustedProxies      []string      `help:"Addresses and networks (CIDR) of proxies whose X-Forwarded-For is believed; none for nobody." default:"127.0.0.0/8,::1/128"`
	TLSCert             string        `help:"TLS certificate file (PEM)." type:"path"`
	TLSKey              string        `help:"TLS key file (PEM)." type:"path"`
	ACMEHost            []string      `help:"Host names to get certificates for by ACME."`
	ACMEEmail           string        `help:"Contact for the ACME account."`
	LogFormat           string        `help:"text or json." enum:"text,json" default:"text"`
	LogLevel            string        `help:"debug, info, warn or error." enum:"debug,info,warn,error" default:"info"`
	DemoKey             bool          `help:"On a fresh data directory, make a store and a key and print them."`
	Versions            []string      `help:"xAPI versions offered." default:"1.0.3,2.0.0"`
	DefaultVersion      string        `help:"Version named in the answer to a request without X-Experience-API-Version." enum:"1.0.3,2.0.0" default:"2.0.0"`
	MaxBody             int64         `help:"Greatest request body in bytes." default:"67108864"`
	MaxBodies           int64         `help:"Most bytes of request bodies in memory at once." default:"268435456"`
	MaxParts            int           `help:"Most parts of a multipart request." default:"1000"`
	MaxStatements       int           `help:"Most statements in one request." default:"10000"`
	MaxDepth            int           `help:"Deepest nesting of JSON." default:"256"`
	MaxDocument         int64         `help:"Greatest document in bytes." default:"16777216"`
	PageSize            int           `help:"Most statements in one answer." default:"100"`
	Language            string        `help:"Language preferred in canonical answers." default:"en"`
	SignatureRoots      string        `help:"PEM file of certificates that signers' chains must lead to." type:"path"`
	ReadTimeout         time.Duration `help:"Longest time to read a request." default:"60s"`
	WriteTimeout        time.Duration `help:"Longest time to write an answer." default:"120s"`
	ShutdownTimeout     time.Duration `help:"Longest time to finish what was accepted." default:"30s"`
	SegmentSize         int64         `help:"Size in bytes from which a file of the statement log is closed and followed by the next." default:"67108864"`
	FlushStatements     int           `help:"How many new statements are held in memory before they go into the index." default:"50000"`
	Database            string        `help:"URL of the PostgreSQL database (postgres://USER@HOST/NAME) that keeps everything; empty for the data directory."`
	ReadDatabase        string        `help:"URL of a read replica of it that answers queries where it is up to date."`
	DatabaseConnections int           `help:"Most connections to the database for requests." default:"16"`
	ReportConnections   int           `help:"Most connections to the database for exports and reports." default:"4"`
	DatabaseWriters     int           `help:"Most transactions that write statements at once." default:"4"`
	DatabaseWait        time.Duration `help:"How long a start waits for a database that is away." default:"60s"`
	StatementTimeout    time.Duration `help:"Longest time that the database may take for one step of a request." default:"30s"`
	ReportTimeout       time.Duration `help:"Longest time that it may take for one step of an export or report." default:"600s"`
	BlobURL             string        `help:"Where attachments are kept: empty for the data directory or database, or s3://ENDPOINT/BUCKET/PREFIX?region=R."`
	S3AccessKey         string        `help:"Access key of the object storage."`
	S3SecretKey         string        `help:"Secret key of the object storage."`
	BIFacts             bool          `help:"On PostgreSQL, keep the facts in tables and views of the schema bi too, for BI tools." name:"bi-facts"`
	QueryTimeout        time.Duration `help:"Longest time that a query may take for which somebody waits." default:"5s"`
	QueryJobTimeout     time.Duration `help:"Longest time that a query may take as a job." default:"120s"`
	QueriesAtOnce       int           `help:"Most queries of one token that run at once." default:"4"`
	QueryCache          int64         `help:"Most bytes of answers kept in memory." default:"67108864"`
}
