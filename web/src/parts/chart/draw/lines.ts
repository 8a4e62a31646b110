// Lines and areas over time or over a number.
import type { AreaSpec, LineSpec, PointRow } from "../spec.ts";
import { numberTicks, timeTicks } from "../ticks.ts";
import { apart, colour, cut, dash, fill, inkOf, isolate, seriesOf, symbol, type Drawing, type Frame, type Key, type Stop } from "./frame.ts";
import { areaY, dot, drawPanel, line, panel, rect, ruleY, text, valueAxis, type Axis, type Markish, type Panel } from "./plot.ts";

interface Place {
  row: PointRow;
  entry: number;
  x: number;
  /** The line's height; of stacked areas their upper edge, with `base` below. */
  y: number;
  base: number;
}

/** Draws lines or areas. */
export function drawLines(spec: LineSpec | AreaSpec, frame: Frame): Drawing {
  const names = seriesOf(spec.rows);
  const places = placed(spec, names);
  const compared = spec.rows.some((row) => row.compare != null);
  const values = places.flatMap(({ row, y }) => [y, row.compare ?? NaN, row.high ?? NaN, row.low ?? NaN]);
  if (spec.target !== undefined) values.push(spec.target);
  const share = spec.measure.format === "percent";
  const yAxis = valueAxis(frame, values, spec.measure.format, share ? { most: 1 } : {});

  // Names stand at the lines' ends where there is room, else in a legend.
  const several = names.length > 1;
  const direct = several && !frame.compact && frame.width >= 480 && names.length <= 6;
  const labelWidth = Math.min(160, frame.width * 0.28);
  const labels = names.map((name) => cut(name, labelWidth, frame.measure));
  const end = direct ? Math.max(...labels.map(frame.measure)) + 16 : 12;
  const along = !spec.time && spec.along !== undefined && !frame.compact ? spec.along : "";
  const begun = panel(frame, yAxis, end, { below: along === "" ? 0 : 4 });
  const p = begun.finish(alongAxis(spec, places, frame, begun.right - begun.left));

  const marks: Markish[] = [...fillingMarks(places, p), ...targetMarks(spec.target, p, spec)];
  const keys: Key[] = several && !direct ? names.map((name, i) => ({ name, series: i, shape: spec.kind === "area" ? "box" : "line" })) : [];
  names.forEach((name, i) => {
    const own = places.filter(({ row }) => (row.series ?? "") === name);
    marks.push(...seriesMarks(spec, own, i, several, p));
  });
  if (compared) keys.push({ name: spec.compareName ?? frame.words.say("chart.before"), series: 0, shape: "dashed" });
  if (direct) marks.push(...endLabels(spec, names, labels, places, p));

  if (along !== "") {
    marks.push(text([along], { x: p.xAxis.high, y: p.yAxis.low, dy: 35, textAnchor: frame.rtl ? "start" : "end", text: (d: string) => isolate(d), fill: "var(--chart-label)", fontWeight: 600 }));
  }

  const stops: Stop[] = places
    .filter(({ y }) => Number.isFinite(y))
    .map(({ row, entry, x, y }) => ({ x: p.x(x), y: p.y(y), entry, line: row.series ?? "" }));
  return { width: frame.width, height: p.height, stops, keys, node: drawPanel(p, marks) };
}

/** Where the rows are in values; areas are stacked in the order of the names. */
function placed(spec: LineSpec | AreaSpec, names: string[]): Place[] {
  const stack = spec.kind === "area" && names.length > 1;
  const heights = new Map<number, number>();
  const at = (row: PointRow) => (typeof row.x === "number" ? row.x : Date.parse(row.x));
  const all = spec.rows.map((row, entry) => ({ row, entry, x: at(row), y: row.y ?? NaN, base: 0 }));
  if (!stack) return all;
  for (const name of names) {
    for (const place of all) {
      if ((place.row.series ?? "") !== name) continue;
      place.base = heights.get(place.x) ?? 0;
      place.y = place.base + (place.row.y ?? 0);
      heights.set(place.x, place.y);
    }
  }
  return all;
}

function alongAxis(spec: LineSpec | AreaSpec, places: Place[], frame: Frame, width: number): Axis {
  const xs = places.map((place) => place.x).filter(Number.isFinite);
  const low = Math.min(...xs);
  const high = Math.max(...xs);
  if (frame.compact) return { low, high, ticks: [] };
  if (spec.time) {
    const { zone, bucket } = spec.time;
    const axis = { from: new Date(low), to: new Date(high), zone, bucket, width, measure: frame.measure };
    return { low, high, ticks: timeTicks(axis, frame.words).map((tick) => ({ ...tick, at: tick.at.getTime() })) };
  }
  // Between whole places there is nothing: no half a month.
  const format = spec.alongFormat ?? (xs.every(Number.isInteger) ? "count" : "number");
  const ticks = numberTicks(low, high, Math.max(2, Math.floor(width / 80)), format).filter((v) => v >= low && v <= high);
  return { low, high, ticks: ticks.map((at) => ({ at, label: frame.words.short(at, format) })) };
}

/** The hatched span of buckets that are still filling. */
function fillingMarks(places: Place[], p: Panel): Markish[] {
  const partial = places.filter(({ row }) => row.partial).map((place) => place.x);
  if (partial.length === 0) return [];
  const first = Math.min(...partial);
  const before = Math.max(...places.filter(({ x }) => x < first).map((place) => place.x));
  if (!Number.isFinite(before)) return [];
  return fillingSpan(before, Math.max(...partial), p);
}

/** A hatched span of the x axis, with its words where they have room. */
export function fillingSpan(from: number, to: number, p: Panel): Markish[] {
  const said = p.frame.words.say("chart.filling");
  const room = Math.abs(p.x(to) - p.x(from));
  const marks: Markish[] = [
    rect([0], { x1: from, x2: to, y1: p.yAxis.low, y2: p.yAxis.high, fill: `url(#${p.frame.id}-hatch)` }),
  ];
  if (!p.frame.compact) {
    const inside = p.frame.measure(said) + 8 <= room;
    marks.push(
      text([said], {
        x: to,
        y: p.yAxis.high,
        text: (d: string) => isolate(d),
        textAnchor: p.frame.rtl ? "start" : "end",
        dx: inside ? (p.frame.rtl ? 4 : -4) : 0,
        dy: inside ? 9 : -6,
        fill: "var(--chart-label)",
        fontSize: 11,
      }),
    );
  }
  return marks;
}

/** The line to reach, with its value. */
export function targetMarks(target: number | undefined, p: Panel, spec: { measure: { format: LineSpec["measure"]["format"] } }): Markish[] {
  if (target === undefined) return [];
  const marks: Markish[] = [ruleY([target], { stroke: "var(--chart-target)", strokeDasharray: "2 3", strokeWidth: 1.5 })];
  if (!p.frame.compact) {
    const said = p.frame.words.say("chart.target", { value: p.frame.words.value(target, spec.measure.format) });
    marks.push(
      text([said], {
        x: p.xAxis.low,
        y: target,
        text: (d: string) => isolate(d),
        textAnchor: p.frame.rtl ? "end" : "start",
        dx: p.frame.rtl ? -4 : 4,
        dy: -8,
        fill: "var(--chart-label)",
        stroke: "var(--surface)",
        strokeWidth: 3,
        fontSize: 11,
      }),
    );
  }
  return marks;
}

function seriesMarks(spec: LineSpec | AreaSpec, own: Place[], i: number, several: boolean, p: Panel): Markish[] {
  const marks: Markish[] = [];
  const { compact } = p.frame;
  const x = (place: Place) => place.x;
  const y = (place: Place) => place.y;
  const stroke = colour(i);
  if (own.some(({ row }) => row.low != null && row.high != null)) {
    marks.push(
      areaY(own, { x, y1: ({ row }: Place) => row.low ?? NaN, y2: ({ row }: Place) => row.high ?? NaN, fill: stroke, fillOpacity: 0.14 }),
    );
  }
  if (spec.kind === "area") {
    marks.push(areaY(own, { x, y1: (place: Place) => place.base, y2: y, fill: fill(p.frame, i), fillOpacity: several ? (p.frame.forced ? 1 : 0.72) : 0.16 }));
  }
  if (own.some(({ row }) => row.compare != null)) {
    const before = { x, y: ({ row }: Place) => row.compare ?? NaN };
    marks.push(line(own, { ...before, stroke: "var(--chart-compare)", strokeWidth: 1.5, strokeDasharray: "4 4" }));
    if (own.length === 1) marks.push(dot(own, { ...before, r: 3, fill: "var(--surface)", stroke: "var(--chart-compare)" }));
  }
  // The last step into a bucket that is still filling is drawn lighter.
  const whole = own.filter(({ row }) => !row.partial);
  const partial = own.filter(({ row }) => row.partial);
  const dashes = spec.kind === "area" ? undefined : dash(i);
  const width = spec.kind === "area" && several ? 1 : 2;
  marks.push(line(whole, { x, y, stroke, strokeWidth: width, strokeDasharray: dashes, strokeLinejoin: "round", strokeLinecap: dashes ? "butt" : "round" }));
  if (partial.length > 0) {
    const bridge = [...whole.slice(-1), ...partial];
    marks.push(line(bridge, { x, y, stroke, strokeWidth: width, strokeDasharray: "2 4", strokeLinecap: "round" }));
    if (spec.kind === "line" || !several) marks.push(dot(partial, { x, y, r: 3.5, symbol: symbol(i), fill: "var(--surface)", stroke, strokeWidth: 1.5 }));
  }
  if (spec.kind === "area" && several) return marks;
  // Points are marked where there are few; else the last, and lonely ones.
  const marked = own.length <= 16 && !compact ? whole : whole.filter((_, n) => n === whole.length - 1 || lonely(whole, n));
  marks.push(dot(marked, { x, y, r: compact ? 2.5 : 3, symbol: symbol(i), fill: stroke, stroke: "var(--surface)", strokeWidth: 1 }));
  return marks;
}

function lonely(places: Place[], n: number): boolean {
  const there = (i: number) => places[i] !== undefined && Number.isFinite(places[i].y);
  return there(n) && !there(n - 1) && !there(n + 1);
}

function endLabels(spec: LineSpec | AreaSpec, names: string[], labels: string[], places: Place[], p: Panel): Markish[] {
  const lasts = names.map((name) => places.filter(({ row, y }) => (row.series ?? "") === name && Number.isFinite(y)).pop());
  const shown = names.map((_, i) => i).filter((i) => lasts[i] !== undefined);
  const middle = (place: Place) => (spec.kind === "area" ? (place.y + place.base) / 2 : place.y);
  const heights = apart(shown.map((i) => p.y(middle(lasts[i]!))), 15, p.top, p.bottom);
  const value = (pixel: number) => p.yAxis.low + ((p.bottom - pixel) / (p.bottom - p.top)) * (p.yAxis.high - p.yAxis.low);
  return shown.map((i, n) =>
    text([labels[i]!], {
      x: p.xAxis.high,
      y: value(heights[n]!),
      text: (d: string) => isolate(d),
      textAnchor: p.frame.rtl ? "end" : "start",
      dx: p.frame.rtl ? -10 : 10,
      fill: inkOf(i),
      className: "chart-end",
      fontWeight: 600,
    }),
  );
}
