import { UserPlus } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { get } from "../../lib/api.ts";
import { ago } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { go, screen, storeName } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { AdminTabs } from "./AdminTabs.tsx";
import { UserDialog } from "./UserDialog.tsx";
import "./admin.css";

export type User = components["schemas"]["User"];

/** Who may do what here? Whoever manages no users begins at the keys. */
export default function Admin() {
  const keys = !may("manage_users");
  useEffect(() => {
    if (keys) go(screen("/admin/keys"), { replace: true });
  }, [keys]);
  return keys ? null : <Users />;
}

function Users() {
  const users = useResource(storeName.value + " users", (signal) => get("/users", { signal }));
  const [editing, setEditing] = useState<User | "new" | undefined>(undefined);
  const done = () => { setEditing(undefined); users.reload(); };
  return (
    <Page title={t("admin.users")} question={t("admin.users_question")} tabs={<AdminTabs />} actions={<Button kind="primary" icon={UserPlus} onClick={() => setEditing("new")}>{t("admin.invite")}</Button>}>
      <Card flush>
        <Loaded of={users}>
          {(data) => (
            <Table caption={t("admin.users")} rows={data.users} rowKey={(user) => String(user.id)} sorted={{ id: "name" }}
              columns={[
                { id: "name", label: t("admin.name"), cell: (user) => <button type="button" class="number-link" onClick={() => setEditing(user)}><Name>{user.name || user.email}</Name></button>, by: (user) => user.name || user.email },
                { id: "role", label: t("admin.role"), card: true, cell: (user) => <Roles user={user} /> , by: (user) => user.grants[0]?.role ?? "" },
                { id: "email", label: t("sign-in.email"), cell: (user) => <bdi>{user.email}</bdi>, by: (user) => user.email },
                { id: "state", label: t("admin.state"), cell: (user) => <State user={user} />, by: (user) => Number(user.disabled) },
                { id: "seen", label: t("common.last"), cell: (user) => ago(user.last_seen), by: (user) => user.last_seen },
              ]} />
          )}
        </Loaded>
      </Card>
      {editing && <UserDialog user={editing === "new" ? undefined : editing} close={() => setEditing(undefined)} done={done} />}
    </Page>
  );
}

function Roles({ user }: { user: User }) {
  if (user.administrator) return <Badge tone="note">{t("admin.administrator")}</Badge>;
  const here = user.grants.filter((grant) => grant.store === storeName.value);
  const others = user.grants.length - here.length;
  return (
    <span class="chips">
      {here.map((grant) => <Badge key={grant.role} bare>{t("admin.role_" + grant.role)}</Badge>)}
      {others > 0 && <span class="soft small">{t("admin.more_stores", { n: others })}</span>}
    </span>
  );
}

function State({ user }: { user: User }) {
  if (user.disabled) return <Badge tone="bad">{t("admin.disabled")}</Badge>;
  if (user.invited) return <Badge tone="warn">{t("admin.invited")}</Badge>;
  return <Badge tone="good">{user.totp ? t("admin.with_factor") : t("admin.active")}</Badge>;
}
