// Where an axis has its ticks, and what they say. Labels never overlap: of the
// calendar's steps the smallest one is taken whose labels have room.
import type { Bucket, Format } from "./spec.ts";
import { civil, instant, type Words } from "./words.ts";

/** A tick: where, what it says, and a second line where the context changes. */
export interface Tick<T> {
  at: T;
  label: string;
  context?: string;
}

/** Round ticks from the least to the greatest value; for counts whole numbers. */
export function numberTicks(low: number, high: number, wanted: number, format: Format): number[] {
  if (!(high > low)) high = low + 1;
  const rough = (high - low) / Math.max(1, wanted);
  let step = format === "duration" || format === "clock" ? durationStep(rough) : roundStep(rough);
  if (format === "count") step = Math.max(1, Math.ceil(step));
  // Shares are written without decimals from 10 % on.
  if (format === "percent" && high > 0.1) step = Math.max(0.01, step);
  const ticks: number[] = [];
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  for (let i = first; i <= last; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  for (const m of [1, 2, 2.5, 5, 10]) {
    if (m * power >= rough * 0.999 && !(m === 2.5 && power === 1)) return m * power;
  }
  return 10 * power;
}

const durationSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
];

function durationStep(rough: number): number {
  for (const step of durationSteps) if (step >= rough * 0.999) return step;
  return roundStep(rough / 86_400) * 86_400;
}

type Unit = "hour" | "day" | "week" | "month" | "year";

/** The calendar's steps, from the finest one. */
const steps: { unit: Unit; every: number; bucket: Bucket }[] = [
  { unit: "hour", every: 1, bucket: "hour" },
  { unit: "hour", every: 3, bucket: "hour" },
  { unit: "hour", every: 6, bucket: "hour" },
  { unit: "hour", every: 12, bucket: "hour" },
  { unit: "day", every: 1, bucket: "day" },
  { unit: "day", every: 2, bucket: "day" },
  { unit: "week", every: 1, bucket: "week" },
  { unit: "week", every: 2, bucket: "week" },
  { unit: "month", every: 1, bucket: "month" },
  { unit: "month", every: 3, bucket: "quarter" },
  { unit: "month", every: 6, bucket: "quarter" },
  { unit: "year", every: 1, bucket: "year" },
  { unit: "year", every: 2, bucket: "year" },
  { unit: "year", every: 5, bucket: "year" },
  { unit: "year", every: 10, bucket: "year" },
];

const order: Bucket[] = ["hour", "day", "week", "month", "quarter", "year"];

/** How ticks of time are chosen. */
export interface TimeAxis {
  from: Date;
  to: Date;
  zone: string;
  /** Ticks are not finer than a bucket. */
  bucket?: Bucket;
  width: number;
  measure(text: string): number;
}

/** The calendar's ticks between two instants. */
export function timeTicks(axis: TimeAxis, words: Words): Tick<Date>[] {
  const { from, to, zone, width } = axis;
  const least = order.indexOf(axis.bucket ?? "hour");
  const span = Math.max(1, to.getTime() - from.getTime());
  for (const step of steps) {
    if (order.indexOf(step.bucket) < least) continue;
    if (axis.bucket === "quarter" && step.unit === "month" && step.every < 3) continue;
    // More ticks than could ever have room are not worked out.
    if (span / approximate(step) > width / 12 + 2) continue;
    const ticks = starts(step, from, to, zone).map((at) => ({ at, label: label(at, step, axis.bucket, zone, words) }));
    if (fits(ticks, from, span, axis)) return withContext(ticks, step.unit, axis, span, words);
  }
  return [];
}

function approximate(step: { unit: Unit; every: number }): number {
  const days = { hour: 1 / 24, day: 1, week: 7, month: 30, year: 365 }[step.unit];
  return days * step.every * 86_400_000;
}

function starts(step: { unit: Unit; every: number }, from: Date, to: Date, zone: string): Date[] {
  const found: Date[] = [];
  const c = civil(from, zone);
  const push = (at: Date) => {
    if (at >= from && at <= to && (found.length === 0 || at > found[found.length - 1]!)) found.push(at);
    return at <= to;
  };
  for (let i = 0; i < 4000; i++) {
    const n = i * step.every;
    let at: Date;
    if (step.unit === "hour") at = instant(zone, c.year, c.month, c.day, n);
    else if (step.unit === "day") at = instant(zone, c.year, c.month, c.day + n);
    else if (step.unit === "week") at = instant(zone, c.year, c.month, c.day - c.weekday + 1 + 7 * n);
    else if (step.unit === "month") {
      at = instant(zone, c.year, Math.floor((c.month - 1) / step.every) * step.every + 1 + n, 1);
    } else at = instant(zone, Math.floor(c.year / step.every) * step.every + n, 1, 1);
    if (!push(at)) break;
  }
  return found;
}

function label(at: Date, step: { unit: Unit; bucket: Bucket }, bucket: Bucket | undefined, zone: string, words: Words) {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(words.language, { ...options, timeZone: zone }).format(at);
  if (bucket === "quarter" && step.unit === "month") {
    return words.say("chart.quarterTick", { quarter: String(Math.floor((civil(at, zone).month - 1) / 3) + 1) });
  }
  switch (step.unit) {
    case "hour":
      return format({ hour: "numeric", minute: "2-digit" });
    case "day":
    case "week":
      return format({ day: "numeric", month: "short" });
    case "month":
      return format({ month: "short" });
    case "year":
      return format({ year: "numeric" });
  }
}

function fits(ticks: Tick<Date>[], from: Date, span: number, axis: TimeAxis): boolean {
  let end = -Infinity;
  for (const tick of ticks) {
    const x = ((tick.at.getTime() - from.getTime()) / span) * axis.width;
    const half = axis.measure(tick.label) / 2;
    if (x - half < end + 10) return false;
    end = x + half;
  }
  return true;
}

/** The year (or day, for hours) below the first tick and where it changes. */
function withContext(ticks: Tick<Date>[], unit: Unit, axis: TimeAxis, span: number, words: Words): Tick<Date>[] {
  if (unit === "year") return ticks;
  const options: Intl.DateTimeFormatOptions =
    unit === "hour" ? { day: "numeric", month: "short" } : { year: "numeric" };
  const format = new Intl.DateTimeFormat(words.language, { ...options, timeZone: axis.zone });
  let last = "";
  let end = -Infinity;
  for (const tick of ticks) {
    const context = format.format(tick.at);
    if (context === last) continue;
    const x = ((tick.at.getTime() - axis.from.getTime()) / span) * axis.width;
    const half = axis.measure(context) / 2;
    if (x - half < end + 8) continue;
    last = context;
    end = x + half;
    tick.context = context;
  }
  return ticks;
}

/** Of labels in a row, those that have room: every n-th. */
export function everyNth(widths: number[], step: number, gap = 10): number {
  const widest = Math.max(1, ...widths);
  return Math.max(1, Math.ceil((widest + gap) / Math.max(1, step)));
}
