import { useState } from "preact/hooks";
import { post } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { t } from "../../lib/i18n.ts";
import { go, place } from "../../lib/router.ts";
import { enter, startPath, type Me } from "../../lib/session.ts";
import { base } from "../../lib/base.ts";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { Mark } from "../../shell/Shell.tsx";

/** Signing in: password, and the code where there is one. */
export default function SignIn() {
  const [needsCode, setNeedsCode] = useState(false);
  const attempt = useAttempt();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const body = { email: textOf(event, "email"), password: textOf(event, "password"), ...(needsCode ? { code: textOf(event, "code") } : {}) };
    void attempt.run(async () => {
      await enter((await post("/session", { body })) as unknown as Me);
      const next = place.value.params.get("next");
      go(next && /^\/(?!\/)/.test(next) ? base.slice(0, -1) + next : startPath(), { replace: true });
    }, (problem) => {
      if (problem.code === "code-needed" && !needsCode) {
        setNeedsCode(true);
        return "";
      }
      return problem.code === "credentials-wrong" ? t("sign-in.wrong") : undefined;
    });
  };
  return (
    <main class="lone">
      <Mark />
      <h1 tabIndex={-1}>{t("sign-in.title")}</h1>
      <form class="form" onSubmit={submit}>
        <Field label={t("sign-in.email")}><input name="email" type="email" autocomplete="username" required /></Field>
        <Field label={t("sign-in.password")}><input name="password" type="password" autocomplete="current-password" required /></Field>
        {needsCode && <Field label={t("sign-in.code")} hint={t("sign-in.code_hint")}><input name="code" autocomplete="one-time-code" required /></Field>}
        <p class="wrong" role="alert">{attempt.wrong}</p>
        <Button kind="primary" type="submit" busy={attempt.busy}>{t("sign-in.go")}</Button>
      </form>
      <p class="small soft">{t("sign-in.lost")}</p>
    </main>
  );
}
