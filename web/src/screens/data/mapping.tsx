import { t } from "../../lib/i18n.ts";
import { may } from "../../lib/session.ts";
import { Page } from "../../parts/Page.tsx";
import { tabOf } from "../../parts/Tabs.tsx";
import { setParams } from "../../lib/router.ts";
import { Courses } from "./Courses.tsx";
import { DataTabs } from "./DataTabs.tsx";
import { People } from "./People.tsx";
import { UndoBar } from "./Undo.tsx";
import { Verbs } from "./Verbs.tsx";
import "../explore/explore.css";
import "./data.css";

/** Mapping: what activities, verbs and people are taken for. */
export default function Mapping() {
  const rooms = ["courses", "verbs", ...(may("see_people") ? ["people"] : [])];
  const current = tabOf(rooms.map((id) => ({ id })), "of");
  return (
    <Page title={t("nav.data")} question={t("data.mapping_question")} tabs={<DataTabs />}>
      <div class="segmented mapping-of" role="group" aria-label={t("data.mapping_of")}>
        {rooms.map((room) => <button key={room} type="button" aria-pressed={room === current} onClick={() => setParams({ of: room === rooms[0] ? "" : room, search: "", show: "" })}>{t("data.mapping_" + room)}</button>)}
      </div>
      <UndoBar />
      {current === "verbs" ? <Verbs /> : current === "people" ? <People /> : <Courses />}
    </Page>
  );
}
