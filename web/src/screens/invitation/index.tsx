import { useState } from "preact/hooks";
import { post } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { t } from "../../lib/i18n.ts";
import { go, href } from "../../lib/router.ts";
import { enter, startPath, type Me } from "../../lib/session.ts";
import { linkInAddress, NewPassword } from "../../parts/NewPassword.tsx";
import { Button } from "../../parts/Button.tsx";
import { Mark } from "../../shell/Shell.tsx";
import { CodeField, signInFault } from "../sign-in/index.tsx";

/** Accepting an invitation, or choosing a new password, by a one-time link. */
export default function Invitation() {
  const attempt = useAttempt();
  const [needsCode, setNeedsCode] = useState(false);
  const link = linkInAddress();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const body = { link, password: textOf(event, "password"), ...(needsCode ? { code: textOf(event, "code") } : {}) };
    void attempt.run(async () => {
      await enter((await post("/session/invitation", { body })) as unknown as Me);
      go(startPath(), { replace: true });
    }, (problem) => {
      if (problem.code === "code-needed" && !needsCode) {
        setNeedsCode(true);
        return "";
      }
      return problem.code === "link-wrong" ? t("invitation.link_wrong") : signInFault(problem);
    });
  };
  return (
    <main class="lone">
      <Mark />
      <h1 tabIndex={-1}>{t("invitation.title")}</h1>
      {!link ? <p>{t("invitation.no_link")}</p> : (
        <>
          <p class="soft">{t("invitation.text")}</p>
          <form class="form" onSubmit={submit}>
            <NewPassword label={t("invitation.password")} />
            {needsCode && <CodeField />}
            <p class="wrong" role="alert">{attempt.wrong}</p>
            <Button kind="primary" type="submit" busy={attempt.busy}>{t("invitation.go")}</Button>
          </form>
        </>
      )}
      <p class="small soft"><a href={href("/sign-in")}>{t("sign-in.title")}</a></p>
    </main>
  );
}
