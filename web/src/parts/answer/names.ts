// What the words of a query and the values of an answer are called.
import { list } from "../../lib/format.ts";
import { has, locale, t } from "../../lib/i18n.ts";
import { activityName, personName, shortId, verbName, visible } from "../../lib/names.ts";
import type { Query } from "../../lib/query.ts";

/** Who knows what people, activities and verbs are called. */
export interface Namer {
  person(id: string): string;
  activity(id: string): string;
  verb(id: string): string;
}

/** The names of the store, asked for as they are wanted. */
export const storeNames: Namer = { person: personName, activity: activityName, verb: verbName };

/** What is left of a text of a statement in a chart: in one line, and not too long. */
export function plain(text: string): string {
  const one = visible(text).replace(/\s+/g, " ").trim();
  return one.length > 80 ? one.slice(0, 79) + "…" : one;
}

/** What a field of the query language is called. */
export function fieldLabel(name: string): string {
  const key = "answer.field_" + name.replaceAll(".", "_");
  if (has(key)) return t(key);
  const extension = /^(context|result|object\.definition)\.extensions\[(.*)\]$/.exec(name);
  return extension ? plain(shortId(extension[2]!)) : plain(name);
}

/** A metric of a query, taken apart. */
export interface Formula {
  operation: "rate" | "divide" | "multiply" | "add" | "subtract";
  of: [unknown, unknown];
  as?: string;
}

/** What a metric that is an object says; undefined for names and what is no metric. */
export function formulaOf(metric: unknown): Formula | undefined {
  if (typeof metric !== "object" || metric === null) return undefined;
  for (const operation of ["rate", "divide", "multiply", "add", "subtract"] as const) {
    const of = (metric as Record<string, unknown>)[operation];
    if (Array.isArray(of) && of.length === 2) {
      const { as } = metric as { as?: unknown };
      return { operation, of: of as [unknown, unknown], ...(typeof as === "string" && { as }) };
    }
  }
  return undefined;
}

/** A metric in words. */
export function metricLabel(metric: unknown): string {
  if (typeof metric === "number") return String(metric);
  if (typeof metric === "string") return has("answer.metric_" + metric) ? t("answer.metric_" + metric) : plain(metric);
  const formula = formulaOf(metric);
  if (!formula) return "?";
  if (formula.as && has("answer.metric_" + formula.as)) return t("answer.metric_" + formula.as);
  return t("answer.formula_" + formula.operation, { a: metricLabel(formula.of[0]), b: metricLabel(formula.of[1]) });
}

/** What a column of an answer to a query is called. */
export function columnLabel(name: string, query: Query): string {
  if (name.endsWith("@previous")) return t("answer.previous", { name: columnLabel(name.slice(0, -9), query) });
  const own = query.metrics?.find((metric) => metric === name || formulaOf(metric)?.as === name);
  if (own !== undefined) return metricLabel(own);
  if (query.dimensions?.includes(name)) return fieldLabel(name);
  if (query.kind === "funnel" && name === "count") return t(query.unit === "registration" ? "answer.metric_registrations" : "answer.metric_people");
  const key = "answer.col_" + name;
  return has(key) ? t(key) : fieldLabel(name);
}

const activities = new Set(["activity", "object.id", "course", "parent", "grouping", "category", "other", "assessment", "item", "subject", "context.contextActivities.parent", "context.contextActivities.grouping", "context.contextActivities.category", "context.contextActivities.other"]);
const people = new Set(["person", "actor", "instructor", "context.instructor"]);

/** What kind of thing a field's values name. */
export function namesWhat(field: string): keyof Namer | undefined {
  if (people.has(field)) return "person";
  if (activities.has(field)) return "activity";
  return field === "verb" || field === "verb.id" ? "verb" : undefined;
}

/** A value of a field as it is shown. */
export function valueText(field: string, value: unknown, names: Namer): string {
  if (value === null || value === undefined) return t("answer.missing");
  if (typeof value === "boolean") return t(value ? "answer.yes" : "answer.no");
  if (Array.isArray(value)) return value.length === 0 ? t("answer.missing") : list(value.map((one) => valueText(field, one, names)));
  if (field === "weekday" && typeof value === "number") {
    return new Intl.DateTimeFormat(locale.value, { weekday: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, value)));
  }
  if (field === "hour" && typeof value === "number") return `${value}:00`;
  if (typeof value === "number") return new Intl.NumberFormat(locale.value, { maximumFractionDigits: 3 }).format(value);
  if (typeof value !== "string") return plain(JSON.stringify(value));
  const what = namesWhat(field);
  if (what) return names[what](value);
  if (field === "verb_class" && has("live.class_" + value)) return t("live.class_" + value);
  if (has(`answer.${field}_${value}`)) return t(`answer.${field}_${value}`);
  if (/type$/i.test(field) && /^https?:/.test(value)) return shortId(value);
  return value;
}
