// Charts with two axes, by Observable Plot: this module and what it needs of
// Plot are one chunk, loaded when the first such chart is on the screen.
import { areaY, axisX, axisY, dot, gridY, line, plot, rect, ruleX, ruleY, text, type Markish } from "@observablehq/plot";
import type { Format } from "../spec.ts";
import { numberTicks, type Tick } from "../ticks.ts";
import type { Frame } from "./frame.ts";

export { areaY, dot, line, rect, ruleX, ruleY, text };
export type { Markish };

/** An axis of numbers (instants are milliseconds), and its ticks. */
export interface Axis {
  low: number;
  high: number;
  ticks: Tick<number>[];
}

/** Two axes in a frame: where the plot is, and where a value is in it. */
export interface Panel {
  frame: Frame;
  xAxis: Axis;
  yAxis: Axis;
  left: number;
  right: number;
  top: number;
  bottom: number;
  height: number;
  x(value: number): number;
  y(value: number): number;
}

/** Lays a panel out: the y labels at the line's start, `end` pixels for what
 *  stands at its end, `below` for what stands under the x labels. */
export function panel(frame: Frame, yAxis: Axis, end: number, options: { below?: number; above?: number } = {}): Omit<Panel, "xAxis" | "x"> & { finish(xAxis: Axis): Panel } {
  const { compact, height } = frame;
  const labels = compact ? 0 : Math.max(0, ...yAxis.ticks.map((tick) => frame.measure(tick.label))) + 10;
  const start = compact ? 4 : Math.ceil(labels);
  end = compact ? 6 : Math.max(14, Math.ceil(end));
  const left = frame.rtl ? end : start;
  const right = frame.width - (frame.rtl ? start : end);
  const top = compact ? 6 : 12 + (options.above ?? 0);
  const bottom = height - (compact ? 6 : 40 + (options.below ?? 0));
  const y = (value: number) => bottom - ((value - yAxis.low) / (yAxis.high - yAxis.low || 1)) * (bottom - top);
  const begun = { frame, yAxis, left, right, top, bottom, height, y };
  return {
    ...begun,
    finish: (xAxis) => ({
      ...begun,
      xAxis,
      x: (value) => {
        const share = (value - xAxis.low) / (xAxis.high - xAxis.low || 1);
        return frame.rtl ? right - share * (right - left) : left + share * (right - left);
      },
    }),
  };
}

/** A y axis of values, from zero unless told otherwise. */
export function valueAxis(frame: Frame, values: number[], format: Format, options: { zero?: boolean; most?: number; wanted?: number } = {}): Axis {
  const finite = values.filter(Number.isFinite);
  let low = finite.length ? Math.min(...finite) : 0;
  let high = finite.length ? Math.max(...finite) : 1;
  if (options.zero !== false) low = Math.min(0, low);
  if (options.zero !== false && high <= 0) high = Math.max(high, low === 0 ? 1 : 0);
  if (options.most !== undefined && high <= options.most && high > options.most * 0.8) high = options.most;
  const wanted = options.wanted ?? Math.max(2, Math.min(5, Math.floor(frame.height / 55)));
  const found = numberTicks(low, high, wanted, format);
  const axis = { low: found[0]!, high: found[found.length - 1]! };
  if (options.most !== undefined && high <= options.most) axis.high = Math.min(axis.high, options.most);
  const ticks = found.filter((v) => v <= axis.high + 1e-9).map((at) => ({ at, label: frame.words.short(at, format) }));
  return { ...axis, ticks };
}

/** Whether a label below the x axis has room within the frame. */
function inside(p: Panel, tick: Tick<number>): boolean {
  const half = Math.max(p.frame.measure(tick.label), p.frame.measure(tick.context ?? "")) / 2;
  const x = p.x(tick.at);
  return x - half >= -4 && x + half <= p.frame.width + 4;
}

/** Draws marks on a panel: light horizontal grid, labels, no box. */
export function drawPanel(p: Panel, marks: Markish[]): SVGSVGElement {
  const { frame, xAxis, yAxis } = p;
  const axes: Markish[] = [];
  if (!frame.compact) {
    const yTicks = yAxis.ticks.map((tick) => tick.at);
    axes.push(
      gridY(yTicks, { stroke: "var(--chart-grid)", strokeOpacity: 1, ariaHidden: "true", className: "chart-grid" }),
      axisY(yTicks, {
        anchor: frame.rtl ? "right" : "left",
        tickSize: 0,
        tickPadding: 8,
        label: null,
        fill: "var(--chart-label)",
        tickFormat: (value: number) => yAxis.ticks.find((tick) => tick.at === value)?.label ?? "",
      }),
      axisX(xAxis.ticks.filter((tick) => inside(p, tick)).map((tick) => tick.at), {
        anchor: "bottom",
        tickSize: 4,
        stroke: "var(--chart-axis)",
        tickPadding: 5,
        label: null,
        fill: "var(--chart-label)",
        lineHeight: 1.3,
        tickFormat: (value: number) => {
          const tick = xAxis.ticks.find((t) => t.at === value);
          return tick ? tick.label + (tick.context ? "\n" + tick.context : "") : "";
        },
      }),
    );
    if (yAxis.low <= 0 && yAxis.high >= 0) marks.push(ruleY([0], { stroke: "var(--chart-axis)" }));
  }
  const node = plot({
    className: "chart-svg",
    width: frame.width,
    height: p.height,
    marginLeft: p.left,
    marginRight: frame.width - p.right,
    marginTop: p.top,
    marginBottom: p.height - p.bottom,
    x: { type: "linear", axis: null, domain: [xAxis.low, xAxis.high], range: frame.rtl ? [p.right, p.left] : [p.left, p.right] },
    y: { type: "linear", axis: null, domain: [yAxis.low, yAxis.high], range: [p.bottom, p.top] },
    marks: [...axes, ...marks],
  }) as unknown as SVGSVGElement;
  // Plot's own rules stand in chart.css; as an element they would need
  // style-src 'unsafe-inline'.
  for (const style of node.querySelectorAll("style")) style.remove();
  node.removeAttribute("font-family");
  node.removeAttribute("font-size");
  // The figure names the picture as a whole; its parts have nothing to say.
  for (const part of node.querySelectorAll("[aria-label], [aria-description]")) {
    part.removeAttribute("aria-label");
    part.removeAttribute("aria-description");
  }
  return node;
}
