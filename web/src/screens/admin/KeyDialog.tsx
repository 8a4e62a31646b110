import { useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { post } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { t } from "../../lib/i18n.ts";
import { base } from "../../lib/base.ts";
import { Button } from "../../parts/Button.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field } from "../../parts/Field.tsx";

type Key = components["schemas"]["Key"];
type Scope = components["schemas"]["KeyScope"];

const scopes: readonly Scope[] = ["statements/write", "statements/read/mine", "statements/read", "state", "profile", "define", "all/read", "all"];

/** What a content package or an LMS needs. */
export const usualScopes: readonly Scope[] = ["statements/write", "statements/read/mine", "state", "profile", "define"];

/** A new key; its secret is shown once. */
export function KeyDialog({ close, done }: { close: () => void; done: () => void }) {
  const [made, setMade] = useState<Key | undefined>(undefined);
  const attempt = useAttempt();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const chosen = new FormData(event.currentTarget as HTMLFormElement).getAll("scopes") as Scope[];
    void attempt.run(async () => setMade(await post("/keys", { body: { name: textOf(event, "name"), scopes: chosen } })));
  };
  if (made) return <Secret made={made} close={done} />;
  return (
    <Dialog title={t("admin.key_add")} close={close}>
      <form class="form" onSubmit={submit}>
        <Field label={t("admin.name")} hint={t("admin.key_name_hint")}><input name="name" required maxLength={100} autocomplete="off" /></Field>
        <fieldset class="fieldset">
          <legend>{t("admin.scopes")}</legend>
          {scopes.map((scope) => (
            <label key={scope} class="check"><input type="checkbox" name="scopes" value={scope} defaultChecked={usualScopes.includes(scope)} /><span><code>{scope}</code> <span class="hint">{t("admin.scope_" + scope.replace(/\//g, "_"))}</span></span></label>
          ))}
        </fieldset>
        <p class="wrong" role="alert">{attempt.wrong}</p>
        <div class="form-actions"><Button kind="primary" type="submit" busy={attempt.busy}>{t("admin.key_go")}</Button></div>
      </form>
    </Dialog>
  );
}

/** A key with its secret, this once. */
export function Secret({ made, close }: { made: Key; close: () => void }) {
  return (
    <Dialog title={made.name} close={close} actions={<Button kind="primary" onClick={close}>{t("common.close")}</Button>}>
      <div class="form">
        <p>{t("admin.secret_text")}</p>
        <Snippet label={t("admin.endpoint")} text={new URL(base + "xapi/", window.location.href).href} />
        <Snippet label={t("admin.key")} text={made.key} />
        <Snippet label={t("admin.secret")} text={made.secret ?? ""} />
      </div>
    </Dialog>
  );
}
