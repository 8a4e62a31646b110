package xapi

import "fmt"

var (
	resultKeys = []string{"score", "success", "completion", "response", "duration", "extensions"}
	scoreKeys  = []string{"scaled", "raw", "min", "max"}
)

// checkResult checks a result (RS-01, RS-02).
func (p *parser) checkResult(n int) {
	if !p.want(n, objectNode) {
		return
	}
	for key, value := range p.members(n) {
		switch string(p.decoded(key)) {
		case "score":
			p.checkScore(value)
		case "success", "completion":
			p.boolean(value)
		case "response":
			p.want(value, stringNode)
		case "duration":
			if p.want(value, stringNode) && !validDuration(p.decoded(value)) {
				p.fault(value, "DU-01", "duration must be an ISO 8601 duration, such as PT1H30M or P4W, with a fraction only in its last part; got "+quote(p.decoded(value)))
			}
		case "extensions":
			p.extensions(value)
		default:
			p.unknownKey(key, "a result", resultKeys)
		}
	}
}

// checkScore checks a score (RS-03 to RS-07).
func (p *parser) checkScore(n int) {
	if !p.want(n, objectNode) {
		return
	}
	var scaled, raw, least, most int
	for key, value := range p.members(n) {
		slot := (*int)(nil)
		switch string(p.decoded(key)) {
		case "scaled":
			slot = &scaled
		case "raw":
			slot = &raw
		case "min":
			slot = &least
		case "max":
			slot = &most
		default:
			p.unknownKey(key, "a score", scoreKeys)
			continue
		}
		if p.want(value, numberNode) {
			*slot = value
		}
	}
	if scaled != 0 {
		if value := parseDecimal(p.raw(scaled)); value.compare(one) > 0 || value.compare(minusOne) < 0 {
			p.fault(scaled, "RS-04", fmt.Sprintf("scaled must be from -1 to 1, not %s", shortened(p.raw(scaled))))
		}
	}
	if least != 0 && most != 0 && p.compareNumbers(least, most) >= 0 {
		p.fault(least, "RS-05", fmt.Sprintf("min must be less than max; %s is not less than %s", shortened(p.raw(least)), shortened(p.raw(most))))
	}
	if raw != 0 && least != 0 && p.compareNumbers(raw, least) < 0 {
		p.fault(raw, "RS-06", fmt.Sprintf("raw must be from min to max; %s is less than %s", shortened(p.raw(raw)), shortened(p.raw(least))))
	}
	if raw != 0 && most != 0 && p.compareNumbers(raw, most) > 0 {
		p.fault(raw, "RS-06", fmt.Sprintf("raw must be from min to max; %s is more than %s", shortened(p.raw(raw)), shortened(p.raw(most))))
	}
}

func (p *parser) compareNumbers(a, b int) int {
	return parseDecimal(p.raw(a)).compare(parseDecimal(p.raw(b)))
}
