import { Plus, Trash2 } from "lucide";
import { t } from "../../lib/i18n.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Check, Field } from "../../parts/Field.tsx";
import { Metric } from "../../parts/Metric.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Failure, Skeleton } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Problem } from "../../lib/api.ts";
import { ChartGallery } from "./charts.tsx";

const colours = ["ground", "surface", "sunken", "hover", "selected", "ink", "ink-soft", "ink-faint", "line", "line-strong", "accent", "accent-soft", "good", "warn", "bad", "note", "focus"];
const sizes = ["xs", "s", "m", "l", "xl", "2xl", "3xl"];

/** Every part of the design system on one page, for who changes the app. */
export default function Design() {
  return (
    <Page title={t("design.title")} question={t("design.question")}>
      <Card title={t("design.colours")}>
        <div class="swatches">{colours.map((name) => <div key={name} class="swatch"><span style={{ background: `var(--${name})` }} /><code>{name}</code></div>)}</div>
      </Card>
      <Card title={t("design.type")}>
        {sizes.map((name) => <p key={name} style={{ fontSize: `var(--size-${name})` }}>{name} · {t("design.sentence")} 0123456789</p>)}
      </Card>
      <Card title={t("design.buttons")}>
        <div class="cluster">
          <Button kind="primary" icon={Plus}>{t("common.add")}</Button>
          <Button>{t("common.change")}</Button>
          <Button kind="quiet">{t("common.close")}</Button>
          <Button kind="danger" icon={Trash2}>{t("common.remove")}</Button>
          <Button busy>{t("common.loading")}</Button>
          <Button disabled>{t("common.save")}</Button>
        </div>
        <div class="cluster">
          {(["good", "warn", "bad", "note", "plain"] as const).map((tone) => <Badge key={tone} tone={tone}>{tone}</Badge>)}
        </div>
      </Card>
      <Card title={t("design.fields")}>
        <div class="form">
          <Field label={t("sign-in.email")} hint={t("design.sentence")}><input type="email" /></Field>
          <Field label={t("sign-in.password")} error={t("sign-in.wrong")}><input type="password" /></Field>
          <Field label={t("common.range")}><select><option>{t("common.range_28d")}</option></select></Field>
          <Check label={t("common.compare")} hint={t("design.sentence")} />
        </div>
      </Card>
      <Card title={t("design.data")}>
        <div class="metrics"><Metric label={t("common.people")} value="1,204" raw={1204} before={1100} /><Metric label={t("common.statements")} value="92 %" raw={0.92} before={0.95} points /></div>
        <Table caption={t("design.data")} rowKey={(row) => row.name} rows={[{ name: "Fire safety", people: 204 }, { name: "First aid", people: 31 }]}
          columns={[{ id: "name", label: t("common.activity"), cell: (row) => row.name, by: (row) => row.name }, { id: "people", label: t("common.people"), numeric: true, cell: (row) => row.people, by: (row) => row.people }]} />
        <Snippet label="JSON" text={'{ "verb": { "id": "http://adlnet.gov/expapi/verbs/passed" } }'} />
      </Card>
      <ChartGallery />
      <Card title={t("design.states")}>
        <div data-example><Skeleton /></div>
        <Empty title={t("common.none")} figures={[{ label: t("common.statements"), value: 1204 }]}>{t("design.sentence")}</Empty>
        <Failure problem={new Problem({ status: 0 })} retry={() => undefined} />
      </Card>
    </Page>
  );
}
