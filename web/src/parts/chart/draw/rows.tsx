// Charts of rows with names: bars of categories and funnels. A name stands at
// the start of its bar, or above it where the chart is narrow; the value stands
// at the bar's end, so that no axis is needed.
import type { ComponentChildren } from "preact";
import type { BarSpec, FunnelSpec } from "../spec.ts";
import { hiddenText } from "../entries.ts";
import { cut, fill, isolate, seriesOf, type Drawing, type Frame, type Key, type Stop } from "./frame.ts";

interface Place {
  /** Where bars begin and how long the longest may be. */
  start: number;
  length: number;
  above: boolean;
}

function place(names: string[], valueWidth: number, frame: Frame): Place {
  const above = frame.width < 480;
  const widest = Math.max(0, ...names.map(frame.measure));
  const start = above ? 0 : Math.min(widest, frame.width * 0.36) + 12;
  return { start, length: Math.max(20, frame.width - start - valueWidth - 8), above };
}

/** Draws horizontal bars. */
export function drawBars(spec: BarSpec, frame: Frame): Drawing {
  const { rtl, words, measure, width } = frame;
  const names = [...new Set(spec.rows.map((row) => row.x))];
  const series = seriesOf(spec.rows);
  const stacked = spec.series === "stacked";
  const format = spec.measure.format;
  const total = (name: string) => spec.rows.filter((row) => row.x === name).reduce((sum, row) => sum + (row.y ?? 0), 0);
  const ends = stacked ? names.map(total) : spec.rows.map((row) => row.y ?? 0);
  const most = Math.max(format === "percent" && Math.max(...ends) > 0.5 ? 1 : 0, spec.target ?? 0, ...ends) || 1;
  const { start, length, above } = place(names, Math.max(...ends.map((v) => measure(words.value(v, format)))), frame);
  const inRow = stacked ? 1 : series.length;
  const thick = inRow > 1 ? 14 : 18;
  const lead = above ? 20 : 6;
  const rowHeight = lead + inRow * thick + (inRow - 1) * 2 + (above ? 8 : 6);
  const at = (x: number, w = 0) => (rtl ? width - x - w : x);
  const stops: Stop[] = [];
  const value = (end: number, y: number, shown: number | null) => (
    <text class="chart-value chart-halo" x={at(end + 7)} y={y} dy="0.34em" text-anchor={rtl ? "end" : "start"}>
      {words.value(shown, format)}
    </text>
  );
  // Values are drawn after the target's line, so that it crosses none.
  const values: ComponentChildren[] = [];
  const content = names.map((name, n) => {
    const top = n * rowHeight;
    let reached = 0;
    return (
      <g>
        <text
          class="chart-name"
          x={at(above ? 0 : start - 12)}
          y={above ? top + 14 : top + rowHeight / 2}
          dy={above ? 0 : "0.34em"}
          text-anchor={above !== rtl ? "start" : "end"}
        >
          {isolate(cut(name, above ? width : start - 12, measure))}
        </text>
        {spec.rows.map((row, entry) => {
          if (row.x !== name) return null;
          const i = series.indexOf(row.series ?? "");
          const long = Math.max(row.y ? 2 : 0, ((row.y ?? 0) / most) * length);
          const y = top + lead + (stacked ? 0 : i * (thick + 2));
          const from = start + (stacked ? reached : 0);
          if (stacked) reached += long;
          stops.push({ x: at(from + long / 2), y: y + thick / 2, width: Math.max(8, long), height: thick, entry, line: String(i) });
          if (!stacked) values.push(value(from + long, y + thick / 2, row.y));
          return (
            <rect class="chart-bar" x={at(from, long)} y={y} width={Math.max(0, long - (stacked ? 1 : 0))} height={thick} rx={stacked ? 1 : 3} fill={fill(frame, i)} />
          );
        })}
      </g>
    );
  });
  if (stacked) names.forEach((name, n) => values.push(value(start + (total(name) / most) * length, n * rowHeight + lead + thick / 2, total(name))));
  const height = Math.max(rowHeight, names.length * rowHeight);
  const target = spec.target === undefined ? null : start + (spec.target / most) * length;
  const keys: Key[] = series.length > 1 ? series.map((name, i) => ({ name, series: i, shape: "box" })) : [];
  return {
    width,
    height,
    stops,
    keys,
    content: (
      <>
        {content}
        {target !== null && <line class="chart-target" x1={at(target)} x2={at(target)} y1={0} y2={height} />}
        {values}
      </>
    ),
  };
}

/** Draws the steps of a funnel, and between them who went on. */
export function drawFunnel(spec: FunnelSpec, frame: Frame): Drawing {
  const { rtl, words, measure, width } = frame;
  const counts = spec.rows.map((row) => row.count ?? 0);
  const most = Math.max(1, ...counts);
  const numbered = spec.rows.map((row) => `${words.value(row.step, "count")}  ${row.name}`);
  const said = spec.rows.map((row) => (row.count === null ? hiddenText(words, spec.minGroup) : words.value(row.count, "count")));
  const shares = spec.rows.map((row) => (row.overall === null ? "" : words.value(row.overall, "percent")));
  const valueWidth = Math.max(...said.map((text, i) => measure(text) + measure(shares[i]!) + 12));
  const { start, length, above } = place(numbered, valueWidth, frame);
  const lead = above ? 22 : 0;
  const thick = 26;
  const between = 30;
  const rowHeight = lead + thick + between;
  const at = (x: number, w = 0) => (rtl ? width - x - w : x);
  const long = (i: number) => Math.max(3, (counts[i]! / most) * length);
  const stops: Stop[] = [];
  const content = spec.rows.map((row, i) => {
    const top = i * rowHeight + lead;
    const w = long(i);
    stops.push({ x: at(start + w / 2), y: top + thick / 2, width: Math.max(24, w), height: thick, entry: i, line: "" });
    const next = i + 1 < spec.rows.length ? long(i + 1) : null;
    const after = spec.rows[i + 1];
    const lost = after?.dropOff ?? null;
    const share = i > 0 ? shares[i]! : "";
    return (
      <g>
        <text class="chart-name" x={at(above ? 0 : start - 12)} y={above ? top - 7 : top + thick / 2} dy={above ? 0 : "0.34em"} text-anchor={above !== rtl ? "start" : "end"}>
          {isolate(cut(numbered[i]!, above ? width : start - 12, measure))}
        </text>
        {next !== null && (
          <path
            class="chart-flow"
            d={`M${at(start)},${top + thick} H${at(start + w)} L${at(start + next)},${top + rowHeight} H${at(start)} Z`}
          />
        )}
        {row.count === null ? (
          <rect class="chart-hidden" x={at(start, w)} y={top} width={w} height={thick} rx={3} fill={`url(#${frame.id}-hatch)`} />
        ) : (
          <rect class="chart-bar" x={at(start, w)} y={top} width={w} height={thick} rx={3} fill="var(--chart-1)" />
        )}
        <text class="chart-value" x={at(start + w + 8)} y={top + thick / 2} dy="0.34em" text-anchor={rtl ? "end" : "start"}>
          {rtl && share !== "" && <tspan>{share}</tspan>}
          <tspan class="chart-strong" dx={rtl && share !== "" ? 8 : 0}>{said[i]}</tspan>
          {!rtl && share !== "" && <tspan dx={8}>{share}</tspan>}
        </text>
        {next !== null && lost !== null && lost > 0 && (
          <text class="chart-note" x={at(start + 8)} y={top + thick + (above ? 17 : between / 2)} dy={above ? 0 : "0.34em"} text-anchor={rtl ? "end" : "start"} visibility={above ? "hidden" : undefined}>
            {words.say("chart.funnelLost", { share: words.value(lost, "percent") })}
          </text>
        )}
      </g>
    );
  });
  return { width, height: spec.rows.length * rowHeight - between + 2, stops, keys: [], content };
}
