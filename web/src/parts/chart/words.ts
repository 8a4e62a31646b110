// The words of a chart: values, buckets and moments as a reader of one language
// writes them. Made of Intl alone, so that tests and the page say the same.
import { clockText, durationText, shortDuration } from "../../lib/duration.ts";
import type { Bucket, Format } from "./spec.ts";

/** A message of a key, as `t` of lib/i18n. */
export type Say = (key: string, values?: Record<string, string | number>) => string;

/** How one language writes what charts show. */
export interface Words {
  language: string;
  say: Say;
  /** A value in full: "1,204", "62 %", "1 h 5 min". */
  value(value: number | null, format: Format): string;
  /** A value for an axis, short: "1.2K", "1 h". */
  short(value: number, format: Format): string;
  /** A bucket inside a sentence or table: "12 Oct 2026", "week 32, 2026". */
  bucket(iso: string, bucket: Bucket, zone: string): string;
  /** A day: "12 Oct 2026". */
  day(iso: string, zone: string): string;
  /** A day and a time. */
  moment(iso: string, zone: string): string;
}

/** The words of a language (a tag of Intl) and its messages. */
export function words(language: string, say: Say): Words {
  const numbers = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options);
  const count = numbers({ maximumFractionDigits: 0 });
  const plain = numbers({ maximumFractionDigits: 2 });
  const share = numbers({ style: "percent", maximumFractionDigits: 0 });
  const fine = numbers({ style: "percent", maximumFractionDigits: 1 });
  const compact = numbers({ notation: "compact", maximumFractionDigits: 1 });
  const dates = new Map<string, Intl.DateTimeFormat>();
  const date = (zone: string, options: Intl.DateTimeFormatOptions) => {
    const key = zone + JSON.stringify(options);
    let format = dates.get(key);
    if (!format) dates.set(key, (format = new Intl.DateTimeFormat(language, { ...options, timeZone: zone })));
    return format;
  };

  const percent = (value: number) => {
    const points = Math.abs(value) * 100;
    return (points < 10 && points % 1 > 0.05 && points % 1 < 0.95 ? fine : share).format(value);
  };

  return {
    language,
    say,
    value(value, format) {
      if (value === null) return "–";
      if (format === "percent") return percent(value);
      if (format === "duration") return durationText(value, numbers);
      if (format === "clock") return clockText(value);
      return (format === "count" ? count : plain).format(value);
    },
    short(value, format) {
      if (format === "percent") return percent(value);
      if (format === "duration" && value !== 0) return shortDuration(value, numbers);
      if (format === "clock") return clockText(value);
      return Math.abs(value) >= 10_000 ? compact.format(value) : plain.format(value);
    },
    bucket(iso, bucket, zone) {
      const at = new Date(iso);
      switch (bucket) {
        case "hour":
          return date(zone, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" }).format(at);
        case "day":
          return date(zone, { day: "numeric", month: "short", year: "numeric" }).format(at);
        case "week": {
          const { week, year } = isoWeek(at, zone);
          return say("chart.week", { week: String(week), year: String(year) });
        }
        case "month":
          return date(zone, { month: "long", year: "numeric" }).format(at);
        case "quarter": {
          const { year, month } = civil(at, zone);
          return say("chart.quarter", { quarter: String(Math.floor((month - 1) / 3) + 1), year: String(year) });
        }
        case "year":
          return date(zone, { year: "numeric" }).format(at);
      }
    },
    day: (iso, zone) => date(zone, { day: "numeric", month: "short", year: "numeric" }).format(new Date(iso)),
    moment: (iso, zone) =>
      date(zone, { day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" }).format(
        new Date(iso),
      ),
  };
}

const parts = new Map<string, Intl.DateTimeFormat>();

/** The calendar's fields of an instant in a zone; the weekday from Monday = 1. */
export function civil(at: Date, zone: string) {
  let format = parts.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    parts.set(zone, format);
  }
  const found = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(at)) {
    if (type in found) found[type as keyof typeof found] = Number(value);
  }
  const weekday = new Date(Date.UTC(found.year, found.month - 1, found.day)).getUTCDay() || 7;
  return { ...found, weekday };
}

/** The instant of a calendar's fields in a zone; a time that does not exist is
 *  the one an hour later, as clocks are put forward. Fields may overflow. */
export function instant(zone: string, year: number, month: number, day: number, hour = 0): Date {
  const wall = Date.UTC(year, month - 1, day, hour);
  let at = wall;
  for (let i = 0; i < 3; i++) {
    const c = civil(new Date(at), zone);
    const off = wall - Date.UTC(c.year, c.month - 1, c.day, c.hour, c.minute, c.second);
    if (off === 0) break;
    at += off;
  }
  return new Date(at);
}

/** The ISO week (from Monday, the first with four days) of an instant. */
export function isoWeek(at: Date, zone: string): { week: number; year: number } {
  const c = civil(at, zone);
  const thursday = new Date(Date.UTC(c.year, c.month - 1, c.day - c.weekday + 4));
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000));
  return { week, year };
}
