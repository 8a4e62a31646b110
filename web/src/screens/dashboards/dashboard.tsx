import { ArrowLeft, ArrowRight, GripVertical, Link2, Pencil, Plus, Trash2, Tv, Type } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { del, get, put } from "../../lib/api.ts";
import { useAttempt } from "../../lib/attempt.ts";
import { direction, t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { go, param, screen, setParams, storeName } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check, Field } from "../../parts/Field.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import type { View } from "../explore/query/SaveView.tsx";
import { EmbedDialog } from "./EmbedDialog.tsx";
import { drag } from "./drag.ts";
import { TileContent } from "./TileCard.tsx";
import { moved, type Dashboard, type Tile } from "./tiles.ts";
import "./dashboards.css";

/** How often a screen on a wall is loaded anew, in milliseconds. */
const tvEvery = 60_000;

/** One dashboard. */
export default function OneDashboard() {
  const id = Number(param("id").value);
  const shown = useResource(`${storeName.value} dashboard ${id}`, (signal) => get("/dashboards/{id}", { path: { id }, signal }));
  const tv = param("tv").value === "1";
  useEffect(() => {
    if (!tv) return;
    document.documentElement.dataset.tv = "";
    const timer = setInterval(shown.reload, tvEvery);
    // Who leaves the full screen with Escape leaves the mode.
    let full = document.fullscreenElement !== null;
    const changed = () => {
      if (full && !document.fullscreenElement) setParams({ tv: "" }, { replace: true });
      full = document.fullscreenElement !== null;
    };
    document.addEventListener("fullscreenchange", changed);
    return () => {
      clearInterval(timer);
      document.removeEventListener("fullscreenchange", changed);
      delete document.documentElement.dataset.tv;
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, [tv]);
  if (shown.data) return <Board key={id} dashboard={shown.data.dashboard} views={shown.data.views} tv={tv} reload={shown.reload} />;
  return <Page title={t("nav.dashboards")} question={t("dashboards.question")}><Loaded of={shown} lines={6}>{() => null}</Loaded></Page>;
}

function Board({ dashboard, views, tv, reload }: { dashboard: Dashboard; views: View[]; tv: boolean; reload: () => void }) {
  const editing = param("edit").value === "1" && dashboard.may_change;
  const [tiles, setTiles] = useState<Tile[]>(dashboard.tiles);
  const [dialog, setDialog] = useState<"" | "add" | "text" | "embed" | "settings" | "delete">("");
  const attempt = useAttempt();
  const follow = useRef<{ tile: number; way: string } | undefined>(undefined);
  useEffect(() => {
    // The focus goes with the tile that was moved, so that the button can be pressed again.
    if (!follow.current) return;
    const { tile, way } = follow.current;
    follow.current = undefined;
    const buttons = [...document.querySelectorAll<HTMLButtonElement>(`[data-tile="${tile}"] [data-move]:not(:disabled)`)];
    (buttons.find((button) => button.dataset.move === way) ?? buttons[0])?.focus();
  }, [tiles]);
  useEffect(() => setTiles(dashboard.tiles), [dashboard.changed]);
  const known = new Map(views.map((view) => [view.id, view]));
  const save = (next: Tile[], more: { title?: string; description?: string; shared?: boolean } = {}) => {
    setTiles(next);
    return attempt.run(async () => {
      await put("/dashboards/{id}", { path: { id: dashboard.id }, body: { title: dashboard.title, description: dashboard.description, shared: dashboard.shared, ...more, tiles: next } });
      reload();
    });
  };
  const nameOf = (tile: Tile, i: number) => (tile.kind === "view" ? (known.get(tile.view)?.title ?? t("dashboards.tile_n", { n: i + 1 })) : t("dashboards.text_n", { n: i + 1 }));
  const move = (from: number, to: number) => {
    const name = nameOf(tiles[from]!, from);
    void save(moved(tiles, from, to)).then(() => announce(t("dashboards.moved", { name, place: to + 1, of: tiles.length })));
    follow.current = { tile: to, way: to > from ? "later" : "earlier" };
  };
  const [Earlier, Later] = direction.value === "rtl" ? [ArrowRight, ArrowLeft] : [ArrowLeft, ArrowRight];
  return (
    <Page title={<Name>{dashboard.title}</Name>} name={dashboard.title} question={dashboard.description || t("dashboards.one_question")} controls={["range", "group", "course", "compare"]}
      unset={t("dashboards.as_saved")}
      crumbs={<a href={screen("/dashboards")}>{t("nav.dashboards")}</a>}
      actions={tv ? <Button onClick={() => setParams({ tv: "" })}>{t("dashboards.leave_tv")}</Button> : (
        <>
          <Button icon={Tv} onClick={() => { setParams({ tv: 1, edit: "" }); void document.documentElement.requestFullscreen().catch(() => undefined); }}>{t("dashboards.tv")}</Button>
          {may("share_embeds") && dashboard.may_change && <Button icon={Link2} onClick={() => setDialog("embed")}>{t("dashboards.share_link")}</Button>}
          {dashboard.may_change && <Button kind={editing ? "primary" : "plain"} icon={Pencil} aria-pressed={editing} onClick={() => setParams({ edit: editing ? "" : 1 })}>{t(editing ? "dashboards.done" : "dashboards.edit")}</Button>}
        </>
      )}>
      {editing && (
        <div class="toolbar">
          <Button icon={Plus} onClick={() => setDialog("add")}>{t("dashboards.add_view")}</Button>
          <Button icon={Type} onClick={() => setDialog("text")}>{t("dashboards.add_text")}</Button>
          <Button onClick={() => setDialog("settings")}>{t("dashboards.settings")}</Button>
          <Button kind="danger" icon={Trash2} onClick={() => setDialog("delete")}>{t("query.delete")}</Button>
          {attempt.wrong && <p class="wrong" role="alert">{attempt.wrong}</p>}
        </div>
      )}
      {tiles.length === 0 && <div class="card"><Empty title={t("dashboards.empty")}>{t(editing ? "dashboards.empty_edit" : "dashboards.empty_text")}</Empty></div>}
      <ol class="tiles">
        {tiles.map((tile, i) => (
          <li key={tile.kind === "view" ? `v${tile.view}-${tiles.slice(0, i).filter((one) => one.kind === "view" && one.view === tile.view).length}` : `t${tile.text}`} class={`tile tile-${tile.width} ${tile.kind === "text" ? "tile-words" : "card"}`} data-tile={i}>
            {editing && (
              <div class="tile-edit" role="group" aria-label={nameOf(tile, i)} onPointerDown={(event) => drag(event, move)}>
                {tiles.length > 1 && <span class="tile-grip" data-grip><Icon of={GripVertical} size={18} /></span>}
                <Button small kind="quiet" iconOnly icon={Earlier} data-move="earlier" disabled={i === 0} onClick={() => move(i, i - 1)}>{t("dashboards.earlier", { name: nameOf(tile, i) })}</Button>
                <Button small kind="quiet" iconOnly icon={Later} data-move="later" disabled={i === tiles.length - 1} onClick={() => move(i, i + 1)}>{t("dashboards.later", { name: nameOf(tile, i) })}</Button>
                <label><span class="hidden-text">{t("dashboards.width")}</span>
                  <select value={String(tile.width)} onChange={(event) => void save(tiles.map((one, other) => (other === i ? { ...one, width: Number(event.currentTarget.value) as 1 | 2 | 3 } : one)))}>
                    {[1, 2, 3].map((n) => <option key={n} value={String(n)}>{t("dashboards.wide", { n })}</option>)}
                  </select>
                </label>
                <Button small kind="quiet" iconOnly icon={Trash2} onClick={() => void save(tiles.filter((_, other) => other !== i))}>{t("query.remove", { what: nameOf(tile, i) })}</Button>
              </div>
            )}
            <TileContent tile={tile} view={tile.kind === "view" ? known.get(tile.view) : undefined} />
          </li>
        ))}
      </ol>
      {dialog === "add" && <AddView close={() => setDialog("")} add={(view) => { setDialog(""); void save([...tiles, { kind: "view", view, width: 2 }]); }} />}
      {dialog === "text" && <AddText close={() => setDialog("")} add={(text) => { setDialog(""); void save([...tiles, { kind: "text", text, width: 3 }]); }} />}
      {dialog === "embed" && <EmbedDialog dashboard={dashboard} close={() => setDialog("")} />}
      {dialog === "settings" && (
        <Dialog title={t("dashboards.settings")} close={() => setDialog("")}>
          <form class="form" onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget as HTMLFormElement);
            void save(tiles, { title: String(form.get("title")).trim(), description: String(form.get("description")).trim(), shared: form.has("shared") }).then((well) => { if (well) setDialog(""); });
          }}>
            <Field label={t("query.title")}><input name="title" required maxLength={200} defaultValue={dashboard.title} /></Field>
            <Field label={t("query.description")}><textarea name="description" maxLength={2000} rows={2} defaultValue={dashboard.description} /></Field>
            <Check name="shared" label={t("query.shared")} hint={t("dashboards.shared_hint")} defaultChecked={dashboard.shared} />
            {attempt.wrong && <p class="wrong" role="alert">{attempt.wrong}</p>}
            <div class="form-actions"><Button kind="primary" type="submit" busy={attempt.busy}>{t("common.save")}</Button></div>
          </form>
        </Dialog>
      )}
      {dialog === "delete" && (
        <Dialog title={t("query.delete_sure", { title: dashboard.title })} close={() => setDialog("")}
          actions={<><Button onClick={() => setDialog("")}>{t("common.cancel")}</Button><Button kind="danger" busy={attempt.busy} onClick={() => void attempt.run(async () => { await del("/dashboards/{id}", { path: { id: dashboard.id } }); go(screen("/dashboards")); })}>{t("query.delete")}</Button></>}>
          <p>{t("dashboards.delete_text")}</p>
        </Dialog>
      )}
    </Page>
  );
}

function AddView({ close, add }: { close: () => void; add: (view: number) => void }) {
  const views = useResource(storeName.value + " views", (signal) => get("/views", { signal }));
  const [text, setText] = useState("");
  return (
    <Dialog title={t("dashboards.add_view")} close={close}>
      <Loaded of={views} lines={4}>
        {({ views: list }) => (list.length === 0 ? <Empty title={t("query.saved_none")} actions={<a href={screen("/explore", { tab: "query" })}>{t("query.ask")}</a>}>{t("query.saved_none_text")}</Empty> : (
          <div class="add-view">
            <Field label={t("common.search")}><input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} /></Field>
            <ul class="menu-list">
              {list.filter((view) => view.title.toLowerCase().includes(text.toLowerCase())).map((view) => <li key={view.id}><button type="button" onClick={() => add(view.id)}><span><Name>{view.title}</Name> <span class="soft small">{t("query.kind_" + view.query.kind)}</span></span></button></li>)}
            </ul>
          </div>
        ))}
      </Loaded>
    </Dialog>
  );
}

function AddText({ close, add }: { close: () => void; add: (text: string) => void }) {
  return (
    <Dialog title={t("dashboards.add_text")} close={close}>
      <form class="form" onSubmit={(event) => { event.preventDefault(); add(String(new FormData(event.currentTarget as HTMLFormElement).get("text")).trim()); }}>
        <Field label={t("dashboards.text")}><textarea name="text" required maxLength={4000} rows={4} /></Field>
        <div class="form-actions"><Button kind="primary" type="submit">{t("common.add")}</Button></div>
      </form>
    </Dialog>
  );
}
