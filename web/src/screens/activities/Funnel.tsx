import { ArrowDown, ArrowUp, Plus, X } from "lucide";
import { duration, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { activityName } from "../../lib/names.ts";
import { rowsOf, type Filter, type Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { param, setParams } from "../../lib/router.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Failure, Loaded, Skeleton } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Chart } from "../../parts/chart/index.ts";
import { Lacking } from "./Lacking.tsx";
import { HiddenNote, minGroup, Num } from "./Num.tsx";
import { opener } from "./Overview.tsx";
import { within, type Subject } from "./subject.ts";

const classes = ["enrol", "start", "progress", "answer", "complete", "pass", "fail", "score", "exit", "view", "social", "credential"];
const spans = ["", "1d", "7d", "14d", "28d", "90d", "180d"];
const ways = ["any", "ordered", "strict"];

/** A step as the address holds it: «enrolled», «class:answer», «did:IRI», «done:IRI». */
function filterOfStep(of: Subject, step: string): Filter {
  const done: Filter = ["or", ["in_class", "verb", ["complete"]], ["is", "completion", [true]]];
  if (step.startsWith("class:")) return ["in_class", "verb", [step.slice(6)]];
  if (step.startsWith("did:")) return ["is", "activity", [step.slice(4)]];
  if (step.startsWith("done:")) return ["and", ["is", "activity", [step.slice(5)]], ["or", done, ["in_class", "verb", ["pass"]]]];
  switch (step) {
    case "enrolled": return ["in_class", "verb", ["enrol"]];
    case "started": return ["in_class", "verb", ["start"]];
    case "progress": return ["in_class", "verb", ["progress", "answer", "view"]];
    case "completed": return ["and", of.completing, done];
    default: return ["and", of.passing, ["or", ["in_class", "verb", ["pass"]], ["and", ["in_class", "verb", ["complete", "score"]], ["is", "success", [true]], ["missing", "interaction"]]]];
  }
}

function nameOfStep(step: string): string {
  if (step.startsWith("class:")) return t("activity.class_" + step.slice(6));
  if (step.startsWith("did:")) return t("activity.step_did", { name: activityName(step.slice(4)) });
  if (step.startsWith("done:")) return t("activity.step_done", { name: activityName(step.slice(5)) });
  return t("activity.step_" + step);
}

/** How far people come, and where they are lost. */
export function Funnel({ of }: { of: Subject }) {
  const time = timeOf({ ...scope.value, compare: false });
  const there = useQuery({ kind: "table", dimensions: ["verb_class"], metrics: ["people"], filter: within(of.whole)!, time });
  const present = new Set((there.data ? rowsOf(there.data) : []).map((row) => String(row.verb_class)));
  const usual = ["enrolled", "started", "progress", "completed", "passed"].filter((step) => ({
    enrolled: present.has("enrol"), started: present.has("start"), progress: present.has("progress") || present.has("answer") || present.has("view"),
    completed: present.has("complete"), passed: present.has("pass"),
  })[step]);
  const given = param("steps").value;
  const steps = given === "" ? usual : given.split(" ").filter((step) => /^(enrolled|started|progress|completed|passed|class:\w+|did:.+|done:.+)$/.test(step)).slice(0, 12);
  const span = spans.includes(param("within").value) ? param("within").value : "";
  const match = ways.includes(param("match").value) ? param("match").value : "any";
  const query: Query | null = there.data && steps.length >= 2 ? {
    kind: "funnel", match, ...(span && { within: span }), filter: within(of.whole)!, time,
    steps: steps.map((step, i) => ({ name: `${i + 1} ${nameOfStep(step)}`.slice(0, 100), filter: filterOfStep(of, step) })),
  } : null;
  const answer = useQuery(query, { live: true });
  const change = (next: string[]) => setParams({ steps: next.join(" ") });
  if (there.error && !there.data) return <Card><Failure problem={there.error} retry={there.reload} /></Card>;
  if (!there.data) return <Card><Skeleton lines={6} /></Card>;
  return (
    <div class="act-funnel">
      <Card title={t("activity.funnel")} {...(query && { aside: <Counted query={query} answer={answer.data} label={t("activity.funnel")} /> })}>
        {!query ? <Lacking feature="funnels" title={t("activity.funnel_none")} figures={[{ label: t("activity.funnel_steps_there"), value: steps.length }]}>{t("activity.funnel_none_text")}</Lacking> : (
          <Loaded of={answer} lines={6}>
            {(data) => {
              const k = minGroup(data);
              const rows = rowsOf(data).map((row, i) => ({ ...row, name: nameOfStep(steps[i] ?? ""), step: i + 1, count: row.count as number | null, overall: row.overall as number | null, stepRate: row.step_rate as number | null, dropOff: row.drop_off as number | null, median: row.median_s as number | null, p90: row.p90_s as number | null }));
              if (rows.length === 0 || rows[0]!.count === 0) return <Lacking feature="funnels" title={t("activity.funnel_nobody")}>{t("activity.funnel_nobody_text", { step: nameOfStep(steps[0]!) })}</Lacking>;
              const lost = (i: number) => (i === 0 ? 0 : rows[i - 1]!.count === null || rows[i]!.count === null ? null : rows[i - 1]!.count! - rows[i]!.count!);
              return (
                <>
                  <Chart onOpen={opener} spec={{
                    kind: "funnel", measure: { name: t("activity.people"), format: "count" }, minGroup: k,
                    rows: rows.map((row, i) => ({ step: row.step, name: row.name, count: row.count, overall: row.overall, stepRate: row.stepRate, dropOff: row.dropOff, median: row.median, of: { query, cell: i === 0 ? { step: 1 } : { step: i + 1, dropped: true }, label: i === 0 ? row.name : t("activity.lost_before", { step: row.name }) } })),
                  }} />
                  <Table caption={t("activity.table_of", { title: t("activity.funnel") })} rows={rows} rowKey={(row) => String(row.step)} columns={[
                    { id: "name", label: t("activity.step"), card: true, cell: (row) => row.name },
                    { id: "count", label: t("activity.reached"), numeric: true, card: true, cell: (row) => <Num value={row.count} counted k={k} query={query} cell={{ step: row.step }} label={t("activity.reached_step", { step: row.name })} /> },
                    { id: "lost", label: t("activity.lost"), numeric: true, card: true, cell: (row) => (row.step === 1 ? <span class="soft">–</span> : <Num value={lost(row.step - 1)} counted k={k} query={query} cell={{ step: row.step, dropped: true }} label={t("activity.lost_before", { step: row.name })} />) },
                    { id: "overall", label: t("activity.of_first"), numeric: true, cell: (row) => <Num value={row.overall} counted k={k} text={percent(row.overall, 1)} /> },
                    { id: "rate", label: t("activity.of_before"), numeric: true, cell: (row) => <Num value={row.stepRate} counted k={k} text={percent(row.stepRate, 1)} /> },
                    { id: "median", label: t("activity.median_time"), numeric: true, cell: (row) => <Num value={row.median} text={duration(row.median)} /> },
                    { id: "p90", label: t("activity.p90_time"), numeric: true, cell: (row) => <Num value={row.p90} text={duration(row.p90)} /> },
                  ]} />
                  {(data.meta as { open?: number }).open ? <p class="soft small">{t("activity.funnel_open", { n: (data.meta as { open?: number }).open! })}</p> : null}
                  <HiddenNote answers={[data]} />
                </>
              );
            }}
          </Loaded>
        )}
      </Card>
      <Card title={t("activity.funnel_edit")}>
        <div class="act-steps-form">
          <ol class="act-steps">
            {steps.map((step, i) => (
              <li key={i + step}>
                <label><span class="hidden-text">{t("activity.step_n", { n: i + 1 })}</span>
                  <StepSelect of={of} value={step} onChange={(value) => change(steps.map((one, j) => (j === i ? value : one)))} />
                </label>
                <span class="act-steps-tools">
                  <Button small kind="quiet" icon={ArrowUp} iconOnly disabled={i === 0} onClick={() => change(moved(steps, i, -1))}>{t("activity.step_up", { n: i + 1 })}</Button>
                  <Button small kind="quiet" icon={ArrowDown} iconOnly disabled={i === steps.length - 1} onClick={() => change(moved(steps, i, 1))}>{t("activity.step_down", { n: i + 1 })}</Button>
                  <Button small kind="quiet" icon={X} iconOnly disabled={steps.length <= 2} onClick={() => change(steps.filter((_, j) => j !== i))}>{t("activity.step_remove", { n: i + 1 })}</Button>
                </span>
              </li>
            ))}
          </ol>
          <div class="cluster">
            <Button small icon={Plus} disabled={steps.length >= 12} onClick={() => change([...steps, "class:answer"])}>{t("activity.step_add")}</Button>
            {given !== "" && <Button small kind="quiet" onClick={() => setParams({ steps: "" })}>{t("activity.step_reset")}</Button>}
          </div>
          <label class="field"><span>{t("activity.within")}</span>
            <select value={span} onChange={(event) => setParams({ within: event.currentTarget.value })}>
              {spans.map((one) => <option key={one} value={one}>{one === "" ? t("activity.within_any") : t("activity.within_days", { n: parseInt(one, 10) })}</option>)}
            </select>
          </label>
          <label class="field"><span>{t("activity.order")}</span>
            <select value={match} onChange={(event) => setParams({ match: event.currentTarget.value === "any" ? "" : event.currentTarget.value })}>
              {ways.map((one) => <option key={one} value={one}>{t("activity.order_" + one)}</option>)}
            </select>
          </label>
          <p class="soft small">{t("activity.order_text_" + match)}</p>
        </div>
      </Card>
    </div>
  );
}

function moved(list: string[], from: number, by: 1 | -1): string[] {
  const next = [...list];
  [next[from], next[from + by]] = [next[from + by]!, next[from]!];
  return next;
}

function StepSelect({ of, value, onChange }: { of: Subject; value: string; onChange: (value: string) => void }) {
  const parts = of.parts.filter((part) => part.activity !== of.id).slice(0, 100);
  const known = ["enrolled", "started", "progress", "completed", "passed", ...classes.map((one) => "class:" + one), ...parts.flatMap((part) => ["did:" + part.activity, "done:" + part.activity])];
  return (
    <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {!known.includes(value) && <option value={value}>{nameOfStep(value)}</option>}
      <optgroup label={t("activity.steps_usual")}>
        {["enrolled", "started", "progress", "completed", "passed"].map((one) => <option key={one} value={one}>{nameOfStep(one)}</option>)}
      </optgroup>
      <optgroup label={t("activity.steps_classes")}>
        {classes.map((one) => <option key={one} value={"class:" + one}>{nameOfStep("class:" + one)}</option>)}
      </optgroup>
      {parts.length > 0 && (
        <optgroup label={t("activity.steps_parts")}>
          {parts.map((part) => [
            <option key={"did" + part.activity} value={"did:" + part.activity}>{nameOfStep("did:" + part.activity)}</option>,
            part.interaction === "" && <option key={"done" + part.activity} value={"done:" + part.activity}>{nameOfStep("done:" + part.activity)}</option>,
          ])}
        </optgroup>
      )}
    </select>
  );
}
