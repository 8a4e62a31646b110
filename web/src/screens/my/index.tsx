import { Plus } from "lucide";
import { useState } from "preact/hooks";
import { t } from "../../lib/i18n.ts";
import { store } from "../../lib/session.ts";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Fresh } from "../../parts/Fresh.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty } from "../../parts/State.tsx";
import { useCourses } from "../learners/NextSteps.tsx";
import { Courses } from "../learners/progress.tsx";
import { Story } from "../learners/Story.tsx";
import { AddLearning } from "./AddLearning.tsx";
import { Continue } from "./Continue.tsx";
import { Outbox } from "./Outbox.tsx";
import { Results } from "./Results.tsx";
import { Stored } from "./Stored.tsx";
import "./my.css";

/** My learning: where am I, and what is next? The role sees oneself alone, so that nothing is filtered. */
export default function My() {
  const [adding, setAdding] = useState(false);
  const courses = useCourses(undefined);
  if (store.value?.persons?.length !== 1) {
    return <Page title={t("nav.my")} question={t("my.question")}><Card title={t("my.nobody")}><p>{t("my.nobody_text")}</p></Card></Page>;
  }
  return (
    <Page title={t("nav.my")} question={t("my.question")} controls={["range"]} fresh={<Fresh at={courses.at || undefined} />}
      actions={<Button kind="primary" icon={Plus} onClick={() => setAdding(true)}>{t("my.add")}</Button>}>
      <Outbox />
      <Continue />
      <Courses filter={undefined} />
      <Story filter={undefined} empty={<Empty title={t("my.no_journey")}><p>{t("my.no_journey_text")}</p></Empty>} />
      <div class="grid">
        <Results />
        <Stored />
      </div>
      {adding && <AddLearning close={() => setAdding(false)} />}
    </Page>
  );
}
