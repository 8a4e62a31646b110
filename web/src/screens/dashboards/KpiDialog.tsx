import { useState } from "preact/hooks";
import { post, Problem, put } from "../../lib/api.ts";
import { textOf } from "../../lib/attempt.ts";
import { t } from "../../lib/i18n.ts";
import { inFormat, metricName, valueOf, type KPI, type KPIDraft } from "../../lib/kpi.ts";
import type { Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { screen } from "../../lib/router.ts";
import { me } from "../../lib/session.ts";
import { announce } from "../../parts/announce.tsx";
import { metricFormat } from "../../parts/answer/columns.ts";
import { metricLabel } from "../../parts/answer/names.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check, Field } from "../../parts/Field.tsx";
import { Name } from "../../parts/Name.tsx";

/** Numbers that are offered without putting a query together. */
const offers: readonly unknown[] = ["active_people", "completed_people", "passed_people", { rate: ["passed_people", "started_people"], as: "pass_rate" }, { rate: ["completed_people", "started_people"], as: "completed_of_started" }, "score_median", "time_estimated", "statements", "late_share"];
/** What fields show of a number. */
const shownAs = { percent: 100, duration: 1 / 60, count: 1, number: 1 } as const;
type Format = KPI["format"];

const formatFor = (query: Query): Format => metricFormat(query.metrics?.[0]) as Format;
const most = 6;

interface KpiDialogProps {
  kpi?: KPI | undefined;
  /** What a new one begins with. */
  begin?: { query?: Query | undefined; title?: string };
  all: readonly KPI[];
  close: () => void;
  done: () => void;
}

/** Makes or changes a KPI: nothing is saved without who answers for it and what is done when it is red. */
export function KpiDialog({ kpi, begin, all, close, done }: KpiDialogProps) {
  const [query, setQuery] = useState<Query>((kpi?.query as Query | undefined) ?? begin?.query ?? { kind: "table", metrics: ["active_people"], time: { range: "28d" } });
  const [format, setFormat] = useState<Format>(kpi?.format ?? formatFor(query));
  const [onHome, setOnHome] = useState(kpi?.on_home ?? true);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const now = useQuery(query);
  const home = all.filter((one) => one.on_home && one.id !== kpi?.id);
  const full = onHome && home.length >= most;
  const scale = shownAs[format];
  const shown = (value: number) => Number((value * scale).toPrecision(8));
  const unit = format === "percent" ? " (%)" : format === "duration" ? ` (${t("kpis.minutes")})` : "";
  const own = !offers.some((one) => JSON.stringify(one) === JSON.stringify(query.metrics?.[0])) || query.filter !== undefined;
  const value = now.data ? valueOf(now.data, metricName(query.metrics?.[0])).now : undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const bound = (name: string) => Number((Number(textOf(event, name)) / scale).toPrecision(12));
    const replaces = full ? Number(textOf(event, "replaces")) : 0;
    const body: KPIDraft = {
      title: textOf(event, "title").trim(), query: query as never, format, direction: textOf(event, "direction") as KPI["direction"], target: bound("target"), warn: bound("warn"),
      owner: textOf(event, "owner").trim(), action: textOf(event, "action").trim(), on_home: onHome, place: Number(textOf(event, "place")) || 0, ...(replaces > 0 && { replaces }),
    };
    setBusy(true);
    setWrong("");
    (kpi ? put("/kpis/{id}", { path: { id: kpi.id }, body }) : post("/kpis", { body })).then(
      () => {
        announce(t("common.saved"));
        done();
      },
      (cause: unknown) => {
        setWrong(cause instanceof Problem ? [cause.message, ...(cause.code === "home-full" ? [] : (cause.document.errors ?? []).map((error) => error.message ?? ""))].join(" ") : String(cause));
        setBusy(false);
      },
    );
  };
  return (
    <Dialog title={t(kpi ? "kpis.change" : "kpis.new")} close={close} wide>
      <form class="form" onSubmit={submit}>
        <Field label={t("kpis.number")} hint={value === undefined ? "" : t("home.now", { value: inFormat(value, format) })}>
          <select value={own ? "own" : JSON.stringify(query.metrics?.[0])} onChange={(event) => {
            if (event.currentTarget.value === "own") return;
            const next: Query = { kind: "table", metrics: [JSON.parse(event.currentTarget.value) as unknown], time: { range: "28d" } };
            setQuery(next);
            setFormat(formatFor(next));
          }}>
            {own && <option value="own">{metricLabel(query.metrics?.[0])}{query.filter ? " · " + t("kpis.filtered") : ""}</option>}
            {offers.map((one) => <option key={JSON.stringify(one)} value={JSON.stringify(one)}>{metricLabel(one)}</option>)}
          </select>
        </Field>
        <p class="small"><a href={screen("/explore", { tab: "query", q: JSON.stringify(query) })}>{t("kpis.build")}</a></p>
        <Field label={t("query.title")}><input name="title" required maxLength={200} defaultValue={kpi?.title ?? begin?.title ?? ""} autocomplete="off" /></Field>
        <div class="query-pair">
          <Field label={t("kpis.format")}>
            <select value={format} onChange={(event) => setFormat(event.currentTarget.value as Format)}>{(["count", "percent", "number", "duration"] as const).map((one) => <option key={one} value={one}>{t("kpis.format_" + one)}</option>)}</select>
          </Field>
          <Field label={t("kpis.direction")}>
            <select name="direction">{(["up", "down"] as const).map((one) => <option key={one} value={one} selected={one === (kpi?.direction ?? "up")}>{t("kpis.direction_" + one)}</option>)}</select>
          </Field>
          <Field label={t("kpis.target") + unit}><input key={format + "t"} type="number" step="any" name="target" required defaultValue={kpi ? shown(kpi.target) : ""} /></Field>
          <Field label={t("kpis.warn") + unit}><input key={format + "w"} type="number" step="any" name="warn" required defaultValue={kpi ? shown(kpi.warn) : ""} /></Field>
        </div>
        <Field label={t("home.owner")} hint={t("home.owner_hint")}><input name="owner" required pattern=".*\S.*" maxLength={200} defaultValue={kpi?.owner ?? me.value?.user?.name ?? ""} /></Field>
        <Field label={t("home.action")} hint={t("kpis.action_hint")}><input name="action" required pattern=".*\S.*" maxLength={500} defaultValue={kpi?.action ?? ""} /></Field>
        <Check label={t("kpis.on_home")} checked={onHome} onChange={(event) => setOnHome(event.currentTarget.checked)} />
        {full && (
          <Field label={t("kpis.replaces")} hint={t("kpis.full")}>
            <select name="replaces" required>
              <option value="">{t("query.choose")}</option>
              {home.map((one) => <option key={one.id} value={String(one.id)}>{one.title}</option>)}
            </select>
          </Field>
        )}
        {onHome && <Field label={t("kpis.place")}><input type="number" name="place" min={0} max={1000} defaultValue={kpi?.place ?? home.length} /></Field>}
        {wrong && <p class="wrong" role="alert"><Name>{wrong}</Name></p>}
        <div class="form-actions"><Button kind="primary" type="submit" busy={busy}>{t("common.save")}</Button><Button onClick={close}>{t("common.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
