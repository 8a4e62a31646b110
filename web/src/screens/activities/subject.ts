// What an activity's page is about: whether the activity is used as a course,
// what belongs to it, and which statements say that it was completed and passed.
import { ask, useResource, type Resource } from "../../lib/resource.ts";
import { rowsOf, type Filter, type Query } from "../../lib/query.ts";
import { storeInAddress } from "../../lib/router.ts";
import { filterOf, scope } from "../../lib/scope.ts";

/** An activity that belongs to the subject, or the subject itself. Counts are null where they are too small to be told. */
export interface Part {
  activity: string;
  type: string;
  /** The interaction type; "" for what is no question. */
  interaction: string;
  people: number | null;
  started_people: number | null;
  completed_people: number | null;
  passed_people: number | null;
  statements: number | null;
  time_video: number | null;
}

/** What a page is about. */
export interface Subject {
  id: string;
  /** Statements name it as their course. */
  course: boolean;
  /** Everything that belongs to it, itself included. */
  parts: Part[];
  /** Its own part, if it ever was an object. */
  own: Part | undefined;
  type: string;
  interaction: string;
  /** Statements that belong to it; about itself; those that say it was completed or passed. */
  whole: Filter;
  itself: Filter;
  completing: Filter;
  passing: Filter;
  /** Whether completions and passes are those of the subject itself, and not of something in it. */
  ownCompletion: boolean;
  ownPass: boolean;
  questions: boolean;
  video: boolean;
}

const some = (count: number | null | undefined) => count === null || (count ?? 0) > 0;

const shape = (filter: Filter): Query => ({
  kind: "table", dimensions: ["activity", "activity.type", "interaction"],
  metrics: ["people", "started_people", "completed_people", "passed_people", "statements", "time_video"],
  filter: ["and", ["exists", "activity"], filter], time: { range: "all" }, limit: 2000,
});

async function load(id: string, signal: AbortSignal): Promise<Subject> {
  const itself: Filter = ["is", "activity", [id]];
  const inCourse: Filter = ["is", "course", [id]];
  const below: Filter = ["or", itself, ["is", "parent", [id]]];
  const [asCourse, asParent] = (await Promise.all([ask(shape(inCourse), signal), ask(shape(below), signal)])).map((answer) => rowsOf(answer) as unknown as Part[]);
  const course = asCourse!.length > 0;
  const parts = (course ? asCourse! : asParent!).map((part) => ({ ...part, type: part.type ?? (part as unknown as Record<string, string>)["activity.type"] ?? "", interaction: part.interaction ?? "" }));
  const own = parts.find((part) => part.activity === id) ?? asParent!.map((part) => ({ ...part, type: (part as unknown as Record<string, string>)["activity.type"] ?? "", interaction: part.interaction ?? "" })).find((part) => part.activity === id);
  const whole = course ? inCourse : below;
  const ownCompletion = !!own && some(own.completed_people);
  const ownPass = !!own && some(own.passed_people);
  return {
    id, course, parts, own, type: own?.type ?? "", interaction: own?.interaction ?? "", whole, itself,
    completing: ownCompletion ? itself : whole, passing: ownPass ? itself : whole, ownCompletion, ownPass,
    questions: parts.some((part) => part.interaction !== ""),
    video: parts.some((part) => (part.time_video ?? 1) > 0 && part.type.includes("video")) || (own?.time_video ?? 0) > 0,
  };
}

/** Learns what an activity is. */
export function useSubject(id: string): Resource<Subject> {
  return useResource(id === "" ? null : `${storeInAddress.value} subject ${id}`, (signal) => load(id, signal));
}

/** A filter together with the group that the page is limited to; the course is the page's own matter. */
export function within(...filters: (Filter | undefined)[]): Filter | undefined {
  return filterOf({ ...scope.value, course: "" }, ...filters);
}

/** Statements of scores that are no answers to single questions, unless the subject is a question. */
export function scored(of: Subject): Filter {
  return of.interaction === "" ? ["and", of.whole, ["missing", "interaction"]] : of.itself;
}

/** The end of a type's IRI, as a word. */
export function typeWord(type: string): string {
  const word = type.replace(/[/#]+$/, "").split(/[/#]/).pop() ?? "";
  return word.replace(/^cmi\./, "").replace(/[-_]/g, " ");
}
