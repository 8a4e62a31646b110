import { CircleHelp } from "lucide";
import { useState } from "preact/hooks";
import type { Answer, Query } from "../lib/query.ts";
import { date, dateTime, number } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { withZone } from "../lib/resource.ts";
import { may } from "../lib/session.ts";
import { screen } from "../lib/router.ts";
import { Button } from "./Button.tsx";
import { Snippet } from "./Copy.tsx";
import { Definitions } from "./Definitions.tsx";
import { Dialog } from "./Dialog.tsx";

/** «How is this counted?»: the definition, the filter, the query and the rows behind a number (ui.md §1.1). */
export function Counted({ query, answer, label }: { query: Query; answer: Answer | undefined; label: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="quiet" small icon={CircleHelp} iconOnly onClick={() => setOpen(true)}>{t("common.counted_of", { label })}</Button>
      {open && (
        <Dialog title={t("common.counted")} close={() => setOpen(false)}>
          <div class="counted">
            <h3>{label}</h3>
            {answer ? (
              <>
                <Definitions lines={answer.meta.counted_by} />
                <dl class="facts">
                  <div><dt>{t("common.counted_range")}</dt><dd>{date(answer.meta.range[0])} – {date(new Date(Date.parse(answer.meta.range[1]) - 1))} · {answer.meta.zone}</dd></div>
                  <div><dt>{t("common.counted_fresh")}</dt><dd>{dateTime(answer.meta.fresh_to)}</dd></div>
                  <div><dt>{t("common.counted_rows")}</dt><dd class="figures">{number(answer.meta.rows_scanned)}</dd></div>
                  {answer.meta.clock_suspect > 0 && <div><dt>{t("common.counted_suspect")}</dt><dd class="figures">{number(answer.meta.clock_suspect)}</dd></div>}
                  {answer.meta.min_group > 1 && <div><dt>{t("common.counted_small")}</dt><dd>{t("common.counted_small_text", { k: answer.meta.min_group, n: answer.meta.suppressed_cells })}</dd></div>}
                </dl>
              </>
            ) : (
              <p class="soft">{t("common.loading")}</p>
            )}
            <Snippet label={t("common.counted_query")} text={JSON.stringify(withZone(query), null, 2)} />
            {may("query_answers") && may("see_dashboards") && <p><a href={screen("/explore", { q: JSON.stringify(query), tab: "query" })}>{t("common.counted_open")}</a></p>}
          </div>
        </Dialog>
      )}
    </>
  );
}
