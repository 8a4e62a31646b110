// Bars of time or categories, and bars of a distribution. Places along the x
// axis are counted: bar i stands between i and i + 1.
import type { BarSpec, HistogramSpec } from "../spec.ts";
import { everyNth, numberTicks, timeTicks } from "../ticks.ts";
import { colour, cut, fill, isolate, seriesOf, type Drawing, type Frame, type Key, type Stop } from "./frame.ts";
import { targetMarks } from "./lines.ts";
import { drawPanel, panel, rect, ruleX, text, valueAxis, type Axis, type Markish } from "./plot.ts";

interface Bar {
  entry: number;
  series: number;
  x1: number;
  x2: number;
  y1: number;
  y2: number;
  partial: boolean;
}

/** Draws vertical bars. */
export function drawColumns(spec: BarSpec, frame: Frame): Drawing {
  const names = seriesOf(spec.rows);
  const places = [...new Set(spec.rows.map((row) => row.x))];
  const stacked = spec.series === "stacked";
  const tops = new Map<string, number>();
  const gap = places.length > 60 ? 0.08 : 0.18;
  const each = (1 - 2 * gap) / (stacked ? 1 : names.length);
  const bars: Bar[] = spec.rows.map((row, entry) => {
    const series = names.indexOf(row.series ?? "");
    const from = places.indexOf(row.x) + gap + (stacked ? 0 : series * each);
    const y1 = stacked ? (tops.get(row.x) ?? 0) : 0;
    const y2 = y1 + (row.y ?? 0);
    tops.set(row.x, y2);
    return { entry, series, x1: from, x2: from + each, y1, y2, partial: row.partial ?? false };
  });
  const values = bars.map((bar) => bar.y2);
  if (spec.target !== undefined) values.push(spec.target);
  const share = spec.measure.format === "percent";
  const yAxis = valueAxis(frame, values, spec.measure.format, share ? { most: 1 } : {});
  const begun = panel(frame, yAxis, 10);
  const p = begun.finish(placesAxis(spec, places, frame, begun.right - begun.left));

  const marks: Markish[] = [];
  const box = { x1: "x1", x2: "x2", y1: "y1", y2: "y2", ry2: 2 } as const;
  names.forEach((_, i) => {
    const own = bars.filter((bar) => bar.series === i);
    const inset = each * ((p.right - p.left) / places.length) > 6 && !stacked && names.length > 1 ? 0.5 : 0;
    const insets = { insetLeft: inset, insetRight: inset, insetTop: stacked ? 1 : 0 };
    const whole = own.filter((bar) => !bar.partial);
    const partial = own.filter((bar) => bar.partial);
    marks.push(rect(whole, { ...box, ...insets, fill: fill(frame, i), className: "chart-box" }));
    if (partial.length > 0) {
      marks.push(
        rect(partial, { ...box, ...insets, fill: colour(i), fillOpacity: 0.18 }),
        rect(partial, { ...box, ...insets, fill: `url(#${frame.id}-hatch)`, stroke: colour(i), strokeDasharray: "3 2" }),
      );
    }
  });
  marks.push(...targetMarks(spec.target, p, spec));
  const keys: Key[] = names.length > 1 ? names.map((name, i) => ({ name, series: i, shape: "box" })) : [];
  const stops: Stop[] = bars
    .filter((bar) => spec.rows[bar.entry]!.y !== null)
    .map((bar) => stopOf(bar, p.x, p.y, names[bar.series]!));
  return { width: frame.width, height: p.height, stops, keys, node: drawPanel(p, marks) };
}

function stopOf(bar: Bar, x: (v: number) => number, y: (v: number) => number, line: string): Stop {
  const top = Math.min(y(bar.y1), y(bar.y2));
  const height = Math.abs(y(bar.y1) - y(bar.y2));
  return { x: (x(bar.x1) + x(bar.x2)) / 2, y: top + height / 2, width: Math.abs(x(bar.x2) - x(bar.x1)), height, entry: bar.entry, line };
}

function placesAxis(spec: BarSpec, places: string[], frame: Frame, width: number): Axis {
  const axis: Axis = { low: 0, high: Math.max(1, places.length), ticks: [] };
  if (frame.compact || places.length === 0) return axis;
  const step = width / places.length;
  if (spec.time) {
    const starts = places.map((place) => Date.parse(place));
    const [from, to] = [new Date(starts[0]!), new Date(starts[starts.length - 1]!)];
    const time = { from, to, ...spec.time, width: width - step, measure: frame.measure };
    const seen = new Set<number>();
    for (const tick of timeTicks(time, frame.words)) {
      // A month's tick stands below the first week that begins in it.
      const i = starts.findIndex((start) => start >= tick.at.getTime());
      if (i < 0 || seen.has(i)) continue;
      seen.add(i);
      axis.ticks.push({ ...tick, at: i + 0.5 });
    }
    return axis;
  }
  const texts = places.map((place) => cut(place, Math.max(48, step - 6), frame.measure));
  const nth = everyNth(texts.map(frame.measure), step, 6);
  axis.ticks = texts.map((label, i) => ({ at: i + 0.5, label: isolate(label) })).filter((_, i) => i % nth === 0);
  return axis;
}

/** Draws bins, with the pass line. */
export function drawHistogram(spec: HistogramSpec, frame: Frame): Drawing {
  const { rows, pass, measure } = spec;
  const yAxis = valueAxis(frame, rows.map((row) => row.count ?? 0), "count");
  const low = Math.min(...rows.map((row) => row.from));
  const high = Math.max(...rows.map((row) => row.to));
  const begun = panel(frame, yAxis, 24, { above: pass === undefined ? 0 : 14 });
  const width = begun.right - begun.left;
  const found = numberTicks(low, high, Math.max(2, Math.floor(width / 70)), measure.format === "count" ? "count" : measure.format);
  const ticks = found.filter((at) => at >= low - 1e-9 && at <= high + 1e-9).map((at) => ({ at, label: frame.words.short(at, measure.format) }));
  const p = begun.finish({ low, high, ticks: frame.compact ? [] : ticks });

  const bars = rows.map((row, entry) => ({ entry, series: 0, x1: row.from, x2: row.to, y1: 0, y2: row.count ?? 0, partial: false }));
  const box = { x1: "x1", x2: "x2", y1: "y1", y2: "y2", insetLeft: 0.75, insetRight: 0.75, ry2: 2 } as const;
  const below = pass === undefined ? [] : bars.filter((bar) => bar.x1 + 1e-9 < pass && bar.x2 <= pass + 1e-9);
  const marks: Markish[] = [
    rect(below, { ...box, fill: frame.forced ? fill(frame, 1) : "var(--chart-muted)", className: "chart-box" }),
    rect(bars.filter((bar) => !below.includes(bar)), { ...box, fill: fill(frame, 0), className: "chart-box" }),
  ];
  if (pass !== undefined) {
    marks.push(ruleX([pass], { stroke: "var(--chart-target)", strokeWidth: 1.5, strokeDasharray: "4 3" }));
    if (!frame.compact) {
      // The words stand on the side where there is more room.
      const after = (pass - low) / (high - low || 1) < 0.6;
      marks.push(
        text([frame.words.say("chart.pass", { value: frame.words.value(pass, measure.format) })], {
          x: pass,
          y: yAxis.high,
          text: (d: string) => isolate(d),
          textAnchor: after !== frame.rtl ? "start" : "end",
          dx: after !== frame.rtl ? 5 : -5,
          dy: -9,
          fill: "var(--chart-label)",
        }),
      );
    }
  }
  const stops = bars.map((bar) => stopOf(bar, p.x, p.y, ""));
  return { width: frame.width, height: p.height, stops, keys: [], node: drawPanel(p, marks) };
}
