import { useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { post } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { t } from "../../lib/i18n.ts";
import { identitiesOf } from "../../lib/identity.ts";
import { Button } from "../../parts/Button.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field } from "../../parts/Field.tsx";
import { aboutOf, roles, SmallestGroup } from "./UserDialog.tsx";

type Role = components["schemas"]["Role"];

/** A new API token; its text is shown once. */
export function TokenDialog({ close, done }: { close: () => void; done: () => void }) {
  const [role, setRole] = useState<Role>("analyst");
  const [made, setMade] = useState("");
  const attempt = useAttempt();
  const about = aboutOf(role);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const expires = textOf(event, "expires");
    const body = {
      name: textOf(event, "name"), role,
      ...(about !== "everybody" && { persons: identitiesOf(textOf(event, "persons")) }),
      ...(role === "analyst" && { min_group: Number(textOf(event, "min_group")) }),
      ...(expires && { expires: new Date(expires + "T23:59:59Z").toISOString() }),
    };
    void attempt.run(async () => setMade((await post("/tokens", { body })).token ?? ""));
  };
  if (made) {
    return (
      <Dialog title={t("admin.token_add")} close={done} actions={<Button kind="primary" onClick={done}>{t("common.close")}</Button>}>
        <div class="form"><p>{t("admin.token_text")}</p><Snippet label={t("admin.token")} text={made} /></div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("admin.token_add")} close={close}>
      <form class="form" onSubmit={submit}>
        <Field label={t("admin.name")}><input name="name" required maxLength={100} autocomplete="off" /></Field>
        <Field label={t("admin.role")} hint={t("admin.about_" + role)}>
          <select value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>{roles.map((one) => <option key={one} value={one}>{t("admin.role_" + one)}</option>)}</select>
        </Field>
        {about !== "everybody" && <Field label={about === "oneself" ? t("admin.oneself") : t("admin.persons")} hint={t("admin.persons_hint")}><textarea name="persons" rows={3} required /></Field>}
        {role === "analyst" && <SmallestGroup />}
        <Field label={t("admin.expires")} hint={t("admin.expires_hint")}><input name="expires" type="date" /></Field>
        <p class="wrong" role="alert">{attempt.wrong}</p>
        <div class="form-actions"><Button kind="primary" type="submit" busy={attempt.busy}>{t("admin.token_go")}</Button></div>
      </form>
    </Dialog>
  );
}
