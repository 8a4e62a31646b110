// Dashboards to begin with: their views are made with them.
import type { Query } from "../../lib/query.ts";

/** A view of a template; its title is the message dashboards.view_ID. */
export interface TemplateView {
  id: string;
  width: 1 | 2 | 3;
  as: "table" | "line" | "bar" | "area" | "number" | "heat" | "funnel" | "histogram";
  query: Query;
}

/** A dashboard to begin with; its messages are dashboards.template_ID, …_text. */
export interface Template {
  id: string;
  views: readonly TemplateView[];
}

const whole = ["missing", "interaction"];
const year = { range: "365d" };

export const templates: readonly Template[] = [
  {
    id: "overview",
    views: [
      { id: "key", width: 3, as: "number", query: { kind: "table", metrics: ["active_people", "completed_people", { rate: ["passed_people", "started_people"], as: "pass_rate" }, "time_estimated"], time: { range: "28d", compare: "previous" } } },
      { id: "active", width: 2, as: "area", query: { kind: "trend", metrics: ["active_people"], time: { range: "90d", bucket: "week" } } },
      { id: "lifecycle", width: 1, as: "bar", query: { kind: "lifecycle", time: { range: "365d", bucket: "month" } } },
      { id: "courses", width: 3, as: "table", query: { kind: "table", metrics: ["people", "completed_people", { rate: ["passed_people", "started_people"], as: "pass_rate" }, "score_median"], dimensions: ["course"], filter: ["exists", "course"], time: year, order: [["people", "desc"]], limit: 15 } },
    ],
  },
  {
    id: "courses",
    views: [
      { id: "funnel", width: 2, as: "funnel", query: { kind: "funnel", steps: [{ name: "Enrolled", filter: ["in_class", "verb", ["enrol"]] }, { name: "Started", filter: ["in_class", "verb", ["start"]] }, { name: "Passed", filter: ["in_class", "verb", ["pass"]] }], time: year } },
      { id: "scores", width: 1, as: "histogram", query: { kind: "distribution", bins: 10, filter: whole, time: year } },
      { id: "pass", width: 3, as: "bar", query: { kind: "table", metrics: [{ rate: ["passed_people", "started_people"], as: "pass_rate" }], dimensions: ["course"], filter: ["exists", "course"], time: year, order: [["pass_rate", "asc"]], limit: 12 } },
    ],
  },
  {
    id: "habits",
    views: [
      { id: "return", width: 2, as: "heat", query: { kind: "retention", period: "month", periods: 6, time: year } },
      { id: "stick", width: 1, as: "line", query: { kind: "trend", metrics: ["active_people", "active_people_28d"], time: { range: "90d", bucket: "day" } } },
      { id: "hours", width: 3, as: "heat", query: { kind: "table", metrics: ["statements"], dimensions: ["weekday", "hour"], time: { range: "90d" }, order: [["weekday", "asc"], ["hour", "asc"]], limit: 168 } },
    ],
  },
];
