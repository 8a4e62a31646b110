package quality

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/rejection"
)

const (
	// maxWords is how many unknown verbs are named of a source, and of a platform.
	maxWords = 10
	// maxReasons is how many reasons are named of unidentified requests.
	maxReasons = 50
)

// Sources reports on all sources of a store, with the days of a zone; nil is UTC.
// The report is shared: do not change it.
func (r *Reporter) Sources(ctx context.Context, store lrs.StoreID, zone *time.Location) (*Sources, error) {
	if zone == nil {
		zone = time.UTC
	}
	made, err := r.once(ctx, question{store: store, zone: zone.String()}, func(ctx context.Context) (any, error) {
		return r.makeSources(ctx, store, zone)
	})
	if err != nil {
		return nil, fmt.Errorf("report on sources: %w", err)
	}
	return made.(*Sources), nil
}

// Source reports on one source. Errors: NotFound (source-unknown).
func (r *Reporter) Source(ctx context.Context, store lrs.StoreID, zone *time.Location, name string) (*Source, error) {
	all, err := r.Sources(ctx, store, zone)
	if err != nil {
		return nil, err
	}
	for i := range all.Sources {
		if all.Sources[i].Source == name {
			return &all.Sources[i], nil
		}
	}
	return nil, problem.New(problem.NotFound, "source-unknown",
		"the store has no source %q: no key of this name, and no statement from it", name)
}

func (r *Reporter) makeSources(ctx context.Context, store lrs.StoreID, zone *time.Location) (*Sources, error) {
	found, keys, err := r.keys(ctx, store)
	if err != nil {
		return nil, err
	}
	g, err := r.open(ctx, store)
	if err != nil {
		return nil, err
	}
	if found.Sample {
		g.made = found.Created
	}
	s := newSpan(g.now, zone)
	tallies, err := r.count(ctx, g, s)
	if err != nil {
		return nil, err
	}
	a := assembly{
		ground: g, span: s, zone: zone, bySource: make(map[string]*Source),
		report: &Sources{At: time.UnixMicro(g.now).UTC(), FreshTo: time.UnixMicro(g.through).UTC(), Zone: zone.String()},
	}
	for i := range keys {
		a.addKey(&keys[i])
	}
	a.addTallies(tallies)
	if r.config.Resends != nil {
		counts, err := r.config.Resends.Since(ctx, store, time.UnixMicro(s.since))
		if err != nil {
			return nil, err
		}
		a.addResent(counts)
	}
	if r.config.Rejections != nil {
		reasons, err := r.config.Rejections.Reasons(ctx, int64(store), time.UnixMicro(g.now).Add(-rejection.KeptFor))
		if err != nil {
			return nil, err
		}
		a.addRejected(reasons)
	}
	return a.finish(), nil
}

// count reads the facts.
func (r *Reporter) count(ctx context.Context, g *ground, s span) (map[pair]*tally, error) {
	var counters []*counter
	err := g.scan(ctx, r.config.Workers, s.first(), true, func() consumer {
		c := newCounter(g, s)
		counters = append(counters, c)
		return c
	})
	if err != nil {
		return nil, err
	}
	var several []told
	for _, c := range counters {
		several = append(several, c.told...)
	}
	countTold(several)
	all := make(map[pair]*tally)
	for _, c := range counters {
		for of, t := range c.tallies {
			if known := all[of]; known != nil {
				known.addAll(t)
			} else {
				all[of] = t
			}
		}
	}
	return all, nil
}

// assembly makes the report of what was counted.
type assembly struct {
	*ground
	span     span
	zone     *time.Location
	report   *Sources
	bySource map[string]*Source
	names    []string
}

// source returns the source of a name.
func (a *assembly) source(name string) *Source {
	s := a.bySource[name]
	if s == nil {
		s = &Source{
			Source: name, Kind: KindAuthority, Formal: a.inForce.FormalSources[name], TrustedClock: a.inForce.TrustedClocks[name],
			Figures: a.figures(newTally()), Platforms: []Platform{}, Rejected: Rejected{Reasons: []Reason{}},
		}
		a.bySource[name] = s
		a.names = append(a.names, name)
	}
	return s
}

func (a *assembly) addKey(key *access.Key) {
	s := a.source(key.Key)
	s.Kind, s.Name, s.Created = KindKey, key.Name, time.UnixMicro(key.Created).UTC()
	if key.Revoked != 0 {
		s.Revoked = time.UnixMicro(key.Revoked).UTC()
	}
}

// addTallies adds the statements, by source and in all.
func (a *assembly) addTallies(tallies map[pair]*tally) {
	total := newTally()
	bySource := make(map[column.Code]*tally)
	for of, t := range tallies {
		name := a.snapshot.Word(column.Labels, of.source)
		s := a.source(name)
		s.Platforms = append(s.Platforms, Platform{a.snapshot.Word(column.Labels, of.platform), a.figures(t)})
		sum := bySource[of.source]
		if sum == nil {
			sum = newTally()
			bySource[of.source] = sum
		}
		sum.addAll(t)
		total.addAll(t)
	}
	for code, sum := range bySource {
		a.source(a.snapshot.Word(column.Labels, code)).Figures = a.figures(sum)
	}
	a.report.Totals = a.figures(total)
}

func (a *assembly) addResent(counts map[string]int64) {
	for name, n := range counts {
		a.source(name).Resent = n
		a.report.Resent += n
	}
}

// addRejected adds the reasons to the sources that are known otherwise.
func (a *assembly) addRejected(reasons []rejection.Reason) {
	for i := range reasons {
		reason := &reasons[i]
		rejected := &a.report.Unidentified
		if s := a.bySource[reason.KeyID]; s != nil && reason.KeyID != "" {
			rejected = &s.Rejected
		}
		rejected.Requests += reason.Requests
		a.report.RejectedRequests += reason.Requests
		if len(rejected.Reasons) < maxReasons {
			rejected.Reasons = append(rejected.Reasons, reasonOf(reason))
		}
	}
}

func reasonOf(r *rejection.Reason) Reason {
	e := &r.Example
	return Reason{
		Code: r.Code, Rule: r.Rule, Requests: r.Requests, First: r.First, Last: r.Last,
		Example: Example{
			At: e.At, Status: e.Status, Method: e.Method, Resource: e.Resource, Message: e.Message, Pointer: e.Pointer,
			Parameter: e.Parameter, UserAgent: e.UserAgent, RequestID: e.RequestID,
			Sample: strings.ToValidUTF8(string(e.Sample), "\uFFFD"),
		},
	}
}

func (a *assembly) finish() *Sources {
	report := a.report
	if report.Unidentified.Reasons == nil {
		report.Unidentified.Reasons = []Reason{}
	}
	report.Sources = make([]Source, 0, len(a.names))
	for _, name := range a.names {
		s := a.bySource[name]
		slices.SortFunc(s.Platforms, func(x, y Platform) int {
			return cmp.Or(cmp.Compare(y.Last28Days, x.Last28Days), cmp.Compare(y.Statements, x.Statements), cmp.Compare(x.Platform, y.Platform))
		})
		report.Sources = append(report.Sources, *s)
	}
	slices.SortFunc(report.Sources, func(x, y Source) int {
		return cmp.Or(cmp.Compare(y.Last28Days, x.Last28Days), cmp.Compare(y.Statements, x.Statements), cmp.Compare(x.Source, y.Source))
	})
	return report
}

// figures makes figures of a tally.
func (a *assembly) figures(t *tally) Figures {
	f := Figures{
		Statements: t.statements,
		LastHour:   t.hour, LastDay: t.day, Last7Days: t.week, Last28Days: t.month,
		PerHour: float64(t.day) / 24, UsualPerHour: float64(t.month) / (periodDays * 24),
		Arrival:          Never,
		LagMedianSeconds: t.lags.quantile(0.5), LagP95Seconds: t.lags.quantile(0.95),
		Loaded: t.loaded, Late: shareOf(t.late, t.good), ClockSuspect: shareOf(t.suspect, t.month), SuspectAhead: t.suspectAhead,
		Ahead: shareOf(t.ahead, t.month), LikelyDuplicates: shareOf(t.likely, t.month), Voided: shareOf(t.voided, t.month),
		UnknownVerbs: shareOf(t.unknown, t.month), Verbs: a.mostFrequent(t.verbs),
		WithoutPerson: shareOf(t.personless, t.month), EmptyGroups: shareOf(t.emptyGroups, t.month),
		OfflineBatches: t.offlineBatches, OfflineStatements: t.offlineStatements,
		Days: make([]DayCount, periodDays), Drift: make([]Drift, driftCount),
	}
	for i, n := range t.days {
		f.Days[i] = DayCount{time.UnixMicro(a.span.edges[i]).In(a.zone).Format(time.DateOnly), n}
	}
	for i := range f.Drift {
		f.Drift[i] = driftOf(driftParts[i], shareOf(t.partsBefore[i], t.month-t.week), shareOf(t.parts[i], t.week))
	}
	if t.statements == 0 {
		return f
	}
	f.FirstStored, f.LastStored = time.UnixMicro(t.firstStored).UTC(), time.UnixMicro(t.lastStored).UTC()
	f.FirstTimestamp, f.LastTimestamp = time.UnixMicro(t.firstTime).UTC(), time.UnixMicro(t.lastTime).UTC()
	quiet := max(float64(a.now-t.lastStored)/1e6, 0)
	f.QuietSeconds = &quiet
	usual, longest, known := t.minutes.gaps()
	if known {
		f.UsualGapSeconds, f.LongestGapSeconds = &usual, &longest
	}
	f.Arrival = arrivalOf(quiet, usual, longest, known)
	return f
}

func driftOf(part string, before, now Share) Drift {
	changed := before.Of >= driftLeast && now.Of >= driftLeast && math.Abs(*now.Share-*before.Share) > driftPoints+1e-9
	return Drift{part, before, now, changed}
}

// mostFrequent names the most frequent verbs.
func (a *assembly) mostFrequent(verbs map[column.Code]int64) []Count {
	list := make([]Count, 0, len(verbs))
	for verb, n := range verbs {
		list = append(list, Count{a.snapshot.Word(column.Verbs, verb), n})
	}
	return most(list, maxWords)
}

// most returns the most frequent, at most so many.
func most(list []Count, limit int) []Count {
	slices.SortFunc(list, func(x, y Count) int {
		return cmp.Or(cmp.Compare(y.Statements, x.Statements), cmp.Compare(x.Name, y.Name))
	})
	return list[:min(len(list), limit)]
}
