import { visible } from "../../lib/names.ts";
import { ExternalLink } from "lucide";
import { t } from "../../lib/i18n.ts";
import type { Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { param, screen } from "../../lib/router.ts";
import { scope } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { AnswerView } from "../../parts/AnswerView.tsx";
import { ButtonLink } from "../../parts/Button.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Name } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import type { View } from "../explore/query/SaveView.tsx";
import { inScope, type Tile } from "./tiles.ts";

/** What a tile shows: a text, a view's answer, or that its view is gone. */
export function TileContent({ tile, view }: { tile: Tile; view: View | undefined }) {
  if (tile.kind === "text") return <div class="tile-text">{visible(tile.text.replaceAll("\n", "\u2029")).split(/\u2029|\ufffd/).filter(Boolean).map((line, i) => <p key={i} dir="auto">{line}</p>)}</div>;
  if (!view) return <p class="tile-gone soft">{t("dashboards.gone")}</p>;
  return <ViewTile view={view} />;
}

function ViewTile({ view }: { view: View }) {
  const query = inScope(view.query as Query, scope.value, param("range").value !== "");
  const answer = useQuery(query, { live: true });
  return (
    <>
      <header class="tile-head">
        <div><h2><Name>{view.title}</Name></h2>{view.description && <p class="soft small"><Name>{view.description}</Name></p>}</div>
        <span class="tile-tools no-print">
          <Counted query={query} answer={answer.data} label={view.title} />
          {may("query_answers") && <ButtonLink small kind="quiet" iconOnly icon={ExternalLink} href={screen("/explore", { tab: "query", q: JSON.stringify(query), as: view.display.as, view: view.id })}>{t("dashboards.open_view", { title: view.title })}</ButtonLink>}
        </span>
      </header>
      <Loaded of={answer} lines={4}>{(data) => <AnswerView query={query} answer={data} as={view.display.as} columns={view.display.columns} label={view.title} height={220} />}</Loaded>
    </>
  );
}
