// The tree of courses, their activities and the questions in these.
import type { Rate } from "../../lib/query.ts";
import { compareText } from "../../lib/format.ts";

/** The numbers of a row; null is missing or too small to be told. */
export interface Numbers {
  people: number | null;
  started: number | null;
  completed: number | null;
  completion: Rate | null;
  pass: Rate | null;
  score: number | null;
  time: number | null;
}

/** A row of the tree. */
export interface Node {
  /** Unique in the tree: an activity may stand in several courses. */
  key: string;
  /** The activity; "" gathers what belongs to no course. */
  id: string;
  course: string;
  kind: "course" | "activity" | "question";
  type: string;
  numbers: Numbers;
  children: Node[];
}

/** Columns that the tree is sorted by. */
export type SortBy = "name" | "people" | "started" | "completion" | "pass" | "score" | "time" | "lost";

interface ActivityRow extends Numbers { course: string | null; activity: string }
interface CourseRow { course: string | null; people: number | null; started: number | null; pass: Rate | null; time: number | null }

/** What the tree is made of: answers of queries as rows. */
export interface Material {
  activities: ActivityRow[];
  courses: CourseRow[];
  scores: Map<string, number | null>;
  types: Map<string, { type: string; interaction: string }>;
  parents: Map<string, string>;
}

const nothing: Numbers = { people: null, started: null, completed: null, completion: null, pass: null, score: null, time: null };

/** Whether a rate tells anything: somebody could have. */
const tells = (rate: Rate | null | undefined): rate is Rate => !!rate && (rate.denominator === null || rate.denominator > 0);

/** Builds the tree. A course's own row is the course: its completion is that of the course itself, never of something in it. */
export function treeOf({ activities, courses, scores, types, parents }: Material): Node[] {
  const nodes = courses.map((row): Node => {
    const id = row.course ?? "";
    const own = activities.find((one) => (one.course ?? "") === id && one.activity === id);
    const ownStarts = own && (own.started === null || own.started > 0);
    const ownPasses = own?.pass && (own.pass.numerator === null || own.pass.numerator > 0);
    return {
      key: id || "none", id, course: id, kind: "course", type: types.get(id)?.type ?? "", children: [],
      numbers: {
        people: row.people, started: ownStarts ? own.started : row.started, completed: own?.completed ?? null,
        completion: own && tells(own.completion) ? own.completion : null,
        pass: ownPasses ? own.pass : tells(row.pass) && (row.pass.numerator ?? 1) > 0 ? row.pass : null,
        score: scores.get(id) ?? null, time: row.time,
      },
    };
  });
  const byCourse = new Map(nodes.map((node) => [node.id, node]));
  const made = new Map<string, Node>();
  for (const { course, activity, ...numbers } of activities) {
    const of = course ?? "";
    if (activity === of || !byCourse.has(of)) continue;
    const known = types.get(activity);
    made.set(of + "\n" + activity, {
      key: of + "\n" + activity, id: activity, course: of, kind: known?.interaction ? "question" : "activity", type: known?.type ?? "", children: [],
      numbers: { ...nothing, ...numbers, pass: numbers.pass && (numbers.pass.numerator ?? 1) > 0 ? numbers.pass : null },
    });
  }
  for (const node of made.values()) {
    const parent = node.kind === "question" ? made.get(node.course + "\n" + (parents.get(node.id) ?? "")) : undefined;
    (parent ?? byCourse.get(node.course)!).children.push(node);
  }
  return nodes;
}

/** What a tree is limited to. */
export interface Wanted {
  text: string;
  type: string;
}

/** The rows that match, with what they stand below; what stands below a matching course stays. */
export function wantedOf(nodes: Node[], { text, type }: Wanted, name: (id: string) => string): Node[] {
  const needle = text.trim().toLowerCase();
  if (needle === "" && type === "") return nodes;
  return nodes.flatMap((node) => {
    const named = needle === "" || name(node.id).toLowerCase().includes(needle) || node.id.toLowerCase().includes(needle);
    if (named && (type === "" || node.type === type)) return [node];
    const children = wantedOf(node.children, { text: named && needle !== "" ? "" : text, type }, name);
    const all = named && needle !== "" && type === "" ? node.children : children;
    return all.length > 0 ? [{ ...node, children: all }] : [];
  });
}

/** Sorted on every level; what has no value is last, and so is what belongs to no course. */
export function sorted(nodes: Node[], by: SortBy, down: boolean, name: (id: string) => string): Node[] {
  const value = (node: Node): string | number | null => {
    switch (by) {
      case "name": return name(node.id);
      case "completion": return node.numbers.completion?.value ?? null;
      case "lost": return node.numbers.completion?.value == null ? null : 1 - node.numbers.completion.value;
      case "pass": return node.numbers.pass?.value ?? null;
      default: return node.numbers[by];
    }
  };
  return [...nodes].sort((a, b) => {
    if ((a.id === "") !== (b.id === "")) return a.id === "" ? 1 : -1;
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return x === y ? compareText(name(a.id), name(b.id)) : x === null ? 1 : -1;
    const order = typeof x === "number" && typeof y === "number" ? x - y : compareText(String(x), String(y));
    return (down ? -order : order) || compareText(name(a.id), name(b.id));
  }).map((node) => (node.children.length > 1 ? { ...node, children: sorted(node.children, by, down, name) } : node));
}

/** A row that shows, with where it stands. */
export interface Shown {
  node: Node;
  level: number;
  place: number;
  of: number;
  open: boolean;
  parent: string;
}

/** The rows that show, from top to bottom. */
export function flat(nodes: Node[], open: (key: string) => boolean, level = 1, parent = ""): Shown[] {
  return nodes.flatMap((node, i) => {
    const opened = node.children.length > 0 && open(node.key);
    return [{ node, level, place: i + 1, of: nodes.length, open: opened, parent }, ...(opened ? flat(node.children, open, level + 1, node.key) : [])];
  });
}
