package browse

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Attachment is what a statement says of bytes that belong to it.
type Attachment struct {
	UsageType   string `json:"usageType"`
	Display     string `json:"display"`
	Description string `json:"description,omitempty"`
	ContentType string `json:"contentType"`
	Length      int64  `json:"length"`
	SHA2        string `json:"sha2"`
	// Here: the store holds the bytes.
	Here    bool   `json:"here"`
	FileURL string `json:"fileUrl,omitempty"`
}

// declared is an attachment in a statement.
type declared struct {
	UsageType   string            `json:"usageType"`
	Display     map[string]string `json:"display"`
	Description map[string]string `json:"description"`
	ContentType string            `json:"contentType"`
	Length      int64             `json:"length"`
	SHA2        string            `json:"sha2"`
	FileURL     string            `json:"fileUrl"`
}

func (d *document) attachments() []declared {
	return slices.Concat(d.Attachments, d.Object.Attachments)
}

// isDigest reports whether a text is a SHA-2 digest in lower-case hex.
func isDigest(text string) bool {
	return slices.Contains([]int{56, 64, 96, 128}, len(text)) && strings.Trim(text, "0123456789abcdef") == ""
}

// holds reports whether the store has the bytes of a digest.
func (b *Browser) holds(ctx context.Context, viewer Viewer, sha2 string) (bool, error) {
	digest := strings.ToLower(sha2)
	if !isDigest(digest) {
		return false, nil
	}
	here, err := b.config.Blobs.Has(ctx, viewer.store(), digest)
	if err != nil {
		return false, fmt.Errorf("look for an attachment: %w", err)
	}
	return here, nil
}

// unknownBytes is the media type of what browsers must only save.
const unknownBytes = "application/octet-stream"

// ServeAttachment answers with the bytes of a digest, or a part of them. Whoever
// sent them is not trusted: whatever they are, they run in no page (the sandbox has
// no origin, and nothing is loaded into it), and only what browsers show without
// running it may be shown at all. contentType is what the statement says of them,
// "" when it is to be found out; fileName is what they are called when they are
// saved. Errors: NotFound.
func (b *Browser) ServeAttachment(w http.ResponseWriter, r *http.Request, viewer Viewer, sha2, contentType, fileName string) error {
	digest := strings.ToLower(sha2)
	if !isDigest(digest) {
		digest = strings.Repeat("0", 64) // of nothing
	}
	content, err := b.config.Blobs.Read(r.Context(), viewer.store(), digest)
	if err != nil {
		return fmt.Errorf("read an attachment: %w", err)
	}
	if contentType == "" {
		contentType = http.DetectContentType(content)
	}
	shown, disposition := unknownBytes, "attachment"
	if media := shownInPlace(contentType); media != "" {
		shown, disposition = media, "inline"
	}
	var parameters map[string]string
	if fileName != "" {
		parameters = map[string]string{"filename": fileName}
	}
	header := w.Header()
	header.Set("Content-Type", shown)
	header.Set("Content-Disposition", mime.FormatMediaType(disposition, parameters))
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("ETag", `"`+digest+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	return nil
}

// shownInPlace returns the media type, without parameters, of what a browser shows
// without running it; "" for all else. Formats in XML can hold scripts.
func shownInPlace(contentType string) string {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || strings.Contains(media, "xml") || strings.Contains(media, "svg") {
		return ""
	}
	kind, _, _ := strings.Cut(media, "/")
	if media == "application/pdf" || kind == "image" || kind == "audio" || kind == "video" {
		return media
	}
	return ""
}
