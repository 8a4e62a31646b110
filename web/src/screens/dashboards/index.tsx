import { Gauge, Plus } from "lucide";
import { useState } from "preact/hooks";
import { get, post } from "../../lib/api.ts";
import { useAttempt, textOf } from "../../lib/attempt.ts";
import { dateTime, number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { go, screen, storeName } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button, ButtonLink } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field } from "../../parts/Field.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { templates, type Template } from "./templates.ts";
import type { Dashboard } from "./tiles.ts";
import "./dashboards.css";

/** Where a dashboard is. */
export const dashboardAddress = (id: number) => screen("/dashboards/dashboard", { id });

/** The dashboards of the store. */
export default function Dashboards() {
  const list = useResource(storeName.value + " dashboards", (signal) => get("/dashboards", { signal }));
  const [making, setMaking] = useState(false);
  const attempt = useAttempt();
  const fromTemplate = (template: Template) => attempt.run(async () => {
    const tiles: Dashboard["tiles"] = [{ kind: "text", text: t(`dashboards.template_${template.id}_text`), width: 3 }];
    for (const { id, width, as, query } of template.views) {
      const view = await post("/views", { body: { title: t("dashboards.view_" + id), query: query as never, display: { as } } });
      tiles.push({ kind: "view", view: view.id, width });
    }
    const made = await post("/dashboards", { body: { title: t("dashboards.template_" + template.id), tiles } });
    go(dashboardAddress(made.id));
  });
  const begin = (
    <ul class="ready-list template-list">
      {templates.map((template) => (
        <li key={template.id}><button type="button" class="ready-one" disabled={attempt.busy} onClick={() => void fromTemplate(template)}>
          <strong>{t("dashboards.template_" + template.id)}</strong><span class="soft small">{t(`dashboards.template_${template.id}_text`)}</span>
        </button></li>
      ))}
    </ul>
  );
  return (
    <Page title={t("nav.dashboards")} question={t("dashboards.question")}
      actions={<><ButtonLink icon={Gauge} href={screen("/dashboards/kpis")}>{t("kpis.title")}</ButtonLink>{may("edit_dashboards") && <Button kind="primary" icon={Plus} onClick={() => setMaking(true)}>{t("dashboards.new")}</Button>}</>}>
      <Loaded of={list} lines={5}>
        {({ dashboards }) => (
          <>
            {dashboards.length === 0 ? <div class="card"><Empty title={t("dashboards.none")}>{t("dashboards.none_text")}</Empty></div> : (
              <div class="card card-flush"><div class="card-body">
                <Table caption={t("nav.dashboards")} rows={dashboards} rowKey={(one) => String(one.id)} open={(one) => dashboardAddress(one.id)} sorted={{ id: "title" }}
                  columns={[
                    { id: "title", label: t("query.title"), by: (one) => one.title, cell: (one) => <Name>{one.title}</Name> },
                    { id: "tiles", label: t("dashboards.tiles"), numeric: true, by: (one) => one.tiles.length, cell: (one) => number(one.tiles.length) },
                    { id: "owner", label: t("query.owner"), by: (one) => one.owner.name, cell: (one) => <Name>{one.owner.name}</Name> },
                    { id: "shared", label: t("query.status"), by: (one) => Number(one.shared), cell: (one) => <Badge bare tone={one.shared ? "note" : "plain"}>{t(one.shared ? "query.is_shared" : "query.is_mine")}</Badge> },
                    { id: "changed", label: t("query.changed"), by: (one) => one.changed, cell: (one) => dateTime(one.changed) },
                  ]} />
              </div></div>
            )}
            {may("edit_dashboards") && <section aria-label={t("dashboards.templates")}><h2 class="section-title">{t("dashboards.templates")}</h2>{begin}{attempt.wrong && <p class="wrong" role="alert">{attempt.wrong}</p>}</section>}
          </>
        )}
      </Loaded>
      {making && <Make close={() => setMaking(false)} />}
    </Page>
  );
}

function Make({ close }: { close: () => void }) {
  const attempt = useAttempt();
  return (
    <Dialog title={t("dashboards.new")} close={close}>
      <form class="form" onSubmit={(event) => {
        event.preventDefault();
        const title = textOf(event, "title").trim();
        void attempt.run(async () => {
          const made = await post("/dashboards", { body: { title, tiles: [] } });
          close();
          go(screen("/dashboards/dashboard", { id: made.id, edit: 1 }));
        });
      }}>
        <Field label={t("query.title")} error={attempt.wrong || undefined}><input name="title" required maxLength={200} autocomplete="off" /></Field>
        <div class="form-actions"><Button kind="primary" type="submit" busy={attempt.busy}>{t("dashboards.make")}</Button></div>
      </form>
    </Dialog>
  );
}
