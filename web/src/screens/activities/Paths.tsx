import { duration, number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { activityName } from "../../lib/names.ts";
import { rowsOf, type Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { param, screen, setParams } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import type { Cell } from "../../parts/Behind.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Check } from "../../parts/Field.tsx";
import { ActivityName } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Chart } from "../../parts/chart/index.ts";
import { Lacking } from "./Lacking.tsx";
import { HiddenNote, minGroup, Num } from "./Num.tsx";
import { opener } from "./Overview.tsx";
import { within, type Subject } from "./subject.ts";

interface Arrow { layer: number; from: string | null; to: string | null; from_kind: "node" | "other"; to_kind: "node" | "other" | "left"; people: number | null; share: number | null; median_s: number | null }

/** What people do after it, or before it, within a session. */
export function Paths({ of }: { of: Subject }) {
  const back = param("way").value === "to";
  const at = param("node").value || of.id;
  const depth = Math.min(6, Math.max(1, Number(param("depth").value) || 3));
  const per = param("in").value === "registration" ? "registration" : "session";
  const questions = param("questions").value === "1";
  const query: Query = {
    kind: "paths", of: "activity", in: per, [back ? "to" : "from"]: at, depth, top: 6, time: timeOf({ ...scope.value, compare: false }),
    filter: within(["exists", "activity"], of.course ? of.whole : undefined, questions || of.interaction !== "" ? undefined : ["missing", "interaction"])!,
  };
  const answer = useQuery(query);
  const called = (value: string | null, kind: string, layer: number) => (kind === "left" ? t(back ? "activity.path_began" : "activity.path_left") : kind === "other" || value === null ? t("activity.path_other", { layer: layer + 1 }) : activityName(value));
  const cellOf = (row: Arrow): Cell => ({ layer: row.layer, from: row.from, from_kind: row.from_kind, to: row.to, to_kind: row.to_kind });
  const way = (row: Arrow) => [called(row.from, row.from_kind, row.layer), called(row.to, row.to_kind, row.layer + 1)];
  /** «a → b», in the order of time. */
  const labelOf = (row: Arrow) => (back ? way(row).reverse() : way(row)).join(" → ");
  const nodes = of.parts.filter((part) => part.interaction === "" && part.activity !== of.id);
  return (
    <Card title={t(back ? "activity.paths_to" : "activity.paths_from")} aside={<Counted query={query} answer={answer.data} label={t("activity.tab_paths")} />}>
      <div class="toolbar act-tools">
        <div class="segmented" role="group" aria-label={t("activity.path_way")}>
          <button type="button" aria-pressed={!back} onClick={() => setParams({ way: "" })}>{t("activity.path_after")}</button>
          <button type="button" aria-pressed={back} onClick={() => setParams({ way: "to" })}>{t("activity.path_before")}</button>
        </div>
        <label class="control"><span class="hidden-text">{t("activity.path_node")}</span>
          <select value={at} onChange={(event) => setParams({ node: event.currentTarget.value === of.id ? "" : event.currentTarget.value })}>
            {[{ activity: of.id }, ...nodes].map((part) => <option key={part.activity} value={part.activity}>{activityName(part.activity)}</option>)}
          </select>
        </label>
        <label class="control"><span class="hidden-text">{t("activity.path_depth")}</span>
          <select value={String(depth)} onChange={(event) => setParams({ depth: event.currentTarget.value })}>
            {[1, 2, 3, 4, 5, 6].map((n) => <option key={n} value={String(n)}>{t("activity.path_steps", { n })}</option>)}
          </select>
        </label>
        <label class="control"><span class="hidden-text">{t("activity.path_in")}</span>
          <select value={per} onChange={(event) => setParams({ in: event.currentTarget.value === "session" ? "" : event.currentTarget.value })}>
            <option value="session">{t("activity.path_session")}</option>
            <option value="registration">{t("activity.path_registration")}</option>
          </select>
        </label>
        {of.questions && of.interaction === "" && <Check label={t("activity.path_questions")} checked={questions} onChange={(event) => setParams({ questions: event.currentTarget.checked })} />}
      </div>
      <Loaded of={answer} lines={8}>
        {(data) => {
          const rows = rowsOf(data) as unknown as Arrow[];
          const k = minGroup(data);
          if (rows.length === 0) return <Lacking feature="paths" title={t("activity.paths_none")}>{t("activity.paths_none_text", { name: activityName(at) })}</Lacking>;
          const flow = rows.filter((row) => row.people !== null);
          const start = data.meta.nodes?.find((node) => node.layer === 0 && node.kind === "node");
          return (
            <>
              {start && (
                <p class="cluster"><span>{t("activity.people")}</span> <strong class="figures"><Num value={start.people} counted k={k} query={query} cell={{ layer: 0, from: start.value, from_kind: "node" }} label={called(start.value, "node", 0)} /></strong></p>
              )}
              <Chart height={420} {...(may("see_people") && { onOpen: opener })} spec={{
                kind: "sankey", measure: { name: t("activity.people"), format: "count" }, backwards: back,
                rows: flow.map((row) => ({ layer: row.layer, from: called(row.from, row.from_kind, row.layer), to: called(row.to, row.to_kind, row.layer + 1), fromKind: row.from_kind, toKind: row.to_kind, people: row.people, share: row.share, of: { query, cell: cellOf(row), label: labelOf(row) } })),
                ...(data.meta.nodes && { nodePeople: data.meta.nodes.map((node) => ({ layer: node.layer, name: called(node.value, node.kind, node.layer), kind: node.kind, people: node.people })) }),
              }} />
              <Table caption={t("activity.paths_table")} rows={rows.filter((row) => row.layer === 0)} rowKey={(row) => `${row.layer}${row.from}${row.to}${row.to_kind}`} columns={[
                { id: "to", label: t(back ? "activity.path_before" : "activity.path_after"), cell: (row) => (row.to && row.to_kind === "node" ? <a class="row-link" href={screen("/activities/activity", { activity: row.to })}><ActivityName id={row.to} /></a> : called(row.to, row.to_kind, row.layer + 1)) },
                { id: "people", label: t("activity.people"), numeric: true, by: (row) => row.people, cell: (row) => <Num value={row.people} counted k={k} text={number(row.people)} query={query} cell={cellOf(row)} label={labelOf(row)} /> },
                { id: "share", label: t("activity.share"), numeric: true, by: (row) => row.share, cell: (row) => <Num value={row.share} counted k={k} text={percent(row.share, 1)} /> },
                { id: "median", label: t("activity.median_time"), numeric: true, by: (row) => row.median_s, cell: (row) => <Num value={row.median_s} text={duration(row.median_s)} /> },
              ]} />
              <p class="soft small">{t("activity.paths_note")}</p>
              <HiddenNote answers={[data]} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}
