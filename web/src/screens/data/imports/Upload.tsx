import { FileCheck2, FileUp, X } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { bytes, percent, zone } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { screen, storeName } from "../../../lib/router.ts";
import { Button, ButtonLink } from "../../../parts/Button.tsx";
import { Card } from "../../../parts/Card.tsx";
import { Field } from "../../../parts/Field.tsx";
import { Icon } from "../../../parts/Icon.tsx";
import { Name } from "../../../parts/Name.tsx";
import { cancel, change, choose, drop, job, send, type Format, type Job } from "./job.ts";
import { Outcome } from "./Outcome.tsx";

const formats: readonly Format[] = ["ndjson", "json", "csv"];
/** What the server takes, in bytes. */
const most = 2 ** 30;

/** Choose a file, check it, import it. */
export function Upload({ done }: { done: () => void }) {
  const now = job.value;
  const before = useRef(now?.sending);
  useEffect(() => {
    if (before.current && !now?.sending) done();
    before.current = now?.sending;
  }, [now?.sending]);
  if (now && now.store !== storeName.value) return <Card title={t("imports.file")}><p>{t("imports.elsewhere")}</p></Card>;
  return <Card title={t("imports.file")} note={t("imports.file_note")}>{now ? <Chosen of={now} /> : <Choose />}</Card>;
}

function Choose() {
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const [file] = files ?? [];
    if (file) void choose(file, zone.peek());
  };
  return (
    <label class={`imports-drop${over ? " imports-over" : ""}`}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files); }}>
      <Icon of={FileUp} size={28} />
      <span class="imports-drop-text"><strong>{t("imports.choose")}</strong><span class="soft small">{t("imports.kinds")}</span></span>
      <input type="file" accept=".ndjson,.jsonl,.json,.csv,.tsv,.gz,.zst" onChange={(event) => take(event.currentTarget.files)} />
    </label>
  );
}

function Chosen({ of }: { of: Job }) {
  const tooLarge = of.file.size > most;
  return (
    <div class="imports-chosen">
      <p class="imports-file">
        <Icon of={FileCheck2} />
        <strong><Name>{of.file.name}</Name></strong>
        <span class="soft small">{bytes(of.file.size)}</span>
        {!of.sending && <Button small kind="quiet" icon={X} onClick={drop}>{t("imports.other_file")}</Button>}
      </p>
      {!of.imported && (
        <div class="imports-options">
          <Field label={t("imports.format")} hint={t("imports.format_hint")}>
            <select value={of.format} disabled={of.sending !== undefined} onChange={(event) => change({ format: event.currentTarget.value as Format })}>
              {formats.map((format) => <option key={format} value={format}>{t("imports.format_" + format)}</option>)}
            </select>
          </Field>
          {of.format === "csv" && (
            <Field label={t("imports.zone")} hint={t("imports.zone_hint")}>
              <select value={of.zone} disabled={of.sending !== undefined} onChange={(event) => change({ zone: event.currentTarget.value })}>
                {[...new Set([of.zone, "UTC", ...Intl.supportedValuesOf("timeZone")])].map((name) => <option key={name} value={name}>{name.replace(/_/g, " ")}</option>)}
              </select>
            </Field>
          )}
        </div>
      )}
      {tooLarge && <p class="wrong" role="alert">{t("imports.too_large")}</p>}
      {of.sending && <Progress of={of} />}
      {of.cancelled && <p role="status">{t("imports.cancelled")}</p>}
      {of.problem && (
        <div role="alert" class="imports-problem">
          <p class="wrong">{of.problem.code === "offline" ? t("common.offline_text") : <Name>{of.problem.message}</Name>}</p>
          {of.problem.document.errors?.map((error, i) => <p key={i} class="small"><code>{error.pointer ?? error.parameter}</code> <Name>{error.detail ?? error.message ?? ""}</Name></p>)}
        </div>
      )}
      {!of.sending && of.imported && (
        <div role="status">
          <h3>{t(of.imported.state === "failed" ? "imports.failed" : "imports.finished")}</h3>
          <Outcome of={of.imported} />
        </div>
      )}
      {!of.sending && of.checked && !of.imported && (
        <div role="status">
          <h3>{t("imports.checked")}</h3>
          <Outcome of={of.checked} />
        </div>
      )}
      {!of.sending && (
        <div class="cluster">
          {!of.imported && (of.checked ? (
            <>
              <Button kind="primary" disabled={of.checked.stored + of.checked.present === 0} onClick={() => void send("import")}>{t("imports.go", { n: of.checked.stored })}</Button>
              <Button onClick={() => void send("check")}>{t("imports.check_again")}</Button>
            </>
          ) : <Button kind="primary" disabled={tooLarge} onClick={() => void send("check")}>{t("imports.check")}</Button>)}
          {of.imported && (
            <>
              <Button kind="primary" onClick={drop}>{t("imports.another")}</Button>
              <ButtonLink href={screen("/explore")}>{t("imports.see")}</ButtonLink>
            </>
          )}
        </div>
      )}
    </div>
  );
}

function Progress({ of }: { of: Job }) {
  const share = of.file.size === 0 ? 0 : Math.min(1, of.read / of.file.size);
  return (
    <div class="imports-progress">
      <label for="import-progress">{t(of.sending === "check" ? "imports.checking" : "imports.importing")} <span class="figures soft">{percent(share)}</span></label>
      <progress id="import-progress" max={1} {...(of.read > 0 ? { value: share } : {})} />
      <p class="small soft">{t("imports.leave")}</p>
      <div class="cluster"><Button onClick={cancel}>{t("common.cancel")}</Button></div>
    </div>
  );
}
