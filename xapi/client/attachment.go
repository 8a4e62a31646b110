package client

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
)

// hashHeader names the digest of an attachment part (MP-06).
const hashHeader = "X-Experience-Api-Hash"

// Attachment is the data that an attachment object stands for.
type Attachment struct {
	ContentType string
	// SHA2 is the digest in hex that the statement names; when it is empty on
	// sending, SHA-256 is filled in.
	SHA2    string
	Content []byte
}

// encodeMixed makes a multipart/mixed body of statements and attachments.
func encodeMixed(statements []byte, attachments []Attachment) (contentType string, body []byte, err error) {
	var mixed bytes.Buffer
	writer := multipart.NewWriter(&mixed)
	err = writePart(writer, textproto.MIMEHeader{"Content-Type": {"application/json"}}, statements)
	for _, attachment := range attachments {
		if attachment.SHA2 == "" {
			sum := sha256.Sum256(attachment.Content)
			attachment.SHA2 = hex.EncodeToString(sum[:])
		}
		err = errors.Join(err, writePart(writer, textproto.MIMEHeader{
			"Content-Type":              {attachment.ContentType},
			"Content-Transfer-Encoding": {"binary"},
			hashHeader:                  {attachment.SHA2},
		}, attachment.Content))
	}
	err = errors.Join(err, writer.Close())
	return "multipart/mixed; boundary=" + writer.Boundary(), mixed.Bytes(), err
}

func writePart(to *multipart.Writer, header textproto.MIMEHeader, content []byte) error {
	part, err := to.CreatePart(header)
	if err == nil {
		_, err = part.Write(content)
	}
	return err
}

// readAnswer returns the JSON of an answer and the attachments that came with
// it, and closes it. A multipart/mixed answer has the JSON first (GS-30).
func readAnswer(response *http.Response) (json []byte, attachments []Attachment, err error) {
	kind, parameters, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" {
		json, err = read(response)
		return json, nil, err
	}
	defer response.Body.Close()
	reader := multipart.NewReader(response.Body, parameters["boundary"])
	for number := 0; ; number++ {
		part, err := reader.NextRawPart()
		if err == io.EOF && number > 0 {
			return json, slices.Clip(attachments), nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read part %d of the answer: %w", number, err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, fmt.Errorf("read part %d of the answer: %w", number, err)
		}
		if number == 0 {
			json = content
			continue
		}
		attachments = append(attachments, Attachment{
			ContentType: part.Header.Get("Content-Type"),
			SHA2:        part.Header.Get(hashHeader),
			Content:     content,
		})
	}
}
