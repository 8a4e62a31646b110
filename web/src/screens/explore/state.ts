// What the statement browser is set to: all of it is in the address.
import { computed } from "@preact/signals";
import { all, type Filter, type Query, type Time } from "../../lib/query.ts";
import { withZone } from "../../lib/resource.ts";
import { param, setParams } from "../../lib/router.ts";
import { bucketOf, filterOf as scopeFilter, scope, timeOf } from "../../lib/scope.ts";
import { added, conditionsOf, written, type Field } from "./filters.ts";

/** The orders that are offered; a minus is the oldest first. */
export const orders = ["timestamp", "-timestamp", "stored", "-stored"] as const;
export type Order = (typeof orders)[number];

const filterText = param("filter");
const orderText = param("order");

/** What the address filters by. */
export const filters = computed(() => conditionsOf(filterText.value));

/** The order that the address says. */
export const order = computed<Order>(() => orders.find((one) => one === orderText.value) ?? "timestamp");

/** Whether time and order go by when statements arrived. */
export const byArrival = computed(() => order.value.endsWith("stored"));

/** Filters, scope and time as one filter and one time of queries. */
function asked(): { filter?: Filter; time: Time } {
  const filter = scopeFilter(scope.value, all(...filters.value.conditions));
  const time = timeOf({ ...scope.value, compare: false }, byArrival.value ? { on: "stored" } : {});
  return { time, ...(filter && { filter }) };
}

/** The query whose statements are listed, without limit and cursor. */
export const listed = computed<Query>(() => {
  const [direction, field] = order.value.startsWith("-") ? (["asc", order.value.slice(1)] as const) : (["desc", order.value] as const);
  return withZone({ kind: "statements", ...asked(), order: [[field, direction]] });
});

/** How many there are, over time. */
export const counted = computed<Query>(() => {
  const { time, ...rest } = asked();
  return { kind: "trend", metrics: ["statements"], ...rest, time: { ...time, bucket: bucketOf(scope.value) } };
});

/** Filters by one more part of a statement; what was opened closes. */
export function filterBy(field: Field, value: string, not = false): void {
  setParams({ filter: written(added(filters.value.conditions, field, value, not)), statement: "" });
}
