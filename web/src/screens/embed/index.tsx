import { useEffect, useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { problemOf, unreachable } from "../../lib/api.ts";
import { apiBase } from "../../lib/base.ts";
import { date, zone } from "../../lib/format.ts";
import { language, t } from "../../lib/i18n.ts";
import { shortId } from "../../lib/names.ts";
import type { Answer, Query } from "../../lib/query.ts";
import { useResource } from "../../lib/resource.ts";
import { AnswerView, type Namer } from "../../parts/AnswerView.tsx";
import { Name } from "../../parts/Name.tsx";
import { Failure, Loaded, Skeleton } from "../../parts/State.tsx";
import "../dashboards/dashboards.css";
import "./embed.css";

type Embedded = components["schemas"]["Embedded"];
type Tile = Embedded["tiles"][number];
type Told = { answer: Answer; names: components["schemas"]["Names"] };

/** Asks with the link's own token and nothing else: no cookie, no other route. Throws Problem. */
async function askEmbed<T>(token: string, path: string, signal: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(apiBase + path, { credentials: "omit", signal, headers: { Accept: "application/json", Authorization: "Bearer " + token, "Accept-Language": language.value } });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw unreachable();
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

/** A dashboard for whoever has its link: read only, without a way into the app. */
export default function Embed() {
  const [token, setToken] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    const changed = () => setToken(window.location.hash.slice(1));
    window.addEventListener("hashchange", changed);
    // As light as the page around it, whatever this device chose for the app.
    delete document.documentElement.dataset.theme;
    zone.value = "UTC";
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  const board = useResource<Embedded>(token === "" ? null : "embed " + token, (signal) => askEmbed(token, "/embed", signal));
  const title = board.data?.title ?? "";
  useEffect(() => { document.title = title || "Lore"; }, [title]);
  if (token === "" || board.error?.status === 401 || board.error?.status === 403) return <Over />;
  if (board.error && !board.data) return <main class="embed"><h1 class="hidden-text">Lore</h1><Failure problem={board.error} retry={board.reload} /></main>;
  if (!board.data) return <main class="embed"><h1 class="hidden-text">{t("common.loading")}</h1><Skeleton lines={8} /></main>;
  const { store, description, tiles, expires } = board.data;
  return (
    <main class="embed">
      <header class="embed-head"><h1><Name>{title}</Name></h1>{description && <p class="soft"><Name>{description}</Name></p>}</header>
      <ol class="tiles">
        {tiles.map((tile, i) => <li key={i} class={`tile tile-${tile.width} ${tile.kind === "text" ? "tile-words" : "card"}`}><Shown token={token} tile={tile} place={i} /></li>)}
      </ol>
      <footer class="embed-foot soft small"><span><Name>{store}</Name></span>{expires && <span>{t("embed.until", { date: date(expires) })}</span>}</footer>
    </main>
  );
}

/** The link does not work (any more). */
function Over() {
  return <main class="embed lone"><h1>{t("embed.over")}</h1><p class="soft">{t("embed.over_text")}</p></main>;
}

function Shown({ token, tile, place }: { token: string; tile: Tile; place: number }) {
  if (tile.kind === "text") return <div class="tile-text">{tile.text.split("\n").filter(Boolean).map((line, i) => <p key={i} dir="auto"><Name>{line}</Name></p>)}</div>;
  if (tile.kind === "gone") return <p class="tile-gone soft">{t("embed.gone")}</p>;
  return <Answered token={token} tile={tile} place={place} />;
}

function Answered({ token, tile, place }: { token: string; tile: Extract<Tile, { kind: "view" }>; place: number }) {
  const told = useResource<Told>(`embed ${token} ${place} ${language.value}`, (signal) => askEmbed(token, `/embed/tiles/${place}`, signal));
  return (
    <>
      <header class="tile-head"><div><h2><Name>{tile.title}</Name></h2>{tile.description && <p class="soft small"><Name>{tile.description}</Name></p>}</div></header>
      {told.error && !told.data ? (told.error.status === 401 ? <p class="soft">{t("embed.over")}</p> : told.error.status === 403 ? <p class="soft">{t("embed.hidden")}</p> : <Failure problem={told.error} retry={told.reload} />) : (
        <Loaded of={told} lines={4}>{({ answer, names }) => <AnswerView query={tile.query as unknown as Query} answer={answer} as={tile.display.as} columns={tile.display.columns} label={tile.title} names={namerOf(names)} bare height={220} />}</Loaded>
      )}
    </>
  );
}

/** The names that came with the answer. */
function namerOf(names: Told["names"]): Namer {
  return {
    person: (id) => names.persons[id] ?? shortId(id),
    activity: (id) => names.activities[id]?.name || shortId(id),
    verb: (id) => names.verbs[id]?.display || shortId(id),
  };
}
