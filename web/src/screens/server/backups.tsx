import { Save } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { apiURL, del, get, post } from "../../lib/api.ts";
import { useAttempt } from "../../lib/attempt.ts";
import { bytes, dateTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Told } from "../../parts/Told.tsx";
import { AdminTabs } from "../admin/AdminTabs.tsx";

type Backup = components["schemas"]["Backup"];

/** Can everything be brought back? */
export default function Backups() {
  const backups = useResource("backups", (signal) => get("/backups", { signal }));
  const attempt = useAttempt();
  const making = backups.data?.backups.some((one) => one.state === "making") ?? false;
  useEffect(() => {
    if (!making) return;
    const timer = setInterval(() => backups.reload(), 1000);
    return () => clearInterval(timer);
  }, [making]);
  const make = () => void attempt.run(async () => { await post("/backups"); backups.reload(); });
  const [removing, setRemoving] = useState<Backup | undefined>(undefined);
  const remove = (name: string) => void attempt.run(async () => { await del("/backups/{name}", { path: { name } }); setRemoving(undefined); backups.reload(); });
  return (
    <Page title={t("admin.backups")} question={t("admin.backups_question")} tabs={<AdminTabs />}
      actions={backups.data?.possible && <Button kind="primary" icon={Save} busy={attempt.busy || making} onClick={make}>{t("admin.backup_make")}</Button>}>
      <p class="wrong" role="alert">{attempt.wrong}</p>
      <Card flush>
        <Loaded of={backups}>
          {(data) =>
            !data.possible ? (
              <Empty title={t("admin.backup_not")}>{data.why_not && <Told text={data.why_not} />}</Empty>
            ) : data.backups.length === 0 ? (
              <Empty title={t("admin.backups_none")}>{t("admin.backups_why")}</Empty>
            ) : (
              <Table caption={t("admin.backups")} rows={data.backups} rowKey={(one) => one.name} sorted={{ id: "made", down: true }}
                columns={[
                  { id: "made", label: t("admin.made"), cell: (one) => dateTime(one.made), by: (one) => one.made },
                  { id: "state", label: t("admin.state"), cell: (one) => <Badge tone={one.state === "ready" ? "good" : one.state === "failed" ? "bad" : "note"}>{one.message ? <Told text={one.message} /> : t("admin.backup_" + one.state)}</Badge>, by: (one) => one.state },
                  { id: "size", label: t("admin.size"), numeric: true, cell: (one) => <span data-value={one.size}>{bytes(one.size)}</span>, by: (one) => one.size },
                  { id: "do", label: <span class="hidden-text">{t("admin.actions")}</span>, card: true, cell: (one) => one.state !== "making" && (
                    <span class="cluster">
                      {one.state === "ready" && <a class="button button-plain button-small" href={apiURL(`/backups/${encodeURIComponent(one.name)}`)} download={one.name}>{t("admin.download")}<span class="hidden-text"> {dateTime(one.made)}</span></a>}
                      <Button small kind="quiet" onClick={() => setRemoving(one)}>{t("common.remove")}<span class="hidden-text"> {dateTime(one.made)}</span></Button>
                    </span>
                  ) },
                ]} />
            )
          }
        </Loaded>
      </Card>
      {removing && (
        <Dialog title={t("admin.backup_remove", { date: dateTime(removing.made) })} close={() => setRemoving(undefined)}
          actions={<><Button onClick={() => setRemoving(undefined)}>{t("common.cancel")}</Button><Button kind="danger" busy={attempt.busy} onClick={() => remove(removing.name)}>{t("common.remove")}</Button></>}>
          <p>{t("admin.backup_remove_text")}</p>
          <p class="wrong" role="alert">{attempt.wrong}</p>
        </Dialog>
      )}
    </Page>
  );
}
