// Kaplan-Meier step curves, and dots of two measures.
import type { DotSpec, SurvivalSpec } from "../spec.ts";
import { numberTicks } from "../ticks.ts";
import { apart, colour, cut, dash, inkOf, isolate, seriesOf, symbol, type Drawing, type Frame, type Key, type Stop } from "./frame.ts";
import { areaY, dot, drawPanel, line, panel, ruleX, ruleY, text, valueAxis, type Axis, type Markish, type Panel } from "./plot.ts";

/** Draws survival, or its complement when the curve rises. */
export function drawSurvival(spec: SurvivalSpec, frame: Frame): Drawing {
  const names = seriesOf(spec.rows);
  const turn = (share: number | null | undefined) => (share == null ? NaN : spec.rises ? 1 - share : share);
  const watched = spec.rows.some((row) => row.atRisk != null) && !frame.compact;
  const yAxis = valueAxis(frame, [0, 1], "percent", { most: 1, wanted: 4 });
  const several = names.length > 1;
  const direct = several && frame.width >= 480 && !frame.compact;
  const labels = names.map((name) => cut(name, Math.min(150, frame.width * 0.26), frame.measure));
  const end = direct ? Math.max(...labels.map(frame.measure)) + 16 : 16;
  const low = Math.min(0, ...spec.rows.map((row) => row.x));
  const high = Math.max(...spec.rows.map((row) => row.x));
  // The last tick may stand at the very end: half of its label needs room there.
  const last = frame.compact ? 0 : frame.measure(frame.words.short(high, spec.xFormat)) / 2;
  const begun = panel(frame, yAxis, Math.max(end, last), { below: watched ? 24 + 16 * names.length : 0 });
  const wanted = Math.max(2, Math.floor((begun.right - begun.left) / 84));
  const ticks = frame.compact ? [] : numberTicks(low, high, wanted, spec.xFormat).filter((at) => at <= high + 1e-9);
  const p = begun.finish({ low, high, ticks: ticks.map((at) => ({ at, label: frame.words.short(at, spec.xFormat) })) });

  const marks: Markish[] = [];
  const lasts: number[] = [];
  names.forEach((name, i) => {
    const own = spec.rows.filter((row) => (row.series ?? "") === name);
    const x = (row: (typeof own)[number]) => row.x;
    if (own.some((row) => row.low != null)) {
      marks.push(areaY(own, { x, y1: (row) => turn(row.low), y2: (row) => turn(row.high), curve: "step-after", fill: colour(i), fillOpacity: 0.13 }));
    }
    marks.push(line(own, { x, y: (row) => turn(row.share), curve: "step-after", stroke: colour(i), strokeWidth: 2, strokeDasharray: dash(i) }));
    lasts.push(turn([...own].reverse().find((row) => row.share !== null)?.share));
    if (watched) marks.push(...atRiskMarks(own, ticks, i, names.length, p));
  });
  if (direct) {
    const heights = apart(lasts.map((last) => p.y(last)), 15, p.top, p.bottom);
    heights.forEach((at, i) => marks.push(endLabel(labels[i]!, 1 - (at - p.top) / (p.bottom - p.top), i, p)));
  }
  const keys: Key[] = several && !direct ? names.map((name, i) => ({ name, series: i, shape: "line" })) : [];
  const stops: Stop[] = spec.rows.flatMap((row, entry) =>
    row.share === null ? [] : [{ x: p.x(row.x), y: p.y(turn(row.share)), entry, line: row.series ?? "" }],
  );
  return { width: frame.width, height: p.height, stops, keys, node: drawPanel(p, marks) };
}

function endLabel(label: string, share: number, series: number, p: Panel): Markish {
  return text([label], {
    x: p.xAxis.high,
    y: share,
    text: (d: string) => isolate(d),
    textAnchor: p.frame.rtl ? "end" : "start",
    dx: p.frame.rtl ? -10 : 10,
    fill: inkOf(series),
    className: "chart-end",
    fontWeight: 600,
  });
}

/** How many are still watched, below each tick. */
function atRiskMarks(own: { x: number; atRisk?: number | null }[], ticks: number[], series: number, of: number, p: Panel): Markish[] {
  const counts = ticks.flatMap((at) => {
    const row = own.filter((r) => r.x <= at + 1e-9).pop();
    return row?.atRisk == null ? [] : [{ at, n: row.atRisk }];
  });
  // What the numbers are, above the first row of them.
  const caption = text([p.frame.words.say("chart.atRisk")], {
    x: p.xAxis.low, y: 0, dy: 44, dx: p.frame.rtl ? p.frame.width - p.right : -p.left, textAnchor: p.frame.rtl ? "end" : "start", text: (d: string) => isolate(d), fill: "var(--chart-label)",
  });
  return [
    ...(series === 0 ? [caption] : []),
    text(counts, {
      x: "at",
      y: 0,
      dy: 60 + 16 * series,
      text: (d: { n: number }) => p.frame.words.value(d.n, "count"),
      fill: of > 1 ? inkOf(series) : "var(--chart-label)",
    }),
  ];
}

/** Draws dots. */
export function drawDots(spec: DotSpec, frame: Frame): Drawing {
  const names = seriesOf(spec.rows);
  const there = spec.rows.flatMap((row, entry) => (row.x === null || row.y === null ? [] : [{ row, entry, x: row.x, y: row.y }]));
  const options = (format: string) => ({ zero: format === "count", ...(format === "percent" ? { most: 1 } : {}) });
  const ys = there.map((d) => d.y).concat(spec.yLine ?? []);
  const xs = there.map((d) => d.x).concat(spec.xLine ?? []);
  const yAxis = valueAxis(frame, ys, spec.y.format, options(spec.y.format));
  const begun = panel(frame, yAxis, 24, { above: frame.compact ? 0 : 14, below: frame.compact ? 0 : 4 });
  const wanted = Math.max(2, Math.floor((begun.right - begun.left) / 84));
  const xAxis: Axis = valueAxis(frame, xs, spec.x.format, { ...options(spec.x.format), wanted });
  const p = begun.finish(xAxis);
  const marks: Markish[] = [];
  const reference = { stroke: "var(--chart-target)", strokeDasharray: "2 3" };
  if (spec.xLine !== undefined) marks.push(ruleX([spec.xLine], reference));
  if (spec.yLine !== undefined) marks.push(ruleY([spec.yLine], reference));
  names.forEach((name, i) => {
    const own = there.filter(({ row }) => (row.series ?? "") === name);
    const many = there.length > 200;
    marks.push(
      dot(own, { x: "x", y: "y", r: frame.compact || many ? 2.5 : 4, symbol: symbol(i), fill: colour(i), fillOpacity: many ? 0.45 : 0.7, stroke: colour(i), strokeWidth: 0.75 }),
    );
  });
  if (!frame.compact) {
    marks.push(
      text([spec.y.name], { x: xAxis.low, y: yAxis.high, dy: -15, dx: frame.rtl ? p.frame.width - p.right : -p.left, textAnchor: frame.rtl ? "end" : "start", text: (d: string) => isolate(d), fill: "var(--chart-label)", fontWeight: 600 }),
      text([spec.x.name], { x: xAxis.high, y: yAxis.low, dy: 35, textAnchor: frame.rtl ? "start" : "end", text: (d: string) => isolate(d), fill: "var(--chart-label)", fontWeight: 600 }),
    );
  }
  const keys: Key[] = names.length > 1 ? names.map((name, i) => ({ name, series: i, shape: "dot" })) : [];
  const stops = there
    .map(({ entry, x, y, row }) => ({ x: p.x(x), y: p.y(y), entry, line: row.series ?? "" }))
    .sort((a, b) => a.x - b.x);
  return { width: frame.width, height: p.height, stops, keys, node: drawPanel(p, marks) };
}
