import type { ComponentChildren } from "preact";
import { t } from "../../lib/i18n.ts";
import { personName, visible } from "../../lib/names.ts";
import { param, screen, screenPath } from "../../lib/router.ts";
import { Fresh } from "../../parts/Fresh.tsx";
import { Page } from "../../parts/Page.tsx";
import { Name } from "../../parts/Name.tsx";
import { Card } from "../../parts/Card.tsx";
import { TabStrip } from "../../parts/Tabs.tsx";

/** The frame of the screens about one person: the address names whom. */
export function Person({ question, at, children }: { question: string; at?: number; children: (person: string) => ComponentChildren }) {
  const person = param("person").value;
  if (!person) {
    return (
      <Page title={t("learners.journey")} question={question}>
        <Card title={t("learners.nobody_named")}><a class="button button-plain" href={screen("/learners")}>{t("nav.learners")}</a></Card>
      </Page>
    );
  }
  const name = personName(person);
  const tabs = ["/learners/journey", "/learners/progress"];
  return (
    <Page key={person} title={<Name id={person}>{name}</Name>} name={visible(name)} question={question} controls={["range"]} fresh={<Fresh live at={at} />}
      crumbs={<a href={screen("/learners")}>{t("nav.learners")}</a>}
      tabs={
        <TabStrip label={t("learners.about_person")} current={screenPath.value}>
          {tabs.map((path) => <a key={path} href={screen(path, { person })} aria-current={screenPath.value === path ? "page" : undefined}>{t("learners.tab_" + path.split("/")[2]!)}</a>)}
        </TabStrip>
      }>
      {children(person)}
    </Page>
  );
}
