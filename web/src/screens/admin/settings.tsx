import { useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { get, put } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { languages, t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { storeName } from "../../lib/router.ts";
import { refresh } from "../../lib/session.ts";
import { accents } from "../../lib/theme.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Field } from "../../parts/Field.tsx";
import { Page } from "../../parts/Page.tsx";
import { Loaded } from "../../parts/State.tsx";
import { AdminTabs } from "./AdminTabs.tsx";
import "./admin.css";

type Settings = components["schemas"]["Settings"];

/** How is this store called and shown? */
export default function StoreSettings() {
  const settings = useResource(storeName.value + " settings", (signal) => get("/settings", { signal }));
  return (
    <Page title={t("admin.settings")} question={t("admin.settings_question")} tabs={<AdminTabs />}>
      <Card><Loaded of={settings}>{(data) => <Form data={data} />}</Loaded></Card>
    </Page>
  );
}

function Form({ data }: { data: Settings }) {
  const attempt = useAttempt();
  const [accent, setAccent] = useState(data.accent);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const body: Settings = {
      title: textOf(event, "title"), language: textOf(event, "language"), zone: textOf(event, "zone"), accent, min_group: Number(textOf(event, "min_group")),
      ...(data.organisation !== undefined && { organisation: textOf(event, "organisation") || data.organisation }),
    };
    void attempt.run(async () => {
      await put("/settings", { body });
      await refresh();
      announce(t("common.saved"));
    });
  };
  return (
    <form class="form settings-form" onSubmit={submit}>
      <Field label={t("admin.title")}><input name="title" required maxLength={100} defaultValue={data.title} /></Field>
      <Field label={t("setup.language")} hint={t("admin.language_hint")}>
        <select name="language" defaultValue={data.language}><option value="">{t("admin.as_organisation")}</option>{Object.entries(languages).map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}</select>
      </Field>
      <Field label={t("setup.zone")} hint={t("admin.zone_hint")}>
        <select name="zone" defaultValue={data.zone}><option value="">{t("admin.as_organisation")}</option>{["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => <option key={zone} value={zone}>{zone.replace(/_/g, " ")}</option>)}</select>
      </Field>
      <Field label={t("admin.min_group")} hint={t("admin.min_group_hint")}><input name="min_group" type="number" min={1} max={20} required defaultValue={String(data.min_group)} /></Field>
      <fieldset class="fieldset">
        <legend>{t("admin.accent")}</legend>
        <div class="accents">
          {accents.map((one) => (
            <label key={one} class="chip accent-chip" data-accent={one}>
              <input type="radio" name="accent" value={one} checked={(accent || "teal") === one} onChange={() => setAccent(one === "teal" ? "" : one)} />
              <span>{t("admin.accent_" + one)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <p class="wrong" role="alert">{attempt.wrong}</p>
      <div class="form-actions"><Button kind="primary" type="submit" busy={attempt.busy}>{t("common.save")}</Button></div>
    </form>
  );
}
