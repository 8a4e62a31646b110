import { t } from "../../../lib/i18n.ts";
import { zone } from "../../../lib/format.ts";
import type { Query, Time } from "../../../lib/query.ts";
import { ranges } from "../../../lib/scope.ts";
import { Check, Field } from "../../../parts/Field.tsx";
import { useFault } from "./faults.ts";
import { compares, hasBuckets } from "./state.ts";

const buckets = ["hour", "day", "week", "month", "quarter", "year"] as const;
const day = 86_400_000;

/** When: the range, the buckets, the zone, and what it is compared with. */
export function TimeFields({ query, onChange }: { query: Query; onChange: (query: Query) => void }) {
  const time = query.time ?? {};
  const set = (more: Partial<Record<keyof Time, unknown>>) => onChange({ ...query, time: { ...time, ...more } as Time });
  const range = time.range ?? "all";
  const own = Array.isArray(range);
  const fault = useFault("/time");
  const offered = ["all", ...ranges.filter((one) => one !== "all"), "last_week"];
  return (
    <div class="query-fields">
      <Field label={t("common.range")} error={fault}>
        <select value={own ? "own" : range} onChange={(event) => {
          const next = event.currentTarget.value;
          const today = new Date().toISOString().slice(0, 10);
          if (next === "own") set({ range: [new Date(Date.parse(today) - 28 * day).toISOString().slice(0, 10), new Date(Date.parse(today) + day).toISOString().slice(0, 10)] });
          else set({ range: next === "all" ? undefined : next, ...(next === "all" && { compare: undefined }) });
        }}>
          {offered.map((one) => <option key={one} value={one}>{one === "last_week" ? t("query.range_last_week") : t("common.range_" + one)}</option>)}
          {!own && !offered.includes(range) && <option value={range}>{/^\d+d$/.test(range) ? t("query.range_days", { n: parseInt(range, 10) }) : range}</option>}
          <option value="own">{t("common.range_own")}</option>
        </select>
      </Field>
      {own && (
        <div class="query-pair">
          <Field label={t("common.from_day")}><input type="date" value={range[0].slice(0, 10)} onInput={(event) => event.currentTarget.value && set({ range: [event.currentTarget.value, range[1]] })} /></Field>
          <Field label={t("common.to_day")}><input type="date" value={lastDay(range[1])} onInput={(event) => event.currentTarget.value && set({ range: [range[0], new Date(Date.parse(event.currentTarget.value) + day).toISOString().slice(0, 10)] })} /></Field>
        </div>
      )}
      {hasBuckets(query.kind) && (
        <Field label={t("query.bucket")}>
          <select value={time.bucket ?? "week"} onChange={(event) => set({ bucket: event.currentTarget.value })}>
            {buckets.filter((one) => query.kind !== "lifecycle" || one !== "hour").map((one) => <option key={one} value={one}>{t("chart.column." + one)}</option>)}
          </select>
        </Field>
      )}
      {compares(query.kind) && <Check label={t("query.compare")} checked={time.compare === "previous"} disabled={range === "all"} onChange={(event) => set({ compare: event.currentTarget.checked ? "previous" : undefined })} />}
      <details class="query-more">
        <summary>{t("query.time_more")}</summary>
        <div class="query-fields">
          <Field label={t("query.on")}>
            <select value={time.on ?? "timestamp"} onChange={(event) => set({ on: event.currentTarget.value === "stored" ? "stored" : undefined })}>
              <option value="timestamp">{t("query.on_timestamp")}</option>
              <option value="stored">{t("query.on_stored")}</option>
            </select>
          </Field>
          <Field label={t("query.zone")}>
            <select value={time.zone ?? ""} onChange={(event) => set({ zone: event.currentTarget.value || undefined })}>
              <option value="">{t("query.zone_own", { zone: zone.value })}</option>
              {["UTC", ...Intl.supportedValuesOf("timeZone")].map((one) => <option key={one} value={one}>{one}</option>)}
            </select>
          </Field>
        </div>
      </details>
    </div>
  );
}

/** The last day of a range whose end is not in it. */
function lastDay(end: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(end) ? new Date(Date.parse(end) - day).toISOString().slice(0, 10) : end.slice(0, 10);
}
