// What a condition of a filter can be, by the type of its field.
import type { Filter } from "../../../lib/query.ts";
import type { Word } from "./words.ts";

/** The type of a field (docs/query-api.md). */
export type FieldType = Word["type"];

/** The operators that suit a type, the usual one first. */
export function operatorsOf(type: FieldType): readonly string[] {
  switch (type) {
    case "number":
      return ["gte", "gt", "lte", "lt", "between", "is", "exists", "missing"];
    case "time":
      return ["gte", "lt", "between"];
    case "boolean":
      return ["is", "is_not", "exists", "missing"];
    default:
      return ["is", "is_not", "contains", "starts", "exists", "missing"];
  }
}

/** A condition about a field with the usual operator, its value still to be chosen. */
export function begun(field: string, type: FieldType): Filter {
  if (field === "verb_class") return ["in_class", "verb", []];
  return condition(field, operatorsOf(type)[0]!, type, undefined);
}

/** A condition with an operator: what was chosen before stays where it can. */
export function condition(field: string, operator: string, type: FieldType, before: unknown): Filter {
  const first = Array.isArray(before) ? (before as unknown[])[0] : before;
  switch (operator) {
    case "exists":
    case "missing":
      return [operator, field];
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return [operator, field, first ?? ""];
    case "between":
      return [operator, field, Array.isArray(before) && before.length === 2 ? before : [first ?? "", ""]];
    default:
      if (type === "boolean") return [operator, field, [typeof first === "boolean" ? first : true]];
      return [operator, field, Array.isArray(before) ? (before as unknown[]).filter((one) => one !== "") : before === undefined || before === "" ? [] : [before]];
  }
}

/** A group without one of its operands: of one that is left, that one. */
export function without(group: Filter, at: number): Filter | undefined {
  const left = [...group.slice(0, at), ...group.slice(at + 1)];
  if (left.length === 1) return undefined;
  if (left.length === 2 && left[0] !== "not") return left[1] as Filter;
  return left;
}

/** A filter with one more condition that must hold, too. */
export function joined(filter: Filter | undefined, more: Filter): Filter {
  if (filter === undefined) return more;
  return filter[0] === "and" ? [...filter, more] : ["and", filter, more];
}
