import { useState } from "preact/hooks";
import { get } from "../../lib/api.ts";
import { dateTime, number } from "../../lib/format.ts";
import { language, t } from "../../lib/i18n.ts";
import type { Filter, Query, Time } from "../../lib/query.ts";
import { useResource, withZone } from "../../lib/resource.ts";
import { screen } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { CopyButton } from "../../parts/Copy.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Name } from "../../parts/Name.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";

/** What a dialog of statements is about. */
export interface Shown {
  title: string;
  filter?: Filter | undefined;
  time?: Time;
}

/** The statements behind something, as sentences; each opens what it says exactly. */
export function Statements({ title, filter, time = { range: "all" }, close }: Shown & { close: () => void }) {
  const [cursors, setCursors] = useState<string[]>([]);
  const cursor = cursors[cursors.length - 1];
  const query: Query = { kind: "statements", limit: 50, time, ...(filter && { filter }), ...(cursor && { cursor }) };
  const q = JSON.stringify(withZone(query));
  const page = useResource("statements " + q + language.value, (signal) => get("/statements", { query: { q, language: language.value }, signal }));
  return (
    <Dialog title={title} close={close} side wide>
      <Loaded of={page} lines={8}>
        {(data) => data.statements.length === 0 ? <Empty title={t("learners.no_statements")} /> : (
          <>
            <ol class="sentences">
              {data.statements.map((line) => (
                <li key={line.id + line.actor.identity}>
                  <details>
                    <summary>
                      <Name>{line.sentence}</Name>
                      <span class="soft small figures">{dateTime(line.timestamp)}</span>
                    </summary>
                    <dl class="facts">
                      <div><dt>{t("learners.verb")}</dt><dd><Name>{line.verb.id}</Name></dd></div>
                      <div><dt>{t("common.activity")}</dt><dd><Name>{line.object.id ?? line.object.name}</Name></dd></div>
                      <div><dt>{t("learners.source")}</dt><dd><Name>{line.source ?? ""}</Name></dd></div>
                      <div><dt>{t("learners.stored")}</dt><dd class="figures">{dateTime(line.stored)}</dd></div>
                      <div><dt>{t("learners.id")}</dt><dd><code>{line.id}</code> <CopyButton text={line.id} /></dd></div>
                    </dl>
                    {may("see_dashboards") && <p><a href={screen("/explore", { statement: line.id })} onClick={close}>{t("learners.in_explore")}</a></p>}
                  </details>
                </li>
              ))}
            </ol>
            <div class="pager">
              {data.meta.total !== undefined && <Badge bare>{t("learners.statements_n", { n: data.meta.total, shown: number(data.meta.total) })}</Badge>}
              {cursors.length > 0 && <Button small onClick={() => setCursors(cursors.slice(0, -1))}>{t("common.previous")}</Button>}
              {data.next && <Button small onClick={() => setCursors([...cursors, data.next!])}>{t("common.next")}</Button>}
            </div>
          </>
        )}
      </Loaded>
    </Dialog>
  );
}
