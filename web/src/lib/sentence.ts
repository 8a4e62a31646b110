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

/** A number that stands beside a small chart. */
export interface KeyFigure {
  name: string;
  text: string;
}

/** The sentence of a spec. */
export function sentence(spec: Spec, words: Words): string {
  const clauses = clausesOf(spec, words).filter((clause) => clause !== "");
  if (clauses.length === 0) return words.say("chart.nothing");
  const joined = clauses.reduce((a, b) => words.say("chart.join", { a, b }));
  return words.say("chart.sentence", { text: joined });
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

function placeName(x: string | number, time: Time | undefined, words: Words): string {
  if (time) return words.bucket(String(x), time.bucket, time.zone);
  return typeof x === "number" ? words.value(x, "number") : x;
}

/** The bucket's kind for prepositions: "in week 32", "on 12 Oct". */
const when = (time: Time | undefined): Bucket | "none" => time?.bucket ?? "none";

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
  const clauses = [
    all.length === 1
      ? words.say("chart.single", { name: measure.name, value: per(head.y, measure, time, words), bucket: when(time), when: placeName(head.x, time, words) })
      : changeClause(measure, head.y, tail.y, time, words),
  ];
  clauses.push(extremeClause(all, measure, time, words));
  if (spec.kind !== "sparkline") {
    clauses.push(compareClause(all, measure, words));
    if (spec.target !== undefined) clauses.push(targetClause(tail.y, spec.target, measure, words));
  }
  if (time && rows.some((row) => row.partial)) clauses.push(words.say("chart.fillingClause", { bucket: time.bucket }));
  return clauses;
}

function changeClause(measure: Measure, from: number, to: number, time: Time | undefined, words: Words): string {
  const direction = way(from, to, measure.format, words);
  return words.say("chart.change", { name: measure.name, way: direction, from: words.value(from, measure.format), to: per(to, measure, time, words) });
}

/** The lowest place if it is not at an end; else the highest one if that is not. */
function extremeClause(rows: Known[], measure: Measure, time: Time | undefined, words: Words): string {
  if (rows.length < 4) return "";
  const low = rows.reduce((best, row) => (row.y < best.y ? row : best));
  const high = rows.reduce((best, row) => (row.y > best.y ? row : best));
  if (low.y === high.y) return "";
  const inside = (row: Known) => row !== rows[0] && row !== rows[rows.length - 1];
  const only = (row: Known) => rows.filter((other) => other.y === row.y).length === 1;
  for (const [row, which] of [[low, "lowest"], [high, "highest"]] as const) {
    if (!inside(row) || !only(row)) continue;
    return words.say("chart.extreme", { which, bucket: when(time), when: placeName(row.x, time, words), value: words.value(row.y, measure.format) });
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

/** Several lines: which is highest and lowest at the end, and which changed most. */
function severalClauses(spec: LineSpec | AreaSpec | SparklineSpec, names: string[], words: Words): string[] {
  const { measure, time } = spec;
  const lines = names.flatMap((name) => {
    const own = spec.rows.filter(known).filter((row) => (row.series ?? "") === name && !row.partial);
    const peak = own.reduce((best, row) => (row.y > best.y ? row : best), own[0]!);
    return own.length > 0 ? [{ name, first: own[0]!.y, last: own[own.length - 1]!.y, peak }] : [];
  });
  if (lines.length === 0) return [];
  if (lines.every((line) => line.last === lines[0]!.last)) {
    // All end alike: what is between says more.
    const top = lines.reduce((best, line) => (line.peak.y > best.peak.y ? line : best));
    return [words.say("chart.peaks", { name: measure.name, count: lines.length, high: top.name, value: per(top.peak.y, measure, time, words), bucket: when(time), when: placeName(top.peak.x, time, words), last: words.value(top.last, measure.format) })];
  }
  const high = lines.reduce((best, line) => (line.last > best.last ? line : best));
  const low = lines.reduce((best, line) => (line.last < best.last ? line : best));
  const most = lines.reduce((best, line) => (Math.abs(line.last - line.first) > Math.abs(best.last - best.first) ? line : best));
  const clauses = [
    words.say("chart.leads", {
      name: measure.name,
      count: lines.length,
      high: high.name,
      highValue: per(high.last, measure, time, words),
      low: low.name,
      lowValue: words.value(low.last, measure.format),
    }),
  ];
  const direction = way(most.first, most.last, measure.format, words);
  if (direction !== "same") {
    clauses.push(words.say("chart.mostChange", { name: most.name, way: direction, from: words.value(most.first, measure.format), to: words.value(most.last, measure.format) }));
  }
  return clauses;
}

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
  const there = spec.rows.flatMap((row) => (row.y === null ? [] : [{ name: row.series && !time ? words.say("chart.of", { name: row.x, series: row.series }) : placeName(row.x, time, words), x: row.x, y: row.y }]));
  if (there.length === 0) return [];
  const sums = new Map<string, number>();
  for (const row of there) sums.set(row.x, (sums.get(row.x) ?? 0) + row.y);
  const bars = adds ? [...sums].map(([name, y]) => ({ name, y })) : there;
  const high = bars.reduce((best, bar) => (bar.y > best.y ? bar : best));
  const low = bars.reduce((best, bar) => (bar.y <= best.y ? bar : best));
  const total = bars.reduce((sum, bar) => sum + bar.y, 0);
  const value = words.value(high.y, measure.format);
  const clauses = [
    measure.format === "count" && total > 0 && bars.length > 1
      ? words.say("chart.topOf", { name: measure.name, top: high.name, value, total: words.value(total, "count"), share: words.value(high.y / total, "percent") })
      : words.say("chart.top", { name: measure.name, top: high.name, value }),
  ];
  if (bars.length > 1 && low.y < high.y) clauses.push(words.say("chart.bottom", { name: low.name, value: words.value(low.y, measure.format) }));
  if (spec.target !== undefined) {
    const reached = bars.filter((bar) => bar.y >= spec.target!).length;
    clauses.push(words.say("chart.reached", { reached, count: bars.length, value: words.value(spec.target, measure.format) }));
  }
  return clauses;
}

function histogramClauses(spec: HistogramSpec, words: Words): string[] {
  const { rows, pass, measure } = spec;
  const n = rows.reduce((sum, row) => sum + (row.count ?? 0), 0);
  if (n === 0) return [];
  const value = (v: number) => words.value(v, measure.format);
  const top = rows.reduce((best, row) => ((row.count ?? 0) > (best.count ?? 0) ? row : best));
  const clauses = [words.say("chart.spread", { n, counted: spec.counted, name: measure.name, from: value(top.from), to: value(top.to), most: top.count ?? 0 })];
  if (spec.median != null) clauses.push(words.say("chart.median", { value: value(spec.median) }));
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
  if (there.length > 0) {
    const high = there.reduce((best, row) => (row.value! > best.value! ? row : best));
    const low = there.reduce((best, row) => (row.value! <= best.value! ? row : best));
    clauses.push(words.say("chart.hottest", { name: spec.measure.name, row: high.row, column: high.column, value: words.value(high.value, spec.measure.format) }));
    if (low.value! < high.value!) clauses.push(words.say("chart.coldest", { row: low.row, column: low.column, value: words.value(low.value, spec.measure.format) }));
  }
  if (hidden > 0) clauses.push(words.say("chart.hiddenCells", { n: hidden, k: words.value(spec.minGroup ?? 5, "count") }));
  return clauses;
}

function funnelClauses(spec: FunnelSpec, words: Words): string[] {
  const told = spec.rows.filter((row) => row.count !== null);
  const [head, tail] = [told[0], told[told.length - 1]];
  if (!head || !tail || head.count === 0) return [];
  const clauses = [
    words.say("chart.funnel", { name: spec.measure.name, last: words.value(tail.count, "count"), first: words.value(head.count, "count"), share: words.value(tail.count! / head.count!, "percent"), step: tail.name }),
  ];
  const lossy = spec.rows.filter((row) => (row.dropOff ?? 0) > 0);
  if (lossy.length > 0) {
    const worst = lossy.reduce((best, row) => (row.dropOff! > best.dropOff! ? row : best));
    clauses.push(words.say("chart.funnelWorst", { step: worst.name, share: words.value(worst.dropOff, "percent") }));
  }
  return clauses;
}

function sankeyClauses(spec: SankeySpec, words: Words): string[] {
  const layer = Math.min(...spec.rows.map((row) => row.layer));
  const first = spec.rows.filter((row) => row.layer === layer && (row.people ?? 0) > 0);
  if (first.length === 0) return [];
  const name = (row: SankeySpec["rows"][number]) => nodeName(row.to, row.toKind, spec.backwards, words);
  const most = first.reduce((best, row) => (row.people! > best.people! ? row : best));
  const from = most.fromKind === "other" ? words.say("chart.others") : most.from;
  const backwards = spec.backwards ? "yes" : "no";
  const share = most.share == null ? words.value(most.people, "count") : words.value(most.share, "percent");
  const clauses = [words.say("chart.path", { backwards, from, to: name(most), kind: most.toKind ?? "node", share })];
  const gone = first.find((row) => row.toKind === "left" && row.from === most.from);
  if (gone && gone !== most && gone.share != null) clauses.push(words.say("chart.pathLeft", { backwards, share: words.value(gone.share, "percent") }));
  return clauses;
}

function survivalClauses(spec: SurvivalSpec, words: Words): string[] {
  const names = [...new Set(spec.rows.map((row) => row.series ?? ""))];
  const lines = names.flatMap((name) => {
    const own = spec.rows.filter((row) => (row.series ?? "") === name && row.share !== null);
    return own.length > 0 ? [{ name, last: own[own.length - 1]!, half: own.find((row) => row.share! <= 0.5) }] : [];
  });
  if (lines.length === 0) return [];
  const shown = (share: number) => words.value(spec.rises ? 1 - share : share, "percent");
  if (lines.length > 1) {
    const sorted = [...lines].sort((a, b) => (spec.rises ? a.last.share! - b.last.share! : b.last.share! - a.last.share!));
    const [high, low] = [sorted[0]!, sorted[sorted.length - 1]!];
    return [
      words.say("chart.leads", { name: spec.measure.name, count: lines.length, high: high.name, highValue: shown(high.last.share!), low: low.name, lowValue: shown(low.last.share!) }),
    ];
  }
  const { last, half } = lines[0]!;
  return [
    words.say("chart.survival", { name: spec.measure.name, share: shown(last.share!), x: words.value(last.x, spec.xFormat) }),
    half ? words.say("chart.half", { x: words.value(half.x, spec.xFormat) }) : words.say("chart.halfNever"),
  ];
}

function dotClauses(spec: DotSpec, words: Words): string[] {
  const n = spec.rows.filter((row) => row.x !== null && row.y !== null).length;
  if (n === 0) return [];
  const clauses = [words.say("chart.dots", { n, x: spec.x.name, y: spec.y.name })];
  if (spec.rho != null) {
    const size = Math.abs(spec.rho);
    const strength = size < 0.1 ? "none" : size < 0.3 ? "weak" : size < 0.5 ? "medium" : "strong";
    clauses.push(words.say("chart.together", { strength, way: spec.rho >= 0 ? "same" : "opposite", rho: words.value(spec.rho, "number") }));
  }
  return clauses;
}

function laneClauses(spec: LanesSpec, words: Words): string[] {
  if (spec.rows.length === 0) return [];
  const episodes = spec.rows.filter((row) => row.end !== undefined);
  const byStart = [...spec.rows].sort((a, b) => a.start.localeCompare(b.start));
  const [head, tail] = [byStart[0]!, byStart[byStart.length - 1]!];
  return [
    words.say("chart.lanes", {
      episodes: episodes.length,
      milestones: spec.rows.length - episodes.length,
      from: words.day(head.start, spec.zone),
      to: words.day(tail.start, spec.zone),
    }),
    words.say("chart.latest", { name: tail.name, outcome: tail.outcome ?? "none" }),
  ];
}

/** Up to three numbers that stand beside the small form of a chart. */
export function keyFigures(spec: Spec, words: Words): KeyFigure[] {
  const { say } = words;
  const several = severalFigures(spec, words);
  if (several.length > 0) return several;
  const figure = (key: string, value: number | null | undefined, format: Format): KeyFigure => ({ name: say(key), text: words.value(value ?? null, format) });
  switch (spec.kind) {
    case "line":
    case "area":
    case "sparkline":
    case "bar": {
      const rows = spec.rows.filter((row) => row.y !== null);
      const whole = rows.filter((row) => !row.partial);
      const told = whole.length > 0 ? whole : rows;
      if (told.length === 0) return [];
      const { format } = spec.measure;
      const values = told.map((row) => row.y!);
      return [
        figure("chart.latestFigure", values[values.length - 1], format),
        figure("chart.highestFigure", Math.max(...values), format),
        figure("chart.lowestFigure", Math.min(...values), format),
      ];
    }
    case "histogram": {
      const n = spec.rows.reduce((sum, row) => sum + (row.count ?? 0), 0);
      const figures = [{ name: spec.counted, text: words.value(n, "count") }];
      if (spec.median != null) figures.push(figure("chart.medianFigure", spec.median, spec.measure.format));
      if (spec.pass !== undefined && n > 0 && spec.rows.some((row) => Math.abs(row.from - spec.pass!) < 1e-9)) {
        const over = spec.rows.filter((row) => row.from >= spec.pass! - 1e-9).reduce((sum, row) => sum + (row.count ?? 0), 0);
        figures.push({ name: say("chart.passedFigure"), text: words.value(over / n, "percent") });
      }
      return figures;
    }
    case "survival": {
      const told = spec.rows.filter((row) => row.share !== null);
      const last = told[told.length - 1];
      if (!last) return [];
      const half = told.find((row) => row.share! <= 0.5);
      const figures = [
        { name: spec.measure.name, text: words.value(spec.rises ? 1 - last.share! : last.share!, "percent") },
        { name: say("chart.halfFigure"), text: half ? words.value(half.x, spec.xFormat) : "–" },
      ];
      if (told[0]!.atRisk != null) figures.push(figure("chart.beganFigure", told[0]!.atRisk, "count"));
      return figures;
    }
    case "dot": {
      const n = spec.rows.filter((row) => row.x !== null && row.y !== null).length;
      const figures = [figure("chart.pointsFigure", n, "count")];
      if (spec.rho != null) figures.push({ name: "ρ", text: words.value(spec.rho, "number") });
      return figures;
    }
    default:
      return [];
  }
}

/** Of several lines where the first three ended: one number would mix them. */
function severalFigures(spec: Spec, words: Words): KeyFigure[] {
  if (spec.kind !== "line" && spec.kind !== "area" && spec.kind !== "sparkline" && spec.kind !== "bar" && spec.kind !== "survival") return [];
  const ends = new Map<string, string>();
  for (const row of spec.rows) {
    if (row.series === undefined) return [];
    if ("share" in row) {
      if (row.share !== null) ends.set(row.series, words.value(spec.kind === "survival" && spec.rises ? 1 - row.share : row.share, "percent"));
    } else if (spec.kind !== "survival" && row.y !== null && !row.partial) ends.set(row.series, words.value(row.y, spec.measure.format));
  }
  return ends.size < 2 ? [] : [...ends].slice(0, 3).map(([name, text]) => ({ name, text }));
}
