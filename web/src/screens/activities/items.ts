// Item analysis as the query API answers it (docs/query-api.md, items).
import type { Answer } from "../../lib/query.ts";
import { rowsOf } from "../../lib/query.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import type { Tone } from "../../parts/Badge.tsx";

/** A response that people gave. */
export interface Response { response: string; count: number; share: number; low_third: number | null; middle_third: number | null; top_third: number | null; correct: boolean; flagged: boolean }

/** A question in an assessment. */
export interface Item {
  assessment: string | null;
  item: string;
  n: number | null;
  facility: number | null;
  facility_corrected: number | null;
  discrimination: number | null;
  low: number | null;
  high: number | null;
  upper_lower: number | null;
  flag: "check_key" | "weak" | "too_easy" | "too_hard" | null;
  provisional: boolean | null;
  omitted: number | null;
  not_reached: number | null;
  mismatch: number | null;
  responses: Response[] | null;
}

/** An assessment as a whole. */
export interface Test { assessment: string | null; people: number; items: number; complete: number; alpha: number | null; alpha_low: number | null; alpha_high: number | null; sem: number | null; mean: number | null; sd: number | null }

export const itemsOf = (answer: Answer): Item[] => rowsOf(answer) as unknown as Item[];
export const testsOf = (answer: Answer): Test[] => ((answer.meta as { tests?: Test[] }).tests ?? []);

/** The word for how a question does, and its tone. */
export function verdict(item: Item): { tone: Tone; word: string; key: string } {
  const key = item.flag ?? (item.n === null ? "hidden" : item.n < 30 ? "few" : item.provisional ? "provisional" : "fine");
  const tone: Tone = ({ check_key: "bad", weak: "warn", too_easy: "note", too_hard: "note", fine: "good" } as Record<string, Tone>)[key] ?? "plain";
  return { tone, key, word: t("question.verdict_" + key) };
}

/** What α says: fine from 0.75, poor below 0.64 (docs/analytics.md §13). */
export function reliability(alpha: number | null): { tone: Tone; word: string } {
  if (alpha === null) return { tone: "plain", word: t("activity.alpha_none") };
  return alpha >= 0.75 ? { tone: "good", word: t("activity.alpha_fine") } : alpha < 0.64 ? { tone: "bad", word: t("activity.alpha_poor") } : { tone: "warn", word: t("activity.alpha_fair") };
}

/** «0.21 – 0.61». */
export const spanOf = (low: number | null | undefined, high: number | null | undefined): string => (low == null || high == null ? "–" : `${number(low, 2)} – ${number(high, 2)}`);
