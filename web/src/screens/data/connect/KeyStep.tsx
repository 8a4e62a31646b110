import { visible } from "../../../lib/names.ts";
import { KeyRound } from "lucide";
import type { components } from "../../../api/schema";
import { post } from "../../../lib/api.ts";
import { useAttempt } from "../../../lib/attempt.ts";
import { t } from "../../../lib/i18n.ts";
import { setParams } from "../../../lib/router.ts";
import { announce } from "../../../parts/announce.tsx";
import { Button } from "../../../parts/Button.tsx";
import { Snippet } from "../../../parts/Copy.tsx";
import { Field } from "../../../parts/Field.tsx";
import { usualScopes } from "../../admin/KeyDialog.tsx";
import { endpoint, remember } from "./connection.ts";
import { Step } from "./Step.tsx";

type Key = components["schemas"]["Key"];

/** Makes a key by one button, or takes one that is there. */
export function KeyStep({ keys, chosen, secret, made }: { keys: readonly Key[]; chosen: Key | undefined; secret: string; made: () => void }) {
  const attempt = useAttempt();
  const make = () =>
    attempt.run(async () => {
      const names = new Set(keys.map((key) => key.name));
      let name = t("connect.key_name");
      for (let n = 2; names.has(name); n++) name = t("connect.key_name_next", { n });
      const key = await post("/keys", { body: { name, scopes: [...usualScopes] } });
      remember(key.key, key.secret ?? "");
      setParams({ key: key.key }, { replace: true });
      announce(t("connect.key_made"));
      made();
    });
  return (
    <Step number={3} title={t("connect.key_title")} done={keys.length > 0}>
      {keys.length === 0 && <p class="soft">{t("connect.key_text")}</p>}
      {keys.length > 0 && (
        <Field label={t("connect.key_choose")}>
          <select value={chosen?.key ?? ""} onChange={(event) => setParams({ key: event.currentTarget.value }, { replace: true })}>
            <option value="">{t("connect.key_any")}</option>
            {keys.map((key) => <option key={key.key} value={key.key}>{visible(key.name || key.key).slice(0, 80)}</option>)}
          </select>
        </Field>
      )}
      {chosen && (
        <div class="connect-credentials">
          <Snippet label={t("connect.endpoint")} text={endpoint()} />
          <Snippet label={t("connect.key")} text={chosen.key} />
          {secret !== "" ? <Snippet label={t("connect.secret")} text={secret} /> : null}
          <p class="small soft">{secret !== "" ? t("connect.secret_once") : t("connect.secret_unknown")}</p>
        </div>
      )}
      {attempt.wrong && <p class="wrong" role="alert">{attempt.wrong}</p>}
      <div class="cluster"><Button kind={keys.length === 0 ? "primary" : "plain"} icon={KeyRound} busy={attempt.busy} onClick={() => void make()}>{t(keys.length === 0 ? "connect.key_make" : "connect.key_another")}</Button></div>
    </Step>
  );
}
