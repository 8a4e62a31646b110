import { useState } from "preact/hooks";
import { t } from "../lib/i18n.ts";
import { Button } from "./Button.tsx";
import { Field } from "./Field.tsx";

/** The least length of a password in characters (docs/users.md). */
export const leastPassword = 12;

/** A field for a new password, called "password": it can be pasted and looked at. */
export function NewPassword({ label, name = "password" }: { label?: string; name?: string }) {
  const [shown, setShown] = useState(false);
  const [value, setValue] = useState("");
  const keep = (event: { currentTarget: HTMLInputElement }) => setValue(event.currentTarget.value);
  return (
    <div class="with-button">
      <Field label={label ?? t("sign-in.password")} hint={t("sign-in.password_hint", { n: leastPassword })}>
        {shown
          ? <input name={name} type="text" autocomplete="new-password" spellcheck={false} required minLength={leastPassword} maxLength={200} value={value} onInput={keep} />
          : <input name={name} type="password" autocomplete="new-password" required minLength={leastPassword} maxLength={200} value={value} onInput={keep} />}
      </Field>
      <Button kind="quiet" small aria-pressed={shown} onClick={() => setShown(!shown)}>{shown ? t("sign-in.hide") : t("sign-in.show")}</Button>
    </div>
  );
}

/** The secret of a one-time link: it stands behind the #, which browsers send nobody. */
export function linkInAddress(): string {
  return window.location.hash.slice(1);
}
