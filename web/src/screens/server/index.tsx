import { Plus } from "lucide";
import { useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { del, get, post } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { date } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { href } from "../../lib/router.ts";
import { refresh } from "../../lib/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field } from "../../parts/Field.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { AdminTabs } from "../admin/AdminTabs.tsx";

type Store = components["schemas"]["Store"];

/** Which stores are there? */
export default function Stores() {
  const stores = useResource("stores", (signal) => get("/stores", { signal }));
  const [dialog, setDialog] = useState<"new" | Store | undefined>(undefined);
  const close = () => setDialog(undefined);
  const done = async () => { close(); stores.reload(); await refresh(); };
  return (
    <Page title={t("admin.stores")} question={t("admin.stores_question")} tabs={<AdminTabs />} actions={<Button kind="primary" icon={Plus} onClick={() => setDialog("new")}>{t("admin.store_add")}</Button>}>
      <Card flush>
        <Loaded of={stores}>
          {(data) => (
            <Table caption={t("admin.stores")} rows={data.stores} rowKey={(store) => store.name} sorted={{ id: "title" }} open={(store) => href(`/s/${store.name}`)}
              columns={[
                { id: "title", label: t("admin.title"), cell: (store) => <Name>{store.title || store.name}</Name>, by: (store) => store.title || store.name },
                { id: "name", label: t("admin.store_name"), cell: (store) => <code>{store.name}</code>, by: (store) => store.name },
                { id: "sample", label: t("admin.state"), cell: (store) => (store.sample ? <Badge tone="note">{t("admin.sample")}</Badge> : null) },
                { id: "created", label: t("admin.created"), cell: (store) => date(store.created), by: (store) => store.created },
                { id: "do", label: <span class="hidden-text">{t("common.remove")}</span>, card: true, cell: (store) => <Button small kind="quiet" onClick={() => setDialog(store)}>{t("common.remove")}</Button> },
              ]} />
          )}
        </Loaded>
      </Card>
      {dialog === "new" && <NewStore close={close} done={() => void done()} />}
      {typeof dialog === "object" && <RemoveStore store={dialog} close={close} done={() => void done()} />}
    </Page>
  );
}

function NewStore({ close, done }: { close: () => void; done: () => void }) {
  const attempt = useAttempt();
  return (
    <Dialog title={t("admin.store_add")} close={close}>
      <form class="form" onSubmit={(event) => {
        event.preventDefault();
        void attempt.run(async () => {
          await post("/stores", { body: { name: textOf(event, "name"), title: textOf(event, "title") } });
          done();
        });
      }}>
        <Field label={t("admin.title")}><input name="title" required maxLength={100} /></Field>
        <Field label={t("admin.store_name")} hint={t("admin.store_name_hint")}><input name="name" required pattern="[a-z0-9\-]{1,63}" autocomplete="off" /></Field>
        <p class="wrong" role="alert">{attempt.wrong}</p>
        <div class="form-actions"><Button kind="primary" type="submit" busy={attempt.busy}>{t("admin.store_go")}</Button></div>
      </form>
    </Dialog>
  );
}

function RemoveStore({ store, close, done }: { store: Store; close: () => void; done: () => void }) {
  const attempt = useAttempt();
  const [typed, setTyped] = useState("");
  return (
    <Dialog title={t("admin.store_remove", { name: store.title || store.name })} close={close}>
      <form class="form" onSubmit={(event) => {
        event.preventDefault();
        void attempt.run(async () => {
          await del("/stores/{name}", { path: { name: store.name }, query: { confirm: typed } });
          done();
        });
      }}>
        <p>{t("admin.store_remove_text")}</p>
        <Field label={t("admin.store_confirm", { name: store.name })}><input value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} /></Field>
        <p class="wrong" role="alert">{attempt.wrong}</p>
        <div class="form-actions"><Button kind="danger" type="submit" busy={attempt.busy} disabled={typed !== store.name}>{t("common.remove")}</Button></div>
      </form>
    </Dialog>
  );
}
