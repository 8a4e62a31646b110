import { Download } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { get } from "../../../lib/api.ts";
import { dateTime, number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { useResource } from "../../../lib/resource.ts";
import { storeInAddress } from "../../../lib/router.ts";
import { Badge, type Tone } from "../../../parts/Badge.tsx";
import { Button } from "../../../parts/Button.tsx";
import { Card } from "../../../parts/Card.tsx";
import { Snippet } from "../../../parts/Copy.tsx";
import { Dialog } from "../../../parts/Dialog.tsx";
import { Name } from "../../../parts/Name.tsx";
import { Page } from "../../../parts/Page.tsx";
import { Empty, Loaded } from "../../../parts/State.tsx";
import { Table } from "../../../parts/Table.tsx";
import { DataTabs } from "../DataTabs.tsx";
import type { Import } from "./job.ts";
import { Outcome } from "./Outcome.tsx";
import { columns, needed, saveTemplate } from "./table.ts";
import { Upload } from "./Upload.tsx";
import "./imports.css";

/** How often the list is looked at while something in it runs, in milliseconds. */
const every = 2000;

const tones: Record<Import["state"], Tone> = { running: "note", done: "good", failed: "bad" };

/** Imports: bring in what happened elsewhere, and see what came of it. */
export default function Imports() {
  const list = useResource(storeInAddress.value + " imports", (signal) => get("/imports", { signal }));
  const [open, setOpen] = useState<Import | undefined>(undefined);
  const running = list.data?.imports.some((one) => one.state === "running");
  useEffect(() => {
    if (!running) return;
    const timer = setTimeout(list.reload, every);
    return () => clearTimeout(timer);
  }, [list.data]);
  return (
    <Page title={t("imports.title")} question={t("imports.question")} tabs={<DataTabs />}>
      <Upload done={list.reload} />
      <Card flush title={t("imports.history")} note={t("imports.history_note")}>
        <Loaded of={list}>
          {({ imports }) => imports.length === 0 ? <Empty title={t("imports.none")} figures={[{ label: t("imports.title"), value: 0 }]}>{t("imports.none_text")}</Empty> : (
            <Table caption={t("imports.history")} rows={imports} rowKey={(one) => one.id}
              columns={[
                { id: "name", label: t("imports.name"), card: true, cell: (one) => <button type="button" class="number-link imports-name" onClick={() => setOpen(one)}><Name>{one.name || t("imports.nameless")}</Name></button>, by: (one) => one.name },
                { id: "state", label: t("imports.state"), card: true, cell: (one) => <span class="cluster"><Badge tone={tones[one.state]}>{t("imports.state_" + one.state)}</Badge>{one.dry_run && <Badge bare>{t("imports.dry")}</Badge>}</span>, by: (one) => one.state },
                { id: "when", label: t("imports.when"), card: true, cell: (one) => <time dateTime={one.started}>{dateTime(one.started)}</time>, by: (one) => one.started },
                { id: "by", label: t("imports.by"), cell: (one) => <Name>{one.by}</Name>, by: (one) => one.by },
                ...(["stored", "present", "rejected"] as const).map((id) => ({ id, label: t("imports." + id), numeric: true, card: id !== "present", cell: (one: Import) => <span data-value={one[id]}>{number(one[id])}</span>, by: (one: Import) => one[id] })),
              ]} />
          )}
        </Loaded>
      </Card>
      <Card title={t("imports.table_title")} note={t("imports.table_note")} aside={<Button icon={Download} onClick={() => saveTemplate(t("imports.template_name"))}>{t("imports.template")}</Button>}>
        <dl class="imports-columns">
          {columns.map((name) => (
            <div key={name}>
              <dt><code>{name}</code>{needed.has(name) && <Badge bare>{t("imports.needed")}</Badge>}</dt>
              <dd dir="auto">{t("imports.column_" + name)}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card title={t("imports.statements_title")} note={t("imports.statements_note")}>
        <Snippet label={t("imports.statements_line")} text={'{"actor":{"mbox":"mailto:ada@example.org"},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed"},"object":{"id":"https://lms.example.org/course/7"},"timestamp":"2026-03-31T14:05:00Z"}'} />
      </Card>
      {open && (
        <Dialog title={<Name>{open.name || t("imports.nameless")}</Name>} close={() => setOpen(undefined)} wide>
          <dl class="facts">
            <div><dt>{t("imports.state")}</dt><dd><Badge tone={tones[open.state]}>{t("imports.state_" + open.state)}</Badge></dd></div>
            <div><dt>{t("imports.format")}</dt><dd>{t("imports.format_" + open.format)}</dd></div>
            <div><dt>{t("imports.by")}</dt><dd><Name>{open.by}</Name></dd></div>
            <div><dt>{t("imports.when")}</dt><dd>{dateTime(open.started)}{open.finished && ` – ${dateTime(open.finished)}`}</dd></div>
          </dl>
          <Outcome of={open} />
        </Dialog>
      )}
    </Page>
  );
}
