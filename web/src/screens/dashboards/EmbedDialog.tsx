import { Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { del, get, post } from "../../lib/api.ts";
import { useAttempt, textOf } from "../../lib/attempt.ts";
import { date, dateTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import type { Filter } from "../../lib/query.ts";
import { useResource } from "../../lib/resource.ts";
import { storeName } from "../../lib/router.ts";
import { announce } from "../../parts/announce.tsx";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field } from "../../parts/Field.tsx";
import { Name } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { FilterEditor } from "../explore/query/FilterEditor.tsx";
import { isWhole } from "../explore/query/state.ts";
import { useVocabulary } from "../explore/query/words.ts";
import type { Dashboard } from "./tiles.ts";

/** Makes and ends links that show a dashboard to whoever has them. */
export function EmbedDialog({ dashboard, close }: { dashboard: Dashboard; close: () => void }) {
  const vocabulary = useVocabulary();
  const embeds = useResource(`${storeName.value} embeds ${dashboard.id}`, (signal) => get("/dashboards/{id}/embeds", { path: { id: dashboard.id }, signal }));
  const attempt = useAttempt();
  const [filter, setFilter] = useState<Filter | undefined>(undefined);
  const [link, setLink] = useState("");
  const whole = filter === undefined || isWhole(filter);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const title = textOf(event, "title").trim();
    const until = textOf(event, "expires");
    void attempt.run(async () => {
      const made = await post("/dashboards/{id}/embeds", { path: { id: dashboard.id }, body: { title, ...(filter && { filter: filter as never }), ...(until && { expires: new Date(until + "T23:59:59").toISOString() }) } });
      setLink(new URL(made.url, window.location.href).href);
      embeds.reload();
    });
  };
  const end = (id: string) => void attempt.run(async () => {
    await del("/dashboards/{id}/embeds/{embed}", { path: { id: dashboard.id, embed: id } });
    announce(t("dashboards.ended"));
    embeds.reload();
  });
  return (
    <Dialog title={t("dashboards.share_link")} close={close} wide>
      <div class="embed-dialog">
        <p class="soft">{t("dashboards.share_text")}</p>
        {link ? (
          <div class="embed-made" role="status">
            <p>{t("dashboards.link_once")}</p>
            <Snippet label={t("dashboards.link")} text={link} />
            <Snippet label={t("dashboards.iframe")} text={`<iframe src="${link}" title="${dashboard.title.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")}" width="100%" height="800"></iframe>`} />
            <div><Button small onClick={() => setLink("")}>{t("dashboards.another")}</Button></div>
          </div>
        ) : (
          <form class="form" onSubmit={submit}>
            <Field label={t("query.title")} hint={t("dashboards.link_title_hint")}><input name="title" required maxLength={200} autocomplete="off" /></Field>
            <div class="field"><span>{t("dashboards.locked")}</span>
              <p class="hint">{t("dashboards.locked_hint")}</p>
              <Loaded of={vocabulary} lines={1}>{(words) => <FilterEditor vocabulary={words} filter={filter} onChange={setFilter} pointer="/filter" label={t("dashboards.locked")} nobody />}</Loaded>
            </div>
            <Field label={t("dashboards.expires")} hint={t("dashboards.expires_hint")}><input type="date" name="expires" min={new Date().toISOString().slice(0, 10)} /></Field>
            {attempt.wrong && <p class="wrong" role="alert">{attempt.wrong}</p>}
            <div class="form-actions"><Button kind="primary" type="submit" busy={attempt.busy} disabled={!whole}>{t("dashboards.make_link")}</Button></div>
          </form>
        )}
        <Loaded of={embeds} lines={2}>
          {({ embeds: list }) => (list.length === 0 ? null : (
            <section aria-label={t("dashboards.links")}>
              <h3>{t("dashboards.links")}</h3>
              <ul class="embed-list">
                {list.map((one) => (
                  <li key={one.id}>
                    <div><Name>{one.title}</Name>
                      <p class="soft small">{t("dashboards.link_made", { date: date(one.created) })}{one.expires && <> · {t("dashboards.link_until", { date: date(one.expires) })}</>} · {one.last_seen ? t("dashboards.link_seen", { time: dateTime(one.last_seen) }) : t("dashboards.link_unseen")}</p>
                      {one.filter && <code class="small" dir="ltr">{JSON.stringify(one.filter)}</code>}
                    </div>
                    {one.revoked || (one.expires && Date.parse(one.expires) <= Date.now()) ? <Badge tone="plain">{t("dashboards.is_ended")}</Badge> : <Button small kind="danger" icon={Trash2} busy={attempt.busy} onClick={() => end(one.id)}>{t("dashboards.end")}<span class="hidden-text"> {one.title}</span></Button>}
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </Loaded>
      </div>
    </Dialog>
  );
}
