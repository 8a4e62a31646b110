// Numbers, times and durations as people of a language write them, by Intl.
import { signal } from "@preact/signals";
import { durationText } from "./duration.ts";
import { language, locale, t } from "./i18n.ts";

/** The time zone that times are shown in: the person's, else the store's, else UTC. */
export const zone = signal("UTC");

/** What stands for a missing number. */
export const missing = "–";

const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = "n" + locale.value + JSON.stringify(options);
  let format = kept.get(key) as Intl.NumberFormat | undefined;
  if (!format) kept.set(key, (format = new Intl.NumberFormat(locale.value, options)));
  return format;
}

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const full = { timeZone: zone.value, ...options };
  const key = "d" + locale.value + JSON.stringify(full);
  let format = kept.get(key) as Intl.DateTimeFormat | undefined;
  if (!format) kept.set(key, (format = new Intl.DateTimeFormat(locale.value, full)));
  return format;
}

/** A number with at most so many decimals (default 1; whole numbers have none). */
export function number(value: number | null | undefined, decimals = 1): string {
  return value === null || value === undefined ? missing : numbers({ maximumFractionDigits: decimals }).format(value);
}

/** A number in short: 12.3K. */
export function compact(value: number | null | undefined): string {
  return value === null || value === undefined ? missing : numbers({ notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** A share from 0 to 1 as a percentage with at most so many decimals. */
export function percent(value: number | null | undefined, decimals = 0): string {
  return value === null || value === undefined ? missing : numbers({ style: "percent", maximumFractionDigits: decimals }).format(value);
}

/** A change with its sign. */
export function change(value: number | null | undefined, decimals = 1): string {
  return value === null || value === undefined ? missing : numbers({ signDisplay: "exceptZero", maximumFractionDigits: decimals }).format(value);
}

/** Bytes in short: 12 MB. */
export function bytes(value: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const step = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  return numbers({ style: "unit", unit: units[step]!, unitDisplay: "short", maximumFractionDigits: 1 }).format(value / 1000 ** step);
}

/** Seconds as people say them: «45 sec», «12 min», «3 hr 20 min», «30 days». */
export function duration(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? missing : durationText(seconds, numbers);
}

/** A day: «29 Nov 2026». */
export function date(value: string | number | Date | null | undefined): string {
  return value === null || value === undefined ? missing : dates({ dateStyle: "medium" }).format(new Date(value));
}

/** A time of a day: «29 Nov 2026, 14:05». */
export function dateTime(value: string | number | Date | null | undefined): string {
  return value === null || value === undefined ? missing : dates({ dateStyle: "medium", timeStyle: "short" }).format(new Date(value));
}

/** A time with seconds: «14:05:07». */
export function clock(value: string | number | Date): string {
  return dates({ timeStyle: "medium" }).format(new Date(value));
}

/** A time in the shortest way that cannot be mistaken: «14:05» of today, else with its day. */
export function recent(value: string | number | Date, now: number = Date.now()): string {
  const at = new Date(value);
  const day = dates({ dateStyle: "short" });
  return day.format(at) === day.format(now) ? dates({ timeStyle: "short" }).format(at) : dateTime(at);
}

/** How long ago: «12 s ago», «3 h ago», «in 5 days». */
export function ago(value: string | number | Date | null | undefined, now: number = Date.now()): string {
  if (value === null || value === undefined) return missing;
  const seconds = (new Date(value).getTime() - now) / 1000;
  const size = Math.abs(seconds);
  const [, unit] = ([[60, "second"], [3600, "minute"], [86400, "hour"], [2592000, "day"], [31536000, "month"], [Infinity, "year"]] as const).find(([limit]) => size < limit)!;
  const per = { second: 1, minute: 60, hour: 3600, day: 86400, month: 2592000, year: 31536000 }[unit];
  return new Intl.RelativeTimeFormat(locale.value, { numeric: "auto", style: "short" }).format(Math.round(seconds / per), unit);
}

/** The name of a bucket that begins at an instant. */
export function bucketLabel(begin: string | Date, bucket: string): string {
  const at = new Date(begin);
  switch (bucket) {
    case "hour":
      return dates({ day: "numeric", month: "short", hour: "numeric", minute: "2-digit" }).format(at);
    case "day":
      return dates({ day: "numeric", month: "short" }).format(at);
    case "week":
      return t("common.week_of", { date: dates({ day: "numeric", month: "short" }).format(at) });
    case "month":
      return dates({ month: "short", year: "numeric" }).format(at);
    case "quarter":
      return t("common.quarter", { quarter: Math.floor(Number(new Intl.DateTimeFormat("en", { timeZone: zone.value, month: "numeric" }).format(at)) / 3.01) + 1, year: dates({ year: "numeric" }).format(at) });
    default:
      return dates({ year: "numeric" }).format(at);
  }
}

/** Texts joined as a list: «a, b and c». */
export function list(parts: string[]): string {
  return new Intl.ListFormat(locale.value, { type: "conjunction" }).format(parts);
}

/** Texts in the order of the language. */
export function compareText(a: string, b: string): number {
  return a.localeCompare(b, language.value, { numeric: true });
}
