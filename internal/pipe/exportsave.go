package pipe

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// note remembers the attachments of a statement.
func (run *exportRun) note(stored lrs.Stored) error {
	statement, err := xapi.ParseStored(stored.JSON)
	if err != nil {
		return fmt.Errorf("read the stored statement %s: %w", stored.ID, err)
	}
	for _, attachment := range statement.Attachments {
		if !run.seen[attachment.SHA2] {
			run.seen[attachment.SHA2] = true
			run.attached = append(run.attached, attached{attachment.SHA2, attachment.ContentType})
		}
	}
	return nil
}

// save writes a multipart save: a StatementResult with a statement a line, and
// a part for each attachment that the store holds.
func (run *exportRun) save() error {
	run.seen = map[string]bool{}
	mixed := multipart.NewWriter(run.out)
	part, err := mixed.CreatePart(textproto.MIMEHeader{"Content-Type": {"application/json"}})
	if err != nil {
		return err
	}
	separator := `{"statements":[` + "\n"
	if err := run.each(func(statement []byte) error {
		if _, err := io.WriteString(part, separator); err != nil {
			return err
		}
		separator = ",\n"
		_, err := part.Write(statement)
		return err
	}); err != nil {
		return err
	}
	end := "\n" + `],"more":""}`
	if run.written == 0 {
		end = `{"statements":[],"more":""}`
	}
	if _, err := io.WriteString(part, end); err != nil {
		return err
	}
	for _, attachment := range run.attached {
		content, err := run.Blobs.Read(run.ctx, run.Store, attachment.sha2)
		if problem.Is(err, problem.NotFound) {
			continue // given by fileUrl alone
		}
		if err != nil {
			return fmt.Errorf("read an attachment: %w", err)
		}
		part, err := mixed.CreatePart(textproto.MIMEHeader{
			"Content-Type":              {attachment.contentType},
			"Content-Transfer-Encoding": {"binary"},
			hashHeader:                  {attachment.sha2},
		})
		if err != nil {
			return err
		}
		if _, err := part.Write(content); err != nil {
			return err
		}
	}
	return mixed.Close()
}
