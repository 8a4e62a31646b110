import { dateTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { again, discard, waiting } from "../../lib/outbox.ts";
import { storeInAddress } from "../../lib/router.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Name } from "../../parts/Name.tsx";

/** What was written down here and is not on the server: waiting, or refused and never dropped. */
export function Outbox() {
  const mine = waiting.value.filter((one) => one.store === storeInAddress.value);
  if (mine.length === 0) return null;
  return (
    <Card title={t("my.outbox")} note={t("my.outbox_note")}>
      <ul class="my-rows">
        {mine.map((one) => (
          <li key={one.id} data-waiting={one.id}>
            <div>
              <Name>{one.body.title}</Name> {one.refused ? <Badge tone="bad">{t("my.refused")}</Badge> : <Badge tone="warn">{t("my.waiting")}</Badge>}
              <p class="soft small figures">{t("my.kind_" + one.body.kind)} · {dateTime(one.body.timestamp)}</p>
              {one.refused && <p class="small">{one.refused.status === 409 ? t("my.conflict") : one.refused.message}</p>}
            </div>
            {one.refused && (
              <div class="cluster">
                <Button small onClick={() => void again(one)}>{one.refused.status === 409 ? t("my.send_new") : t("common.retry")}</Button>
                <Button small kind="danger" onClick={() => void discard(one.id)}>{t("my.discard")}</Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
