// Episodes of a journey: which lane they stand in, how they ended, and which
// statements they are made of.
import type { Answer, Filter } from "../../lib/query.ts";
import { rowsOf } from "../../lib/query.ts";

/** A stretch of learning about one subject (docs/query-api.md, episodes). */
export interface Episode {
  person: string;
  start: string;
  end: string;
  /** A course, else the top activity; null for neither. */
  subject: string | null;
  seconds: number;
  statements: number;
  classes: Record<string, number>;
  best_score: number | null;
  outcome: "passed" | "completed" | "failed" | "worked" | "viewed";
  sources: string[];
  formal: boolean;
  self_asserted: boolean;
}

/** The first pass, completion or credential of a person for an activity. */
export interface Milestone {
  person: string;
  at: string;
  what: "pass" | "completion" | "credential";
  activity: string;
  statement_id: string;
}

/** The lanes of a journey, from top to bottom (ui.md §3.4). */
export const lanes = ["formal", "informal", "assessment", "credential"] as const;
export type Lane = (typeof lanes)[number];

/** The episodes of an answer. */
export function episodesOf(answer: Answer): Episode[] {
  return rowsOf(answer) as unknown as Episode[];
}

/** The milestones of an answer. */
export function milestonesOf(answer: Answer): Milestone[] {
  return ((answer.meta as { milestones?: Milestone[] | null }).milestones ?? []) as Milestone[];
}

/** The lane of an episode: a credential, mostly answers and results, in a course, or on one's own. */
export function laneOf({ classes, statements, formal }: Episode): Lane {
  if ((classes.credential ?? 0) > 0) return "credential";
  const tested = (classes.answer ?? 0) + (classes.score ?? 0) + (classes.pass ?? 0) + (classes.fail ?? 0);
  if (tested * 2 >= statements && tested > 0) return "assessment";
  return formal ? "formal" : "informal";
}

/** The lane of a milestone: that of the episode that it happened in, but for results and credentials. */
export function laneOfMilestone(milestone: Milestone, episodes: readonly Episode[]): Lane {
  if (milestone.what === "credential") return "credential";
  if (milestone.what === "pass") return "assessment";
  const during = episodes.find((one) => one.start <= milestone.at && milestone.at <= one.end && (one.subject === milestone.activity || one.formal));
  return during?.formal ? "formal" : "informal";
}

/** How an outcome is shown. */
export const tones = { passed: "good", completed: "good", failed: "bad", worked: "note", viewed: "plain" } as const;

/** The statements of an episode. */
export function within(episode: Episode): Filter {
  const { subject } = episode;
  const about: Filter = subject === null
    ? ["and", ["missing", "course"], ["missing", "parent"], ["missing", "activity"]]
    : ["or", ["is", "course", [subject]], ["and", ["missing", "course"], ["or", ["is", "parent", [subject]], ["is", "activity", [subject]]]]];
  return ["and", ["is", "person", [episode.person]], ["between", "timestamp", [episode.start, episode.end]], about];
}
