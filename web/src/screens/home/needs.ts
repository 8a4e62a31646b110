// What needs somebody today, worked out from answers. Each rule says from when on
// a thing is worth a line: enough people, and more than chance.
import { inFormat, standing, type KPI } from "../../lib/kpi.ts";
import { rowsOf, type Answer, type Filter, type Query, type Rate } from "../../lib/query.ts";
import type { Params } from "../../lib/router.ts";

/** One line: what it says, where it leads. */
export interface Need {
  id: string;
  tone: "bad" | "warn" | "note";
  /** home.need_KIND, with these values; `activity` and `assessment` are ids whose names are shown. */
  kind: "kpi_up" | "kpi_down" | "silent" | "rejected" | "pass" | "drop" | "key" | "keys" | "behind" | "failing" | "dead";
  values: Record<string, string | number>;
  /** Numbers to be written as percentages, by their names in the message. */
  shares?: Record<string, number>;
  /** Seconds to be written as durations. */
  seconds?: Record<string, number>;
  activity?: string;
  path: string;
  params: Params;
  /** What the line is of, for tests. */
  count: number;
}

/** The part of GET /sources that is read. */
export interface SourceReport {
  sources: { source: string; name?: string; revoked?: string; arrival: string; quiet_s: number | null }[];
}

/** The part of GET /followers that is read; lags are in microseconds. */
export interface FollowerReport {
  followers: { name: string; state: string; lag: number; dead: number }[];
}

/** The part of GET /rejections that is read. */
export interface RejectionReport {
  reasons: { code: string; rule?: string; count: number; explanation: string }[];
}

/** How many people a course must have before its share is worth a line. */
const enough = 20;
/** The fall in points, and the share of those who did not finish, from when on it is told. */
const fall = 0.05;
const manyLeft = 0.5;
/** A follower that is so many seconds behind is told of. */
const behind = 60;

/** Pass rates of courses in the last 28 days and the 28 before. */
export function passQuery(filter: Filter | undefined): Query {
  return {
    kind: "table", metrics: [{ rate: ["passed_people", "started_people"], as: "pass_rate" }], dimensions: ["course"],
    filter: filter ? ["and", ["exists", "course"], filter] : ["exists", "course"], time: { range: "28d", compare: "previous" }, limit: 1000,
  };
}

/** Who started a course itself in the last 90 days, and completed it. */
export function dropQuery(filter: Filter | undefined): Query {
  const courses = ["is", "activity.type", ["http://adlnet.gov/expapi/activities/course"]];
  return {
    kind: "table", metrics: [{ rate: ["completed_people", "started_people"], as: "completion_rate" }], dimensions: ["activity"],
    filter: filter ? ["and", courses, filter] : courses, time: { range: "90d" }, limit: 1000,
  };
}

/** Questions of the last 90 days. */
export function itemQuery(filter: Filter | undefined): Query {
  return { kind: "items", limit: 500, time: { range: "90d" }, ...(filter && { filter }) };
}

/** KPIs that are red: what is done about it, and who answers for it. */
export function ofKpis(kpis: readonly KPI[], values: ReadonlyMap<number, number | null | undefined>): Need[] {
  return kpis.flatMap((kpi): Need[] => {
    const now = values.get(kpi.id);
    if (now === null || now === undefined || standing(kpi, now) !== "act") return [];
    return [{
      id: `kpi ${kpi.id}`, tone: "bad", kind: `kpi_${kpi.direction}`, path: "/dashboards/kpis", params: {}, count: now,
      values: { name: kpi.title, now: inFormat(now, kpi.format), target: inFormat(kpi.target, kpi.format), action: kpi.action.replace(/\.$/, ""), owner: kpi.owner },
    }];
  });
}

/** Sources that stopped. */
export function ofSources({ sources }: SourceReport): Need[] {
  return sources
    .filter((source) => source.arrival === "silent" && !source.revoked)
    .map((source) => ({
      id: "silent " + source.source, tone: "bad", kind: "silent", values: { source: source.name || source.source }, seconds: { time: source.quiet_s ?? 0 },
      path: "/data", params: { source: source.source }, count: 1,
    }));
}

/** Requests that were rejected in the last 24 hours. */
export function ofRejections({ reasons }: RejectionReport): Need[] {
  const count = reasons.reduce((sum, reason) => sum + reason.count, 0);
  const top = reasons[0];
  if (!top || count === 0) return [];
  return [{ id: "rejected", tone: "bad", kind: "rejected", values: { n: count, code: top.code, rule: top.rule ?? "", explanation: top.explanation, most: top.count }, path: "/live", params: { tab: "rejected" }, count }];
}

/** Courses whose pass rate fell by more than chance: at least five points, two standard errors, twenty people each time. */
export function ofPassRates(answer: Answer): Need[] {
  const fell = rowsOf(answer).flatMap((row) => {
    const [now, before] = [row["pass_rate"], row["pass_rate@previous"]] as (Rate | null)[];
    if (now?.value == null || before?.value == null || now.denominator! < enough || before.denominator! < enough) return [];
    const drop = before.value - now.value;
    const pooled = (now.numerator! + before.numerator!) / (now.denominator! + before.denominator!);
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / now.denominator! + 1 / before.denominator!));
    return drop >= fall && drop > 1.96 * error ? [{ course: String(row.course), now, before, drop }] : [];
  });
  return fell.sort((a, b) => b.drop - a.drop).slice(0, 3).map(({ course, now, before }) => ({
    id: "pass " + course, tone: "warn", kind: "pass", activity: course, values: { n: now.denominator! }, shares: { now: now.value!, before: before.value! },
    path: "/activities/activity", params: { activity: course, range: "28d", compare: true }, count: now.denominator!,
  }));
}

/** Courses that more than half of those who started them have not completed. */
export function ofDropOff(answer: Answer): Need[] {
  const left = rowsOf(answer).flatMap((row) => {
    const rate = row["completion_rate"] as Rate | null;
    if (rate?.value == null || rate.denominator! < enough) return [];
    const missing = rate.denominator! - rate.numerator!;
    return missing / rate.denominator! > manyLeft ? [{ activity: String(row.activity), missing, of: rate.denominator! }] : [];
  });
  return left.sort((a, b) => b.missing - a.missing).slice(0, 3).map(({ activity, missing, of }) => ({
    id: "drop " + activity, tone: "warn", kind: "drop", activity, values: { n: missing, of }, shares: { share: missing / of },
    path: "/activities/activity", params: { activity, tab: "funnel", range: "90d" }, count: missing,
  }));
}

/** Questions whose key is probably wrong: those who know more answer them worse. */
export function ofItems(answer: Answer): Need[] {
  const wrong = rowsOf(answer).filter((row) => row.flag === "check_key" && row.item);
  const told = wrong.slice(0, 2).map((row): Need => ({
    id: "key " + String(row.item), tone: "warn", kind: "key", activity: String(row.item), values: { n: Number(row.n) }, shares: { facility: Number(row.facility) },
    path: "/activities/question", params: { activity: String(row.item), assessment: row.assessment ? String(row.assessment) : undefined, range: "90d" }, count: Number(row.n),
  }));
  const more = wrong.length - told.length;
  return more > 0 ? [...told, { id: "keys", tone: "warn", kind: "keys", values: { n: more }, path: "/activities", params: { range: "90d" }, count: more }] : told;
}

/** Followers that are behind, failing, or could not take something. */
export function ofFollowers({ followers }: FollowerReport): Need[] {
  const byName = new Map<string, FollowerReport["followers"][number]>();
  for (const one of followers) {
    const known = byName.get(one.name);
    if (!known || one.lag > known.lag) byName.set(one.name, one);
  }
  return [...byName.values()].flatMap((one): Need[] => {
    const common = { path: "/data", params: {}, values: { name: one.name } };
    if (one.state === "failing") return [{ ...common, id: "failing " + one.name, tone: "bad", kind: "failing", count: 1 }];
    if (one.lag / 1e6 > behind) return [{ ...common, id: "behind " + one.name, tone: "warn", kind: "behind", seconds: { time: one.lag / 1e6 }, count: 1 }];
    if (one.dead > 0) return [{ ...common, id: "dead " + one.name, tone: "warn", kind: "dead", values: { name: one.name, n: one.dead }, count: one.dead }];
    return [];
  });
}

/** The most pressing first. */
export function inOrder(needs: Need[]): Need[] {
  const rank = { bad: 0, warn: 1, note: 2 };
  return [...needs].sort((a, b) => rank[a.tone] - rank[b.tone]);
}
