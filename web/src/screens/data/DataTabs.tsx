import { t } from "../../lib/i18n.ts";
import { screen, screenPath } from "../../lib/router.ts";
import { may, type Action } from "../../lib/session.ts";
import { TabStrip } from "../../parts/Tabs.tsx";

/** The screens about data, each with what a role needs for it. */
const rooms: readonly { id: string; path: string; needs: readonly Action[] }[] = [
  { id: "sources", path: "/data", needs: ["see_quality"] },
  { id: "readiness", path: "/data/readiness", needs: ["see_quality"] },
  { id: "mapping", path: "/data/mapping", needs: ["see_meaning"] },
  { id: "imports", path: "/data/imports", needs: ["import_data"] },
  { id: "connect", path: "/data/connect", needs: ["manage_keys"] },
];

/** The tabs that the screens about data share; those that the role may not see are not there. */
export function DataTabs() {
  const current = screenPath.value;
  return (
    <TabStrip label={t("data.tabs")} current={current}>
      {rooms.filter((room) => may(room.needs)).map((room) => (
        <a key={room.id} href={screen(room.path)} aria-current={current === room.path ? "page" : undefined}>{t("data.tab_" + room.id)}</a>
      ))}
    </TabStrip>
  );
}
