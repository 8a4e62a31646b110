import { Info } from "lucide";
import { useState } from "preact/hooks";
import { get } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { activityName, activityOf, visible } from "../../lib/names.ts";
import { param, screen, storeInAddress } from "../../lib/router.ts";
import { useResource } from "../../lib/resource.ts";
import { may } from "../../lib/session.ts";
import { Button, ButtonLink } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { CopyButton } from "../../parts/Copy.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Fresh } from "../../parts/Fresh.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Tabs, tabOf } from "../../parts/Tabs.tsx";
import { Assessment } from "./Assessment.tsx";
import { Cohorts } from "./Cohorts.tsx";
import { Compare } from "./Compare.tsx";
import { Funnel } from "./Funnel.tsx";
import { typeName } from "./index.tsx";
import { Lacking } from "./Lacking.tsx";
import { Learners } from "./Learners.tsx";
import { Overview } from "./Overview.tsx";
import { Paths } from "./Paths.tsx";
import { useSubject, type Subject } from "./subject.ts";
import { Video } from "./Video.tsx";
import "./activities.css";

const tabs = ["overview", "funnel", "paths", "cohorts", "assessment", "video", "learners", "compare"] as const;
const rooms: Record<(typeof tabs)[number], (props: { of: Subject }) => preact.JSX.Element> = {
  overview: Overview, funnel: Funnel, paths: Paths, cohorts: Cohorts, assessment: Assessment, video: Video, learners: Learners, compare: Compare,
};

/** One activity or course: how does it work? */
export default function Activity() {
  const id = param("activity").value;
  const subject = useSubject(id);
  const known = activityOf(id);
  const name = activityName(id);
  if (id === "") {
    return (
      <Page title={t("nav.activities")} question={t("activity.question")}>
        <Card title={t("activity.tab_overview")}><Empty title={t("activity.which")} actions={<ButtonLink kind="primary" href={screen("/activities")}>{t("activity.all")}</ButtonLink>} /></Card>
      </Page>
    );
  }
  const list = tabs.map((tab) => ({ id: tab, label: t("activity.tab_" + tab) }));
  const tab = tabOf(list) as (typeof tabs)[number];
  const Room = rooms[tab];
  const of = subject.data;
  return (
    <Page
      title={<Name id={id}>{name}</Name>} name={visible(name)} question={t(of && !of.course ? "activity.question_activity" : "activity.question")}
      crumbs={<>
        <a href={screen("/activities")}>{t("nav.activities")}</a>
        {of && <><span aria-hidden="true">·</span><span>{typeName(of.type)}</span></>}
        {of?.course && !/course/.test(of.type) && <><span aria-hidden="true">·</span><span>{t("activity.used_as_course")}</span></>}
        {of && of.interaction !== "" && <><span aria-hidden="true">·</span><a href={screen("/activities/question", { activity: id })}>{t("activity.open_question")}</a></>}
      </>}
      actions={<About id={id} description={known?.description} />}
      controls={tab === "compare" ? ["range", "group"] : tab === "overview" ? ["range", "group", "compare"] : ["range", "group"]}
      fresh={<Fresh live at={subject.at} />}
      tabs={<Tabs label={t("activity.tabs")} tabs={list} />}
    >
      <Loaded of={subject} lines={8}>
        {(there) => (there.parts.length === 0 && !there.own
          ? <Card title={t("activity.tab_overview")}><Lacking feature="course_views" title={t("activity.unknown")}>{t("activity.unknown_text")}</Lacking></Card>
          : <Room of={there} key={id + tab} />)}
      </Loaded>
    </Page>
  );
}

/** What the activity is called and by which identifier, in a dialog: the IRI to focus and copy, the words it was given in other languages. */
export function About({ id, description }: { id: string; description?: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small kind="quiet" icon={Info} onClick={() => setOpen(true)}>{t("activity.identifier")}</Button>
      {open && (
        <Dialog title={t("activity.identifier")} close={() => setOpen(false)}>
          <dl class="facts">
            <div><dt>{t("activity.iri")}</dt><dd class="cluster"><code tabIndex={0} dir="ltr">{visible(id)}</code><CopyButton text={id} /></dd></div>
            {description && <div><dt>{t("activity.description")}</dt><dd><Name>{description}</Name></dd></div>}
            <Words id={id} />
          </dl>
        </Dialog>
      )}
    </>
  );
}

interface Definition { name?: Record<string, string>; description?: Record<string, string>; moreInfo?: string; interactionType?: string; correctResponsesPattern?: string[]; [components: string]: unknown }

/** The definition that a latest statement gave, with all its languages; undefined where the role sees no statements. */
export function useDefinition(id: string) {
  return useResource(may("see_people") && id !== "" ? `${storeInAddress.value} definition ${id}` : null, async (signal): Promise<Definition | undefined> => {
    const query = { kind: "statements", filter: ["is", "activity", [id]], limit: 1, time: { range: "all" } };
    const found = (await get("/statements", { query: { q: JSON.stringify(query) }, signal })) as unknown as { statements: { id: string }[] };
    const first = found.statements[0]?.id;
    if (!first) return undefined;
    const { statement } = (await get("/statements/{id}", { path: { id: first }, signal })) as unknown as { statement: { object?: { definition?: Definition } } | null };
    return statement?.object?.definition;
  });
}

/** The name in every language that the latest statement has. */
function Words({ id }: { id: string }) {
  const definition = useDefinition(id);
  const names = Object.entries(definition.data?.name ?? {});
  if (names.length === 0) return null;
  return (
    <>
      {names.map(([tag, text]) => <div key={tag}><dt><code>{visible(tag)}</code></dt><dd lang={/^[\w-]{2,20}$/.test(tag) ? tag : undefined}><Name>{text}</Name></dd></div>)}
    </>
  );
}
