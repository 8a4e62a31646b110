// What a chart is drawn into, and what a drawing gives back. Everything is in
// pixels from the top left; drawings mirror themselves for right-to-left.
import type { ComponentChildren } from "preact";
import type { Words } from "../words.ts";

/** The room and the language of a drawing. */
export interface Frame {
  /** A prefix for ids inside the page. */
  id: string;
  width: number;
  /** The wished height of the plot; charts of rows take what they need. */
  height: number;
  rtl: boolean;
  /** The form for 360 px and less: no axes, no labels. */
  compact: boolean;
  /** The system's colours are forced: areas differ by pattern. */
  forced: boolean;
  words: Words;
  /** The width of a text in the labels' type. */
  measure(text: string): number;
  /** The visible span of a timeline, in milliseconds. */
  view?: [number, number];
}

/** A stop of the cursor: the middle of a mark, its size if it has one, the row
 *  it stands for and the line (series, row of a matrix) it is moved along. */
export interface Stop {
  x: number;
  y: number;
  width?: number;
  height?: number;
  entry: number;
  line: string;
}

/** A name of the legend, for series that are not labelled where they end. */
export interface Key {
  name: string;
  series: number;
  shape: "line" | "dashed" | "box" | "dot";
}

/** A drawn chart: a node that Plot made, or the content of an <svg>. */
export interface Drawing {
  width: number;
  height: number;
  stops: Stop[];
  keys: Key[];
  node?: SVGSVGElement;
  content?: ComponentChildren;
}

/** The series' names in the order of their first row. */
export function seriesOf(rows: { series?: string }[]): string[] {
  return [...new Set(rows.map((row) => row.series ?? ""))];
}

/** The colour of the n-th series: one of eight, again from the first after them. */
export const colour = (series: number): string => `var(--chart-${(series % 8) + 1})`;

/** What the n-th series' areas are filled with: its colour, or a pattern where
 *  colours are the system's. The patterns stand in the figure (Patterns.tsx). */
export const fill = (frame: { id: string; forced: boolean }, series: number): string =>
  frame.forced && series % 8 > 0 ? `url(#${frame.id}-fill-${series % 8})` : colour(series);

/** The n-th series' colour for texts, which need more contrast than lines. */
export const inkOf = (series: number): string => `color-mix(in oklab, ${colour(series)} 55%, var(--ink))`;

/** The dash of the n-th series: lines differ without their colour too. */
export const dash = (series: number): string | undefined =>
  [undefined, "7 3", "2 3", "9 3 2 3", "4 4", "12 4", "1 4", "6 2 1 2 1 2"][series % 8];

const symbols = ["circle", "square", "triangle", "diamond", "star", "cross", "wye", "times"] as const;

/** The shape of the n-th series' points. */
export const symbol = (series: number) => symbols[series % symbols.length]!;

/** A text cut to a width, with an ellipsis. */
export function cut(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const letters = [...text.slice(0, 200)];
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(letters.slice(0, middle).join("").trimEnd() + "…") <= width) low = middle;
    else high = middle - 1;
  }
  return letters.slice(0, low).join("").trimEnd() + "…";
}

/** A text that keeps its own direction between others of another one. */
export const isolate = (text: string): string => "\u2068" + text + "\u2069";

/** Labels at their wished heights, moved apart so that none overlap. */
export function apart(wished: number[], gap: number, low: number, high: number): number[] {
  const order = wished.map((_, i) => i).sort((a, b) => wished[a]! - wished[b]!);
  const placed = [...wished];
  let last = low - gap;
  for (const i of order) last = placed[i] = Math.max(placed[i]!, last + gap);
  let next = high + gap;
  for (const i of order.reverse()) next = placed[i] = Math.min(placed[i]!, next - gap);
  return placed;
}
