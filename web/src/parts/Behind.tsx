import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { post } from "../lib/api.ts";
import { dateTime, number } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import type { Answer, Query } from "../lib/query.ts";
import { rowsOf } from "../lib/query.ts";
import { useResource, withZone } from "../lib/resource.ts";
import { screen } from "../lib/router.ts";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { ActivityName, Name, PersonName, VerbName } from "./Name.tsx";
import { Loaded } from "./State.tsx";
import { Table } from "./Table.tsx";

/** A cell of an answer, as POST /query/actors takes it (docs/query-api.md). */
export interface Cell {
  bucket?: string;
  dimensions?: Record<string, unknown>;
  metric?: string;
  step?: number;
  dropped?: boolean;
  cohort?: string;
  k?: number;
  column?: string;
  layer?: number;
  from?: string | null;
  from_kind?: "node" | "other" | "left";
  to?: string | null;
  to_kind?: "node" | "other" | "left";
  assessment?: string | null;
  item?: string;
  part?: "n" | "right" | "wrong" | "omitted" | "not_reached" | "mismatch" | "people" | "complete";
  response?: string;
}

/** Of the other kinds people are counted, by what they did in all. */
const ofStatements: Query["kind"][] = ["table", "trend", "distribution"];

interface Opened {
  query: Query;
  cell: Cell;
  label: string;
}

const opened = signal<Opened | undefined>(undefined);

/** Opens the people and statements behind a number, from wherever it stands. */
export function openBehind(what: Opened): void {
  opened.value = what;
}

/** Where they show; once a page. */
export function BehindDialog() {
  const what = opened.value;
  return what ? <Opened key={JSON.stringify(what)} {...what} /> : null;
}

function Opened({ query, cell, label }: Opened) {
  const [of, setOf] = useState<"people" | "statements">("people");
  const [cursors, setCursors] = useState<string[]>([]);
  const cursor = cursors[cursors.length - 1];
  const close = () => { opened.value = undefined; };
  const { limit: _, offset: __, order: ___, ...bare } = query;
  const body = { query: withZone(bare as Query), cell, of, limit: 50, ...(cursor ? { cursor } : {}) };
  const behind = useResource<Answer>(JSON.stringify(body), (signal) => post("/query/actors", { body: body as never, signal }) as Promise<Answer>);
  return (
    <Dialog title={label} close={close} side wide>
      {ofStatements.includes(query.kind) && (
        <div class="segmented" role="group" aria-label={t("common.behind_what")}>
          {(["people", "statements"] as const).map((kind) => (
            <button key={kind} type="button" aria-pressed={of === kind} onClick={() => { setOf(kind); setCursors([]); }}>{t("common.behind_" + kind)}</button>
          ))}
        </div>
      )}
      <Loaded of={behind} lines={8}>
        {(answer) => (
          <>
            {of === "people" ? <People answer={answer} close={close} /> : <Statements answer={answer} close={close} />}
            <div class="pager">
              {cursors.length > 0 && <Button small onClick={() => setCursors(cursors.slice(0, -1))}>{t("common.previous")}</Button>}
              {answer.meta.next && <Button small onClick={() => setCursors([...cursors, answer.meta.next!])}>{t("common.next")}</Button>}
            </div>
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

interface Person {
  person: string;
  name?: string | null;
  statements: number;
  first: string;
  last: string;
}

function People({ answer, close }: { answer: Answer; close: () => void }) {
  const rows = rowsOf(answer) as unknown as Person[];
  return (
    <div onClick={(event) => { if (event.target instanceof Element && event.target.closest("a")) close(); }}>
      <Table caption={t("common.behind_people")} rows={rows} rowKey={(row) => row.person} open={(row) => screen("/learners/journey", { person: row.person })}
        columns={[
          { id: "name", label: t("common.person"), cell: (row) => (row.name ? <Name id={row.person}>{row.name}</Name> : <PersonName id={row.person} />), by: (row) => row.name ?? row.person },
          { id: "statements", label: t("common.statements"), numeric: true, cell: (row) => number(row.statements), by: (row) => row.statements },
          { id: "last", label: t("common.last"), cell: (row) => dateTime(row.last), by: (row) => row.last },
        ]} />
    </div>
  );
}

function Statements({ answer, close }: { answer: Answer; close: () => void }) {
  const rows = rowsOf(answer) as { statement_id: string; timestamp: string; person: string | null; verb: string; activity: string | null }[];
  return (
    <div onClick={(event) => { if (event.target instanceof Element && event.target.closest("a")) close(); }}>
      <Table caption={t("common.behind_statements")} rows={rows} rowKey={(row) => row.statement_id + (row.person ?? "")} open={(row) => screen("/explore", { statement: row.statement_id })}
        columns={[
          { id: "what", label: t("common.statement"), cell: (row) => <span>{row.person && <PersonName id={row.person} />} <VerbName id={row.verb} /> {row.activity && <ActivityName id={row.activity} />}</span> },
          { id: "timestamp", label: t("common.when"), cell: (row) => dateTime(row.timestamp), by: (row) => row.timestamp },
        ]} />
    </div>
  );
}
