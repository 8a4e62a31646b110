import { CircleAlert, CircleCheck, Radio } from "lucide";
import { ago, dateTime } from "../../../lib/format.ts";
import { has, t } from "../../../lib/i18n.ts";
import type { Line } from "../../../lib/live.ts";
import { screen } from "../../../lib/router.ts";
import { may } from "../../../lib/session.ts";
import { Badge } from "../../../parts/Badge.tsx";
import { Snippet } from "../../../parts/Copy.tsx";
import { Icon } from "../../../parts/Icon.tsx";
import { Name } from "../../../parts/Name.tsx";
import { Sentence } from "../../../parts/Sentence.tsx";
import { Told } from "../../../parts/Told.tsx";
import type { Heard, Rejection } from "./check.ts";

interface WaitingProps {
  heard: Heard;
  /** The newest statement that was stored before the check began. */
  before: Line | undefined;
}

/** Listens: waiting, a statement came, or a request was refused, and why. */
export function Waiting({ heard, before }: WaitingProps) {
  const { line, refused } = heard;
  const state = refused ? "refused" : line ? "came" : "waiting";
  return (
    <>
      <div class={`connect-live connect-${state}`} role="status" data-state={state}>
        <Icon of={refused ? CircleAlert : line ? CircleCheck : Radio} size={22} />
        <div class="connect-heard">
          {refused ? <Refused of={refused} /> : line ? (
            <>
              <strong>{t("connect.came")}</strong>
              <p><Sentence line={line} /></p>
              <p class="small"><a href={screen("/explore", { statement: line.id })}>{t("connect.open_statement")}</a></p>
            </>
          ) : (
            <>
              <strong>{before ? t("connect.waiting_next") : t("connect.waiting")}</strong>
              <p class="soft">{t("connect.waiting_text")}</p>
            </>
          )}
        </div>
      </div>
      {refused && (
        <div class="connect-advice">
          <p><Told text={refused.explanation} /></p>
          {refused.fix && <p><strong>{t("connect.fix")}</strong> <Told text={refused.fix} /></p>}
          {refused.sample && <details><summary>{t("connect.sent")}</summary><Snippet label={t("connect.sent")} text={refused.sample} /></details>}
          <p class="small"><a href={screen("/live", { tab: "rejected" })}>{t("connect.all_refused")}</a></p>
        </div>
      )}
      {!line && before && <p class="small soft">{t("connect.last_one", { ago: ago(before.stored) })} <Sentence line={before} /></p>}
      {!line && !refused && (
        <details class="small">
          <summary>{t("connect.nothing")}</summary>
          <ul class="prose-list">
            <li>{t("connect.nothing_key")}</li>
            <li>{t("connect.nothing_network")}</li>
            <li>{t("connect.nothing_batch")}</li>
            {may("see_quality") && <li><a href={screen("/data")}>{t("connect.nothing_sources")}</a></li>}
          </ul>
        </details>
      )}
    </>
  );
}

function Refused({ of }: { of: Rejection }) {
  const key = "live.code_" + of.code;
  return (
    <>
      <strong>{t("connect.refused", { why: has(key) ? t(key) : of.code })}</strong>
      <p><Told text={of.message} /></p>
      <p class="small connect-refused-facts">
        <span>{dateTime(of.at)}</span>
        <code>{String(of.status)} {of.code}</code>
        {of.rule && <code>{of.rule}</code>}
        {(of.pointer || of.parameter) && <code><Name>{(of.pointer || of.parameter)!}</Name></code>}
      </p>
    </>
  );
}

/** The same in one line, beside guides. */
export function WaitingLine({ heard, before }: WaitingProps) {
  return (
    <p class="connect-line small">
      {heard.refused ? <Badge tone="bad">{t("connect.line_refused")}</Badge> : heard.line ? <Badge tone="good">{t("connect.line_came", { n: heard.count })}</Badge> : <Badge tone="note">{t(before ? "connect.line_waiting_next" : "connect.line_waiting")}</Badge>}
      {heard.refused ? <a href="#check">{t("connect.line_why")}</a> : heard.line && <Sentence line={heard.line} />}
    </p>
  );
}
