import { Pencil, Plus, Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { del, get } from "../../lib/api.ts";
import { useAttempt } from "../../lib/attempt.ts";
import { t } from "../../lib/i18n.ts";
import { asked, inFormat, standing, valueOf, type KPI } from "../../lib/kpi.ts";
import type { Query } from "../../lib/query.ts";
import { useQuery, useResource } from "../../lib/resource.ts";
import { param, screen, setParams, storeName } from "../../lib/router.ts";
import { bucketOf, scope } from "../../lib/scope.ts";
import { may, store } from "../../lib/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { parse } from "../explore/query/state.ts";
import { KpiDialog } from "./KpiDialog.tsx";
import "../explore/query/query.css";
import "./dashboards.css";

const tones = { good: "good", watch: "warn", act: "bad" } as const;

/** The numbers that somebody acts on. */
export default function Kpis() {
  const list = useResource(storeName.value + " kpis", (signal) => get("/kpis", { signal }));
  const making = param("new").value === "1";
  const [changing, setChanging] = useState<KPI | undefined>(undefined);
  const [deleting, setDeleting] = useState<KPI | undefined>(undefined);
  const mayMake = may("edit_dashboards") && store.value?.persons === undefined;
  const close = () => { setChanging(undefined); setParams({ new: "", q: "", title: "" }, { replace: true }); };
  return (
    <Page title={t("kpis.title")} question={t("kpis.question")} controls={["range", "group", "course"]} crumbs={<a href={screen("/dashboards")}>{t("nav.dashboards")}</a>}
      actions={mayMake && <Button kind="primary" icon={Plus} onClick={() => setParams({ new: 1 })}>{t("kpis.new")}</Button>}>
      <Loaded of={list} lines={6}>
        {({ kpis }) => (
          <>
            {kpis.length === 0 ? <div class="card"><Empty title={t("kpis.none")}>{t("kpis.none_text")}</Empty></div> : (
              <div class="card card-flush"><div class="card-body">
                <Table caption={t("kpis.title")} rows={kpis} rowKey={(kpi) => String(kpi.id)}
                  columns={[
                    { id: "title", label: t("query.title"), by: (kpi) => kpi.title, card: true, cell: (kpi) => <Name>{kpi.title}</Name> },
                    { id: "now", label: t("kpis.now"), numeric: true, card: true, cell: (kpi) => <Now kpi={kpi} /> },
                    { id: "target", label: t("kpis.target"), numeric: true, by: (kpi) => kpi.target, cell: (kpi) => <span data-value={kpi.target}>{inFormat(kpi.target, kpi.format)}</span> },
                    { id: "owner", label: t("home.owner"), by: (kpi) => kpi.owner, cell: (kpi) => <Name>{kpi.owner}</Name> },
                    { id: "action", label: t("home.action"), cell: (kpi) => <Name>{kpi.action}</Name> },
                    { id: "home", label: t("nav.home"), by: (kpi) => (kpi.on_home ? kpi.place : 9999), card: true, cell: (kpi) => <Badge bare tone={kpi.on_home ? "note" : "plain"}>{t(kpi.on_home ? "kpis.is_home" : "kpis.not_home")}</Badge> },
                    { id: "do", label: t("query.actions"), card: true, cell: (kpi) => kpi.may_change && (
                      <span class="tile-tools">
                        <Button small kind="quiet" icon={Pencil} iconOnly onClick={() => setChanging(kpi)}>{t("query.edit_of", { title: kpi.title })}</Button>
                        <Button small kind="quiet" icon={Trash2} iconOnly onClick={() => setDeleting(kpi)}>{t("query.delete_of", { title: kpi.title })}</Button>
                      </span>
                    ) },
                  ]} />
              </div></div>
            )}
            {(changing || (making && mayMake)) && (
              <KpiDialog key={changing?.id ?? 0} kpi={changing} begin={{ query: usable(parse(param("q").value).query), title: param("title").value }} all={kpis} close={close} done={() => { close(); list.reload(); }} />
            )}
            {deleting && <Delete kpi={deleting} close={() => setDeleting(undefined)} done={() => { setDeleting(undefined); list.reload(); }} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** A query that a KPI can be of. */
function usable(query: Query | undefined): Query | undefined {
  return query && (query.kind === "table" || query.kind === "trend") && query.metrics?.length === 1 && !query.dimensions?.length ? query : undefined;
}

function Now({ kpi }: { kpi: KPI }) {
  const { value: query, column } = asked(kpi.query as Record<string, unknown>, { ...scope.value, compare: false }, bucketOf(scope.value));
  const answer = useQuery(query, { live: true });
  if (!answer.data) return <span class="soft" data-loading={answer.error ? undefined : true}>{answer.error ? "–" : "…"}</span>;
  const { now } = valueOf(answer.data, column);
  const stands = standing(kpi, now);
  return <span class="cluster kpi-now"><span data-value={now ?? ""}>{inFormat(now, kpi.format)}</span>{stands && <Badge tone={tones[stands]}>{t("home.stands_" + stands)}</Badge>}</span>;
}

function Delete({ kpi, close, done }: { kpi: KPI; close: () => void; done: () => void }) {
  const attempt = useAttempt();
  return (
    <Dialog title={t("query.delete_sure", { title: kpi.title })} close={close}
      actions={<><Button onClick={close}>{t("common.cancel")}</Button><Button kind="danger" busy={attempt.busy} onClick={() => void attempt.run(async () => { await del("/kpis/{id}", { path: { id: kpi.id } }); done(); })}>{t("query.delete")}</Button></>}>
      {attempt.wrong ? <p class="wrong" role="alert">{attempt.wrong}</p> : <p>{t("kpis.delete_text")}</p>}
    </Dialog>
  );
}
