import { useEffect, useRef, useState } from "preact/hooks";
import { post, type Problem } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { t } from "../../lib/i18n.ts";
import { go, place } from "../../lib/router.ts";
import { enter, startPath, type Me } from "../../lib/session.ts";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { Mark } from "../../shell/Shell.tsx";
import { nextAddress } from "./next.ts";

/** What was wrong with signing in, in words for people; undefined for other faults. */
export function signInFault(problem: Problem): string | undefined {
  switch (problem.code) {
    case "credentials-wrong": return t("sign-in.wrong");
    case "code-needed": return t("sign-in.code_needed");
    case "code-wrong": return t("sign-in.code_wrong");
    case "too-many-tries": return t("sign-in.too_many", { minutes: Math.max(1, Math.ceil((problem.retryAfter ?? 60) / 60)) });
    default: return undefined;
  }
}

/** The code of the authenticator app, or a recovery code. */
export function CodeField() {
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.querySelector("input")?.focus(), []);
  return (
    <div ref={field}>
      <Field label={t("sign-in.code")} hint={t("sign-in.code_hint")}><input name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck={false} required maxLength={40} /></Field>
    </div>
  );
}

/** Signing in: password, and the code where there is one. */
export default function SignIn() {
  const [needsCode, setNeedsCode] = useState(false);
  const attempt = useAttempt();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const body = { email: textOf(event, "email"), password: textOf(event, "password"), ...(needsCode ? { code: textOf(event, "code") } : {}) };
    const next = place.value.params.get("next");
    void attempt.run(async () => {
      await enter((await post("/session", { body })) as unknown as Me);
      go(nextAddress(next) ?? startPath(), { replace: true });
    }, (problem) => {
      if (problem.code === "code-needed" && !needsCode) {
        setNeedsCode(true);
        return "";
      }
      return signInFault(problem);
    });
  };
  return (
    <main class="lone">
      <Mark />
      <h1 tabIndex={-1}>{t("sign-in.title")}</h1>
      <form class="form" onSubmit={submit}>
        <Field label={t("sign-in.email")}><input name="email" type="email" autocomplete="username" required /></Field>
        <Field label={t("sign-in.password")}><input name="password" type="password" autocomplete="current-password" required /></Field>
        {needsCode && <CodeField />}
        <p class="wrong" role="alert">{attempt.wrong}</p>
        <Button kind="primary" type="submit" busy={attempt.busy}>{t("sign-in.go")}</Button>
      </form>
      <p class="small soft">{t("sign-in.lost")}</p>
    </main>
  );
}
