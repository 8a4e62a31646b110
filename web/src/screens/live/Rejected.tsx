import { useEffect, useRef } from "preact/hooks";
import { get } from "../../lib/api.ts";
import { dateTime, number } from "../../lib/format.ts";
import { has, t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { param, screen, setParams, storeInAddress } from "../../lib/router.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Name } from "../../parts/Name.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Told } from "../../parts/Told.tsx";
import type { components } from "../../api/schema";

type Rejection = components["schemas"]["Rejection"];
type Reason = components["schemas"]["RejectionReason"];

/** So many are asked for at once, and the least time between two looks, in milliseconds. */
const page = 50;
const every = 2000;

/** Requests that were refused, newest first, and why. `came` grows with each one that the stream tells of. */
export function Rejected({ came }: { came: number }) {
  const pages = Math.max(1, Number(param("pages").value) || 1);
  const list = useResource(`${storeInAddress.value} rejections ${pages}`, (signal) => get("/rejections", { query: { limit: Math.min(500, pages * page) }, signal }));
  const looked = useRef({ came, at: 0 });
  useEffect(() => {
    if (came === looked.current.came) return;
    const timer = setTimeout(() => {
      looked.current = { came, at: Date.now() };
      list.reload();
    }, Math.max(0, looked.current.at + every - Date.now()));
    return () => clearTimeout(timer);
  }, [came]);
  return (
    <Loaded of={list} lines={6}>
      {({ rejections, reasons, next }) =>
        rejections.length === 0 ? <Card><Empty title={t("live.rejected_none")}>{t("live.rejected_none_text")}</Empty></Card> : (
          <>
            <Card title={t("live.rejected_reasons")} flush>
              <Table caption={t("live.rejected")} rows={reasons} rowKey={(reason) => reason.code + (reason.rule ?? "")} columns={[
                { id: "reason", label: t("live.reason"), card: true, cell: (reason) => <Why reason={reason} /> },
                { id: "rule", label: t("live.rejected_rule"), card: true, cell: (reason) => (reason.rule ? <code class="refused-rule">{reason.rule}</code> : <span class="soft">–</span>) },
                { id: "count", label: t("live.rejected_count"), numeric: true, card: true, cell: (reason) => <span data-value={reason.count}>{number(reason.count)}</span> },
                { id: "fix", label: t("live.rejected_fix"), cell: (reason) => <Told text={reason.fix} /> },
              ]} />
            </Card>
            <ul class="refused" data-rows>{rejections.map((one) => <One key={one.id} of={one} />)}</ul>
            {!!next && pages * page < 500 && <div><Button onClick={() => setParams({ pages: pages + 1 })}>{t("live.rejected_more")}</Button></div>}
          </>
        )
      }
    </Loaded>
  );
}

/** What a code means: in the language of the app where it is known, else the server's words. */
function Why({ reason }: { reason: Pick<Reason, "code" | "explanation"> }) {
  const key = "live.code_" + reason.code;
  return has(key) ? <span>{t(key)}</span> : <Told text={reason.explanation} />;
}

function One({ of }: { of: Rejection }) {
  return (
    <li class="card refused-one" data-row data-rejection={of.id}>
      <div class="refused-head">
        <Badge tone="bad">{String(of.status)}</Badge>
        <strong><Why reason={of} /></strong>
        {of.count > 1 && <span class="soft small">{t("live.rejected_times", { n: of.count })}</span>}
        <time class="small soft" dateTime={of.at}>{dateTime(of.at)}</time>
      </div>
      <p><Told text={of.message} /></p>
      <p class="small soft refused-facts">
        {of.key && <span>{t("live.rejected_key")} <a href={screen("/data", { source: of.key })}><Name>{of.key}</Name></a></span>}
        {of.resource && <span>{t("live.rejected_request")} <bdi>{of.method} {of.resource}</bdi></span>}
        {of.rule && <span>{t("live.rejected_rule")} <code>{of.rule}</code></span>}
        {(of.pointer || of.parameter) && <span>{t("live.rejected_where")} <code><Name>{(of.pointer || of.parameter)!}</Name></code></span>}
        {of.user_agent && <span>{t("live.rejected_client")} <Name>{of.user_agent}</Name></span>}
      </p>
      <details>
        <summary>{t("live.rejected_why")}</summary>
        <div class="refused-why">
          <p><Told text={of.explanation} /></p>
          <p><strong>{t("live.rejected_fix")}:</strong> <Told text={of.fix} /></p>
          {of.sample && <Snippet label={t("live.rejected_sample")} text={of.sample} />}
        </div>
      </details>
    </li>
  );
}
