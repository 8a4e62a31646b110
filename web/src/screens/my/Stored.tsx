import { useState } from "preact/hooks";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { shortId, visible } from "../../lib/names.ts";
import type { Filter, Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { href } from "../../lib/router.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Name } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Statements, type Shown } from "../learners/Statements.tsx";

/** What is stored about the one who is signed in, by where it came from. */
export const bySource: Query = { kind: "table", dimensions: ["source", "self_asserted"], metrics: ["statements"], limit: 100, time: { range: "all" } };

/** What is stored about me: how much, from where, and every statement of it. */
export function Stored() {
  const answer = useQuery(bySource, { live: true });
  const [open, setOpen] = useState<Shown | undefined>(undefined);
  return (
    <Card title={t("my.stored")} note={t("my.stored_note")} aside={<Counted query={bySource} answer={answer.data} label={t("my.stored")} />}>
      <Loaded of={answer} lines={4}>
        {(data) => {
          const rows = data.rows as [string, boolean, number][];
          const total = rows.reduce((sum, row) => sum + row[2], 0);
          const count = (n: number, title: string, what: string, filter?: Filter) => (
            <button type="button" class="number-link figures" data-value={n} data-what={what} onClick={() => setOpen({ title, filter })}>
              {number(n)}<span class="hidden-text"> {t("common.open_statements")}</span>
            </button>
          );
          return (
            <>
              <ul class="my-rows">
                <li><strong>{t("my.all_statements")}</strong>{total > 0 ? count(total, t("my.stored"), "all") : <span data-value={0} data-what="all">{number(0)}</span>}</li>
                {rows.map(([source, self, n]) => (
                  <li key={source + String(self)}>
                    <span>{self ? t("my.by_myself") : <Name id={source}>{source.includes(":") ? shortId(source) : source}</Name>} {self && <Badge tone="note">{t("learners.self_asserted")}</Badge>}</span>
                    {count(n, self ? t("my.by_myself") : visible(source), "source", ["and", ["is", "source", [source]], ["is", "self_asserted", [self]]])}
                  </li>
                ))}
              </ul>
              <p class="small"><a href={href("/account")}>{t("my.on_device")}</a></p>
            </>
          );
        }}
      </Loaded>
      {open && <Statements {...open} close={() => setOpen(undefined)} />}
    </Card>
  );
}
