// Who is in sight: everybody behind the number of people, with their last
// statement, in an order that ranks nobody (ui.md §1.7).
import { post } from "../../lib/api.ts";
import { compareText } from "../../lib/format.ts";
import { all, rowsOf, type Answer, type Filter, type Query, type Time } from "../../lib/query.ts";
import { withZone } from "../../lib/resource.ts";

/** A person with their activity in the range. */
export interface Learner {
  person: string;
  name: string | null;
  statements: number;
  first: string;
  last: string;
}

/** Orders that are offered: latest activity first, longest silence first, by name. */
export const orders = ["last", "quiet", "name"] as const;
export type Order = (typeof orders)[number];

/** Conditions that are offered; those with «course» need one to be chosen. */
export const states = ["", "quiet", "unfinished", "passed"] as const;
export type State = (typeof states)[number];

/** The filter of a condition. */
export function stateFilter(state: string, course: string): Filter | undefined {
  const of = (...classes: string[]): Filter => all(["in_class", "verb", classes], course ? ["is", "course", [course]] : undefined)!;
  switch (state) {
    case "quiet":
      return ["has_not_done", { filter: ["exists", "verb"], within: "14d" }];
    case "unfinished":
      return course ? ["and", ["has_done", { filter: of("start") }], ["has_not_done", { filter: of("complete", "pass") }]] : undefined;
    case "passed":
      return course ? ["has_done", { filter: of("pass") }] : undefined;
    default:
      return undefined;
  }
}

/** The question that counts them. */
export function counting(filter: Filter | undefined, time: Time): Query {
  return { kind: "table", metrics: ["people"], time, ...(filter && { filter }) };
}

/** How many people a screen holds at most. */
export const most = 10_000;

/** Asks who they are. Throws Problem. */
export async function askPeople(query: Query, signal?: AbortSignal): Promise<{ people: Learner[]; total: number; answer: Answer }> {
  const body = { query: withZone(query), cell: { metric: "people" }, of: "people", limit: most };
  const answer = (await post("/query/actors", { body: body as never, ...(signal && { signal }) })) as Answer;
  const people = rowsOf(answer) as unknown as Learner[];
  return { people, total: answer.meta.total ?? people.length, answer };
}

/** Those whose name or identity has the text in it, in order. */
export function found(people: readonly Learner[], text: string, order: Order): Learner[] {
  const wanted = fold(text.trim());
  const some = wanted === "" ? [...people] : people.filter((one) => fold(`${one.name ?? ""} ${one.person}`).includes(wanted));
  const name = (one: Learner) => one.name ?? one.person;
  const byName = (a: Learner, b: Learner) => compareText(name(a), name(b));
  if (order === "name") return some.sort(byName);
  const sign = order === "last" ? -1 : 1;
  return some.sort((a, b) => sign * (Date.parse(a.last) - Date.parse(b.last)) || byName(a, b));
}

/** A text without case and accents, as people search. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ł/g, "l").replace(/ø/g, "o").replace(/ß/g, "ss");
}
