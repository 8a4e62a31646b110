import { ChevronLeft, ChevronRight } from "lucide";
import { get } from "../../lib/api.ts";
import type { components } from "../../api/schema";
import { dateTime, duration, number } from "../../lib/format.ts";
import { direction, has, language, t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { go, screen, setParams, storeName } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button, ButtonLink } from "../../parts/Button.tsx";
import { CopyButton, Snippet } from "../../parts/Copy.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Attachments } from "./Attachments.tsx";
import { Facts } from "./Facts.tsx";
import { cardAddress } from "./List.tsx";
import { scoreText, secondsOf, type Line } from "./line.ts";
import { activityOf, Sentence } from "./Sentence.tsx";

type Card = components["schemas"]["StatementCard"];

/** One statement, readable: what it says, where it came from, what belongs to it. */
export function StatementDialog({ id, lines }: { id: string; lines: readonly Line[] }) {
  const card = useResource<Card>(`${storeName.value} statement ${id} ${language.value}`, (signal) => get("/statements/{id}", { path: { id }, query: { language: language.value }, signal }));
  const close = () => setParams({ statement: "" });
  const [earlier, later] = direction.value === "rtl" ? [ChevronRight, ChevronLeft] : [ChevronLeft, ChevronRight];
  const at = lines.findIndex((line) => line.id === id);
  const beside = (step: number) => lines[at + step]?.id;
  const turn = (step: number) => { const next = at < 0 ? undefined : beside(step); if (next) go(cardAddress(next), { replace: true }); };
  return (
    <Dialog title={t("common.statement")} close={close} side wide
      actions={
        <>
          {at >= 0 && (
            <span class="card-turn">
              <Button small icon={earlier} disabled={at <= 0} onClick={() => turn(-1)}>{t("explore.card_before")}</Button>
              <Button small icon={later} disabled={!beside(1)} onClick={() => turn(1)}>{t("explore.card_after")}</Button>
            </span>
          )}
          <CopyButton text={window.location.href} label={t("explore.copy_address")} />
        </>
      }>
      <Loaded of={card} lines={10}>{(found) => <Shown card={found} close={close} />}</Loaded>
    </Dialog>
  );
}

function Shown({ card, close }: { card: Card; close: () => void }) {
  const { line } = card;
  const lag = (Date.parse(card.stored) - Date.parse(line.timestamp)) / 1000;
  const activity = activityOf(line);
  const { result } = line;
  const seconds = result?.duration ? secondsOf(result.duration) : null;
  const link = (id: string) => <a key={id} class="mono" href={cardAddress(id)} dir="ltr">{id}</a>;
  return (
    <div class="statement-card" onClick={(event) => { if (event.target instanceof Element && event.target.closest("button.part, a[data-leaves]")) close(); }}>
      <p class={`card-sentence${line.voided || card.voided_by ? " said-voided" : ""}`}><Sentence line={line} /></p>
      <div class="cluster">
        {(line.voided || card.voided_by) && <Badge tone="warn">{t("explore.voided")}</Badge>}
        {line.verb.class && has("live.class_" + line.verb.class) && <Badge bare>{t("live.class_" + line.verb.class)}</Badge>}
        {result?.success !== undefined && <Badge tone={result.success ? "good" : "bad"}>{t(result.success ? "explore.success" : "explore.no_success")}</Badge>}
        {result?.completion !== undefined && <Badge tone={result.completion ? "good" : "plain"}>{t(result.completion ? "explore.completion" : "explore.no_completion")}</Badge>}
        {lag > 3600 && <Badge tone="note">{t("explore.late", { lag: duration(lag) })}</Badge>}
        {lag < -300 && <Badge tone="warn">{t("explore.early")}</Badge>}
      </div>
      {(scoreText(line) !== "" || seconds !== null) && (
        <dl class="card-figures">
          {scoreText(line) !== "" && <div><dt>{t("explore.score")}</dt><dd class="figures" data-value={result?.score?.scaled ?? result?.score?.raw ?? ""}>{scoreText(line)}</dd></div>}
          {seconds !== null && <div><dt>{t("explore.duration")}</dt><dd class="figures" data-value={seconds}>{duration(seconds)}</dd></div>}
        </dl>
      )}
      <div class="cluster no-print">
        {line.actor.identity && may("see_dashboards") && <ButtonLink small href={screen("/learners/journey", { person: line.actor.identity })}>{t("explore.to_person")}</ButtonLink>}
        {activity && may("see_dashboards") && <ButtonLink small href={screen("/activities/activity", { activity })}>{t("explore.to_activity")}</ButtonLink>}
      </div>

      {(card.voided_by || card.voids || card.refers_to || card.referred_by.length > 0) && (
        <section class="card-part">
          <h3>{t("explore.links")}</h3>
          <dl class="facts">
            {card.voided_by && <div><dt>{t("explore.voided_by")}</dt><dd>{link(card.voided_by)}</dd></div>}
            {card.voids && <div><dt>{t("explore.voids")}</dt><dd>{link(card.voids)}</dd></div>}
            {card.refers_to && card.refers_to !== card.voids && <div><dt>{t("explore.refers_to")}</dt><dd>{link(card.refers_to)}</dd></div>}
            {card.referred_by.length > 0 && <div><dt>{t("explore.referred_by")}</dt><dd class="card-list">{card.referred_by.map(link)}</dd></div>}
          </dl>
        </section>
      )}

      {card.attachments.length > 0 && <Attachments list={card.attachments} />}
      <Facts card={card} />

      <section class="card-part">
        <h3>{t("explore.timing")}</h3>
        <dl class="facts">
          <div><dt>{t("explore.timestamp")}</dt><dd>{dateTime(line.timestamp)} <code class="soft" dir="ltr">{line.timestamp}</code></dd></div>
          <div><dt>{t("explore.stored")}</dt><dd>{dateTime(card.stored)} <code class="soft" dir="ltr">{card.stored}</code></dd></div>
          <div><dt>{t("explore.lag")}</dt><dd class="figures" data-value={lag}>{lag < 0 ? t("explore.lag_ahead", { lag: duration(-lag) }) : lag < 60 ? t("explore.lag_seconds", { n: number(lag) }) : duration(lag)}</dd></div>
        </dl>
      </section>

      {card.statement ? (
        <details class="raw" open={false}>
          <summary>{t("explore.raw")}</summary>
          <Snippet label={t("explore.raw_label")} text={JSON.stringify(card.statement, null, 2)} />
        </details>
      ) : (
        <p class="soft small">{t("explore.raw_forbidden")}</p>
      )}
    </div>
  );
}
