import { useState } from "preact/hooks";
import { post, Problem } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { go, href } from "../../lib/router.ts";
import { enter, startPath, type Me } from "../../lib/session.ts";
import { linkInAddress, NewPassword } from "../../parts/NewPassword.tsx";
import { Button } from "../../parts/Button.tsx";
import { Mark } from "../../shell/Shell.tsx";

/** Accepting an invitation, or choosing a new password, by a one-time link. */
export default function Invitation() {
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setWrong("");
    try {
      await enter((await post("/session/invitation", { body: { link: linkInAddress(), password: String(form.get("password")) } })) as unknown as Me);
      go(startPath(), { replace: true });
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      setWrong(cause.code === "link-wrong" ? t("invitation.link_wrong") : cause.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="lone">
      <Mark />
      <h1 tabIndex={-1}>{t("invitation.title")}</h1>
      <p class="soft">{t("invitation.text")}</p>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <NewPassword label={t("invitation.password")} />
        <p class="wrong" role="alert">{wrong}</p>
        <Button kind="primary" type="submit" busy={busy}>{t("invitation.go")}</Button>
      </form>
      <p class="small soft"><a href={href("/sign-in")}>{t("sign-in.title")}</a></p>
    </main>
  );
}
