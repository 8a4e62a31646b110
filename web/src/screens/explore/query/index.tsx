import { Bookmark, Download, RotateCw, Target } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { get, Problem } from "../../../lib/api.ts";
import { download } from "../../../lib/download.ts";
import { has, t } from "../../../lib/i18n.ts";
import type { Answer, Query } from "../../../lib/query.ts";
import { useQuery, useResource, withZone } from "../../../lib/resource.ts";
import { param, screen, setParams, storeName } from "../../../lib/router.ts";
import { may } from "../../../lib/session.ts";
import { announce } from "../../../parts/announce.tsx";
import { AnswerView, ShapeChoice } from "../../../parts/AnswerView.tsx";
import { metricLabel } from "../../../parts/answer/names.ts";
import { suitable } from "../../../parts/answer/shapes.ts";
import { Button, ButtonLink } from "../../../parts/Button.tsx";
import { CopyButton } from "../../../parts/Copy.tsx";
import { Counted } from "../../../parts/Counted.tsx";
import { Name } from "../../../parts/Name.tsx";
import { Failure, Loaded, Skeleton } from "../../../parts/State.tsx";
import { Builder } from "./Builder.tsx";
import { Explain } from "./Explain.tsx";
import { Faults, faultsOf } from "./faults.ts";
import { Job } from "./Job.tsx";
import { JsonEditor } from "./JsonEditor.tsx";
import { readyQuestions, useSubjects } from "./ready.ts";
import { SaveView, type View } from "./SaveView.tsx";
import { isComplete, parse, written } from "./state.ts";
import { useVocabulary, type Vocabulary } from "./words.ts";
import "./query.css";

/** How long the form must rest before what it says is asked, in milliseconds. */
const rest = 400;

/** A question of one's own: as a form, as JSON, as a table, as a chart. All of it is in the address. */
export default function QueryTab() {
  const vocabulary = useVocabulary();
  const text = param("q").value;
  const parsed = parse(text);
  if (text === "") return <Start />;
  if (!parsed.query) return <div class="card"><div class="card-body"><p class="wrong">{t("query.address_wrong")}</p><Button onClick={() => setParams({ q: "" })}>{t("query.start_over")}</Button></div></div>;
  return <Loaded of={vocabulary} lines={8}>{(words) => <Asked vocabulary={words} query={parsed.query!} />}</Loaded>;
}

/** Ten questions to begin with. */
function Start() {
  const subjects = useSubjects();
  const begin = (query: Query) => setParams({ q: written(query), as: "" });
  return (
    <div class="ready">
      <div class="cluster">
        <p class="soft">{t("query.ready_intro")}</p>
        <Button onClick={() => begin({ kind: "table", metrics: ["people", "statements"], time: { range: "28d" } })}>{t("query.own")}</Button>
      </div>
      <Loaded of={subjects} lines={8}>
        {(found) => (
          <ul class="ready-list">
            {readyQuestions(found).filter((one) => !one.people || may("see_people")).map((one) => (
              <li key={one.id}><button type="button" class="ready-one" onClick={() => begin(one.query)}><strong>{t("query.ready_" + one.id)}</strong><span class="soft small">{t("query.kind_" + one.query.kind)}</span></button></li>
            ))}
          </ul>
        )}
      </Loaded>
    </div>
  );
}

function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), rest);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** The view that the address is about, if any. */
function useView(): View | undefined {
  const id = param("view").value;
  return useResource(id === "" ? null : `${storeName.value} view ${id}`, (signal) => get("/views/{id}", { path: { id: Number(id) }, signal })).data;
}

function Asked({ vocabulary, query }: { vocabulary: Vocabulary; query: Query }) {
  const [form, setForm] = useState<"form" | "json">("form");
  const [explaining, setExplaining] = useState(false);
  const [saving, setSaving] = useState<"" | "new" | "change">("");
  const [job, setJob] = useState(0);
  const [fromJob, setFromJob] = useState<{ key: string; answer: Answer } | undefined>(undefined);
  const view = useView();
  const now = written(query);
  const rested = useRested(now);
  const asked = parse(rested).query!;
  const whole = isComplete(asked);
  const answer = useQuery(whole ? asked : null);
  const last = useRef<{ key: string; query: Query; answer: Answer } | undefined>(undefined);
  if (answer.data) last.current = { key: rested, query: asked, answer: answer.data };
  if (fromJob?.key === rested) last.current = { key: rested, query: asked, answer: fromJob.answer };
  useEffect(() => setJob(0), [rested]);
  const faults = now === rested ? faultsOf(answer.error) : [];
  const change = (next: Query) => setParams({ q: written(next) }, { replace: true });
  const as = param("as").value;
  const shown = last.current;
  const stale = shown !== undefined && (shown.key !== now || now !== rested);
  // Of what is too much, a job answers what would only take too long.
  const heavy = ["query-too-heavy", "query-timeout"].includes(answer.error?.code ?? "") && fromJob?.key !== rested;
  const label = view?.title ?? titleOf(asked);
  const oneNumber = (asked.kind === "table" || asked.kind === "trend") && !asked.dimensions?.length && asked.metrics?.length === 1;
  const save = (name: string, format: string) => void download("/query", { format }, withZone(asked), name).catch((cause: unknown) => announce(cause instanceof Problem ? cause.message : String(cause), "bad"));

  return (
    <Faults.Provider value={faults}>
      <div class="query-tab">
        <section class="card query-side" aria-label={t("query.question_is")}>
          <div class="card-body">
            <div class="query-side-head">
              <div class="segmented" role="group" aria-label={t("query.how")}>
                {(["form", "json"] as const).map((one) => <button key={one} type="button" aria-pressed={form === one} onClick={() => setForm(one)}>{t("query.as_" + one)}</button>)}
              </div>
              <Button small kind="quiet" icon={RotateCw} onClick={() => setParams({ q: "", as: "", view: "" })}>{t("query.start_over")}</Button>
            </div>
            {form === "form" ? <Builder vocabulary={vocabulary} query={query} onChange={change} /> : <JsonEditor query={query} onChange={change} faults={faults} />}
            {form === "form" && faults.length > 0 && <div role="status" class="query-faults">{faults.map((fault) => <p key={fault.pointer + fault.message} class="wrong"><code dir="ltr">{fault.pointer || "/"}</code> <bdi>{fault.message}</bdi></p>)}</div>}
          </div>
        </section>
        <section class="query-main" aria-label={t("query.answer")}>
          <div class="card">
            <header class="card-head">
              <div><h2><Name>{label}</Name></h2>{view && <p class="soft small">{t("query.saved_view", { owner: view.owner.name })}</p>}</div>
              <div class="card-aside cluster">
                {shown && <Counted query={asked} answer={shown.answer} label={label} />}
                {may("edit_dashboards") && view?.may_change && <Button small icon={Bookmark} disabled={!whole} onClick={() => setSaving("change")}>{t("query.save_changes")}</Button>}
                {may("edit_dashboards") && <Button small kind={view?.may_change ? "plain" : "primary"} icon={Bookmark} disabled={!whole} onClick={() => setSaving("new")}>{t("query.save")}</Button>}
              </div>
            </header>
            <div class="card-body query-answer">
              <ShapeChoice query={asked} as={as} choose={(shape) => setParams({ as: shape }, { replace: true })} />
              {!whole && <p class="query-hint" role="status">{t("query.incomplete")}</p>}
              {heavy && job === 0 && (
                <div class="query-hint" role="alert">
                  <p>{t("query.heavy")}</p>
                  {may("run_jobs") && <Button small kind="primary" onClick={() => setJob(1)}>{t("query.run_job")}</Button>}
                </div>
              )}
              {job > 0 && <Job key={rested} query={asked} done={(result) => setFromJob({ key: rested, answer: result })} close={() => setJob(0)} />}
              {answer.error && !heavy && faults.length === 0 && fromJob?.key !== rested && <Failure problem={answer.error} retry={answer.reload} />}
              {faults.length > 0 && <p class="query-hint wrong">{t("query.faults", { n: faults.length })}</p>}
              {/* The answer of the question before is no answer to one that was refused. */}
              {shown && !(stale && answer.error && faults.length === 0) ? (
                <div class={stale ? "query-stale" : undefined} aria-busy={answer.loading || stale ? "true" : undefined}>
                  <AnswerView query={shown.query} answer={shown.answer} as={as} label={label} />
                </div>
              ) : whole && !answer.error ? <Skeleton lines={6} /> : null}
            </div>
            <footer class="query-foot no-print">
              <Button small kind="quiet" aria-expanded={explaining} onClick={() => setExplaining(!explaining)}>{t("query.explain")}</Button>
              {may("run_jobs") && job === 0 && <Button small kind="quiet" disabled={!whole} onClick={() => setJob(1)}>{t("query.run_job")}</Button>}
              <Button small kind="quiet" icon={Download} disabled={!whole || !shown} onClick={() => save("answer.csv", "csv")}>{t("query.csv")}</Button>
              <Button small kind="quiet" icon={Download} disabled={!whole || !shown} onClick={() => save("answer.json", "json")}>{t("query.json_file")}</Button>
              <CopyButton text={window.location.href} label={t("query.copy_link")} />
              {oneNumber && may("edit_dashboards") && <ButtonLink small kind="quiet" icon={Target} href={screen("/dashboards/kpis", { new: 1, q: written(asked), title: label })}>{t("query.as_kpi")}</ButtonLink>}
            </footer>
            {explaining && whole && <div class="query-explain"><Explain query={asked} /></div>}
          </div>
        </section>
      </div>
      {saving !== "" && (
        <SaveView query={asked} as={suitable(asked, as)} {...(saving === "change" && view && { view })} close={() => setSaving("")}
          saved={(done) => { setSaving(""); setParams({ view: done.id, as: done.display.as }, { replace: true }); }} />
      )}
    </Faults.Provider>
  );
}

/** A title for a query that has none: its numbers, or its kind. */
export function titleOf(query: Query): string {
  if (query.metrics?.length) return query.metrics.slice(0, 3).map(metricLabel).join(" · ");
  return has("query.kind_" + query.kind) ? t("query.kind_" + query.kind) : t("query.answer");
}
