// What Home shows until somebody chose KPIs: six numbers that every store has.
import type { KPI } from "../../lib/kpi.ts";

/** A number that is offered as a KPI. */
export interface Offer {
  /** Its messages: home.offer_ID, home.offer_ID_action. */
  id: string;
  query: Record<string, unknown>;
  format: KPI["format"];
  direction: KPI["direction"];
}

/** Questions and their answers are scored 0 or 1 each: they are left out where scores of whole activities are asked for. */
const wholeActivities = ["missing", "interaction"];

export const offers: readonly Offer[] = [
  { id: "active", query: { kind: "table", metrics: ["active_people"] }, format: "count", direction: "up" },
  { id: "completed", query: { kind: "table", metrics: ["completed_people"] }, format: "count", direction: "up" },
  { id: "pass_rate", query: { kind: "table", metrics: [{ rate: ["passed_people", "started_people"], as: "pass_rate" }] }, format: "percent", direction: "up" },
  { id: "score", query: { kind: "table", metrics: ["score_median"], filter: wholeActivities }, format: "percent", direction: "up" },
  { id: "time", query: { kind: "table", metrics: [{ divide: ["time_estimated", "active_people"], as: "time_per_person" }] }, format: "duration", direction: "up" },
  { id: "statements", query: { kind: "table", metrics: ["statements"] }, format: "count", direction: "up" },
];

/** A target and a warning to begin with: where it stands now, and a tenth below; in round numbers. */
export function bounds(offer: Pick<Offer, "direction" | "format">, now: number | null): { target: number; warn: number } {
  const value = now ?? 0;
  const round = (x: number) => (offer.format === "percent" ? Math.round(x * 100) / 100 : x === 0 ? 0 : Number(x.toPrecision(2)));
  return { target: round(value), warn: round(value * (offer.direction === "up" ? 0.9 : 1.1)) };
}
