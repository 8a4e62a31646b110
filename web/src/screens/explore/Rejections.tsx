import { useState } from "preact/hooks";
import { get } from "../../lib/api.ts";
import type { components } from "../../api/schema";
import { ago, dateTime, number } from "../../lib/format.ts";
import { has, t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { storeName } from "../../lib/router.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Name } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Told } from "../../parts/Told.tsx";

/** A request that was refused. */
export type Rejection = components["schemas"]["Rejection"];

/** What was refused lately, all of it or of one key, and how to put it right. */
export function Rejected({ key_, title }: { key_?: string; title?: string }) {
  const [code, setCode] = useState("");
  const [limit, setLimit] = useState(10);
  const query = { limit, ...(key_ && { key: key_ }), ...(code && { code }) };
  const list = useResource(`${storeName.value} rejections ${JSON.stringify(query)}`, (signal) => get("/rejections", { query, signal }), { live: true });
  return (
    <Card title={title ?? t("explore.rejections")} note={t("explore.rejections_note")}>
      <Loaded of={list}>
        {(answer) => (answer.reasons.length === 0 && answer.rejections.length === 0 ? <p class="soft">{t("explore.rejections_none")}</p> : (
          <div class="rejections">
            <div class="chips" role="group" aria-label={t("explore.reasons")}>
              {codes(answer.reasons).map((reason) => (
                <button key={reason.code} type="button" class="chip" aria-pressed={code === reason.code} onClick={() => setCode(code === reason.code ? "" : reason.code)}>
                  {codeName(reason.code)} <span class="figures" data-value={reason.count}>{number(reason.count)}</span>
                </button>
              ))}
            </div>
            <ul class="rejection-list">{answer.rejections.map((one) => <li key={one.id}><RejectionCard of={one} /></li>)}</ul>
            {answer.next !== undefined && answer.rejections.length === limit && limit < 500 && <div><Button small onClick={() => setLimit(Math.min(500, limit * 5))}>{t("explore.rejections_more")}</Button></div>}
          </div>
        ))}
      </Loaded>
    </Card>
  );
}

function codes(reasons: readonly components["schemas"]["RejectionReason"][]): { code: string; count: number }[] {
  const sums = new Map<string, number>();
  for (const reason of reasons) sums.set(reason.code, (sums.get(reason.code) ?? 0) + reason.count);
  return [...sums].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
}

/** What a code is called. */
export function codeName(code: string): string {
  return has("live.code_" + code) ? t("live.code_" + code) : code;
}

/** One refused request: the place, the reason in words, what to do, and what was sent. */
export function RejectionCard({ of }: { of: Rejection }) {
  return (
    <article class="rejection" data-code={of.code}>
      <header class="rejection-head">
        <Badge tone="bad">{of.status} {codeName(of.code)}</Badge>
        {of.rule && <code dir="ltr">{of.rule}</code>}
        {(of.pointer ?? of.parameter) && <code dir="ltr"><Name>{(of.pointer ?? of.parameter)!}</Name></code>}
        <time class="small soft" dateTime={of.at} title={dateTime(of.at)}>{ago(of.at)}</time>
        {of.count > 1 && <span class="small soft figures">× {number(of.count)}</span>}
      </header>
      <p class="rejection-message"><Told text={of.message} /></p>
      <p class="small"><Told text={of.explanation} /></p>
      <p class="small"><strong>{t("explore.fix")}</strong> <Told text={of.fix} /></p>
      <p class="small soft">
        {[of.key && `${t("explore.key")}: ${of.key}`, of.method && `${of.method} ${of.resource ?? ""}`, of.user_agent, of.request_id].filter(Boolean).map((part, i) => <span key={i}>{i > 0 && " · "}<Name>{String(part)}</Name></span>)}
      </p>
      {of.sample && (
        <details>
          <summary class="small">{t("explore.sample")}</summary>
          <Snippet label={t("explore.sample")} text={pretty(of.sample)} />
        </details>
      )}
    </article>
  );
}

/** JSON on several lines; what was cut off stays as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
