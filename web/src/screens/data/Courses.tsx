import { useState } from "preact/hooks";
import { del, get, put } from "../../lib/api.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { activityName } from "../../lib/names.ts";
import { all, rowsOf, type Filter } from "../../lib/query.ts";
import { ask, useResource } from "../../lib/resource.ts";
import { param, setParams, storeName } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { ActivityName, Name } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Find } from "../explore/Find.tsx";
import { Count } from "./Part.tsx";
import { decide } from "./Undo.tsx";

interface Row {
  activity: string;
  statements: number;
  people: number;
  course: string | null;
  rule: number;
}

const shows = ["open", "mapped", "all"] as const;
const showParam = param("show");
const searchParam = param("search");
const courseType = "http://adlnet.gov/expapi/activities/course";

/** Activities and the course that each belongs to. */
export function Courses() {
  const show = shows.find((one) => one === showParam.value) ?? "open";
  const [assigning, setAssigning] = useState<Row | undefined>(undefined);
  const only: Filter | undefined = show === "open" ? ["or", ["missing", "course"], ["is", "course_rule", [5]]] : show === "mapped" ? ["is", "course_rule", [1]] : undefined;
  const one: Filter | undefined = searchParam.value ? ["is", "activity", [searchParam.value]] : undefined;
  const rows = useResource(`${storeName.value} mapping ${show} ${searchParam.value}`, async (signal) => {
    const [answer, decisions] = await Promise.all([
      ask({ kind: "table", metrics: ["statements", "people"], dimensions: ["activity", "course", "course_rule"], filter: all(["exists", "activity"], one ?? only)!, limit: 500, time: { range: "all" } }, signal),
      get("/meaning/courses", { signal }),
    ]);
    const mapped = new Set(decisions.courses.map((decision) => decision.activity));
    // An activity whose statements name several courses is one row, with the course that most have.
    const found = new Map<string, Row>();
    for (const row of rowsOf(answer)) {
      const activity = String(row.activity);
      const there = found.get(activity);
      if (there) there.statements += Number(row.statements);
      else found.set(activity, { activity, statements: Number(row.statements), people: Number(row.people), course: (row.course as string | null) ?? null, rule: mapped.has(activity) ? 1 : Number(row.course_rule ?? 0) });
    }
    return [...found.values()];
  });
  const reload = rows.reload;
  const set = (row: Row, course: string) => decide(t("data.course_set", { activity: activityName(row.activity), course: activityName(course) }),
    () => put("/meaning/courses/{activity}", { path: { activity: row.activity }, body: { course } }),
    () => (row.rule === 1 && row.course ? put("/meaning/courses/{activity}", { path: { activity: row.activity }, body: { course: row.course } }) : del("/meaning/courses/{activity}", { path: { activity: row.activity } })), reload);
  const unset = (row: Row) => decide(t("data.course_unset", { activity: activityName(row.activity) }),
    () => del("/meaning/courses/{activity}", { path: { activity: row.activity } }),
    () => put("/meaning/courses/{activity}", { path: { activity: row.activity }, body: { course: row.course ?? "" } }), reload);
  return (
    <Card title={t("data.courses")} note={t("data.courses_note")} flush>
      <div class="mapping-bar">
        <Find label={t("data.find_activity")} hint={t("data.find_activity")} only={["activity"]} shortcut="/" pick={(found) => setParams({ search: found.value })} />
        <div class="segmented" role="group" aria-label={t("data.show")}>
          {shows.map((name) => <button key={name} type="button" aria-pressed={!searchParam.value && show === name} onClick={() => setParams({ show: name === "open" ? "" : name, search: "" })}>{t("data.show_" + name)}</button>)}
        </div>
      </div>
      <Loaded of={rows} lines={8}>
        {(list) => (list.length === 0 ? <p class="mapping-none soft">{t(show === "open" && !searchParam.value ? "data.courses_done" : "common.none")}</p> : (
          <Table<Row> caption={t("data.courses")} rows={list} rowKey={(row) => row.activity} sorted={{ id: "statements", down: true }}
            columns={[
              { id: "activity", label: t("common.activity"), card: true, by: (row) => activityName(row.activity), cell: (row) => <span class="source-name" data-activity={row.activity}><ActivityName id={row.activity} /><code class="soft" dir="ltr"><Name>{row.activity}</Name></code></span> },
              { id: "course", label: t("common.course"), card: true, by: (row) => row.course && activityName(row.course), cell: (row) => (row.course ? <span class="source-name"><ActivityName id={row.course} /><span class="soft">{row.rule > 0 && t("data.rule_" + row.rule)}</span></span> : <Badge tone="warn">{t("data.no_course")}</Badge>) },
              { id: "statements", label: t("data.statements"), numeric: true, by: (row) => row.statements, cell: (row) => <Count value={row.statements} /> },
              ...(may("edit_meaning") ? [{ id: "do", label: t("data.decision"), card: true, cell: (row: Row) => (
                <span class="cluster mapping-do">
                  <Button small onClick={() => setAssigning(row)}>{t(row.rule === 1 ? "common.change" : "data.assign")}<span class="hidden-text"> {activityName(row.activity)}</span></Button>
                  {row.rule === 1 && <Button small kind="quiet" onClick={() => void unset(row)}>{t("data.unmap")}<span class="hidden-text"> {activityName(row.activity)}</span></Button>}
                </span>
              ) }] : []),
            ]} />
        ))}
      </Loaded>
      {assigning && <Assign row={assigning} close={() => setAssigning(undefined)} set={(course) => { setAssigning(undefined); void set(assigning, course); }} />}
    </Card>
  );
}

/** A course for an activity: what its own statements suggest, courses that there are, or whatever is searched. */
function Assign({ row, close, set }: { row: Row; close: () => void; set: (course: string) => void }) {
  const of: Filter = ["is", "activity", [row.activity]];
  const suggested = useResource(`${storeName.value} suggest ${row.activity}`, async (signal) => {
    const time = { range: "all" };
    const [parents, groupings, courses] = await Promise.all([
      ask({ kind: "table", metrics: ["statements"], dimensions: ["parent"], filter: all(of, ["exists", "parent"])!, limit: 5, time }, signal),
      ask({ kind: "table", metrics: ["statements"], dimensions: ["grouping"], filter: all(of, ["exists", "grouping"])!, limit: 5, time }, signal),
      ask({ kind: "table", metrics: ["statements"], dimensions: ["activity"], filter: ["is", "activity.type", [courseType]], limit: 50, time }, signal),
    ]);
    const near = new Map<string, { id: string; n: number; how: string }>();
    for (const [answer, field] of [[groupings, "grouping"], [parents, "parent"]] as const) {
      for (const found of rowsOf(answer)) if (!near.has(String(found[field]))) near.set(String(found[field]), { id: String(found[field]), n: Number(found.statements), how: field });
    }
    const known = rowsOf(courses).map((found) => ({ id: String(found.activity), n: Number(found.statements), how: "course" })).filter((found) => !near.has(found.id));
    return [...near.values(), ...known].filter((found) => found.id !== row.course || row.rule !== 1);
  });
  const [chosen, setChosen] = useState("");
  const [other, setOther] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (chosen) set(chosen);
  };
  return (
    <Dialog title={t("data.assign_title")} close={close}>
      <form class="form" onSubmit={submit}>
        <p><strong><ActivityName id={row.activity} /></strong> <code class="soft fact-id" dir="ltr"><Name>{row.activity}</Name></code></p>
        <Find label={t("data.find_course")} hint={t("data.find_course")} only={["activity"]} pick={(found) => { setOther(found.value); setChosen(found.value); }} />
        <Loaded of={suggested} lines={4}>
          {(list) => (
            <fieldset class="choices">
              <legend class="small soft">{t("data.suggested")}</legend>
              {[...(other && !list.some((one) => one.id === other) ? [{ id: other, n: -1, how: "found" }] : []), ...list].map((one) => (
                <label key={one.id} class="choice">
                  <input type="radio" name="course" value={one.id} checked={chosen === one.id} onChange={() => setChosen(one.id)} />
                  <span class="source-name"><ActivityName id={one.id} /><span class="soft">{t("data.suggest_" + one.how, { n: number(one.n) })}</span></span>
                </label>
              ))}
            </fieldset>
          )}
        </Loaded>
        <div class="form-actions"><Button kind="primary" type="submit" disabled={!chosen}>{t("data.assign")}</Button><Button onClick={close}>{t("common.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
