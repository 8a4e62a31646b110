// The filter of the statement browser: conditions that must all hold, in the
// address as a filter of the query language. Those about one field are chips that
// can be turned round; what the browser cannot say in words is a chip all the same.
import { all, type Filter } from "../../lib/query.ts";

/** What a part of a statement can be filtered by; «class» is the verb's. */
export const fields = ["person", "verb", "class", "activity", "course", "source", "platform", "registration"] as const;
export type Field = (typeof fields)[number];

/** A condition about one field. */
export interface Condition {
  field: Field;
  not: boolean;
  values: string[];
}

/** The conditions that an address says; `wrong` when it is no filter. */
export function conditionsOf(text: string): { conditions: Filter[]; wrong: boolean } {
  if (text === "") return { conditions: [], wrong: false };
  try {
    const filter = JSON.parse(text) as unknown;
    if (!Array.isArray(filter) || typeof filter[0] !== "string") return { conditions: [], wrong: true };
    return { conditions: filter[0] === "and" ? (filter.slice(1) as Filter[]) : [filter], wrong: false };
  } catch {
    return { conditions: [], wrong: true };
  }
}

/** Conditions as the address has them; "" for none. */
export function written(conditions: readonly Filter[]): string {
  const filter = all(...conditions);
  return filter ? JSON.stringify(filter) : "";
}

/** A condition in parts; undefined when it is about more than equal values of one field. */
export function read(filter: Filter): Condition | undefined {
  const [operator, field, values] = filter as [string, unknown, unknown];
  if (operator === "not" && Array.isArray(field) && field[0] === "in_class") {
    const inner = read(field);
    return inner && { ...inner, not: true };
  }
  if (!Array.isArray(values) || values.length === 0 || !values.every((value) => typeof value === "string")) return undefined;
  if (operator === "in_class" && field === "verb") return { field: "class", not: false, values };
  if ((operator === "is" || operator === "is_not") && field !== "class" && (fields as readonly unknown[]).includes(field)) {
    return { field: field as Field, not: operator === "is_not", values };
  }
  return undefined;
}

/** A condition as a filter. */
export function filterOf({ field, not, values }: Condition): Filter {
  if (field !== "class") return [not ? "is_not" : "is", field, values];
  const within = ["in_class", "verb", values];
  return not ? ["not", within] : within;
}

/** The conditions with one more: a second value of a field is an alternative to the first. */
export function added(conditions: readonly Filter[], field: Field, value: string, not = false): Filter[] {
  let there = false;
  const next = conditions.flatMap((filter) => {
    const condition = read(filter);
    if (condition?.field !== field) return [filter];
    if (condition.not === not) {
      there = true;
      return condition.values.includes(value) ? [filter] : [filterOf({ ...condition, values: [...condition.values, value] })];
    }
    const values = condition.values.filter((one) => one !== value);
    return values.length > 0 ? [filterOf({ ...condition, values })] : [];
  });
  return there ? next : [...next, filterOf({ field, not, values: [value] })];
}

/** The conditions without one of them. */
export function without(conditions: readonly Filter[], at: number): Filter[] {
  return conditions.filter((_, i) => i !== at);
}

/** The conditions with one turned from «is» to «is not», or back. */
export function turned(conditions: readonly Filter[], at: number): Filter[] {
  return conditions.map((filter, i) => {
    const condition = i === at ? read(filter) : undefined;
    return condition ? filterOf({ ...condition, not: !condition.not }) : filter;
  });
}

/**
 * The parameters of the live stream that say the same; undefined where it cannot. People that were merged, and who is
 * in a group, are only known to queries.
 */
export function streamed(conditions: readonly Filter[]): Record<string, string[]> | undefined {
  const parameters: Record<string, string[]> = {};
  for (const filter of conditions) {
    const condition = read(filter);
    if (!condition || condition.not || !["verb", "class", "activity", "source"].includes(condition.field) || parameters[condition.field]) return undefined;
    parameters[condition.field] = condition.values;
  }
  return parameters;
}
