import { put } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { languages, preferred, t } from "../../lib/i18n.ts";
import { enter, me, type Me } from "../../lib/session.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Check, Field } from "../../parts/Field.tsx";

/** Name, language, time zone, theme, and what may be turned off. */
export function Profile() {
  const user = me.value!.user!;
  const attempt = useAttempt();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const preferences = { ...user.preferences, single_keys: form.has("single_keys"), keep_offline: form.has("keep_offline") };
    const body = { name: textOf(event, "name"), language: textOf(event, "language"), zone: textOf(event, "zone"), theme: textOf(event, "theme"), preferences };
    void attempt.run(async () => {
      await enter((await put("/session/user", { body: body as never })) as unknown as Me);
      announce(t("common.saved"));
    });
  };
  return (
    <Card title={t("account.profile")}>
      <form class="form" onSubmit={submit}>
        <Field label={t("setup.name")}><input name="name" autocomplete="name" required maxLength={100} defaultValue={user.name} /></Field>
        <Field label={t("setup.language")}>
          <select name="language" defaultValue={preferred(user.language)}>{Object.entries(languages).map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}</select>
        </Field>
        <Field label={t("setup.zone")}>
          <select name="zone" defaultValue={user.zone}>
            <option value="">{t("account.zone_store")}</option>
            {["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => <option key={zone} value={zone}>{zone.replace(/_/g, " ")}</option>)}
          </select>
        </Field>
        <Field label={t("account.theme")}>
          <select name="theme" defaultValue={user.theme}>{(["system", "light", "dark"] as const).map((theme) => <option key={theme} value={theme}>{t("account.theme_" + theme)}</option>)}</select>
        </Field>
        <Check name="single_keys" defaultChecked={user.preferences["single_keys"] !== false} label={t("account.single_keys")} hint={t("account.single_keys_hint")} />
        <Check name="keep_offline" defaultChecked={user.preferences["keep_offline"] !== false} label={t("account.keep_offline")} hint={t("account.keep_offline_hint")} />
        <p class="wrong" role="alert">{attempt.wrong}</p>
        <div class="form-actions"><Button kind="primary" type="submit" busy={attempt.busy}>{t("common.save")}</Button></div>
      </form>
    </Card>
  );
}
