// The seen span of a timeline.
import type { LanesSpec } from "./spec.ts";

/** From and to, in milliseconds. */
export type Span = [number, number];

const least = 3_600_000;

/** The whole span of a timeline, with some room at both ends. */
export function lanesSpan(spec: LanesSpec): Span {
  const starts = spec.rows.map((row) => Date.parse(row.start));
  const ends = spec.rows.map((row) => Date.parse(row.end ?? row.start));
  let low = spec.from ? Date.parse(spec.from) : Math.min(...starts);
  let high = spec.to ? Date.parse(spec.to) : Math.max(...ends);
  if (!Number.isFinite(low) || !Number.isFinite(high)) [low, high] = [0, 86_400_000];
  if (high - low < 3_600_000) [low, high] = [low - 1_800_000, high + 1_800_000];
  const room = (high - low) * 0.02;
  return [low - room, high + room];
}

/** The span made narrower (factor under 1) or wider about a place from 0 to 1
 *  of the screen; undefined when all is seen again. */
export function zoomed(spec: LanesSpec, view: Span | undefined, factor: number, place: number, rtl: boolean): Span | undefined {
  const all = lanesSpan(spec);
  const [low, high] = view ?? all;
  const size = Math.max(least, (high - low) * factor);
  if (size >= all[1] - all[0]) return undefined;
  const share = rtl ? 1 - place : place;
  const from = low + (high - low) * share - size * share;
  return within([from, from + size], all);
}

/** The span moved by a share of its size, as far as there is anything. */
export function panned(spec: LanesSpec, view: Span | undefined, share: number): Span | undefined {
  if (!view) return undefined;
  const by = (view[1] - view[0]) * share;
  return within([view[0] + by, view[1] + by], lanesSpan(spec));
}

function within([low, high]: Span, all: Span): Span {
  const size = high - low;
  const from = Math.max(all[0], Math.min(all[1] - size, low));
  return [from, from + size];
}
