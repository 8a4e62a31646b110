import { useState } from "preact/hooks";
import { put } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { t } from "../../lib/i18n.ts";
import { me } from "../../lib/session.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Field } from "../../parts/Field.tsx";
import { NewPassword } from "../../parts/NewPassword.tsx";
import { signInFault } from "../sign-in/index.tsx";
import { sessionsChanged } from "./Sessions.tsx";

/** Changing the password ends all other sessions. */
export function Password() {
  const attempt = useAttempt();
  const [times, setTimes] = useState(0);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const body = { old: textOf(event, "old"), new: textOf(event, "password") };
    void attempt.run(async () => {
      await put("/session/password", { body });
      announce(t("account.password_changed"));
      setTimes(times + 1);
      sessionsChanged.value++;
    }, (problem) => (problem.code === "password-wrong" ? t("account.password_wrong") : signInFault(problem)));
  };
  return (
    <Card title={t("account.password")} note={t("account.password_note")}>
      <form key={times} class="form" onSubmit={submit}>
        <input type="text" hidden autocomplete="username" value={me.value!.user!.email} readOnly />
        <Field label={t("account.password_old")}><input name="old" type="password" autocomplete="current-password" required /></Field>
        <NewPassword label={t("invitation.password")} />
        <p class="wrong" role="alert">{attempt.wrong}</p>
        <div class="form-actions"><Button type="submit" busy={attempt.busy}>{t("account.password_change")}</Button></div>
      </form>
    </Card>
  );
}
