package fact_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

// tree is JSON as encoding/json has it.
type tree = map[string]any

// slowly reads a statement the plain way, to compare with: into a map, then rule
// by rule. It shares nothing with From but the types.
func slowly(stored int64, id xapi.UUID, statement []byte, promoted []string) fact.Statement {
	var s tree
	decoder := json.NewDecoder(bytes.NewReader(statement))
	decoder.UseNumber()
	if err := decoder.Decode(&s); err != nil {
		panic(err)
	}
	verb, object := str(sub(s, "verb"), "id"), sub(s, "object")
	switch str(object, "objectType") {
	case "SubStatement":
		return fact.Statement{}
	case "StatementRef":
		if verb != "http://adlnet.gov/expapi/verbs/voided" {
			return fact.Statement{}
		}
		target, _ := xapi.ParseUUID(str(object, "id"))
		return fact.Statement{Voids: true, Target: target}
	}
	row := fact.Row{Stored: stored, ID: id, Timestamp: stored, Verb: verb, Duration: fact.None}
	if at, err := time.Parse(time.RFC3339Nano, str(s, "timestamp")); err == nil {
		row.Timestamp = at.UnixMicro()
	}
	if kind := str(object, "objectType"); kind != "Agent" && kind != "Group" {
		row.Object = slowActivity(object)
	}
	slowContext(&row, sub(s, "context"))
	slowResult(&row, sub(s, "result"))
	for _, path := range promoted {
		row.Extensions = append(row.Extensions, slowExtension(statement, path))
	}
	authority := sub(s, "authority")
	if members, ok := authority["member"].([]any); ok && len(members) > 0 {
		authority = members[0].(tree)
	}
	row.Source = slowIdentity(authority)
	if account := sub(authority, "account"); strings.HasPrefix(str(account, "homePage"), "urn:lore:store:") {
		row.Source = str(account, "name")
	}
	return fact.Statement{Rows: slowLearners(row, sub(s, "actor"), slowIdentity(authority))}
}

func slowLearners(row fact.Row, actor tree, authority string) (rows []fact.Row) {
	members, _ := actor["member"].([]any)
	if str(actor, "objectType") != "Group" {
		members = []any{actor}
	}
	for _, member := range members {
		next := row
		next.Actor = slowIdentity(member.(tree))
		next.InGroup = str(actor, "objectType") == "Group"
		next.Member = uint16(len(rows))
		next.SelfAsserted = next.Actor == authority
		known := false
		for _, earlier := range rows {
			known = known || earlier.Actor == next.Actor
		}
		if !known {
			rows = append(rows, next)
		}
	}
	if len(rows) > 0 {
		return rows
	}
	row.IsGroup = true
	if identity := slowIdentity(actor); identity != "" {
		row.Actor = "group:" + identity
	}
	return []fact.Row{row}
}

func slowIdentity(agent tree) string {
	if mbox := str(agent, "mbox"); mbox != "" {
		parts := strings.Split(mbox, "@")
		parts[len(parts)-1] = strings.ToLower(parts[len(parts)-1])
		return strings.Join(parts, "@")
	}
	if digest := str(agent, "mbox_sha1sum"); digest != "" {
		return "sha1:" + strings.ToLower(digest)
	}
	if openid := str(agent, "openid"); openid != "" {
		return "openid:" + openid
	}
	if account := sub(agent, "account"); account != nil {
		return "account:" + str(account, "homePage") + "|" + str(account, "name")
	}
	return ""
}

func slowContext(row *fact.Row, context tree) {
	row.Registration, row.HasRegistration = xapi.ParseUUID(str(context, "registration"))
	row.Platform, row.Language = str(context, "platform"), str(context, "language")
	row.Instructor = slowIdentity(sub(context, "instructor"))
	row.Device = str(sub(context, "extensions"), fact.DeviceExtension)
	row.VideoLength = num(sub(context, "extensions"), fact.LengthExtension)
	for key, list := range map[string]*[]fact.Activity{"parent": &row.Parents, "grouping": &row.Groupings, "category": &row.Categories, "other": &row.Others} {
		switch found := sub(context, "contextActivities")[key].(type) {
		case []any:
			for _, one := range found {
				*list = append(*list, slowActivity(one.(tree)))
			}
		case tree:
			*list = []fact.Activity{slowActivity(found)}
		}
	}
}

func slowActivity(object tree) fact.Activity {
	definition := sub(object, "definition")
	a := fact.Activity{ID: str(object, "id"), Type: str(definition, "type"), Interaction: str(definition, "interactionType")}
	if a.Interaction == "" && strings.HasSuffix(a.Type, "/cmi.interaction") {
		a.Interaction = "other"
	}
	return a
}

func slowResult(row *fact.Row, result tree) {
	score := sub(result, "score")
	row.Scaled, row.Raw, row.Min, row.Max = num(score, "scaled"), num(score, "raw"), num(score, "min"), num(score, "max")
	for key, answer := range map[string]*fact.Answer{"success": &row.Success, "completion": &row.Completion} {
		if is, ok := result[key].(bool); ok {
			*answer = map[bool]fact.Answer{false: fact.No, true: fact.Yes}[is]
		}
	}
	if text := str(result, "duration"); text != "" {
		row.Duration = slowDuration(text)
	}
	if response, ok := result["response"].(string); ok {
		row.HasResponse, row.Response = true, response
		free := regexp.MustCompile(`^(long-)?fill-in$|^other$`).MatchString(row.Object.Interaction)
		if len(response) > 128 || free && len(response) > 64 {
			row.Response = fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(response)))
		}
	}
	interval := regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)\[\.\]([0-9]+(?:\.[0-9]+)?)$`)
	for _, part := range strings.Split(str(sub(result, "extensions"), fact.SegmentsExtension), "[,]") {
		if found := interval.FindStringSubmatch(part); found != nil {
			from, _ := strconv.ParseFloat(found[1], 64)
			to, _ := strconv.ParseFloat(found[2], 64)
			if from <= to {
				row.Segments = append(row.Segments, fact.Segment{From: int64(math.Round(from * 1000)), To: int64(math.Round(to * 1000))})
			}
		}
	}
}

// slowDuration counts with fractions of any length.
func slowDuration(text string) int64 {
	form := regexp.MustCompile(`^P(?:([\d.,]+)Y)?(?:([\d.,]+)M)?(?:([\d.,]+)W)?(?:([\d.,]+)D)?(?:T(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?$`)
	numbers := form.FindStringSubmatch(text)
	total := new(big.Rat)
	for i, unit := range []int64{31_557_600, 2_629_800, 604_800, 86_400, 3600, 60, 1} {
		if numbers[i+1] == "" {
			continue
		}
		n, _ := new(big.Rat).SetString(strings.Replace(numbers[i+1], ",", ".", 1))
		total.Add(total, n.Mul(n, big.NewRat(unit*1_000_000, 1)))
	}
	micros, _ := total.Float64()
	return int64(math.Round(micros))
}

func slowExtension(statement []byte, path string) string {
	place, iri, _ := strings.Cut(strings.TrimSuffix(path, "]"), "[")
	value := json.RawMessage(statement)
	for _, key := range append(strings.Split(place, "."), iri) {
		var members map[string]json.RawMessage
		if json.Unmarshal(value, &members) != nil || members[key] == nil {
			return ""
		}
		value = members[key]
	}
	var text string
	if json.Unmarshal(value, &text) == nil && value[0] == '"' {
		return text
	}
	var plain bytes.Buffer
	if err := json.Compact(&plain, value); err != nil {
		panic(err)
	}
	return plain.String()
}

func sub(of tree, key string) tree {
	value, _ := of[key].(tree)
	return value
}

func str(of tree, key string) string {
	value, _ := of[key].(string)
	return value
}

func num(of tree, key string) float64 {
	value, _ := of[key].(json.Number)
	x, err := value.Float64()
	if err != nil {
		return math.NaN()
	}
	return x
}
