// How people stand in courses: worked out of three tables, so that «completed»
// means the course and not any video in it.
import { all, type Filter, type Query, type Time } from "../../lib/query.ts";
import { ask } from "../../lib/resource.ts";

/** How one person stands in one course. */
export interface Standing {
  person: string;
  course: string;
  statements: number;
  /** Seconds that were reported. */
  time: number;
  /** The median of the best attempts, 0…1, single questions left out; null without scores. */
  score: number | null;
  enrolled: boolean;
  started: boolean;
  completed: boolean;
  passed: boolean;
}

/** What a person did in each course. */
export function inCourses(filter: Filter | undefined, time: Time): Query {
  const some: Filter = ["exists", "course"];
  return {
    kind: "table", dimensions: ["person", "course"], limit: 10_000, time, filter: filter ? ["and", filter, some] : some,
    metrics: ["statements", "enrolled_people", "started_people", "completed_people", "passed_people", "time_reported"],
  };
}

/** The scores in courses: of tests and other things as a whole, not of single questions. */
export function scoresIn(dimensions: string[], filter: Filter | undefined, time: Time): Query {
  return { kind: "table", dimensions, metrics: ["score_median"], attempts: "best", limit: 10_000, time, filter: all(filter, ["exists", "course"], ["exists", "score"], ["missing", "interaction"])! };
}

/** What was said of the courses themselves. */
export function ofCourses(filter: Filter | undefined, time: Time, courses: string[]): Query {
  const themselves: Filter = ["is", "activity", courses];
  return { kind: "table", dimensions: ["person", "activity"], metrics: ["completed_people", "passed_people"], limit: 10_000, time, filter: filter ? ["and", filter, themselves] : themselves };
}

type Row = unknown[];

/**
 * Joins the two: a course is completed when it was itself completed or passed.
 * Where nothing was said of the course itself by anybody, when something in it was.
 */
export function standings(within: Row[], themselves: Row[], scores: Row[]): Standing[] {
  const spoken = new Set(themselves.map((row) => String(row[1])));
  const done = new Set(themselves.filter((row) => row[2] === 1 || row[3] === 1).map((row) => `${String(row[0])}\n${String(row[1])}`));
  const score = new Map(scores.map((row) => [`${String(row[0])}\n${String(row[1])}`, row[2] as number | null]));
  return within
    .filter((row) => typeof row[0] === "string" && typeof row[1] === "string")
    .map(([person, course, statements, enrolled, started, completed, passed, time]) => ({
      person: person as string, course: course as string, statements: statements as number, time: (time as number | null) ?? 0, score: score.get(`${person as string}\n${course as string}`) ?? null,
      enrolled: enrolled === 1, started: started === 1, passed: passed === 1,
      completed: spoken.has(course as string) ? done.has(`${person as string}\n${course as string}`) : completed === 1 || passed === 1,
    }));
}

/** Asks how people stand in courses. Throws Problem. */
export async function askStandings(filter: Filter | undefined, time: Time, signal?: AbortSignal): Promise<Standing[]> {
  const within = await ask(inCourses(filter, time), signal);
  const rows = within.rows as Row[];
  const courses = [...new Set(rows.map((row) => row[1]).filter((course): course is string => typeof course === "string"))].sort();
  if (courses.length === 0) return [];
  const [themselves, scores] = await Promise.all([
    ask(ofCourses(filter, time, courses.slice(0, 1000)), signal),
    ask(scoresIn(["person", "course"], filter, time), signal),
  ]);
  return standings(rows, themselves.rows as Row[], scores.rows as Row[]);
}
