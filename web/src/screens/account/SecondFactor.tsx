import { useMemo, useState } from "preact/hooks";
import { encode } from "uqr";
import { del, post, put } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { t } from "../../lib/i18n.ts";
import { enterStore, me, refresh } from "../../lib/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Field } from "../../parts/Field.tsx";
import { signInFault } from "../sign-in/index.tsx";

interface Offer {
  secret: string;
  uri: string;
}

/** A second factor by an authenticator app (TOTP, RFC 6238). */
export function SecondFactor() {
  const on = me.value!.user!.totp;
  const [offer, setOffer] = useState<Offer | undefined>(undefined);
  const [recovery, setRecovery] = useState<string[]>([]);
  const attempt = useAttempt();
  const change = (what: () => Promise<void>) =>
    void attempt.run(async () => {
      await what();
      await refresh();
      enterStore();
    }, (problem) => (problem.code === "code-wrong" ? t("account.code_wrong") : problem.code === "password-wrong" ? t("account.password_wrong") : signInFault(problem)));
  return (
    <Card title={t("account.factor")} note={t("account.factor_note")} aside={<Badge tone={on ? "good" : "plain"}>{on ? t("account.factor_on") : t("account.factor_off")}</Badge>}>
      {recovery.length > 0 && (
        <>
          <p>{t("account.recovery")}</p>
          <Snippet label={t("account.recovery_codes")} text={recovery.join("\n")} />
        </>
      )}
      {!on && !offer && <Button onClick={() => change(async () => setOffer((await post("/session/totp")) as Offer))}>{t("account.factor_start")}</Button>}
      {!on && offer && (
        <form class="form" onSubmit={(event) => {
          event.preventDefault();
          const code = textOf(event, "code");
          change(async () => {
            setRecovery(((await put("/session/totp", { body: { code } })) as { recovery: string[] }).recovery);
            setOffer(undefined);
          });
        }}>
          <p>{t("account.factor_scan")}</p>
          <Code text={offer.uri} />
          <Snippet label={t("account.factor_secret")} text={offer.secret} />
          <Field label={t("sign-in.code")}><input name="code" inputMode="numeric" autocomplete="one-time-code" required pattern="[0-9 ]{6,7}" /></Field>
          <div class="form-actions"><Button kind="primary" type="submit" busy={attempt.busy}>{t("account.factor_confirm")}</Button></div>
        </form>
      )}
      {on && (
        <form class="form" onSubmit={(event) => {
          event.preventDefault();
          const password = textOf(event, "password");
          change(async () => { await del("/session/totp", { body: { password } }); setRecovery([]); });
        }}>
          <Field label={t("account.password_old")}><input name="password" type="password" autocomplete="current-password" required /></Field>
          <div class="form-actions"><Button kind="danger" type="submit" busy={attempt.busy}>{t("account.factor_end")}</Button></div>
        </form>
      )}
      <p class="wrong" role="alert">{attempt.wrong}</p>
    </Card>
  );
}

/** A text as a QR code, dark on light in every theme: cameras want it so. */
function Code({ text }: { text: string }) {
  const code = useMemo(() => encode(text, { border: 2 }), [text]);
  const path = code.data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg class="qr" role="img" aria-label={t("account.factor_qr")} viewBox={`0 0 ${code.size} ${code.size}`} width="200" height="200" shape-rendering="crispEdges">
      <rect class="qr-ground" width={code.size} height={code.size} />
      <path class="qr-ink" d={path} />
    </svg>
  );
}
