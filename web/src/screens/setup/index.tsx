import { useEffect } from "preact/hooks";
import { post } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { languages, language, t, useLanguage, type Language } from "../../lib/i18n.ts";
import { go, href } from "../../lib/router.ts";
import { enter, me, type Me } from "../../lib/session.ts";
import { linkInAddress, NewPassword } from "../../parts/NewPassword.tsx";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { Mark } from "../../shell/Shell.tsx";

/** The name of a store that suits an organisation's: a–z, 0–9 and "-". */
export function storeNameOf(organisation: string): string {
  const name = organisation.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
  return name === "" || name === "sample" ? "main" : name;
}

/** The first account, by the link that the server printed (ui.md §8). */
export default function Setup() {
  const attempt = useAttempt();
  const link = linkInAddress();
  const done = me.value?.needs_setup === false;
  useEffect(() => {
    if (me.value?.signed_in) go(href("/"), { replace: true });
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const organisation = textOf(event, "organisation").trim();
    const name = storeNameOf(organisation);
    const body = {
      link, email: textOf(event, "email"), name: textOf(event, "name").trim(), password: textOf(event, "password"), organisation,
      language: language.value, zone: textOf(event, "zone"), store: { name, title: organisation },
    };
    void attempt.run(async () => {
      await enter((await post("/session/setup", { body })) as unknown as Me);
      go(href(`/s/${name}/data/connect`), { replace: true });
    }, (problem) => (problem.code === "link-wrong" ? t("setup.link_wrong") : undefined));
  };
  const zones = Intl.supportedValuesOf("timeZone");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <main class="lone">
      <Mark />
      <h1 tabIndex={-1}>{t("setup.title")}</h1>
      {done ? (
        <p>{t("setup.done")} <a href={href("/sign-in")}>{t("sign-in.title")}</a></p>
      ) : !link ? (
        <p>{t("setup.no_link")}</p>
      ) : (
        <>
          <p class="soft">{t("setup.text")}</p>
          <form class="form" onSubmit={submit}>
            <Field label={t("setup.language")}>
              <select value={language.value} onChange={(event) => void useLanguage(event.currentTarget.value as Language)}>
                {Object.entries(languages).map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
              </select>
            </Field>
            <Field label={t("setup.name")}><input name="name" autocomplete="name" required maxLength={100} /></Field>
            <Field label={t("sign-in.email")}><input name="email" type="email" autocomplete="username" required /></Field>
            <NewPassword />
            <Field label={t("setup.organisation")} hint={t("setup.organisation_hint")}><input name="organisation" autocomplete="organization" required maxLength={100} /></Field>
            <Field label={t("setup.zone")}>
              <select name="zone" defaultValue={here}>
                {[...new Set([here, "UTC", ...zones])].map((zone) => <option key={zone} value={zone}>{zone.replace(/_/g, " ")}</option>)}
              </select>
            </Field>
            <p class="wrong" role="alert">{attempt.wrong}</p>
            <Button kind="primary" type="submit" busy={attempt.busy}>{t("setup.go")}</Button>
          </form>
        </>
      )}
    </main>
  );
}
