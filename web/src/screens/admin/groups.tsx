import { Plus } from "lucide";
import { useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { del, get, put } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { identitiesOf } from "../../lib/identity.ts";
import { useResource } from "../../lib/resource.ts";
import { storeName } from "../../lib/router.ts";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field } from "../../parts/Field.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { AdminTabs } from "./AdminTabs.tsx";
import "./admin.css";

type Group = components["schemas"]["Group"];

/** Which people belong together? */
export default function Groups() {
  const groups = useResource(storeName.value + " groups", (signal) => get("/groups", { signal }));
  const [editing, setEditing] = useState<Group | "new" | undefined>(undefined);
  const add = <Button kind="primary" icon={Plus} onClick={() => setEditing("new")}>{t("admin.group_add")}</Button>;
  return (
    <Page title={t("admin.groups")} question={t("admin.groups_question")} tabs={<AdminTabs />} actions={add}>
      <Loaded of={groups}>
        {(data) =>
          data.groups.length === 0 ? (
            <Card><Empty title={t("admin.groups_none")}>{t("admin.groups_why")}</Empty></Card>
          ) : (
            <Card flush>
              <Table caption={t("admin.groups")} rows={data.groups} rowKey={(group) => group.name} sorted={{ id: "title" }}
                columns={[
                  { id: "title", label: t("admin.group"), cell: (group) => <button type="button" class="number-link" onClick={() => setEditing(group)}><Name>{group.title || group.name}</Name></button>, by: (group) => group.title || group.name },
                  { id: "people", label: t("common.people"), numeric: true, cell: (group) => <span data-value={group.persons.length}>{number(group.persons.length)}</span>, by: (group) => group.persons.length },
                ]} />
            </Card>
          )
        }
      </Loaded>
      {editing && <GroupDialog group={editing === "new" ? undefined : editing} close={() => setEditing(undefined)} done={() => { setEditing(undefined); groups.reload(); }} />}
    </Page>
  );
}

function GroupDialog({ group, close, done }: { group: Group | undefined; close: () => void; done: () => void }) {
  const attempt = useAttempt();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const title = textOf(event, "title").trim();
    const name = group?.name ?? (title.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "group-" + Date.now().toString(36));
    const persons = identitiesOf(textOf(event, "persons"));
    void attempt.run(async () => {
      await put("/groups/{name}", { path: { name }, body: { title, persons } });
      done();
    });
  };
  return (
    <Dialog title={group?.title ?? t("admin.group_add")} close={close}>
      <form class="form" onSubmit={submit}>
        <Field label={t("admin.name")}><input name="title" required maxLength={100} defaultValue={group?.title ?? ""} /></Field>
        <Field label={t("admin.persons")} hint={t("admin.persons_hint")}><textarea name="persons" rows={10} defaultValue={group?.persons.join("\n") ?? ""} /></Field>
        <p class="wrong" role="alert">{attempt.wrong}</p>
        <div class="form-actions">
          <Button kind="primary" type="submit" busy={attempt.busy}>{t("common.save")}</Button>
          {group && <Button kind="danger" onClick={() => void attempt.run(async () => { await del("/groups/{name}", { path: { name: group.name } }); done(); })}>{t("common.remove")}</Button>}
        </div>
      </form>
    </Dialog>
  );
}
