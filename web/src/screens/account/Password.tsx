import { useState } from "preact/hooks";
import { Problem, put } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { me } from "../../lib/session.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Field } from "../../parts/Field.tsx";
import { NewPassword } from "../../parts/NewPassword.tsx";

/** Changing the password ends all other sessions. */
export function Password() {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [times, setTimes] = useState(0);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setWrong("");
    try {
      await put("/session/password", { body: { old: String(form.get("old")), new: String(form.get("password")) } });
      announce(t("account.password_changed"));
      setTimes(times + 1);
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      setWrong(cause.code === "credentials-wrong" ? t("account.password_wrong") : cause.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t("account.password")} note={t("account.password_note")}>
      <form key={times} class="form" onSubmit={(event) => void submit(event)}>
        <input type="text" hidden autocomplete="username" value={me.value!.user!.email} readOnly />
        <Field label={t("account.password_old")}><input name="old" type="password" autocomplete="current-password" required /></Field>
        <NewPassword label={t("invitation.password")} />
        <p class="wrong" role="alert">{wrong}</p>
        <div class="form-actions"><Button type="submit" busy={busy}>{t("account.password_change")}</Button></div>
      </form>
    </Card>
  );
}
