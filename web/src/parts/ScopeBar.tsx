import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { get } from "../lib/api.ts";
import { date } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { activityName } from "../lib/names.ts";
import { ask, useResource } from "../lib/resource.ts";
import { param, setParams, storeName } from "../lib/router.ts";
import { ranges, scope } from "../lib/scope.ts";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";

/** The global controls (ui.md §1.4). */
export type ScopeControl = "range" | "group" | "course" | "compare";

interface Vocabulary {
  segments?: string[];
}

/** Time range, group, course and compare: always here, always in the address. `unset` says what no range means where it has a meaning of its own. */
export function ScopeBar({ controls, fresh, unset }: { controls: readonly ScopeControl[]; fresh?: ComponentChildren; unset?: string | undefined }) {
  const [picking, setPicking] = useState(false);
  const now = scope.value;
  const own = now.range.includes("..");
  const segments = useResource(
    controls.includes("group") ? storeName.value + " segments" : null,
    (signal) => get("/schema", { query: { of: "types", limit: 1 }, signal }) as Promise<Vocabulary>,
  );
  const courses = useResource(
    controls.includes("course") ? storeName.value + " courses" : null,
    (signal) => ask({ kind: "table", dimensions: ["course"], metrics: ["people"], limit: 200, filter: ["exists", "course"] }, signal),
  );
  const list = (courses.data?.rows ?? []).map((row) => String((row as unknown[])[0]));
  if (now.course && !list.includes(now.course)) list.unshift(now.course);
  const groups = segments.data?.segments ?? [];
  return (
    <div class="scope-bar no-print" role="group" aria-label={t("common.controls")}>
      {controls.includes("range") && (
        <label class="control">
          <span class="hidden-text">{t("common.range")}</span>
          <select data-shortcut="t" value={own ? "own" : unset !== undefined && param("range").value === "" ? "" : now.range}
            onChange={(event) => (event.currentTarget.value === "own" ? setPicking(true) : setParams({ range: event.currentTarget.value }))}>
            {unset !== undefined && <option value="">{unset}</option>}
            {ranges.map((range) => <option key={range} value={range}>{t("common.range_" + range)}</option>)}
            {!own && !ranges.includes(now.range as never) && <option value={now.range}>{now.range}</option>}
            <option value="own">{own ? rangeLabel(now.range) : t("common.range_own")}</option>
          </select>
        </label>
      )}
      {controls.includes("range") && own && <Button kind="quiet" small onClick={() => setPicking(true)}>{t("common.change")}</Button>}
      {controls.includes("group") && (groups.length > 0 || now.group) && (
        <label class="control">
          <span class="hidden-text">{t("common.group")}</span>
          <select value={now.group} onChange={(event) => setParams({ scope: event.currentTarget.value })}>
            <option value="">{t("common.everybody")}</option>
            {groups.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        </label>
      )}
      {controls.includes("course") && (
        <label class="control">
          <span class="hidden-text">{t("common.course")}</span>
          <select value={now.course} onChange={(event) => setParams({ course: event.currentTarget.value })}>
            <option value="">{t("common.all_courses")}</option>
            {list.map((id) => <option key={id} value={id}>{activityName(id)}</option>)}
          </select>
        </label>
      )}
      {controls.includes("compare") && (
        <label class="control control-check">
          <input type="checkbox" data-shortcut="x" checked={now.compare} disabled={now.range === "all"}
            onChange={(event) => setParams({ compare: event.currentTarget.checked })} />
          <span>{t("common.compare")}</span>
        </label>
      )}
      {fresh && <span class="fresh">{fresh}</span>}
      {picking && <OwnRange close={() => setPicking(false)} />}
    </div>
  );
}

function rangeLabel(range: string): string {
  const [from, to] = range.split("..");
  return `${date(from)} – ${date(new Date(Date.parse(to!) - 1))}`;
}

/** Two days, both inclusive as people say them; the address holds the end exclusive. */
function OwnRange({ close }: { close: () => void }) {
  const [from, to] = scope.value.range.includes("..") ? scope.value.range.split("..") : ["", ""];
  const last = to ? new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10) : "";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const end = new Date(Date.parse(String(form.get("to"))) + 86_400_000).toISOString().slice(0, 10);
    setParams({ range: `${String(form.get("from"))}..${end}` });
    close();
  };
  return (
    <Dialog title={t("common.range_own")} close={close}>
      <form class="form" onSubmit={submit}>
        <label class="field"><span>{t("common.from_day")}</span><input type="date" name="from" required defaultValue={from} /></label>
        <label class="field"><span>{t("common.to_day")}</span><input type="date" name="to" required defaultValue={last} /></label>
        <div class="form-actions"><Button kind="primary" type="submit">{t("common.apply")}</Button></div>
      </form>
    </Dialog>
  );
}
