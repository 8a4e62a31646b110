// What queries can be made of, and what statements really have.
import type { components } from "../../../api/schema";
import { get } from "../../../lib/api.ts";
import { ask, useResource, type Resource } from "../../../lib/resource.ts";
import { rowsOf } from "../../../lib/query.ts";
import { storeName } from "../../../lib/router.ts";

/** The words of the query language, and those of the store. */
export type Vocabulary = components["schemas"]["Vocabulary"];
/** A field. */
export type Word = Vocabulary["fields"][number];
/** A value that statements have. */
export interface Suggestion {
  id: string;
  name?: string;
  rows: number;
}

/** The vocabulary, with the extensions that statements have. */
export function useVocabulary(): Resource<Vocabulary> {
  return useResource(storeName.value + " vocabulary", (signal) => get("/schema", { query: { of: "extensions", limit: 100 }, signal }));
}

const lists: Record<string, string> = { verb: "verbs", activity: "activities", "object.id": "activities", assessment: "activities", "activity.type": "types", source: "sources", platform: "platforms" };
/** Few values, each worth being offered before a letter is typed. */
const fewValues = new Set(["course", "parent", "grouping", "category", "other", "language", "device", "interaction"]);

/** Values of a field that statements have and that begin with a text. */
export function useSuggestions(field: string, prefix: string, wanted: boolean): Suggestion[] {
  const list = lists[field];
  const few = fewValues.has(field) || field.includes(".extensions[");
  const key = !wanted ? null : list ? `${storeName.value} seen ${list} ${prefix}` : few ? `${storeName.value} values ${field}` : null;
  const found = useResource<Suggestion[]>(key, async (signal) => {
    if (list) return (await get("/schema", { query: { of: list, prefix, limit: 20 }, signal })).seen[list] ?? [];
    const answer = await ask({ kind: "table", metrics: ["statements"], dimensions: [field], filter: ["exists", field], limit: 100, ...(field.includes(".extensions[") && { time: { range: "90d" } }) }, signal);
    return rowsOf(answer).map((row) => ({ id: String(row[field]), rows: Number(row.statements ?? 0) }));
  });
  return found.data ?? [];
}
