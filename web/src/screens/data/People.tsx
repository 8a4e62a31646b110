import { useState } from "preact/hooks";
import { del, get, post, type Problem } from "../../lib/api.ts";
import { dateTime, number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { personName } from "../../lib/names.ts";
import { rowsOf } from "../../lib/query.ts";
import { ask, useResource } from "../../lib/resource.ts";
import { storeName } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Field } from "../../parts/Field.tsx";
import { Name, PersonName } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Find } from "../explore/Find.tsx";
import { decide } from "./Undo.tsx";

interface Merge {
  id: number;
  identity: string;
  target: string;
  made: number;
  undone?: number;
}

/** Who was merged into whom, and two identities that are one person. */
export function People() {
  const [all, setAll] = useState(false);
  const list = useResource(storeName.value + " merges", (signal) => get("/meaning/persons", { signal }));
  const split = (merge: Merge) => {
    let made = merge.id;
    return decide(t("data.split_done", { a: personName(merge.identity), b: personName(merge.target) }), () => del("/meaning/persons/{merge}", { path: { merge: made } }),
      async () => { made = ((await post("/meaning/persons", { body: { identity: merge.identity, target: merge.target } })) as Merge).id; }, list.reload);
  };
  return (
    <>
      {may("edit_meaning") && <MergeForm after={list.reload} />}
      <Card title={t("data.merges")} note={t("data.merges_note")} aside={<label class="check"><input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} /><span>{t("data.merges_all")}</span></label>} flush>
        <Loaded of={list} lines={6}>
          {(found) => (
            <Table<Merge> caption={t("data.merges")} rows={found.merges.filter((merge) => all || !merge.undone)} rowKey={(merge) => String(merge.id)} sorted={{ id: "made", down: true }}
              columns={[
                { id: "identity", label: t("data.identity"), card: true, by: (merge) => merge.identity, cell: (merge) => <code dir="ltr" data-merge={merge.id}><Name>{merge.identity}</Name></code> },
                { id: "target", label: t("data.target"), card: true, by: (merge) => personName(merge.target), cell: (merge) => <span class="source-name"><PersonName id={merge.target} /><code class="soft" dir="ltr"><Name>{merge.target}</Name></code></span> },
                { id: "made", label: t("data.made"), by: (merge) => merge.made, cell: (merge) => dateTime(merge.made / 1000) },
                ...(all ? [{ id: "undone", label: t("data.undone_at"), by: (merge: Merge) => merge.undone || null, cell: (merge: Merge) => (merge.undone ? dateTime(merge.undone / 1000) : "–") }] : []),
                ...(may("edit_meaning") ? [{ id: "do", label: t("data.decision"), card: true, cell: (merge: Merge) => (merge.undone ? null : <Button small onClick={() => void split(merge)}>{t("data.split")}<span class="hidden-text"> {merge.identity}</span></Button>) }] : []),
              ]} />
          )}
        </Loaded>
      </Card>
    </>
  );
}

interface Known {
  statements: number;
  activities: number;
}

/** What statements tell of a person. */
async function known(identity: string, signal: AbortSignal): Promise<Known> {
  const [row] = rowsOf(await ask({ kind: "table", metrics: ["statements"], filter: ["is", "person", [identity]], time: { range: "all" } }, signal));
  const activities = await ask({ kind: "table", metrics: ["statements"], dimensions: ["activity"], filter: ["is", "person", [identity]], limit: 1, time: { range: "all" } }, signal);
  return { statements: Number(row?.statements ?? 0), activities: activities.meta.total ?? activities.rows.length };
}

function MergeForm({ after }: { after: () => void }) {
  const [identity, setIdentity] = useState("");
  const [target, setTarget] = useState("");
  const both = identity !== "" && target !== "" && identity !== target;
  const preview = useResource(both ? `${storeName.value} merge ${identity} ${target}` : null, async (signal) => ({ a: await known(identity, signal), b: await known(target, signal) }));
  const merge = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!both) return;
    let made: Merge | undefined;
    const done = await decide(t("data.merge_done", { a: personName(identity), b: personName(target) }),
      async () => { made = (await post("/meaning/persons", { body: { identity, target } })) as Merge; },
      () => (made ? del("/meaning/persons/{merge}", { path: { merge: made.id } }).catch((cause: unknown) => { announce((cause as Problem).message, "bad"); }) : Promise.resolve()), after);
    if (done) {
      setIdentity("");
      setTarget("");
    }
  };
  const side = (label: string, value: string, set: (value: string) => void, of: Known | undefined) => (
    <div class="merge-side">
      <Find label={t("data.find_person", { label })} hint={t("data.find_person_hint")} only={["person"]} pick={(found) => set(found.value)} />
      <Field label={label} hint={value ? <PersonName id={value} /> : t("explore.missing_hint_actor")}><input value={value} spellcheck={false} autocomplete="off" dir="ltr" onInput={(event) => set(event.currentTarget.value.trim())} /></Field>
      {of && <p class="small soft" data-preview>{t("data.merge_has", { n: of.statements, m: of.activities })}</p>}
    </div>
  );
  return (
    <Card title={t("data.merge")} note={t("data.merge_note")}>
      <form class="merge" onSubmit={(event) => void merge(event)}>
        {side(t("data.identity"), identity, setIdentity, preview.data?.a)}
        {side(t("data.target"), target, setTarget, preview.data?.b)}
        <div class="form-actions merge-do">
          <Button kind="primary" type="submit" disabled={!both || !preview.data}>{t("data.merge_do")}</Button>
          {both && preview.data && <p class="small" role="status">{t("data.merge_preview", { name: personName(target), n: number(preview.data.a.statements + preview.data.b.statements) })}</p>}
        </div>
      </form>
    </Card>
  );
}
