import { KeyRound, Plus } from "lucide";
import { useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { del, get, post } from "../../lib/api.ts";
import { useAttempt } from "../../lib/attempt.ts";
import { ago, date } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { screen, storeName } from "../../lib/router.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button, ButtonLink } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { AdminTabs } from "./AdminTabs.tsx";
import { KeyDialog, Secret } from "./KeyDialog.tsx";
import { TokenDialog } from "./TokenDialog.tsx";
import "./admin.css";

type Key = components["schemas"]["Key"];
type Token = components["schemas"]["Token"];

/** Who may send and read? */
export default function Keys() {
  const keys = useResource(storeName.value + " keys", (signal) => get("/keys", { signal }));
  const tokens = useResource(storeName.value + " tokens", (signal) => get("/tokens", { signal }));
  const [dialog, setDialog] = useState<"key" | "token" | { key: Key } | { token: Token } | { made: Key } | undefined>(undefined);
  const close = () => setDialog(undefined);
  const attempt = useAttempt();
  const done = () => { close(); keys.reload(); tokens.reload(); };
  return (
    <Page title={t("admin.keys")} question={t("admin.keys_question")} tabs={<AdminTabs />}
      actions={<><ButtonLink href={screen("/data/connect")}>{t("admin.connect")}</ButtonLink><Button kind="primary" icon={Plus} onClick={() => setDialog("key")}>{t("admin.key_add")}</Button></>}>
      <Card flush title={t("admin.keys_title")} note={t("admin.keys_note")}>
        <Loaded of={keys}>
          {(data) => data.keys.length === 0 ? <Empty title={t("admin.keys_none")}>{t("admin.keys_why")}</Empty> : (
            <Table caption={t("admin.keys_title")} rows={data.keys} rowKey={(key) => key.key}
              columns={[
                { id: "name", label: t("admin.name"), cell: (key) => <button type="button" class="number-link" disabled={!!key.revoked} onClick={() => setDialog({ key })}><Name>{key.name || key.key}</Name></button>, by: (key) => key.name },
                { id: "state", label: t("admin.state"), card: true, cell: (key) => <KeyState key_={key} />, by: (key) => key.revoked ?? "" },
                { id: "key", label: t("admin.key"), cell: (key) => <code>{key.key}</code> },
                { id: "scopes", label: t("admin.scopes"), cell: (key) => <code>{key.scopes.join(", ")}</code> },
                { id: "used", label: t("admin.used"), cell: (key) => ago(key.last_used), by: (key) => key.last_used },
                { id: "created", label: t("admin.created"), cell: (key) => date(key.created), by: (key) => key.created },
              ]} />
          )}
        </Loaded>
      </Card>
      <Card flush title={t("admin.tokens_title")} note={t("admin.tokens_note")} aside={<Button icon={KeyRound} onClick={() => setDialog("token")}>{t("admin.token_add")}</Button>}>
        <Loaded of={tokens}>
          {(data) => data.tokens.length === 0 ? <Empty title={t("admin.tokens_none")}>{t("admin.tokens_why")}</Empty> : (
            <Table caption={t("admin.tokens_title")} rows={data.tokens} rowKey={(token) => token.id}
              columns={[
                { id: "name", label: t("admin.name"), cell: (token) => <button type="button" class="number-link" disabled={!!token.revoked} onClick={() => setDialog({ token })}><Name>{token.name || token.id}</Name></button>, by: (token) => token.name },
                { id: "state", label: t("admin.state"), card: true, cell: (token) => <TokenState token={token} /> },
                { id: "role", label: t("admin.role"), cell: (token) => t("admin.role_" + token.role), by: (token) => token.role },
                { id: "expires", label: t("admin.expires"), cell: (token) => (token.expires ? date(token.expires) : t("admin.never")), by: (token) => token.expires },
                { id: "created", label: t("admin.created"), cell: (token) => date(token.created), by: (token) => token.created },
              ]} />
          )}
        </Loaded>
      </Card>
      {dialog === "key" && <KeyDialog close={close} done={done} />}
      {dialog === "token" && <TokenDialog close={close} done={done} />}
      {typeof dialog === "object" && "made" in dialog && <Secret made={dialog.made} close={done} />}
      {typeof dialog === "object" && "key" in dialog && (
        <Dialog title={dialog.key.name || dialog.key.key} close={close}>
          <div class="form">
            <p>{t("admin.rotate_text")}</p>
            <p class="wrong" role="alert">{attempt.wrong}</p>
            <div class="form-actions">
              <Button kind="primary" busy={attempt.busy} onClick={() => void attempt.run(async () => setDialog({ made: await post("/keys/{key}/rotation", { path: { key: dialog.key.key } }) }))}>{t("admin.rotate")}</Button>
              <Button kind="danger" busy={attempt.busy} onClick={() => void attempt.run(async () => { await del("/keys/{key}", { path: { key: dialog.key.key } }); done(); })}>{t("admin.revoke")}</Button>
            </div>
          </div>
        </Dialog>
      )}
      {typeof dialog === "object" && "token" in dialog && (
        <Dialog title={dialog.token.name || dialog.token.id} close={close}>
          <div class="form">
            <p>{t("admin.revoke_token_text")}</p>
            <p class="wrong" role="alert">{attempt.wrong}</p>
            <div class="form-actions"><Button kind="danger" busy={attempt.busy} onClick={() => void attempt.run(async () => { await del("/tokens/{id}", { path: { id: dialog.token.id } }); done(); })}>{t("admin.revoke")}</Button></div>
          </div>
        </Dialog>
      )}
    </Page>
  );
}

function TokenState({ token }: { token: Token }) {
  if (token.revoked) return <Badge tone="bad">{t("admin.revoked")}</Badge>;
  return token.expires && Date.parse(token.expires) < Date.now() ? <Badge tone="warn">{t("admin.expired")}</Badge> : <Badge tone="good">{t("admin.active")}</Badge>;
}

function KeyState({ key_: key }: { key_: Key }) {
  if (key.revoked) return <Badge tone="bad">{t("admin.revoked")}</Badge>;
  return key.last_used ? <Badge tone="good">{t("admin.active")}</Badge> : <Badge>{t("admin.unused")}</Badge>;
}
