// What the feed is narrowed to stands in the address.
import { language } from "../../lib/i18n.ts";
import { all, type Filter } from "../../lib/query.ts";
import { place } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import type { Wanted } from "./feed.ts";

/** The classes of verbs, those that matter most first. */
export const classes = ["pass", "fail", "complete", "start", "progress", "answer", "score", "view", "enrol", "exit", "abandon", "credential", "social", "waive", "other"] as const;

/** What else can be asked for: one value each. */
export const fields = ["activity", "actor", "source", "verb"] as const;
export type FieldName = (typeof fields)[number];

/** What the address says. */
export interface Narrowed {
  classes: string[];
  values: Partial<Record<FieldName, string>>;
}

/** Reads the address. */
export function narrowed(): Narrowed {
  const { params } = place.value;
  const values: Narrowed["values"] = {};
  for (const name of fields) {
    const value = params.get(name);
    if (value) values[name] = value;
  }
  return { classes: (params.get("class") ?? "").split(",").filter((name) => (classes as readonly string[]).includes(name)), values };
}

/** Whether anything is narrowed. */
export function isNarrowed({ classes: some, values }: Narrowed): boolean {
  return some.length > 0 || Object.keys(values).length > 0;
}

/** The parameters of the stream. */
export function wantedOf({ classes: some, values }: Narrowed): Wanted {
  return { events: may("see_quality") ? "statement,summary,rejected" : "statement,summary", language: language.value, class: some, ...values };
}

/** The same as the filter of a query. */
export function queryFilterOf({ classes: some, values }: Narrowed): Filter | undefined {
  const is = (field: string, value: string | undefined): Filter | undefined => (value === undefined ? undefined : ["is", field, [value]]);
  return all(some.length > 0 ? ["in_class", "verb", some] : undefined, is("activity", values.activity), is("person", values.actor), is("source", values.source), is("verb", values.verb));
}

/** An identity as the stream knows it, from what somebody typed; undefined when it cannot be one. */
export function identityOf(text: string): string | undefined {
  const typed = text.trim();
  if (/^(mailto:|sha1:|openid:|account:[^|]+\|).+/.test(typed)) return typed;
  return /^[^\s@:]+@[^\s@]+$/.test(typed) ? "mailto:" + typed : undefined;
}
