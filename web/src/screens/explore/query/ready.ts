// Ten questions to begin with (docs/analytics.md), about what the store really has.
import { ask, useResource, type Resource } from "../../../lib/resource.ts";
import { all, type Filter, type Query } from "../../../lib/query.ts";
import { storeName } from "../../../lib/router.ts";

/** What the store has that questions can be about. */
export interface Subjects {
  course?: string;
  /** Activities with scores, the most used first. */
  scored: string[];
}

/** A question that is ready to be asked. */
export interface Ready {
  /** Its messages: query.ready_ID, query.ready_ID_text. */
  id: string;
  query: Query;
  /** It shows people by name. */
  people?: boolean;
}

/** The store's most used course and its activities with scores. */
export function useSubjects(): Resource<Subjects> {
  return useResource(storeName.value + " subjects", async (signal) => {
    const courses = await ask({ kind: "table", metrics: ["people"], dimensions: ["course"], filter: ["exists", "course"], limit: 1 }, signal);
    const course = (courses.rows as unknown[][])[0]?.[0];
    const filter = all(["exists", "score"], ["missing", "interaction"], typeof course === "string" ? ["is", "course", [course]] : undefined);
    const scored = await ask({ kind: "table", metrics: ["people"], dimensions: ["activity"], ...(filter && { filter }), limit: 2 }, signal);
    return { ...(typeof course === "string" && { course }), scored: (scored.rows as unknown[][]).flatMap((row) => (typeof row[0] === "string" ? [row[0]] : [])) };
  });
}

/** The questions, about what there is. */
export function readyQuestions({ course, scored }: Subjects): Ready[] {
  const inCourse: { filter?: Filter } = course ? { filter: ["is", "course", [course]] } : {};
  const whole: Filter = ["missing", "interaction"];
  const [x, y] = [scored[0], scored[1] ?? scored[0]];
  return [
    { id: "completed", query: { kind: "trend", metrics: ["completed_people"], time: { range: "last_month", bucket: "week", compare: "previous" }, ...inCourse } },
    { id: "active", query: { kind: "trend", metrics: ["active_people", "active_people_28d"], time: { range: "90d", bucket: "day" } } },
    { id: "used", query: { kind: "table", metrics: ["people", "failed_people", "score_median"], dimensions: ["activity"], time: { range: "365d" }, filter: all(whole, inCourse.filter)!, order: [["people", "desc"]], limit: 20 } },
    { id: "passed", query: { kind: "table", metrics: [{ rate: ["passed_people", "enrolled_people"], as: "pass_rate" }], dimensions: ["course"], time: { range: "365d" }, filter: ["exists", "course"], order: [["pass_rate", "asc"]], limit: 20 } },
    { id: "scores", query: { kind: "distribution", bins: 10, pass: 0.6, time: { range: "365d" }, filter: all(whole, inCourse.filter)! } },
    { id: "drop", query: { kind: "funnel", steps: [{ name: "Enrolled", filter: ["in_class", "verb", ["enrol"]] }, { name: "Started", filter: ["in_class", "verb", ["start"]] }, { name: "Passed", filter: ["in_class", "verb", ["pass"]] }], time: { range: "365d" }, ...inCourse } },
    { id: "return", query: { kind: "retention", period: "month", periods: 6, time: { range: "365d" }, ...inCourse } },
    { id: "fair", query: { kind: "items", limit: 100, time: { range: "365d" } } },
    { id: "did", people: true, query: { kind: "episodes", milestones: true, limit: 50, time: { range: "28d" } } },
    { id: "together", query: { kind: "correlation", x: { filter: x ? ["is", "activity", [x]] : ["exists", "score"] }, y: { filter: y ? ["is", "activity", [y]] : ["exists", "score"] }, time: { range: "365d" } } },
  ];
}
