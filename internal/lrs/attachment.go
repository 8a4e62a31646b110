package lrs

import (
	"fmt"
	"mime"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// maxFaults is how many faults of attachments one answer lists.
const maxFaults = 10

// matchParts matches the parts of a submission with the attachments of its
// statements by hash (MP-02 to MP-12), verifies signatures, and returns the
// bytes to keep by their digest. Errors: Invalid.
func (s *Service) matchParts(batch *batch, submission Submission) (map[string][]byte, error) {
	m := matcher{declared: make(map[string][]*xapi.Attachment), parts: make(map[string]*Part)}
	for i := range batch.statements {
		attachments := batch.statements[i].Attachments
		for j := range attachments {
			m.declared[attachments[j].SHA2] = append(m.declared[attachments[j].SHA2], &attachments[j])
		}
	}
	for i := range submission.Parts {
		m.takePart(i, &submission.Parts[i])
	}
	for i := range batch.statements {
		statement, pointer := &batch.statements[i], batch.pointer(i)
		for j := range statement.Attachments {
			attachment := &statement.Attachments[j]
			m.requireContent(attachment, pointer, submission.Multipart)
			if err := s.verifySignature(&m, statement, attachment, pointer); err != nil {
				return nil, err
			}
		}
	}
	if len(m.faults) > 0 {
		return nil, invalid(m.faults)
	}
	content := make(map[string][]byte, len(m.parts))
	for sha2, part := range m.parts {
		content[sha2] = part.Content
	}
	return content, nil
}

type matcher struct {
	declared map[string][]*xapi.Attachment // by digest
	parts    map[string]*Part              // by digest, those that belong to an attachment
	faults   []problem.Detail
}

func (m *matcher) fault(pointer, parameter, rule, format string, args ...any) {
	if len(m.faults) < maxFaults {
		m.faults = append(m.faults, problem.Detail{
			Pointer: pointer, Parameter: parameter, Rule: rule, Message: fmt.Sprintf(format, args...),
		})
	}
}

// takePart checks a part and remembers it by its digest. Parts count from 1,
// the statements.
func (m *matcher) takePart(index int, part *Part) {
	number := index + 2
	sha2 := strings.ToLower(part.Hash)
	if actual := SHA2(part.Content, len(sha2)); actual == "" || actual != sha2 {
		m.fault("", "X-Experience-API-Hash", "MP-06",
			"part %d has the X-Experience-API-Hash %q, which is not the SHA-2 of its %d bytes in hex", number, part.Hash, len(part.Content))
		return
	}
	attachments := m.declared[sha2]
	if len(attachments) == 0 {
		m.fault("", "X-Experience-API-Hash", "MP-08",
			"part %d belongs to no attachment: no statement of this request declares the sha2 %s", number, sha2)
		return
	}
	m.parts[sha2] = part
	if part.ContentLength >= 0 && part.ContentLength != int64(len(part.Content)) { // QX-14
		m.fault("", "Content-Length", "MP-09",
			"part %d has the header Content-Length %d, but %d bytes", number, part.ContentLength, len(part.Content))
		return
	}
	for _, attachment := range attachments {
		// The property length is not held against the bytes: the public
		// conformance suite declares a wrong one.
		sameLength := part.ContentLength < 0 || part.ContentLength == attachment.Length
		if sameLength && agree(part.ContentType, attachment.ContentType) {
			return
		}
	}
	m.fault("", "Content-Type", "MP-09",
		"the headers of part %d do not agree with its attachment object: Content-Type %q and contentType %q must name one type, Content-Length and length one number",
		number, part.ContentType, attachments[0].ContentType)
}

// requireContent checks that an attachment's bytes came along or can be found
// elsewhere.
func (m *matcher) requireContent(attachment *xapi.Attachment, statement string, multipart bool) {
	if attachment.FileURL != "" {
		return
	}
	if !multipart {
		m.fault(statement+attachment.Pointer, "", "MP-02",
			"the attachment has no fileUrl, and an application/json request cannot carry its bytes: add fileUrl or send multipart/mixed")
		return
	}
	if m.parts[attachment.SHA2] == nil {
		m.fault(statement+attachment.Pointer, "", "MP-07",
			"the attachment has neither a fileUrl nor a part with the X-Experience-API-Hash %s", attachment.SHA2)
	}
}

// verifySignature checks a signature attachment against its statement (SG-01,
// SG-11). One inside a SubStatement signs nothing that is stored by itself and
// is kept like any attachment.
func (s *Service) verifySignature(m *matcher, statement *xapi.Statement, attachment *xapi.Attachment, pointer string) error {
	if attachment.UsageType != xapi.SignatureUsageType || !strings.HasPrefix(attachment.Pointer, "/attachments/") {
		return nil
	}
	pointer += attachment.Pointer
	if !strings.EqualFold(attachment.ContentType, "application/octet-stream") {
		m.fault(pointer+"/contentType", "", "SG-02",
			"a signature has the contentType application/octet-stream, not %q", attachment.ContentType)
		return nil
	}
	part := m.parts[attachment.SHA2]
	if part == nil {
		if attachment.FileURL != "" { // without one, requireContent has said it (QX-15)
			m.fault(pointer, "", "SG-01",
				"a signature cannot be checked by its fileUrl: send its bytes as a part of a multipart/mixed request")
		}
		return nil
	}
	if err := xapi.VerifySignature(statement.JSON, part.Content, s.config.SignatureRoots); err != nil {
		details, err := faults(err, pointer)
		if err != nil {
			return fmt.Errorf("verify a signature: %w", err)
		}
		for _, detail := range details {
			m.fault(detail.Pointer, "", detail.Rule, "%s", detail.Message)
		}
	}
	return nil
}

// agree reports whether a part's Content-Type and an attachment's contentType
// name one media type: the types are equal, and so are the parameters that
// both have. An absent header agrees with all.
func agree(header, property string) bool {
	if header == "" {
		return true
	}
	headerType, headerParameters, headerErr := mime.ParseMediaType(header)
	propertyType, propertyParameters, propertyErr := mime.ParseMediaType(property)
	if headerErr != nil || propertyErr != nil {
		return strings.EqualFold(strings.TrimSpace(header), strings.TrimSpace(property))
	}
	if headerType != propertyType {
		return false
	}
	for name, value := range headerParameters {
		if other, both := propertyParameters[name]; both && !strings.EqualFold(value, other) {
			return false
		}
	}
	return true
}
