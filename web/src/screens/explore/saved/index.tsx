import { Pencil, Plus, Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { del, get } from "../../../lib/api.ts";
import { useAttempt } from "../../../lib/attempt.ts";
import { dateTime } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import type { Query } from "../../../lib/query.ts";
import { useResource } from "../../../lib/resource.ts";
import { screen, storeName } from "../../../lib/router.ts";
import { announce } from "../../../parts/announce.tsx";
import { Badge } from "../../../parts/Badge.tsx";
import { Button, ButtonLink } from "../../../parts/Button.tsx";
import { Dialog } from "../../../parts/Dialog.tsx";
import { Name } from "../../../parts/Name.tsx";
import { Empty, Loaded } from "../../../parts/State.tsx";
import { Table } from "../../../parts/Table.tsx";
import { SaveView, type View } from "../query/SaveView.tsx";

/** Where a view is opened: its question, in the form. */
export function viewAddress(view: View): string {
  return screen("/explore", { tab: "query", q: JSON.stringify(view.query), as: view.display.as, view: view.id });
}

/** The questions that were saved. */
export default function Saved() {
  const views = useResource(storeName.value + " views", (signal) => get("/views", { signal }));
  const [changing, setChanging] = useState<View | undefined>(undefined);
  const [deleting, setDeleting] = useState<View | undefined>(undefined);
  return (
    <Loaded of={views} lines={6}>
      {({ views: list }) => (
        <>
          {list.length === 0 ? (
            <div class="card"><Empty title={t("query.saved_none")} actions={<ButtonLink kind="primary" icon={Plus} href={screen("/explore", { tab: "query" })}>{t("query.ask")}</ButtonLink>}>{t("query.saved_none_text")}</Empty></div>
          ) : (
            <div class="card card-flush"><div class="card-body">
              <Table caption={t("query.views")} rows={list} rowKey={(view) => String(view.id)} open={viewAddress} sorted={{ id: "title" }}
                columns={[
                  { id: "title", label: t("query.title"), by: (view) => view.title, card: true, cell: (view) => <Name>{view.title}</Name> },
                  { id: "kind", label: t("query.kind"), by: (view) => t("query.kind_" + view.query.kind), cell: (view) => <span class="soft">{t("query.kind_" + view.query.kind)}</span> },
                  { id: "owner", label: t("query.owner"), by: (view) => view.owner.name, cell: (view) => <Name>{view.owner.name}</Name> },
                  { id: "shared", label: t("query.status"), by: (view) => Number(view.shared), cell: (view) => <Badge bare tone={view.shared ? "note" : "plain"}>{t(view.shared ? "query.is_shared" : "query.is_mine")}</Badge> },
                  { id: "changed", label: t("query.changed"), by: (view) => view.changed, cell: (view) => dateTime(view.changed) },
                  { id: "do", label: t("query.actions"), card: true, cell: (view) => view.may_change && (
                    <span class="cluster">
                      <Button small kind="quiet" icon={Pencil} iconOnly onClick={() => setChanging(view)}>{t("query.edit_of", { title: view.title })}</Button>
                      <Button small kind="quiet" icon={Trash2} iconOnly onClick={() => setDeleting(view)}>{t("query.delete_of", { title: view.title })}</Button>
                    </span>
                  ) },
                ]} />
            </div></div>
          )}
          {changing && <SaveView query={changing.query as Query} as={changing.display.as} view={changing} close={() => setChanging(undefined)} saved={() => { setChanging(undefined); views.reload(); }} />}
          {deleting && <Delete view={deleting} close={() => setDeleting(undefined)} done={() => { setDeleting(undefined); views.reload(); }} />}
        </>
      )}
    </Loaded>
  );
}

function Delete({ view, close, done }: { view: View; close: () => void; done: () => void }) {
  const attempt = useAttempt();
  return (
    <Dialog title={t("query.delete_sure", { title: view.title })} close={close}
      actions={<><Button onClick={close}>{t("common.cancel")}</Button><Button kind="danger" busy={attempt.busy} onClick={() => void attempt.run(async () => {
        await del("/views/{id}", { path: { id: view.id } });
        announce(t("query.delete"));
        done();
      })}>{t("query.delete")}</Button></>}>
      <p>{t("query.delete_text")}</p>
      {attempt.wrong && <p class="wrong" role="alert">{attempt.wrong}</p>}
    </Dialog>
  );
}
