import { useState } from "preact/hooks";
import { del, get, put } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { verbName } from "../../lib/names.ts";
import { rowsOf } from "../../lib/query.ts";
import { ask, useResource } from "../../lib/resource.ts";
import { storeName } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Name, VerbName } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { ClassSelect } from "./ClassSelect.tsx";
import { Count } from "./Part.tsx";
import { decide } from "./Undo.tsx";

interface Row {
  verb: string;
  class: string;
  standard: string;
  changed: boolean;
  statements: number;
}

/** The verbs that statements have, and the class of each. */
export function Verbs() {
  const [text, setText] = useState("");
  const rows = useResource(storeName.value + " verbs", async (signal): Promise<Row[]> => {
    const [answer, known] = await Promise.all([
      ask({ kind: "table", metrics: ["statements"], dimensions: ["verb"], filter: ["exists", "verb"], limit: 1000, time: { range: "all" } }, signal),
      get("/meaning/verbs", { signal }),
    ]);
    const classes = new Map(known.verbs.map((one) => [one.verb, one]));
    return rowsOf(answer).map((row) => {
      const verb = String(row.verb);
      const one = classes.get(verb);
      return { verb, class: one?.class || "other", standard: one?.standard || "other", changed: (one?.changed ?? 0) > 0, statements: Number(row.statements) };
    });
  });
  const reset = (row: Row) => decide(t("data.class_reset_done", { verb: verbName(row.verb), class: t("live.class_" + row.standard) }),
    () => del("/meaning/verbs/{verb}", { path: { verb: row.verb } }), () => put("/meaning/verbs/{verb}", { path: { verb: row.verb }, body: { class: row.class } }), rows.reload);
  const wanted = text.trim().toLowerCase();
  return (
    <Card title={t("data.verbs")} note={t("data.verbs_note")} flush>
      <div class="mapping-bar"><input type="search" data-shortcut="/" aria-label={t("data.find_verb")} placeholder={t("data.find_verb")} value={text} onInput={(event) => setText(event.currentTarget.value)} /></div>
      <Loaded of={rows} lines={8}>
        {(list) => (
          <Table<Row> caption={t("data.verbs")} rows={list.filter((row) => `${verbName(row.verb)} ${row.verb}`.toLowerCase().includes(wanted))} rowKey={(row) => row.verb} sorted={{ id: "statements", down: true }}
            columns={[
              { id: "verb", label: t("data.verb"), card: true, by: (row) => verbName(row.verb), cell: (row) => <span class="source-name"><VerbName id={row.verb} /><code class="soft" dir="ltr"><Name>{row.verb}</Name></code></span> },
              { id: "class", label: t("data.class"), card: true, by: (row) => row.class, cell: (row) => (
                <span class="cluster">
                  <ClassSelect verb={row.verb} now={row.class} changed={row.changed} after={rows.reload} />
                  {row.class === "other" && <Badge tone="warn">{t("data.class_unknown")}</Badge>}
                  {row.changed && <Badge tone="note">{t("data.class_changed", { class: t("live.class_" + row.standard) })}</Badge>}
                  {row.changed && may("edit_meaning") && <Button small kind="quiet" onClick={() => void reset(row)}>{t("data.class_reset")}<span class="hidden-text"> {verbName(row.verb)}</span></Button>}
                </span>
              ) },
              { id: "statements", label: t("data.statements"), numeric: true, by: (row) => row.statements, cell: (row) => <Count value={row.statements} /> },
            ]} />
        )}
      </Loaded>
    </Card>
  );
}
