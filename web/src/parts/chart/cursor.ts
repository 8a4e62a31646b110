// The cursor of a chart: which stop an arrow key or a pointer leads to. Keys
// move on the screen, so that right is right in every language.
import type { Stop } from "./draw/frame.ts";

/** Keys that move the cursor. */
export type Move = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End" | "PageUp" | "PageDown";

const moves = new Set<string>(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

/** Whether a key moves the cursor. */
export const isMove = (key: string): key is Move => moves.has(key);

/** The place of the stop that a move leads to; the same one at an edge. */
export function moved(stops: Stop[], current: number, move: Move, rtl: boolean): number {
  const from = stops[current];
  if (!from) return stops.length > 0 ? first(stops, rtl) : -1;
  switch (move) {
    case "ArrowRight":
      return sideways(stops, current, 1);
    case "ArrowLeft":
      return sideways(stops, current, -1);
    case "ArrowDown":
      return upright(stops, current, 1);
    case "ArrowUp":
      return upright(stops, current, -1);
    case "Home":
    case "End": {
      const own = line(stops, from);
      // A line that stands upright is gone along from top to bottom.
      return move === "Home" ? own[0]! : own[own.length - 1]!;
    }
    case "PageUp":
    case "PageDown": {
      const own = line(stops, from);
      const step = Math.max(1, Math.round(own.length / 10)) * (move === "PageDown" ? 1 : -1);
      return own[Math.max(0, Math.min(own.length - 1, own.indexOf(current) + step))]!;
    }
  }
}

/** Where the cursor begins: the last stop in time, the top one of a list. */
export function first(stops: Stop[], rtl: boolean): number {
  const own = line(stops, stops[0]!);
  const [a, b] = [stops[own[0]!]!, stops[own[own.length - 1]!]!];
  const upright = Math.abs(a.y - b.y) > Math.abs(a.x - b.x);
  if (upright) return own[0]!;
  const right = own.reduce((best, i) => (stops[i]!.x > stops[best]!.x ? i : best), own[0]!);
  const left = own.reduce((best, i) => (stops[i]!.x < stops[best]!.x ? i : best), own[0]!);
  return rtl ? left : right;
}

/** The stop under or next to a point, if one is near enough. */
export function nearest(stops: Stop[], x: number, y: number): number {
  let best = -1;
  let least = Infinity;
  stops.forEach((stop, i) => {
    const dx = Math.max(0, Math.abs(stop.x - x) - (stop.width ?? 0) / 2);
    const dy = Math.max(0, Math.abs(stop.y - y) - (stop.height ?? 0) / 2);
    // Of points along a line the nearest column counts, then the nearest line.
    const far = stop.width === undefined ? dx * 4 + dy : dx * 2 + dy * 2;
    if (far < least) [best, least] = [i, far];
  });
  return best;
}

function line(stops: Stop[], of: Stop): number[] {
  return stops.flatMap((stop, i) => (stop.line === of.line ? [i] : []));
}

function sideways(stops: Stop[], current: number, way: 1 | -1): number {
  const from = stops[current]!;
  const ahead = (i: number) => (stops[i]!.x - from.x) * way > 0.5;
  const own = line(stops, from).filter(ahead);
  if (own.length > 0) return own.reduce((best, i) => ((stops[i]!.x - stops[best]!.x) * way < 0 ? i : best));
  // Past the end of a layer of ribbons the next layer follows.
  return closest(stops, current, ahead, (dx, dy) => dx + 2 * dy);
}

function upright(stops: Stop[], current: number, way: 1 | -1): number {
  const from = stops[current]!;
  const ahead = (i: number) => (stops[i]!.y - from.y) * way > 0.5;
  const column = stops.flatMap((stop, i) => (i !== current && Math.abs(stop.x - from.x) < 0.5 && ahead(i) ? [i] : []));
  if (column.length > 0) return column.reduce((best, i) => ((stops[i]!.y - stops[best]!.y) * way < 0 ? i : best));
  const boxes = from.width !== undefined;
  return closest(stops, current, (i) => ahead(i) && (boxes || stops[i]!.line !== from.line), (dx, dy) => (boxes ? dy * 4 + dx * 0.05 : dy + 2 * dx));
}

function closest(stops: Stop[], current: number, may: (i: number) => boolean, far: (dx: number, dy: number) => number): number {
  const from = stops[current]!;
  let best = current;
  let least = Infinity;
  stops.forEach((stop, i) => {
    if (i === current || !may(i)) return;
    const d = far(Math.abs(stop.x - from.x), Math.abs(stop.y - from.y));
    if (d < least) [best, least] = [i, d];
  });
  return best;
}
