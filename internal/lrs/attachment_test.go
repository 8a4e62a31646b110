package lrs

import (
	"errors"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// attach returns the attachment object of some content, as the parser would.
func attach(content string, change func(*xapi.Attachment)) xapi.Attachment {
	a := xapi.Attachment{
		UsageType:   "http://example.org/certificate",
		ContentType: "text/plain",
		SHA2:        SHA2([]byte(content), 64),
		Length:      int64(len(content)),
		Pointer:     "/attachments/0",
	}
	if change != nil {
		change(&a)
	}
	return a
}

func part(content string, change func(*Part)) Part {
	p := Part{ContentType: "text/plain", Hash: SHA2([]byte(content), 64), ContentLength: -1, Content: []byte(content)}
	if change != nil {
		change(&p)
	}
	return p
}

func TestPartsAreMatchedByHash(t *testing.T) {
	byURL := func(a *xapi.Attachment) { a.FileURL = "http://example.org/file" }
	type attachments = []xapi.Attachment
	for name, c := range map[string]struct {
		json        bool // application/json, no multipart
		attachments attachments
		parts       []Part
		rules       string // of the faults, in order; "" is accepted
		pointer     string
	}{
		"MP-11 nothing attached":                   {},
		"MP-11 only a fileUrl":                     {attachments: attachments{attach("a", byURL)}},
		"MP-02 json with fileUrl":                  {json: true, attachments: attachments{attach("a", byURL)}},
		"MP-02 json without fileUrl":               {json: true, attachments: attachments{attach("a", nil)}, rules: "MP-02", pointer: "/0/attachments/0"},
		"MP-06 matching part":                      {attachments: attachments{attach("a", nil)}, parts: []Part{part("a", nil)}},
		"MP-06 hash header in capitals":            {attachments: attachments{attach("a", nil)}, parts: []Part{part("a", func(p *Part) { p.Hash = strings.ToUpper(p.Hash) })}},
		"MP-06 header is another hash":             {attachments: attachments{attach("a", byURL)}, parts: []Part{part("a", func(p *Part) { p.Hash = SHA2([]byte("b"), 64) })}, rules: "MP-06"},
		"MP-06 header is no hash":                  {attachments: attachments{attach("a", byURL)}, parts: []Part{part("a", func(p *Part) { p.Hash = "abc" })}, rules: "MP-06"},
		"MP-06 no header":                          {attachments: attachments{attach("a", byURL)}, parts: []Part{part("a", func(p *Part) { p.Hash = "" })}, rules: "MP-06"},
		"MP-07 missing part":                       {attachments: attachments{attach("a", nil)}, rules: "MP-07", pointer: "/0/attachments/0"},
		"MP-08 part of nobody":                     {parts: []Part{part("a", nil)}, rules: "MP-08"},
		"MP-08 hash by another algorithm":          {attachments: attachments{attach("a", byURL)}, parts: []Part{part("a", func(p *Part) { p.Hash = SHA2(p.Content, 96) })}, rules: "MP-08"},
		"MP-09 other type":                         {attachments: attachments{attach("a", nil)}, parts: []Part{part("a", func(p *Part) { p.ContentType = "image/png" })}, rules: "MP-09"},
		"MP-09 no type":                            {attachments: attachments{attach("a", nil)}, parts: []Part{part("a", func(p *Part) { p.ContentType = "" })}},
		"MP-09 type in capitals, own parameter":    {attachments: attachments{attach("a", nil)}, parts: []Part{part("a", func(p *Part) { p.ContentType = "TEXT/Plain; charset=utf-8" })}},
		"MP-09 parameter that differs":             {attachments: attachments{attach("a", func(a *xapi.Attachment) { a.ContentType = "text/plain; charset=ascii" })}, parts: []Part{part("a", func(p *Part) { p.ContentType = "text/plain;charset=utf-8" })}, rules: "MP-09"},
		"MP-09 right Content-Length":               {attachments: attachments{attach("abc", nil)}, parts: []Part{part("abc", func(p *Part) { p.ContentLength = 3 })}},
		"QX-14 Content-Length of other bytes":      {attachments: attachments{attach("abc", byURL)}, parts: []Part{part("abc", func(p *Part) { p.ContentLength = 4 })}, rules: "MP-09"},
		"MP-09 Content-Length is not length":       {attachments: attachments{attach("abc", func(a *xapi.Attachment) { byURL(a); a.Length = 4 })}, parts: []Part{part("abc", func(p *Part) { p.ContentLength = 3 })}, rules: "MP-09"},
		"length is not held against the bytes":     {attachments: attachments{attach("abc", func(a *xapi.Attachment) { a.Length = 1 })}, parts: []Part{part("abc", nil)}},
		"MP-10 one part for two attachments":       {attachments: attachments{attach("a", nil), attach("a", nil)}, parts: []Part{part("a", nil)}},
		"MP-10 fileUrl and part":                   {attachments: attachments{attach("a", byURL)}, parts: []Part{part("a", nil)}},
		"MP-10 the type of either attachment":      {attachments: attachments{attach("a", func(a *xapi.Attachment) { a.ContentType = "image/png" }), attach("a", nil)}, parts: []Part{part("a", nil)}},
		"MP-12 inside a SubStatement":              {attachments: attachments{attach("a", func(a *xapi.Attachment) { a.Pointer = "/object/attachments/0" })}, rules: "MP-07", pointer: "/0/object/attachments/0"},
		"every hash algorithm":                     {attachments: attachments{attach("a", func(a *xapi.Attachment) { a.SHA2 = SHA2([]byte("a"), 56) }), attach("a", func(a *xapi.Attachment) { a.SHA2 = SHA2([]byte("a"), 128) })}, parts: []Part{part("a", func(p *Part) { p.Hash = SHA2(p.Content, 56) }), part("a", func(p *Part) { p.Hash = SHA2(p.Content, 128) })}},
		"SG-02 signature of another type":          {attachments: attachments{attach("a", func(a *xapi.Attachment) { a.UsageType = xapi.SignatureUsageType })}, parts: []Part{part("a", nil)}, rules: "SG-02", pointer: "/0/attachments/0/contentType"},
		"SG-01 signature by fileUrl":               {attachments: attachments{attach("a", func(a *xapi.Attachment) { byURL(a); signature(a) })}, rules: "SG-01", pointer: "/0/attachments/0"},
		"SG-01 signature by fileUrl in json":       {json: true, attachments: attachments{attach("a", func(a *xapi.Attachment) { byURL(a); signature(a) })}, rules: "SG-01", pointer: "/0/attachments/0"},
		"SG-01 signature without bytes":            {attachments: attachments{attach("a", signature)}, rules: "MP-07", pointer: "/0/attachments/0"},
		"a SubStatement's signature signs nothing": {attachments: attachments{attach("a", func(a *xapi.Attachment) { signature(a); a.Pointer = "/object/attachments/0" })}, parts: []Part{part("a", func(p *Part) { p.ContentType = "application/octet-stream" })}},
		"several faults":                           {attachments: attachments{attach("a", nil), attach("b", nil)}, parts: []Part{part("c", nil)}, rules: "MP-08 MP-07 MP-07"},
	} {
		t.Run(name, func(t *testing.T) {
			batch := &batch{array: true, statements: []xapi.Statement{{Attachments: c.attachments}}}
			content, err := New(Config{}).matchParts(batch, Submission{Multipart: !c.json, Parts: c.parts})
			if c.rules == "" {
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range c.parts {
					if got := content[strings.ToLower(p.Hash)]; string(got) != string(p.Content) {
						t.Errorf("under %s %q would be kept, want %q", p.Hash, got, p.Content)
					}
				}
				return
			}
			details := detailsOf(t, err)
			var rules []string
			for _, detail := range details {
				rules = append(rules, detail.Rule)
			}
			if got := strings.Join(rules, " "); got != c.rules {
				t.Errorf("the faults are of %s, want %s: %v", got, c.rules, err)
			}
			if c.pointer != "" && details[0].Pointer != c.pointer {
				t.Errorf("the fault points at %s, want %s", details[0].Pointer, c.pointer)
			}
		})
	}
}

func signature(a *xapi.Attachment) {
	a.UsageType, a.ContentType = xapi.SignatureUsageType, "application/octet-stream"
}

func detailsOf(t *testing.T, err error) []problem.Detail {
	t.Helper()
	var e *problem.Error
	if !errors.As(err, &e) || e.Kind != problem.Invalid || len(e.Details) == 0 {
		t.Fatalf("got %v, want an error of the kind Invalid with details", err)
	}
	return e.Details
}

func TestManyFaultsAreCut(t *testing.T) {
	var attachments []xapi.Attachment
	for range 3 * maxFaults {
		attachments = append(attachments, attach("a", nil))
	}
	_, err := New(Config{}).matchParts(&batch{statements: []xapi.Statement{{Attachments: attachments}}}, Submission{Multipart: true})
	if got := len(detailsOf(t, err)); got != maxFaults {
		t.Errorf("%d faults are told, want %d", got, maxFaults)
	}
}

// The message of a fault must read well alone.
func TestFaultMessages(t *testing.T) {
	one := problem.Detail{Pointer: "/actor", Rule: "AC-03", Message: "an Agent needs one identifier"}
	for want, faults := range map[string][]problem.Detail{
		"/actor: an Agent needs one identifier":                {one},
		"/actor: an Agent needs one identifier; 1 more fault":  {one, one},
		"/actor: an Agent needs one identifier; 2 more faults": {one, one, one},
		"part 2 is odd": {{Parameter: "Content-Type", Message: "part 2 is odd"}},
	} {
		if got := invalid(faults).Message; got != want {
			t.Errorf("the message is %q, want %q", got, want)
		}
	}
}
