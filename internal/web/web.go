// Package web serves the web app: the built files of web/dist, the one page for
// every address of the app, and the headers that keep a page from doing what the
// app never does. It knows nothing of stores or statements: the app asks
// /api/v1 like everybody else.
package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
)

// Config is what a Handler is made of.
type Config struct {
	// Files are the built files; index.html must be one of them.
	Files fs.FS
	// PublicURL is the URL under which browsers reach the server; its path is the
	// base of the app. Empty when there is none.
	PublicURL string
}

// file is what is served under one name.
type file struct {
	content     []byte
	contentType string
	// packed returns the content as gzip, made when it is first asked for: a start
	// waits for none of it. It is nil where that would be no shorter.
	packed func() []byte
	// forever: the name changes with the content.
	forever bool
}

// Handler serves the app.
type Handler struct {
	prefix string
	files  map[string]*file
	page   *file
}

// pages are the first segments of the app's addresses (web/src/outside.ts,
// web/src/App.tsx). All others belong to the record store.
var pages = map[string]bool{
	"": true, "s": true, "setup": true, "sign-in": true, "invitation": true, "account": true, "server": true, "embed": true, "design": true,
}

// policy allows the app its own scripts, styles and pictures and nothing else: no
// inline script or style, no other host, no frame around it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'self'; object-src 'none'"

// New reads the files. The error says which setting is wrong or which file is
// missing.
func New(config Config) (*Handler, error) {
	h := &Handler{files: make(map[string]*file)}
	if config.PublicURL != "" {
		public, err := url.Parse(config.PublicURL)
		if err != nil || public.Host == "" {
			return nil, problem.New(problem.Invalid, "invalid-setting",
				"the public URL %q is not a URL like https://lrs.example.org/path", config.PublicURL)
		}
		h.prefix = strings.TrimRight(public.EscapedPath(), "/")
	}
	err := fs.WalkDir(config.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(config.Files, name)
		if err != nil {
			return err
		}
		if name == "index.html" {
			content = bytes.Replace(content, []byte(`<base href="/">`), []byte(`<base href="`+h.prefix+`/">`), 1)
		}
		h.files[name] = newFile(name, content)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the web app: %w", err)
	}
	if h.page = h.files["index.html"]; h.page == nil {
		return nil, fmt.Errorf("the web app has no index.html: run «make web»")
	}
	return h, nil
}

func newFile(name string, content []byte) *file {
	f := &file{content: content, contentType: contentType(name), forever: strings.HasPrefix(name, "assets/")}
	f.packed = sync.OnceValue(func() []byte {
		if path.Ext(name) == ".woff2" {
			return nil // packed already
		}
		return pack(content)
	})
	return f
}

// pack returns a text as gzip, nil when that is no shorter.
func pack(content []byte) []byte {
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := z.Write(content); err != nil {
		return nil
	}
	if err := z.Close(); err != nil || packed.Len() >= len(content) {
		return nil
	}
	return packed.Bytes()
}

// contentType does not depend on what the machine knows.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// below returns the path of a request below the base, without its first slash.
func (h *Handler) below(r *http.Request) string {
	text := r.URL.Path
	if rest, ok := strings.CutPrefix(text, h.prefix); ok && strings.HasPrefix(rest, "/") {
		text = rest
	}
	return strings.TrimPrefix(text, "/")
}

// find returns what is served for a path, nil for nothing.
func (h *Handler) find(name string) *file {
	if found := h.files[name]; found != nil {
		return found
	}
	if first, _, _ := strings.Cut(name, "/"); pages[first] {
		return h.page
	}
	return nil
}

// Serves reports whether a request is for the app.
func (h *Handler) Serves(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && h.find(h.below(r)) != nil
}

// ServeHTTP answers with a file.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := h.below(r)
	found := h.find(name)
	if found == nil {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Type", found.contentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	frames := "'none'"
	if name == "embed" {
		frames = "*" // what an embed shows is chosen by its token alone
	}
	header.Set("Content-Security-Policy", policy+"; frame-ancestors "+frames)
	if found.forever {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		header.Set("Cache-Control", "no-cache")
	}
	content := found.content
	if packed := found.packed(); packed != nil {
		header.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			header.Set("Content-Encoding", "gzip")
			content = packed
		}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
