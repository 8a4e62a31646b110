// One sentence that says what a chart shows, made from its rows: the visible
// summary, and the name of the picture for who does not see it.
import type {
  AreaSpec,
  BarSpec,
  Bucket,
  DotSpec,
  Format,
  FunnelSpec,
  HeatSpec,
  HistogramSpec,
  LanesSpec,
  LineSpec,
  Measure,
  PointRow,
  SankeySpec,
  SparklineSpec,
  Spec,
  SurvivalSpec,
  Time,
} from "../parts/chart/spec.ts";
import { nodeName } from "../parts/chart/entries.ts";
import type { Words } from "../parts/chart/words.ts";

/** The sentence of a spec. */
export function sentence(spec: Spec, words: Words): string {
  const clauses = clausesOf(spec, words).filter((clause) => clause !== "");
  if (clauses.length === 0) return words.say("chart.nothing");
  const joined = clauses.reduce((a, b) => words.say("chart.join", { a, b }));
  // A unit may end in a full stop of its own: «22 Min.».
  return joined.endsWith(".") ? joined : words.say("chart.sentence", { text: joined });
}

function clausesOf(spec: Spec, words: Words): string[] {
  switch (spec.kind) {
    case "line":
    case "area":
    case "sparkline":
      return pointClauses(spec, words);
    case "bar":
      return barClauses(spec, words);
    case "histogram":
      return histogramClauses(spec, words);
    case "heat":
      return heatClauses(spec, words);
    case "funnel":
      return funnelClauses(spec, words);
    case "sankey":
      return sankeyClauses(spec, words);
    case "survival":
      return survivalClauses(spec, words);
    case "dot":
      return dotClauses(spec, words);
    case "lanes":
      return laneClauses(spec, words);
  }
}

type Known = PointRow & { y: number };
const known = (row: PointRow): row is Known => row.y !== null;

/** The value of a bucket, with its length for counts: "48 a week". */
function per(value: number, measure: Measure, time: Time | undefined, words: Words): string {
  const text = words.value(value, measure.format);
  return time && measure.format === "count" ? words.say("chart.per", { value: text, bucket: time.bucket }) : text;
}

function placeName(x: string | number, time: Time | undefined, words: Words, format: Format = "number"): string {
  if (time) return words.bucket(String(x), time.bucket, time.zone);
  return typeof x === "number" ? words.value(x, format) : x;
}

/** How the first and the last of some values differ: rose, fell or stayed. */
function way(first: number, last: number, format: Format, words: Words): "rose" | "fell" | "same" {
  if (words.value(first, format) === words.value(last, format)) return "same";
  return last > first ? "rose" : "fell";
}

function pointClauses(spec: LineSpec | AreaSpec | SparklineSpec, words: Words): string[] {
  const { measure, time, rows } = spec;
  const names = [...new Set(rows.map((row) => row.series ?? ""))];
  if (names.length > 1) return severalClauses(spec, names, words);
  const full = rows.filter(known).filter((row) => !row.partial);
  const all = full.length > 0 ? full : rows.filter(known);
  const [head, tail] = [all[0], all[all.length - 1]];
  if (!head || !tail) return [];
  const clauses: string[] = [];
  if (all.length === 1) {
    clauses.push(words.say("chart.single", { name: measure.name, value: words.value(head.y, measure.format), ...place(head.x, spec, words) }));
  } else if (hasRhythm(time, all.length)) {
    clauses.push(...rhythmClauses(all, measure, time!, words));
  } else {
    clauses.push(changeClause(measure, all, time, words), extremeClause(all, measure, spec, words));
  }
  if (spec.kind !== "sparkline") {
    clauses.push(compareClause(all, measure, words));
    if (spec.target !== undefined) clauses.push(targetClause(tail.y, spec.target, measure, words));
  }
  if (time && rows.some((row) => row.partial)) clauses.push(words.say("chart.fillingClause", { bucket: time.bucket }));
  return clauses;
}

/** Where a point is: its words, and its kind for prepositions ("in week 32", "on 12 Oct"). */
function place(x: string | number, spec: LineSpec | AreaSpec | SparklineSpec, words: Words): { bucket: Bucket | "none"; when: string } {
  const { time } = spec;
  const format = spec.kind === "sparkline" ? "number" : (spec.alongFormat ?? "number");
  return { bucket: time?.bucket ?? "none", when: placeName(x, time, words, format) };
}

/** Hours and days go up and down with nights and weekends: of two weeks and
 *  more the first and the last one say nothing of how things went. */
const hasRhythm = (time: Time | undefined, n: number): boolean => n >= 14 && (time?.bucket === "day" || time?.bucket === "hour");

/** What is usual, and the least and most there was. */
function rhythmClauses(rows: Known[], measure: Measure, time: Time, words: Words): string[] {
  const low = rows.reduce((best, row) => (row.y < best.y ? row : best));
  const high = rows.reduce((best, row) => (row.y > best.y ? row : best));
  const value = (v: number) => words.value(v, measure.format);
  if (value(low.y) === value(high.y)) return [words.say("chart.change", { name: measure.name, way: "same", from: value(low.y), to: per(high.y, measure, time, words) })];
  // A mean of shares would weigh a day of three people like one of a hundred; the middle day does not pretend to.
  const usual = measure.format === "count" ? rows.reduce((sum, row) => sum + row.y, 0) / rows.length : median(rows.map((row) => row.y));
  const clauses = [words.say("chart.usual", { name: measure.name, kind: measure.format === "count" ? "mean" : "median", value: measure.format === "count" ? per(usual, measure, time, words) : value(usual), bucket: time.bucket })];
  const only = (row: Known) => rows.filter((other) => value(other.y) === value(row.y)).length === 1;
  for (const [row, which] of [[high, "highest"], [low, "lowest"]] as const) {
    if (only(row)) clauses.push(words.say("chart.extreme", { which, bucket: time.bucket, when: words.bucket(String(row.x), time.bucket, time.zone), value: value(row.y) }));
  }
  return clauses;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function changeClause(measure: Measure, rows: Known[], time: Time | undefined, words: Words): string {
  const [from, to] = [rows[0]!.y, rows[rows.length - 1]!.y];
  const same = way(from, to, measure.format, words) === "same";
  const flat = same && rows.every((row) => words.value(row.y, measure.format) === words.value(to, measure.format));
  const direction = flat ? "same" : same ? "back" : way(from, to, measure.format, words);
  return words.say("chart.change", { name: measure.name, way: direction, from: words.value(from, measure.format), to: per(to, measure, time, words) });
}

/** The lowest place if it is not at an end; else the highest one if that is not. */
function extremeClause(rows: Known[], measure: Measure, spec: LineSpec | AreaSpec | SparklineSpec, words: Words): string {
  if (rows.length < 4) return "";
  const low = rows.reduce((best, row) => (row.y < best.y ? row : best));
  const high = rows.reduce((best, row) => (row.y > best.y ? row : best));
  if (low.y === high.y) return "";
  const inside = (row: Known) => row !== rows[0] && row !== rows[rows.length - 1];
  const only = (row: Known) => rows.filter((other) => other.y === row.y).length === 1;
  for (const [row, which] of [[low, "lowest"], [high, "highest"]] as const) {
    if (!inside(row) || !only(row)) continue;
    return words.say("chart.extreme", { which, ...place(row.x, spec, words), value: words.value(row.y, measure.format) });
  }
  return "";
}

function compareClause(rows: Known[], measure: Measure, words: Words): string {
  const pairs = rows.filter((row) => row.compare != null);
  if (pairs.length === 0) return "";
  const sum = (of: (row: Known) => number) => pairs.reduce((all, row) => all + of(row), 0);
  const now = sum((row) => row.y);
  const before = sum((row) => row.compare!);
  if (measure.format === "percent") {
    const points = Math.round(((now - before) / pairs.length) * 1000) / 10;
    return words.say("chart.comparePoints", { way: points > 0 ? "more" : points < 0 ? "less" : "same", points: words.value(Math.abs(points), "number") });
  }
  if (before <= 0) return "";
  const share = words.value(Math.abs(now / before - 1), "percent");
  const none = words.value(0, "percent");
  return words.say("chart.compare", { way: share === none ? "same" : now > before ? "more" : "less", share });
}

function targetClause(last: number, target: number, measure: Measure, words: Words): string {
  const side = last > target ? "above" : last < target ? "below" : "at";
  return words.say("chart.targetClause", { side, value: words.value(target, measure.format) });
}

/** So many things are named one by one; of more only the first and the last. */
const fewEnough = 4;

/** Several lines: where each of them is at the end (or is usually), and what stands out. */
function severalClauses(spec: LineSpec | AreaSpec | SparklineSpec, names: string[], words: Words): string[] {
  const { measure, time } = spec;
  const lines = names.flatMap((name) => {
    const own = spec.rows.filter(known).filter((row) => (row.series ?? "") === name && !row.partial);
    const peak = own.reduce((best, row) => (row.y > best.y ? row : best), own[0]!);
    return own.length > 0 ? [{ name, own, first: own[0]!.y, last: own[own.length - 1]!, peak }] : [];
  });
  if (lines.length === 0) return [];
  const value = (v: number) => words.value(v, measure.format);
  const longest = Math.max(...lines.map((line) => line.own.length));
  if (measure.format === "count" && hasRhythm(time, longest)) {
    const means = lines.map((line) => ({ name: line.name, y: line.own.reduce((sum, row) => sum + row.y, 0) / line.own.length }));
    return [words.say("chart.usualOf", { name: measure.name, bucket: time!.bucket, list: ranked(means, measure.format, words) }), peakClause(spec, lines.map((line) => ({ name: line.name, row: line.peak })), words)];
  }
  const ends = lines.map((line) => ({ name: line.name, y: line.last.y }));
  const together = lines.every((line) => line.last.x === lines[0]!.last.x);
  const clauses = [
    together
      ? words.say("chart.endsAt", { name: measure.name, ...place(lines[0]!.last.x, spec, words), list: ranked(ends, measure.format, words) })
      : words.say("chart.ends", { name: measure.name, list: ranked(ends, measure.format, words) }),
  ];
  const most = lines.reduce((best, line) => (Math.abs(line.last.y - line.first) > Math.abs(best.last.y - best.first) ? line : best));
  const direction = way(most.first, most.last.y, measure.format, words);
  const peak = lines.reduce((best, line) => (line.peak.y > best.peak.y ? line : best));
  // What stands high above its end says more than where it began.
  if (peak.peak.y > 2 * Math.max(peak.last.y, peak.first)) clauses.push(peakClause(spec, lines.map((line) => ({ name: line.name, row: line.peak })), words));
  else if (direction !== "same") clauses.push(words.say("chart.mostChange", { name: most.name, way: direction, from: value(most.first), to: value(most.last.y) }));
  return clauses;
}

function peakClause(spec: LineSpec | AreaSpec | SparklineSpec, peaks: { name: string; row: Known }[], words: Words): string {
  const top = peaks.reduce((best, one) => (one.row.y > best.row.y ? one : best));
  return words.say("chart.peak", { name: top.name, ...place(top.row.x, spec, words), value: words.value(top.row.y, spec.measure.format) });
}

/** "A 63, B 31 and C 12", the first first; of many "the most A with 63, the least C with 12". */
function ranked(all: { name: string; y: number }[], format: Format, words: Words): string {
  if (all.length <= fewEnough) return listed(all.map((one) => words.say("chart.with", { name: one.name, value: words.value(one.y, format) })), words);
  const high = all.reduce((best, one) => (one.y > best.y ? one : best));
  const low = all.reduce((best, one) => (one.y < best.y ? one : best));
  return words.say("chart.between", { high: high.name, highValue: words.value(high.y, format), low: low.name, lowValue: words.value(low.y, format) });
}

const listed = (texts: string[], words: Words): string => new Intl.ListFormat(words.language, { type: "unit", style: "short" }).format(texts);

function barClauses(spec: BarSpec, words: Words): string[] {
  const { measure, time } = spec;
  const names = [...new Set(spec.rows.map((row) => row.series ?? ""))];
  const adds = measure.format === "count" || measure.format === "duration";
  if (time && (adds || names.length === 1)) {
    const places = [...new Set(spec.rows.map((row) => row.x))];
    const rows = places.map((x) => {
      const own = spec.rows.filter((row) => row.x === x);
      const there = own.filter((row) => row.y !== null);
      return { x, y: there.length === 0 ? null : there.reduce((sum, row) => sum + row.y!, 0), partial: own.some((row) => row.partial) };
    });
    return pointClauses({ kind: "line", measure, time, rows, ...(spec.target === undefined ? {} : { target: spec.target }) }, words);
  }
  const there = spec.rows.flatMap((row) => (row.y === null ? [] : [{ name: placeName(row.x, time, words), x: row.x, series: row.series ?? "", y: row.y }]));
  if (there.length === 0) return [];
  const value = (v: number) => words.value(v, measure.format);
  const stacked = spec.series === "stacked" && adds;
  const clauses: string[] = [];
  if (names.length === 2 && !stacked) clauses.push(differenceClause(there, names as [string, string], measure, words));
  if (clauses.join("") === "") {
    const sums = new Map<string, number>();
    for (const row of there) sums.set(row.name, (sums.get(row.name) ?? 0) + row.y);
    const bars = stacked ? [...sums].map(([name, y]) => ({ name, y })) : there.map((row) => ({ name: names.length > 1 ? words.say("chart.of", { name: row.name, series: row.series }) : row.name, y: row.y }));
    const high = bars.reduce((best, bar) => (bar.y > best.y ? bar : best));
    const low = bars.reduce((best, bar) => (bar.y <= best.y ? bar : best));
    // What is stacked adds up; people who stand in several bars do not.
    if (stacked && high.y > 0 && bars.length > 1) {
      const total = bars.reduce((sum, bar) => sum + bar.y, 0);
      clauses.push(words.say("chart.topOf", { name: measure.name, top: high.name, value: value(high.y), total: value(total), share: words.value(high.y / total, "percent") }));
    } else if (bars.length <= fewEnough) {
      clauses.push(words.say("chart.all", { name: measure.name, list: listed(bars.map((bar) => words.say("chart.with", { name: bar.name, value: value(bar.y) })), words) }));
    } else if (value(low.y) === value(high.y)) {
      clauses.push(words.say("chart.alike", { name: measure.name, count: bars.length, value: value(high.y) }));
    } else {
      clauses.push(words.say("chart.topAndBottom", { name: measure.name, top: high.name, topValue: value(high.y), bottom: low.name, bottomValue: value(low.y), lowest: bars.filter((bar) => value(bar.y) === value(low.y)).length, count: bars.length }));
    }
  }
  if (spec.target !== undefined) {
    const reached = there.filter((row) => row.y >= spec.target!).length;
    clauses.push(words.say("chart.reached", { reached, count: there.length, value: value(spec.target) }));
  }
  return clauses;
}

/** Two bars for each place: where they differ most. */
function differenceClause(rows: { name: string; series: string; y: number }[], [a, b]: [string, string], measure: Measure, words: Words): string {
  const pairs = [...new Set(rows.map((row) => row.name))].flatMap((name) => {
    const of = (series: string) => rows.find((row) => row.name === name && row.series === series)?.y;
    const [one, other] = [of(a), of(b)];
    return one === undefined || other === undefined ? [] : [{ name, one, other }];
  });
  if (pairs.length === 0) return "";
  const most = pairs.reduce((best, pair) => (Math.abs(pair.one - pair.other) > Math.abs(best.one - best.other) ? pair : best));
  if (words.value(most.one, measure.format) === words.value(most.other, measure.format)) return "";
  return words.say("chart.difference", { name: measure.name, place: most.name, a, aValue: words.value(most.one, measure.format), b, bValue: words.value(most.other, measure.format), count: pairs.length });
}

function histogramClauses(spec: HistogramSpec, words: Words): string[] {
  const { rows, pass, measure } = spec;
  const n = rows.reduce((sum, row) => sum + (row.count ?? 0), 0);
  if (n === 0) return [];
  const value = (v: number) => words.value(v, measure.format);
  const top = rows.reduce((best, row) => ((row.count ?? 0) > (best.count ?? 0) ? row : best));
  const clauses = [
    spec.median == null
      ? words.say("chart.spread", { n, counted: spec.counted })
      : words.say("chart.spreadHalf", { n, counted: spec.counted, median: value(spec.median) }),
  ];
  if (n > 1 && top.count !== n) clauses.push(words.say("chart.commonest", { from: value(top.from), to: value(top.to), most: top.count ?? 0, n }));
  // The share is only told when the pass line is the bound of a bin.
  if (pass !== undefined && rows.some((row) => Math.abs(row.from - pass) < 1e-9)) {
    const over = rows.filter((row) => row.from >= pass - 1e-9).reduce((sum, row) => sum + (row.count ?? 0), 0);
    clauses.push(words.say("chart.passed", { share: words.value(over / n, "percent"), value: value(pass) }));
  }
  return clauses;
}

function heatClauses(spec: HeatSpec, words: Words): string[] {
  const there = spec.rows.filter((row) => row.value !== null && !row.hidden);
  const hidden = spec.rows.filter((row) => row.hidden).length;
  const clauses: string[] = [];
  if (spec.cohorts) clauses.push(...cohortClauses(spec, spec.cohorts, words));
  else if (there.length > 0) {
    const value = (v: number) => words.value(v, spec.measure.format);
    const high = there.reduce((best, row) => (row.value! > best.value! ? row : best));
    const low = there.reduce((best, row) => (row.value! <= best.value! ? row : best));
    clauses.push(words.say("chart.hottest", { name: spec.measure.name, row: high.row, column: high.column, value: value(high.value!) }));
    // Of many cells that are alike none is told to be the lowest.
    const alone = there.filter((row) => value(row.value!) === value(low.value!)).length === 1;
    if (alone && low.value! < high.value!) clauses.push(words.say("chart.coldest", { row: low.row, column: low.column, value: value(low.value!) }));
  }
  if (hidden > 0) clauses.push(words.say("chart.hiddenCells", { n: hidden, k: words.value(spec.minGroup ?? 5, "count") }));
  return clauses;
}

/** A cohort of fewer people is not named as the best one: its share is chance. */
const leastCohort = 20;

/** How many came back after one period and after three, over all cohorts that
 *  have had the time, each with the weight of its people. */
function cohortClauses(spec: HeatSpec, { unit, orLater }: NonNullable<HeatSpec["cohorts"]>, words: Words): string[] {
  const known = spec.rows.filter((row) => row.value !== null && !row.hidden && (row.size ?? 0) > 0);
  const after = (k: number) => {
    const cells = known.filter((row) => row.column === String(k));
    const people = cells.reduce((sum, row) => sum + row.size!, 0);
    return people === 0 ? undefined : { k, people, cells, share: cells.reduce((sum, row) => sum + row.value! * row.size!, 0) / people };
  };
  const first = after(1);
  if (!first) {
    const begun = after(0);
    return begun ? [words.say("chart.cohortsNew", { unit, people: words.value(begun.people, "count") })] : [];
  }
  const shared = (share: number) => words.value(share, "percent");
  const clauses = [words.say("chart.cohorts", { unit, later: orLater ? "yes" : "no", share: shared(first.share), people: words.value(first.people, "count") })];
  const third = after(3);
  if (third) clauses.push(words.say("chart.cohortsAfter", { unit, k: third.k, share: shared(third.share) }));
  const large = first.cells.filter((row) => row.size! >= leastCohort);
  if (large.length > 1) {
    const best = large.reduce((a, b) => (b.value! > a.value! ? b : a));
    if (best.value! > first.share) clauses.push(words.say("chart.cohortsBest", { unit, row: best.row, share: shared(best.value!) }));
  }
  return clauses;
}

function funnelClauses(spec: FunnelSpec, words: Words): string[] {
  const told = spec.rows.filter((row) => row.count !== null);
  const [head, tail] = [told[0], told[told.length - 1]];
  if (!head || !tail || head.count === 0) return [];
  const clauses = [
    words.say("chart.funnel", { last: words.value(tail.count, "count"), first: words.value(head.count, "count"), share: words.value(tail.count! / head.count!, "percent"), step: tail.name }),
  ];
  const losses = spec.rows.slice(1).flatMap((row, i) => {
    const before = spec.rows[i]!.count;
    return before === null || row.count === null || row.count >= before ? [] : [{ step: row.name, lost: before - row.count, share: 1 - row.count / before }];
  });
  if (losses.length > 0) {
    const worst = losses.reduce((best, loss) => (loss.lost > best.lost ? loss : best));
    clauses.push(words.say("chart.funnelWorst", { step: worst.step, lost: worst.lost, share: words.value(worst.share, "percent") }));
  }
  return clauses;
}

/** Where most go next, or come from. People take several ways in several
 *  sessions, so that the ways of one place may add up to more than everybody. */
function sankeyClauses(spec: SankeySpec, words: Words): string[] {
  const layer = Math.min(...spec.rows.map((row) => row.layer));
  const first = spec.rows.filter((row) => row.layer === layer && (row.people ?? 0) > 0);
  if (first.length === 0) return [];
  const backwards = spec.backwards ? "yes" : "no";
  const ways = first.filter((row) => row.toKind !== "left");
  const most = (ways.some((row) => row.toKind !== "other") ? ways.filter((row) => row.toKind !== "other") : ways).reduce<(typeof ways)[number] | undefined>((best, row) => (!best || row.people! > best.people! ? row : best), undefined);
  const from = (row: (typeof first)[number]) => (row.fromKind === "other" ? words.say("chart.others") : row.from);
  const starts = new Set(first.map((row) => `${row.fromKind ?? "node"} ${row.from}`));
  if (starts.size > 1) {
    if (!most) return [];
    return [words.say("chart.pathOften", { backwards, from: from(most), to: nodeName(most.to, most.toKind, spec.backwards, words), n: most.people! })];
  }
  const of = first.find((row) => row.share);
  const total = of ? Math.round(of.people! / of.share!) : undefined;
  const all = total === undefined ? {} : { total };
  const clauses: string[] = [];
  if (most) clauses.push(words.say("chart.path", { backwards, from: from(most), to: nodeName(most.to, most.toKind, spec.backwards, words), n: most.people!, total: "none", ...all }));
  const gone = first.find((row) => row.toKind === "left");
  if (gone) {
    const several = total !== undefined && first.reduce((sum, row) => sum + row.people!, 0) > total ? "yes" : "no";
    clauses.push(words.say(most ? "chart.pathLeft" : "chart.pathOnlyLeft", { backwards, several, from: from(gone), n: gone.people!, total: "none", ...all }));
  }
  return clauses;
}

function survivalClauses(spec: SurvivalSpec, words: Words): string[] {
  const names = [...new Set(spec.rows.map((row) => row.series ?? ""))];
  const lines = names.flatMap((name) => {
    const own = spec.rows.filter((row) => (row.series ?? "") === name && row.share !== null);
    return own.length > 0 ? [{ name, last: own[own.length - 1]!, half: own.find((row) => row.share! <= 0.5) }] : [];
  });
  if (lines.length === 0) return [];
  const turn = (share: number) => (spec.rises ? 1 - share : share);
  const at = (x: number) => (spec.xFormat === "duration" ? words.value(x, "duration") : words.say("chart.of", { name: words.value(x, spec.xFormat), series: spec.along }));
  if (lines.length > 1) {
    return [words.say("chart.ends", { name: spec.measure.name, list: ranked(lines.map((line) => ({ name: line.name, y: turn(line.last.share!) })), "percent", words) })];
  }
  const { last, half } = lines[0]!;
  const share = words.value(turn(last.share!), "percent");
  if (!half) return [words.say("chart.survival", { name: spec.measure.name, share, x: at(last.x) }), words.say("chart.halfNever")];
  const clauses = [words.say("chart.half", { name: spec.measure.name, x: at(half.x) })];
  if (last !== half) clauses.push(words.say("chart.then", { share, x: at(last.x) }));
  return clauses;
}

function dotClauses(spec: DotSpec, words: Words): string[] {
  const there = spec.rows.flatMap((row) => (row.x === null || row.y === null ? [] : [{ x: row.x, y: row.y }]));
  if (there.length === 0) return [];
  const range = (measure: Measure, values: number[]) => words.say("chart.range", { name: measure.name, low: words.value(Math.min(...values), measure.format), high: words.value(Math.max(...values), measure.format), same: words.value(Math.min(...values), measure.format) === words.value(Math.max(...values), measure.format) ? "yes" : "no" });
  const [x, y] = [range(spec.x, there.map((dot) => dot.x)), range(spec.y, there.map((dot) => dot.y))];
  const clauses = [spec.counted === undefined ? words.say("chart.dots", { n: there.length, x, y }) : words.say("chart.dotsOf", { counted: spec.counted, n: there.length, x, y })];
  if (spec.yLine !== undefined) clauses.push(words.say("chart.belowLine", { n: there.filter((dot) => dot.y < spec.yLine!).length, name: spec.y.name, value: words.value(spec.yLine, spec.y.format) }));
  if (spec.rho != null) {
    const size = Math.abs(spec.rho);
    const strength = size < 0.1 ? "none" : size < 0.3 ? "weak" : size < 0.5 ? "medium" : "strong";
    clauses.push(words.say("chart.together", { strength, way: spec.rho >= 0 ? "same" : "opposite", x: spec.x.name, y: spec.y.name, rho: words.value(spec.rho, "number") }));
  }
  return clauses;
}

function laneClauses(spec: LanesSpec, words: Words): string[] {
  if (spec.rows.length === 0) return [];
  const episodes = spec.rows.filter((row) => row.end !== undefined).length;
  const byStart = [...spec.rows].sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
  const [head, tail] = [byStart[0]!, byStart[byStart.length - 1]!];
  return [
    words.say("chart.lanes", {
      episodes,
      milestones: spec.rows.length - episodes,
      earlier: spec.earlier ? "yes" : "no",
      from: words.day(head.start, spec.zone),
      to: words.day(tail.start, spec.zone),
    }),
    tail.outcome ? words.say("chart.latestOutcome", { name: tail.name, outcome: tail.outcome }) : words.say("chart.latest", { name: tail.name }),
  ];
}
