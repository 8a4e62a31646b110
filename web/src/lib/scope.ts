// The three global controls, always in the same place and in the address: time
// range, scope, compare (ui.md §1.4).
import { computed } from "@preact/signals";
import { all, type Filter, type Time } from "./query.ts";
import { place, screenPath } from "./router.ts";

/** The ranges that are offered; two ISO dates parted by ".." are one, too. */
export const ranges = ["today", "7d", "28d", "90d", "mtd", "qtd", "ytd", "365d", "last_month", "last_quarter", "last_year", "all"] as const;

const usual = "28d";
/** Where a story is told, it is that of a year. */
const longer: Record<string, string> = { "/learners/journey": "365d", "/learners/progress": "365d", "/my": "365d" };

/** What the global controls are set to. */
export interface Scope {
  range: string;
  /** A saved filter (segment) of people; "" for everybody. */
  group: string;
  /** A course; "" for all. */
  course: string;
  compare: boolean;
}

/** What the address says. */
export const scope = computed<Scope>(() => {
  const { params } = place.value;
  return { range: params.get("range") || longer[screenPath.value] || usual, group: params.get("scope") ?? "", course: params.get("course") ?? "", compare: params.get("compare") === "1" };
});

/** The time of a query in this scope. */
export function timeOf(of: Scope, more: Time = {}): Time {
  const [from, to] = of.range.split("..");
  const time: Time = { range: to ? [from!, to] : of.range, ...more };
  if (of.compare && of.range !== "all" && more.compare === undefined) time.compare = "previous";
  return time;
}

/** The filter of a query in this scope, together with others. */
export function filterOf(of: Scope, ...more: (Filter | undefined)[]): Filter | undefined {
  return all(of.group ? ["in_segment", of.group] : undefined, of.course ? ["is", "course", [of.course]] : undefined, ...more);
}

/** Buckets that suit a range: some ten to ninety of them. */
export function bucketOf(of: Scope): NonNullable<Time["bucket"]> {
  const [from, to] = of.range.split("..");
  const days = to ? (Date.parse(to) - Date.parse(from!)) / 86_400_000 : ({ today: 1, mtd: 31, qtd: 92, ytd: 366, last_week: 7, last_month: 31, last_quarter: 92, last_year: 366, all: 1500 }[of.range] ?? parseInt(of.range, 10));
  if (days <= 2) return "hour";
  if (days <= 45) return "day";
  if (days <= 400) return "week";
  return "month";
}
