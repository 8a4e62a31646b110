package xapi_test

import (
	"testing"

	"github.com/lore-lrs/lore/xapi"
)

func TestIdentifierReadsBackFromItsText(t *testing.T) {
	for _, row := range []struct {
		identifier xapi.IFI
		text       string
	}{
		{xapi.IFI{Kind: xapi.Mbox, Value: "mailto:Ada@Example.ORG"}, "mailto:Ada@example.org"},
		{xapi.IFI{Kind: xapi.MboxSHA1Sum, Value: "EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"}, "sha1:ebd31e95054c018b10727ccffd2ef2ec3a016ee9"},
		{xapi.IFI{Kind: xapi.OpenID, Value: "https://id.example.org/ada"}, "openid:https://id.example.org/ada"},
		{xapi.IFI{Kind: xapi.Account, Value: "a|b", HomePage: "https://lms.example.org"}, "account:https://lms.example.org|a|b"},
	} {
		if got := row.identifier.String(); got != row.text {
			t.Errorf("String() = %q, want %q", got, row.text)
		}
		read, ok := xapi.ParseIFI(row.text)
		if !ok || read.Key() != row.identifier.Key() || read.String() != row.text {
			t.Errorf("ParseIFI(%q) = %+v, %v, which is another identifier", row.text, read, ok)
		}
	}
}

func TestTextThatIsNoIdentifierIsRefused(t *testing.T) {
	for _, text := range []string{"", "ada", "mailto:ada", "sha1:", "openid:", "account:", "account:|ada", "account:https://lms.example.org"} {
		if got, ok := xapi.ParseIFI(text); ok {
			t.Errorf("ParseIFI(%q) = %+v, want none", text, got)
		}
	}
}
