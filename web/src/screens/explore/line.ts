// A statement of the list, from a page or from the live stream.
import type { components } from "../../api/schema";
import { number, percent } from "../../lib/format.ts";
import { has } from "../../lib/i18n.ts";
import type { Line as Live } from "../../lib/live.ts";
import { scoreOf } from "../../parts/Sentence.tsx";

/** A statement as the list shows it. */
export type Line = components["schemas"]["Line"];

/** Takes back another statement; no learning event itself. */
export const voidedVerb = "http://adlnet.gov/expapi/verbs/voided";

/** A statement of the live stream as one of the list. */
export function fromStream(live: Live): Line {
  return { ...live, attachments: 0 };
}

/** The score in words; "" for none. */
export function scoreText(line: Line): string {
  const score = line.result?.score;
  if (!score) return scoreOf(line as unknown as Live);
  if (score.scaled !== undefined) return percent(score.scaled, 1);
  if (score.raw === undefined) return "";
  return score.max === undefined ? number(score.raw) : `${number(score.raw)} / ${number(score.max)}`;
}

/** The message that says it: by the verb's class where that says it all, else with the verb's own word. */
export function sentenceKey(line: Pick<Line, "verb">): string {
  if (line.verb.id === voidedVerb) return "explore.did_voided";
  const key = "explore.did_" + (line.verb.class ?? "");
  return line.verb.class && has(key) ? key : "explore.did";
}

/** Seconds of an ISO 8601 duration of days and less; null for others. */
export function secondsOf(duration: string): number | null {
  const found = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration);
  if (!found || duration.length < 3) return null;
  const [, days, hours, minutes, seconds] = found.map((part) => Number(part ?? 0));
  return days! * 86_400 + hours! * 3600 + minutes! * 60 + seconds!;
}
