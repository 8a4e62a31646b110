// How people stand in courses: worked out of two tables, so that «completed»
// means the course and not any video in it.
import type { Filter, Query, Time } from "../../lib/query.ts";
import { ask } from "../../lib/resource.ts";

/** How one person stands in one course. */
export interface Standing {
  person: string;
  course: string;
  statements: number;
  /** Seconds that were reported. */
  time: number;
  /** The median of the best attempts, 0…1; null without scores. */
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
    kind: "table", dimensions: ["person", "course"], attempts: "best", limit: 10_000, time, filter: filter ? ["and", filter, some] : some,
    metrics: ["statements", "enrolled_people", "started_people", "completed_people", "passed_people", "time_reported", "score_median"],
  };
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
export function standings(within: Row[], themselves: Row[]): Standing[] {
  const spoken = new Set(themselves.map((row) => String(row[1])));
  const done = new Set(themselves.filter((row) => row[2] === 1 || row[3] === 1).map((row) => `${String(row[0])}\n${String(row[1])}`));
  return within
    .filter((row) => typeof row[0] === "string" && typeof row[1] === "string")
    .map(([person, course, statements, enrolled, started, completed, passed, time, score]) => ({
      person: person as string, course: course as string, statements: statements as number, time: (time as number | null) ?? 0, score: score as number | null,
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
  const themselves = await ask(ofCourses(filter, time, courses.slice(0, 1000)), signal);
  return standings(rows, themselves.rows as Row[]);
}
