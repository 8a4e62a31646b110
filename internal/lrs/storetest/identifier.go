package storetest

import (
	"strings"

	"github.com/lore-lrs/lore/xapi"
)

// Identifier is an inverse functional identifier as it stands in a statement.
type Identifier struct {
	// Property is mbox, mbox_sha1sum, openid or account.
	Property string
	// Value is the property's value, or account.name.
	Value string
	// HomePage is account.homePage.
	HomePage string
}

// Key returns the key that a store is asked with.
func (i Identifier) Key() xapi.Key {
	kinds := map[string]xapi.IFIKind{
		"mbox": xapi.Mbox, "mbox_sha1sum": xapi.MboxSHA1Sum, "openid": xapi.OpenID, "account": xapi.Account,
	}
	return xapi.IFI{Kind: kinds[i.Property], Value: i.Value, HomePage: i.HomePage}.Key()
}

// same compares two identifiers (AC-11): mail domains and digests without
// regard to letter case (MB-02, MB-04), all else exactly.
func (i Identifier) same(other Identifier) bool {
	if i.Property != other.Property || i.HomePage != other.HomePage {
		return false
	}
	switch i.Property {
	case "mbox":
		local, domain, _ := strings.Cut(i.Value, "@")
		otherLocal, otherDomain, _ := strings.Cut(other.Value, "@")
		return local == otherLocal && strings.EqualFold(domain, otherDomain)
	case "mbox_sha1sum":
		return strings.EqualFold(i.Value, other.Value)
	}
	return i.Value == other.Value
}

// identifiersOf returns the identifier of an Agent or Group and those of its
// members; none for what is not an Agent or Group.
func identifiersOf(value any) []Identifier {
	agent, _ := value.(map[string]any)
	var found []Identifier
	for _, property := range []string{"mbox", "mbox_sha1sum", "openid"} {
		if text, ok := agent[property].(string); ok {
			found = append(found, Identifier{Property: property, Value: text})
		}
	}
	if account, ok := agent["account"].(map[string]any); ok {
		name, _ := account["name"].(string)
		homePage, _ := account["homePage"].(string)
		found = append(found, Identifier{Property: "account", Value: name, HomePage: homePage})
	}
	members, _ := agent["member"].([]any)
	for _, member := range members {
		found = append(found, identifiersOf(member)...)
	}
	return found
}
