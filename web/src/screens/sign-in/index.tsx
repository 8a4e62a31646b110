import { useState } from "preact/hooks";
import { post, Problem } from "../../lib/api.ts";
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
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? "");
    setBusy(true);
    setWrong("");
    try {
      const body = { email: text("email"), password: text("password"), ...(needsCode ? { code: text("code") } : {}) };
      await enter((await post("/session", { body })) as unknown as Me);
      const next = place.value.params.get("next");
      go(next && next.startsWith("/") && !next.startsWith("//") ? base.slice(0, -1) + next : startPath(), { replace: true });
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      if (cause.code === "code-needed") setNeedsCode(true);
      else setWrong(cause.code === "credentials-wrong" ? t("sign-in.wrong") : cause.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="lone">
      <Mark />
      <h1 tabIndex={-1}>{t("sign-in.title")}</h1>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Field label={t("sign-in.email")}><input name="email" type="email" autocomplete="username" required /></Field>
        <Field label={t("sign-in.password")}><input name="password" type="password" autocomplete="current-password" required /></Field>
        {needsCode && <Field label={t("sign-in.code")} hint={t("sign-in.code_hint")}><input name="code" autocomplete="one-time-code" required /></Field>}
        <p class="wrong" role="alert">{wrong}</p>
        <Button kind="primary" type="submit" busy={busy}>{t("sign-in.go")}</Button>
      </form>
      <p class="small soft">{t("sign-in.lost")}</p>
    </main>
  );
}
